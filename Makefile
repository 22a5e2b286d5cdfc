# Everything that an author or a host runs. Python 3.11 or newer is all it needs; `make` alone lists the targets.

PYTHON ?= python3
VNU_VERSION := 26.9.27

py := .venv/bin/python
# What there is only the source of, here or for a rare system, is built by what requirements-build.txt has installed
# before: left to itself, pip fetches tools for that which no lock knows.
pip := $(py) -m pip install --require-hashes --no-build-isolation --use-pep517 --disable-pip-version-check -q
# No other package may come without a wheel, which runs nothing while it is installed.
only_source := feedgen jstyleson
wheels := --only-binary :all: $(only_source:%=--no-binary %)
# Dependabot finds in the comment how to make the lock anew: --universal, --python-version.
lock_for := --universal --python-version 3.11
lock := .venv/bin/uv --no-config pip compile -q $(lock_for) --fork-strategy fewest $(wheels) --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock (uv pip compile $(lock_for))" $(if $(UPGRADE),--upgrade)
vnu_folder := _build/tools/vnu-$(VNU_VERSION)
vnu := $(vnu_folder)/node_modules/vnu-jar/build/dist/vnu.jar

fast := not (browser or real_site or truth or slow)
# One more process than there are cores: some tests wait, for a browser or a server.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(len(os.sched_getaffinity(0)) + 1)' 2>/dev/null || echo auto)

# A title may hold anything, so make neither reads it nor passes it on as its own: value() is what was typed.
export POST_TITLE := $(value TITLE)
export CONCEPT_TITLE := $(value CONCEPT)
export UPDATE_FROM := $(value FROM)
export MESSAGES_TO := $(value TO)
export EXPORT_FORM := $(value FORM)
export OLD_LISTS := $(value OLD)
unexport TITLE CONCEPT FROM TO FORM OLD
export MESSAGES
# Each command would compile all modules anew, a third of the time of a build after an edit.
unexport PYTHONDONTWRITEBYTECODE
# Some shells set HOST to the computer's name by themselves. That must not open the preview to the network.
ifneq ($(origin HOST),command line)
unexport HOST
endif

# The same holds for each answer that a new site is begun with. What the shell has by these names is none.
answers := DEFAULTS NAME TAGLINE AUTHOR EMAIL LANGUAGE TIMEZONE HOST ADDRESS CONCEPTS
given = $(filter command,$(firstword $(origin $(1))))
$(foreach answer,$(answers),$(if $(call given,$(answer)),$(eval export MINE_$(answer) := $$(value $(answer)))))
unexport $(foreach answer,$(filter-out HOST,$(answers)),$(if $(call given,$(answer)),$(answer)))

# An option of a command that is given as DRY=1: --dry.
switch = $(if $(filter-out 0,$($(1))),--$(shell echo $(1) | tr A-Z a-z))

.DEFAULT_GOAL := help
.PHONY: html serve test test-anywhere new mine import export update messages file-lists permalinks old accept clean linkcheck bench help lock check-html always

html: .venv/requirements.txt ## Build the site into _build/html (MESSAGES=all: with each of its messages)
	@$(py) -m valuable build

serve: .venv/requirements.txt ## Preview the site, with drafts, while you write
	@$(py) -m valuable serve

new: $(if $(POST_TITLE)$(CONCEPT_TITLE),.venv/requirements.txt) ## Start a post, make new TITLE="What it is called", or a concept, make new CONCEPT="Its name"
	@if [ -z "$$POST_TITLE$$CONCEPT_TITLE" ]; then \
	  echo 'Say what the post is called: make new TITLE="What do product managers do"' >&2; \
	  echo 'Or the concept: make new CONCEPT="Common understanding"' >&2; exit 1; fi
	@[ -z "$$POST_TITLE" ] || $(py) -m valuable new post "$$POST_TITLE"
	@[ -z "$$CONCEPT_TITLE" ] || $(py) -m valuable new concept "$$CONCEPT_TITLE"

mine: .venv/requirements.txt ## Make the site yours: it asks what it has to know
	@$(py) -m valuable mine

import: .venv/requirements.txt ## Bring a blog over, make import FROM=its folder, archive or export; DRY=1 only says what would come
	@$(py) -m valuable import "$$UPDATE_FROM" $(foreach option,DRY OFFLINE COMMENTS JSON,$(call switch,$(option))) $${OLD_LISTS:+--old "$$OLD_LISTS"}

export: .venv/requirements.txt ## Write the site as Markdown for another system, make export TO=a folder; FORM=jekyll, else for Hugo
	@$(py) -m valuable export "$$MESSAGES_TO" $${EXPORT_FORM:+--form "$$EXPORT_FORM"}

update: .venv/requirements.txt ## Bring in a newer machinery, make update FROM=a git address, folder or archive
	@$(py) -m valuable update "$$UPDATE_FROM"

permalinks: .venv/requirements.txt ## Build the site and add its new addresses to permalinks.txt
	@$(py) -m valuable permalinks

old: .venv/requirements.txt ## Say which addresses of an old site lead nowhere, make old OLD="sitemap.xml feed.xml"
	@$(py) -m valuable old_addresses "$$OLD_LISTS"

accept: .venv/requirements.txt ## Build the site and note its faults of old texts in accepted.txt
	@$(py) -m valuable accept

test: .venv/requirements-dev.txt ## Run all tests; in a minute with FAST=1: no browser, no site at hand, nothing slow
	@$(py) -m pytest -n $(WORKERS) --dist worksteal -p tests.progress $(if $(filter-out 0,$(FAST)),-m "$(fast)")

test-anywhere: .venv/requirements-dev.txt ## Run them with other fonts, surroundings, orders and load (needs apt)
	@bash tests/anywhere.sh

linkcheck: .venv/requirements.txt ## Ask every link to another site whether it still answers
	@$(py) -m sphinx -b linkcheck -d _build/linkcheck/doctrees . _build/linkcheck

check-html: $(vnu) html ## Check every page against the HTML standard (needs Java 17 and npm)
	@java -version >/dev/null 2>&1 || { echo "Java is missing. On Debian or Ubuntu: sudo apt install openjdk-17-jre-headless" >&2; exit 1; }
	@java -jar $(vnu) --errors-only --skip-non-html _build/html
	@echo "The Nu HTML checker found no error in $$(($$(find _build/html -name '*.html' | wc -l))) pages."

bench: .venv/requirements-dev.txt ## Measure how long builds take
	@$(py) benchmarks/bench.py

lock: .venv/requirements-dev.txt ## Compile requirements*.txt from requirements*.in (UPGRADE=1: to the newest versions)
	@$(lock) requirements-build.in -o requirements-build.txt
	@$(lock) requirements.in -o requirements.txt
	@$(lock) requirements-dev.in -o requirements-dev.txt
	@$(lock) requirements-pandoc.in -o requirements-pandoc.txt

messages: .venv/requirements.txt ## Bring the catalogs of the frame's words up to date (TO=sv: begin one in locale/)
	@$(py) -m valuable messages $$MESSAGES_TO

file-lists: .venv/requirements.txt ## Write the lists of the files that this comes with
	@$(py) -m valuable file_lists

clean: ## Remove what was built
	@rm -rf _build

help: ## List these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

# .venv keeps a copy of each lock file that it was made from, written last. Another lock, an install that was cut short
# or a Python that has gone since: it is made afresh. A failed or interrupted install takes .venv away with it.
.venv/requirements.txt: always
	@if cmp -s requirements.txt $@ && $(py) -c 'import pip' 2>/dev/null; then exit 0; fi; \
	fail() { echo "$$1" >&2; exit 1; }; \
	version=$$("$(PYTHON)" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) \
	  || fail "$(PYTHON) does not run. Install Python 3.11 or newer, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || fail "$(PYTHON) is Python $$version; this site needs 3.11 or newer. If you have one: make $(MAKECMDGOALS) PYTHON=python3.12"; \
	"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null \
	  || fail "Python's venv module is missing. On Debian or Ubuntu: sudo apt install python3-venv"; \
	echo "Making .venv from requirements.txt ..."; \
	trap 'rm -rf .venv' EXIT; trap 'exit 130' HUP INT TERM; \
	rm -rf .venv && "$(PYTHON)" -m venv .venv && $(pip) --only-binary :all: -r requirements-build.txt && $(pip) -r requirements.txt && cp requirements.txt $@ || exit 1; \
	trap - EXIT

.venv/requirements-dev.txt: .venv/requirements.txt always
	@cmp -s requirements-dev.txt $@ || { echo "Adding requirements-dev.txt to .venv ..."; \
	$(pip) -r requirements-dev.txt && cp requirements-dev.txt $@; }

# Without its install script, which would fetch a Java of its own.
$(vnu):
	@npm --version >/dev/null 2>&1 || { echo "npm is missing. On Debian or Ubuntu: sudo apt install npm" >&2; exit 1; }
	@npm install --loglevel=error --ignore-scripts --no-save --no-package-lock --prefix $(vnu_folder) vnu-jar@$(VNU_VERSION)
