"""Measure what the knowledge layer takes of a build: ``python benchmarks/knowledge.py --posts 10000 --concepts 500``.

Builds this site from made-up posts and concepts that link to each other, from nothing and after edits, without the
index of the search and the cards. Says how much of the processor's time each part of the layer takes, in all processes
of the build, and how large the pages are that many mention.
"""

import argparse
import gzip
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import corpus
import ideas
import measure
from bench import positive
from report import MB, machine, middle, table
from sampled import REST
from sites import IncompleteSiteError, Site
from tools import THIS_SITE
from words import name_of

SAMPLED = Path(__file__).with_name("sampled.py")
TEMPLATES = "valuable/theme/templates"
# The parts of the layer: the files that are each one's, as far as they are there.
PARTS: Mapping[str, tuple[str, ...]] = {
    "concepts and their list": (
        "valuable/content/concepts.py",
        "valuable/pages/concept_index.py",
        f"{TEMPLATES}/concepts.html",
    ),
    "names and [[links]]": ("valuable/knowledge/page_names.py", "valuable/knowledge/wikilinks.py"),
    "abbreviations": ("valuable/knowledge/abbr*.py",),
    "mentions": ("valuable/knowledge/mentions.py", "valuable/base/sentences.py"),
    '"Mentioned in"': ("valuable/knowledge/backlinks.py", f"{TEMPLATES}/components/mentioned*.html"),
    "related posts": (
        "valuable/knowledge/related.py",
        "valuable/knowledge/similarity.py",
        "valuable/base/keywords.py",
        f"{TEMPLATES}/components/related*.html",
    ),
    "maps": ("valuable/knowledge/map*.py", "valuable/knowledge/graph*.py", f"{TEMPLATES}/components/*map*"),
}
# What a tenth of the build has to do for: what pages show of others that link to them or are like them.
SHOWN = ("mentions", '"Mentioned in"', "related posts", "maps")
# What they note of each page; it goes from process to process and from build to build.
NOTED = ("concepts", "definitions", "abbr*", "mentions", "terms", "related", "map*")
STEPS = ("from nothing", "a post edited", "a concept edited")
TENTH = 10.0  # percent of the build
LARGE = 200_000  # bytes of a page


@dataclass(frozen=True)
class Build:
    """What a build took: seconds on the wall and of the processor, the latter by file and function too."""

    seconds: float
    processor: float
    memory: int
    spent: Mapping[str, float]
    noted: Mapping[str, tuple[int, float, float]]
    pickling: float  # of what the layer has noted, in seconds of the processor

    def part(self, patterns: tuple[str, ...]) -> float:
        return sum(time for place, time in self.spent.items() if matches(place.partition(":")[0], patterns))

    @property
    def layer(self) -> float:
        return self.pickling + sum(map(self.part, PARTS.values()))


class KnowledgeSite(Site):
    """The made-up blog with made-up concepts."""

    def __init__(self, folder: Path, posts: int, concepts: int) -> None:
        super().__init__(THIS_SITE, folder, posts)
        self.concepts = ideas.write(folder, self.files, concepts)
        self.laid_out |= {path.name for path in folder.iterdir()}
        every = [file.relative_to(folder).as_posix() for file in folder.rglob("*.*")]
        self.watched = [file for file in every if any(matches(file, patterns) for patterns in PARTS.values())]

    def concept_page(self, number: int) -> Path:
        return self.output / "concepts" / self.concepts[number].stem / "index.html"

    def sample(self, *, fresh: bool = False) -> Build:
        """Build and note what the processor was at work for; *fresh* is a build from nothing."""
        with tempfile.TemporaryDirectory(prefix="valuable-samples-") as answers:
            command = [str(self.programs / "python"), str(SAMPLED), answers, *self.watched]
            took = measure.build(command, self.folder, self.tool.environment)
            said = json.loads(Path(answers, "noted.json").read_text(encoding="utf-8"))
            spent: Counter[str] = Counter()
            for file in Path(answers).glob("[0-9]*.json"):
                spent.update(json.loads(file.read_text(encoding="utf-8")))
        layer = [times for name, times in said["noted"].items() if matches(name, NOTED)]
        # All is pickled for the next build. Before that, it comes from the last one, or from the other processes.
        others = 1 - 1 / said["jobs"] if fresh else 0
        pickling = sum(dump * (1 + others) + load * (others or 1) for _, dump, load in layer)
        return Build(took.seconds - said["seconds"], spent.total(), took.memory, spent, said["noted"], pickling)

    def round(self) -> dict[str, Build]:  # type: ignore[override]
        """Build from nothing, after an edit of a post, and after one of the concept that most posts link to."""
        self.clean()
        builds = [self.sample(fresh=True)]
        self.check()
        for page, edit in ((self.page(len(self.files) // 2), self.edit), (self.concept_page(0), self.edit_concept)):
            word = edit()
            builds.append(self.sample())
            if word not in page.read_text(encoding="utf-8"):
                raise IncompleteSiteError(f"an edit did not reach {page.relative_to(self.output)}.")
        return dict(zip(STEPS, builds, strict=True))

    def edit_concept(self) -> str:
        self.edits += 1
        word = f"newest{name_of(self.edits)}"
        with self.concepts[0].open("a", encoding="utf-8") as file:
            file.write(f"\nThis is the {word} sentence.\n")
        return word

    def check(self) -> None:
        super().check()
        for number in range(len(self.concepts)):
            if not self.concept_page(number).is_file():
                raise IncompleteSiteError(f"there is no {self.concept_page(number).relative_to(self.output)}.")


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def shares(builds: list[Build], posts: int) -> Iterator[tuple[str, float, float, float]]:
    """Yield what each part takes: seconds of the processor, percent of the whole, milliseconds a post."""

    def row(title: str, seconds: list[float]) -> tuple[str, float, float, float]:
        percent = [100 * time / build.processor for time, build in zip(seconds, builds, strict=True)]
        return title, middle(seconds), middle(percent), 1000 * middle(seconds) / posts

    yield row("the whole build", [build.processor for build in builds])
    for title, patterns in PARTS.items():
        yield row(title, [build.part(patterns) for build in builds])
    yield row("what they note, pickled", [build.pickling for build in builds])
    yield row("the layer", [build.layer for build in builds])
    yield row("backlinks, related posts, maps", [sum(build.part(PARTS[name]) for name in SHOWN) for build in builds])


def functions(rounds: list[dict[str, Build]], count: int) -> list[tuple[Any, ...]]:
    """Return the functions of the layer that take most from nothing, and what each takes in every build."""
    places = {place for builds in rounds for build in builds.values() for place in build.spent} - {REST}
    found = [
        (place, *(middle([builds[step].spent.get(place, 0.0) for builds in rounds]) for step in STEPS))
        for place in places
    ]
    return sorted(found, key=lambda row: (-row[1], row[0]))[:count]


def takes(rounds: list[dict[str, Build]]) -> list[tuple[Any, ...]]:
    """Return what each build takes: seconds, of the processor, those of the layer, the rest; and memory."""
    rows = []
    for step in STEPS:
        builds = [builds[step] for builds in rounds]
        work, layer = middle([build.processor for build in builds]), middle([build.layer for build in builds])
        memory = middle([build.memory for build in builds]) / MB
        rows.append((step, middle([build.seconds for build in builds]), work, layer, work - layer, memory))
    return rows


def mentioned(site: KnowledgeSite) -> Iterator[tuple[str, float, float, float]]:
    """Yield pages of concepts, from the one that most posts link to on: how many do, bytes, and compressed."""
    posts, concepts = len(site.files), len(site.concepts)
    times = Counter(target for number in range(posts) for target in ideas.of_post(number, concepts, corpus.SEED))
    for rank in (1, 2, 5, 20, 100, 500):
        if rank <= concepts:
            number = times.most_common()[rank - 1][0] if rank <= len(times) else rank - 1
            page = site.concept_page(number)
            yield page.parent.name, times[number], *weight(page)


def largest(site: KnowledgeSite, count: int) -> list[tuple[str, float, float]]:
    """Return the largest pages: bytes, and compressed."""
    pages = sorted(site.output.rglob("*.html"), key=lambda page: (-page.stat().st_size, page))[:count]
    return [(page.relative_to(site.output).as_posix().removesuffix("index.html"), *weight(page)) for page in pages]


def weight(page: Path) -> tuple[float, float]:
    content = page.read_bytes()
    return len(content), len(gzip.compress(content))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=positive, default=1000, help="how many posts (default: 1000)")
    parser.add_argument("--concepts", type=positive, default=50, help="how many concepts (default: 50)")
    parser.add_argument("--runs", type=positive, default=3, help="how often each build is measured (default: 3)")
    parser.add_argument("--functions", type=positive, default=15, help="how many are named (default: 15)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="valuable-knowledge-") as name:
        site = KnowledgeSite(Path(name) / "site", options.posts, options.concepts)
        rounds = []
        for run in range(options.runs):
            print(f"run {run + 1} of {options.runs}", flush=True)
            rounds.append(site.round())
        site.clean()
        print("once more, with the index of the search", flush=True)
        figures = told(site, rounds, options.functions, site.build({"SEARCH": "1"}).processor)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def told(site: KnowledgeSite, rounds: list[dict[str, Build]], count: int, whole: float) -> dict[str, Any]:
    """Print the figures, and return them; *whole* is what a build takes that makes the index of the search too."""
    posts, concepts = len(site.files), len(site.concepts)
    cold = [builds[STEPS[0]] for builds in rounds]
    noted = [(name, size / 1000, size / posts) for name, (size, _, _) in sorted(cold[-1].noted.items())]
    tables: dict[str, tuple[tuple[str, ...], list[Any]]] = {
        "from nothing": (("", "CPU s", "% of the whole", "ms a post"), list(shares(cold, posts))),
        "the layer's functions, CPU s": (("", *STEPS), functions(rounds, count)),
        "builds": (("", "s", "CPU s", "of this, the layer", "the rest", "memory MB"), takes(rounds)),
        "what is noted": (("", "KB", "bytes a post"), noted),
        "concepts": (("", "posts that link there", "bytes", "compressed"), list(mentioned(site))),
        "the largest pages": (("", "bytes", "compressed"), largest(site, 5)),
    }
    print(f"\n{machine()}; {posts:,} posts, {concepts:,} concepts; medians of {len(rounds)}")
    for title, (headings, rows) in tables.items():
        print(f"\n{table((title, *headings[1:]), rows)}")
    _, seconds, percent, _ = tables["from nothing"][1][-1]
    of_whole = 100 * seconds / whole
    less = "less" if of_whole < TENTH else "not less"
    print(f"\nBacklinks, related posts and maps take {percent:.1f} % of the build, and {of_whole:.1f} % of the one")
    print(f"that `make html` makes, with the index of the search and without cards: {less} than a tenth.")
    heavy = [row[0] for row in tables["concepts"][1] if row[2] > LARGE]
    for page in heavy:
        print(f"/concepts/{page}/ has more than {LARGE // 1000} KB.")
    return {"machine": machine(), "posts": posts, "concepts": concepts} | {
        title: {row[0]: row[1:] for row in rows} for title, (_, rows) in tables.items()
    }


if __name__ == "__main__":
    sys.exit(main())
