"""Say what the cards of this site's posts take: ``python benchmarks/cards.py --help``.

Finds the recipes of the cards of made-up posts, and draws each of the first, in one process.
"""

import argparse
import contextlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

from report import machine, middle, table
from sites import Site
from tools import ROOT, THIS_SITE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=200, help="how many posts (default: 200)")
    parser.add_argument("--drawn", type=int, default=50, help="how many of their cards are drawn (default: 50)")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from valuable.commands.build import build, make_application
    from valuable.content.posts import posts_of
    from valuable.outputs.cards import card_recipe, draw_card

    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as name:
        folder = Path(name) / "site"
        Site(THIS_SITE, folder, options.posts)
        os.chdir(folder)
        os.environ |= THIS_SITE.environment
        found: dict[str, list[tuple[float, float]]] = {"recipe": [], "drawing": []}
        sizes = []

        def measured() -> None:
            app = make_application(folder, folder / "_build/html", folder / "_build/doctrees", sys.stderr, 1)
            app.build()
            posts = list(posts_of(app.env).values())
            for kind, make, some in (("recipe", card_recipe, posts), ("drawing", draw_card, posts[: options.drawn])):
                for post in some:
                    started, worked = time.perf_counter(), time.process_time()
                    made = make(app, post)
                    found[kind].append((time.perf_counter() - started, time.process_time() - worked))
                    if kind == "drawing":
                        sizes.append(len(made))

        with contextlib.redirect_stdout(io.StringIO()):
            if build(folder):
                sys.exit("The site was not built.")
            measured()
    print(f"{machine()}; {options.posts} posts, {options.drawn} cards; medians; {middle(sizes) / 1000:.0f} KB a card\n")
    rows = [(kind, *(1000 * middle([pair[n] for pair in pairs]) for n in (0, 1))) for kind, pairs in found.items()]
    print(table(("", "ms", "CPU ms"), rows))


if __name__ == "__main__":
    main()
