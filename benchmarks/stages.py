"""Say where the time of a build goes: ``python benchmarks/stages.py --help``.

Builds this site with made-up posts in one process, on one core, and prints what each stage takes of it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from report import machine, middle, table
from sites import Site
from tools import THIS_SITE

# What a stage is called, and the function that does it. Those that are indented are part of the one above.
STAGES = (
    ("read", "sphinx.builders:Builder.read_doc"),
    ("  Markdown to tokens", "markdown_it.main:MarkdownIt.parse"),
    ("  tokens to a doctree", "myst_parser.mdit_to_docutils.base:DocutilsRenderer.render"),
    ("  transforms, and what is noted", "docutils.transforms:Transformer.apply_transforms"),
    ("  doctree to a file", "sphinx.builders:Builder.write_doctree"),
    ("write", "valuable.build.builder:SiteBuilder.write_documents"),
    ("  doctree from its file", "sphinx.environment:BuildEnvironment.get_doctree"),
    ("  links, pictures", "sphinx.environment:BuildEnvironment.apply_post_transforms"),
    ("  doctree to HTML", "sphinx.builders.html:StandaloneHTMLBuilder.write_doc"),
    ("    of this, colours of code", "sphinx.highlighting:PygmentsBridge.highlight_block"),
    ("  Markdown copies", "valuable.outputs.markdown_copies:on_html_page_context"),
    ("  what programs read in the head", "valuable.pages.metadata:on_html_page_context"),
    ("lists, feeds, other pages", "valuable.build.builder:SiteBuilder.gen_pages_from_extensions"),
    ("  feeds", "valuable.outputs.feeds:on_html_collect_pages"),
    ("addresses of cards", "valuable.outputs.cards:on_env_updated"),
    ("templates, of all pages", "sphinx.jinja2glue:BuiltinTemplateLoader.render"),
    ("styles, pictures, inventory", "sphinx.builders.html:StandaloneHTMLBuilder.copy_assets"),
    ("into place", "valuable.build.builder:commit"),
)

CHILD = """
import gc, importlib, json, sys, time
from pathlib import Path
sys.path.insert(0, ".")
gc.set_threshold(100_000, 20, 10)
import valuable.commands.build, valuable.build.builder
spent = {}
def watch(name, place):
    module, _, path = place.partition(":")
    owner = importlib.import_module(module)
    *owners, last = path.split(".")
    for part in owners:
        owner = getattr(owner, part)
    function = getattr(owner, last)
    def timed(*arguments, **options):
        started = time.perf_counter()
        try:
            return function(*arguments, **options)
        finally:
            spent[name] = spent.get(name, 0) + time.perf_counter() - started
    setattr(owner, last, timed)
stages = json.loads(sys.argv[1])
for name, place in stages:
    if place.startswith("valuable."):
        watch(name, place)
make = valuable.commands.build.make_application
def application(*arguments):
    app = make(*arguments)
    for name, place in stages:
        if not place.startswith("valuable."):  # as it is once `valuable.upstream` has changed it
            watch(name, place)
    return app
valuable.commands.build.make_application = application
started = time.perf_counter()
code = valuable.commands.build.build(Path.cwd(), 1)
print(json.dumps([code, time.perf_counter() - started, spent]))
"""


def build(site: Site) -> tuple[float, dict[str, float]]:
    """Build from nothing in one process; return the seconds of all and of each stage."""
    site.clean()
    done = subprocess.run(
        [str(site.programs / "python"), "-c", CHILD, json.dumps(STAGES)],
        cwd=site.folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **site.tool.environment},
    )
    if done.returncode:
        sys.exit(done.stderr)
    code, seconds, spent = json.loads(done.stdout.splitlines()[-1])
    if code:
        sys.exit(done.stderr)
    return seconds, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=500, help="how many posts (default: 500)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default: 3)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as name:
        site = Site(THIS_SITE, Path(name) / "site", options.posts)
        runs = [build(site) for _ in range(options.runs)]
        whole = middle([seconds for seconds, _ in runs])
        rows = [("the whole build", 1000 * whole / options.posts, 100.0)]
        for stage, _ in STAGES:
            spent = middle([found.get(stage, 0.0) for _, found in runs])
            rows.append((stage, 1000 * spent / options.posts, 100 * spent / whole))
        print(f"{machine()}; {options.posts} posts, one process; medians of {options.runs}\n")
        print(table(("", "ms a post", "% of the whole"), rows))


if __name__ == "__main__":
    main()
