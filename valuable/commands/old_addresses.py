"""Say which addresses of an old site lead nowhere here, given its sitemaps and feeds: ``make old OLD="sitemap.xml …"``.

The site is built first. What is given as an address is fetched, and nothing else; nothing is written.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from pathlib import Path
from unicodedata import normalize
from urllib.parse import parse_qsl, quote

from sphinx.application import Sphinx

from valuable.addresses.dead_links import linkable_addresses, naming_nearest
from valuable.addresses.ledger import LedgerEntry, is_id
from valuable.addresses.listed_addresses import listed_addresses
from valuable.addresses.missing import StandingPages
from valuable.addresses.nearest import NearestAddresses, last_part
from valuable.addresses.old_lists import (
    OldAddress,
    OldPath,
    old_paths,
)
from valuable.addresses.permalinks import entry_ids, redirect_targets
from valuable.addresses.rename_guess import redirect_line
from valuable.base.page_addresses import bare_address
from valuable.base.source_paths import LEDGER_FILE
from valuable.base.text_files import printable
from valuable.build.fork_map import processes
from valuable.build.staging import list_files
from valuable.commands.build import build, run_locked
from valuable.content.site_addresses import TO_PAGE, address_table
from valuable.content.source_checks import address_of, sources_of
from valuable.content.validators import redirect_path
from valuable.outputs.not_found import base_path
from valuable.outputs.old_queries import old_queries

MAX_ASKED = 8  # values of a query
USAGE = (
    'Say where the old site lists its addresses: make old OLD="sitemap.xml feed.xml https://old.example/sitemap.xml"'
)


@dataclass
class NewSite:
    """Says what a site that has been built answers to an address of the old one."""

    app: Sphinx

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(list_files(Path(self.app.outdir)))

    @cached_property
    def queries(self) -> set[tuple[str, frozenset[tuple[str, str]]]]:
        split = (old.partition("?") for old in old_queries(self.app))
        return {(bare_address(path), frozenset(parse_qsl(query, keep_blank_values=True))) for path, _, query in split}

    @cached_property
    def nearest(self) -> NearestAddresses:
        found = linkable_addresses(self.files, redirect_targets(self.app), address_table(self.app))
        return NearestAddresses(found)

    @cached_property
    def pages(self) -> StandingPages:
        found = self.app.env.found_docs
        return StandingPages({address_of(self.app, docname): docname for docname in sorted(found)})

    def has(self, path: str) -> bool:
        """Return whether hosts answer a path with something, or lead on from it."""
        place = normalize("NFC", path).lstrip("/")
        folder = f"{place.rstrip('/')}/".lstrip("/")
        names = (place, f"{folder}index.html", f"{folder}index.xml", f"{folder}index.json", f"{place}.html")
        return any(name in self.files for name in names)

    def answers(self, old: OldPath) -> bool:
        """Return whether an old address answers; one with a query, if that leads on or is of no account."""
        if not old.query:
            return self.has(old.path)
        place = bare_address(old.path).removesuffix("index.php").rstrip("/")
        asked = parse_qsl(old.query, keep_blank_values=True)[:MAX_ASKED]
        parts = chain.from_iterable(combinations(asked, number) for number in range(1, len(asked) + 1))
        return any((place, frozenset(part)) in self.queries for part in parts) or (bool(place) and self.has(old.path))

    def target(self, old: OldPath) -> tuple[str, str]:
        """Return what most likely has the place of an old address: a docname, or an address of the site; else empty."""
        app, table = self.app, address_table(self.app)
        found = table.find(quote(old.path), app.config.root_doc)
        if found.kind == TO_PAGE and found.name in app.env.found_docs - {app.config.root_doc}:
            return found.name, ""
        named = [name for name in table.names.get(last_part(old.path), ()) if name in app.env.found_docs]
        if not old.query and last_part(old.path) and len(named) == 1:
            return named[0], ""
        return ("", found.name) if found.name.startswith("/") and self.has(found.name) else ("", "")

    def docname(self, old: OldPath) -> str | None:
        """Return the page to which an old address leads; None if to none."""
        return redirect_targets(self.app).get(bare_address(old.path)) or self.pages.find(old.path)


def redirect_advice(app: Sphinx, olds: dict[str, list[str]]) -> Iterator[str]:
    """Yield a line for each page that old addresses should lead to."""
    for docname in sorted(olds):
        source = sources_of(app)[docname]
        line = redirect_line([*map(redirect_path, source.front_matter.redirect), *olds[docname]])
        yield f"{source.path}: write `{line}`"


def report_lost(site: NewSite, lost: Iterable[OldPath]) -> Iterator[str]:
    """Yield what to write for each old address that leads nowhere."""
    olds: dict[str, list[str]] = defaultdict(list)
    moved, nowhere = [], []
    for old in lost:
        docname, address = site.target(old)
        if docname:
            olds[docname].append(str(old))
        elif address:
            moved.append(f"{LEDGER_FILE}: write `moved {old} {address}`")
        else:
            near = naming_nearest(site.nearest.near(old.path))
            nowhere.append(f"{old} leads nowhere{near or ': write where it leads'}")
    yield from redirect_advice(site.app, olds)
    yield from moved
    yield from nowhere


def report_ids(site: NewSite, olds: Iterable[OldPath]) -> Iterator[str]:
    """Yield the line of the ledger for each post that would be new to the readers of the old feed."""
    ids = entry_ids(site.app)
    for old in olds:
        docname = (site.docname(old) if old.id else None) or ""
        if ids.get(docname, old.id) == old.id:
            continue
        entry = LedgerEntry(address_of(site.app, docname), old.id)
        if is_id(old.id):
            yield f"{LEDGER_FILE}: write `{entry}`, its id in the old feed, or readers see it twice"
        else:
            yield f"{sources_of(site.app)[docname].path}: its id in the old feed, `{printable(old.id)}`, can't be kept"


def print_answers(app: Sphinx, listed: Sequence[OldAddress | str]) -> int:
    """Print what becomes of the old addresses; return the exit code."""
    unread = [each for each in listed if isinstance(each, str)]
    addresses = [each for each in listed if not isinstance(each, str)]
    olds, site = old_paths(addresses, base_path(app.config.html_baseurl)), NewSite(app)
    lost = [old for old in olds if not site.answers(old)]
    lines = [*unread, *report_lost(site, lost), *report_ids(site, olds)]
    for line in lines:
        print(line)
    print(f"{len(olds) - len(lost):,} of {len(olds):,} old addresses answer.")
    return 1 if lines else 0


def main(arguments: Sequence[str]) -> int:
    names = [name for argument in arguments for name in argument.split()]
    if not names:
        print(USAGE, file=sys.stderr)
        return 2
    listed, codes = list(listed_addresses(names)), list[int]()
    root = Path.cwd()
    code = run_locked(root, lambda: build(root, processes(), then=lambda app: codes.append(print_answers(app, listed))))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or max(codes, default=1))
