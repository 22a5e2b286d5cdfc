"""Measure how long the site takes to build: ``make bench``, or ``python benchmarks/bench.py --help``.

Without an option, the same made-up blog is built by this site and by other generators, in turn. Everything happens on
copies in a temporary folder; what is installed for it stays in ``_build/bench``.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import compare
import this_site
from tools import THIS_SITE, TOOLS


def names(text: str) -> list[str]:
    chosen = text.split(",")
    unknown = [name for name in chosen if name not in TOOLS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: choose from {', '.join(TOOLS)}")
    return chosen


def positive(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return int(text)


def sizes(text: str) -> list[int]:
    return [positive(number) for number in text.split(",")]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--scale", action="store_true", help="how this site alone grows with the number of its posts")
    what.add_argument("--steps", action="store_true", help="what the search index and the cards take of a build")
    what.add_argument("--own", action="store_true", help="this site with its own posts, and `make html` from nothing")
    parser.add_argument("--posts", type=positive, default=1000, help="how many posts (default: 1000)")
    parser.add_argument("--runs", type=positive, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--sizes", type=sizes, default=[100, 1000, 10_000], help="for --scale: 100,1000,10000")
    parser.add_argument("--only", type=names, default=list(TOOLS), help=f"some of {','.join(TOOLS)}")
    parser.add_argument("--without", type=names, default=[], help="all but these")
    parser.add_argument("--skip-install", action="store_true", help="for --own: leave out `make html` from nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single figure there")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as name:
        folder = Path(name)
        if options.scale:
            figures = this_site.scale(folder, options.sizes, options.runs)
        elif options.steps:
            figures = this_site.steps(folder, options.posts, options.runs)
        elif options.own:
            figures = this_site.own(folder, options.runs, install=not options.skip_install)
        else:
            chosen = [TOOLS[name] for name in options.only if name not in options.without]
            others = [tool for tool in chosen if tool is not THIS_SITE]
            figures = compare.compare(folder, [THIS_SITE, *others], options.posts, options.runs)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
