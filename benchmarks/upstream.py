"""Say what each change in `valuable.upstream` saves that is there to save something: ``python benchmarks/upstream.py``.

Builds a made-up blog in one process with all changes, and with one of them left out, in turn, from nothing and after an
edit; prints how many times the time of the processor and the memory that takes. Changes that together save less than
3 % of all of these are to go.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from report import machine, middle, table
from sites import Site
from tools import ROOT, THIS_SITE

CHILD = """
import gc, json, resource, sys, time
from pathlib import Path
sys.path.insert(0, ".")
gc.set_threshold(100_000, 20, 10)
import valuable.commands.build
from valuable.upstream import registry
left_out = json.loads(sys.argv[1])
for patches in ("AT_START", "IN_BUILDS"):
    setattr(registry, patches, [patch for patch in getattr(registry, patches) if patch.name not in left_out])
code = valuable.commands.build.build(Path.cwd(), 1)
print(json.dumps([code, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


NAMES = ("seconds", "edit", "memory")


@dataclass(frozen=True)
class Cost:
    """What a build from nothing has taken, and one after an edit: seconds of the processor, memory at its highest."""

    seconds: float
    edit: float
    memory: float

    def __truediv__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds / other.seconds, self.edit / other.edit, self.memory / other.memory)


def build(site: Site, left_out: Collection[str] = ()) -> Cost:
    """Build from nothing, and after an edit, in one process each, without some changes."""
    site.clean()
    seconds, memory = build_once(site, left_out)
    site.edit()
    edit, _ = build_once(site, left_out)
    return Cost(seconds, edit, memory)


def build_once(site: Site, left_out: Collection[str]) -> tuple[float, float]:
    done = subprocess.run(
        [str(site.programs / "python"), "-c", CHILD, json.dumps(list(left_out))],
        cwd=site.folder,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **site.tool.environment},
    )
    code, seconds, memory = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else (1, 0, 0)
    if code:
        sys.exit(f"without {', '.join(left_out) or 'nothing'}: {done.stderr}")
    return seconds, memory


def savings() -> Iterator[str]:
    """Yield the names of the changes that are there to save something."""
    sys.path.insert(0, str(ROOT))
    from valuable.upstream.registry import PATCHES

    yield from dict.fromkeys(patch.name for patch in PATCHES if patch.saves)


def measure(site: Site, changes: Collection[Collection[str]], runs: int) -> list[Cost]:
    """Return how many times the time and memory of a build with all changes one takes without each of *changes*.

    Each build without a change stands between two with all: what the machine does meanwhile slows both.
    """
    ratios: list[list[Cost]] = [[] for _ in changes]
    build(site)  # so that what is read from the disk is in memory
    before = build(site)
    for _ in range(runs):
        for found, left_out in zip(ratios, changes, strict=True):
            without, after = build(site, left_out), build(site)
            found += [without / before, without / after]
            before = after
    return [Cost(*(middle([getattr(cost, name) for cost in found]) for name in NAMES)) for found in ratios]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=300, help="how many posts (default: 300)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default: 3)")
    parser.add_argument("--together", nargs="+", metavar="NAME", help="leave out these changes, all at once")
    options = parser.parse_args()
    changes = [options.together] if options.together else [[name] for name in savings()]
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as folder:
        site = Site(THIS_SITE, Path(folder) / "site", options.posts)
        found = measure(site, changes, options.runs)
    print(f"{machine()}; {options.posts} posts, one process; medians of {options.runs}\n")
    rows = [
        (", ".join(left_out), cost.seconds, cost.edit, cost.memory)
        for cost, left_out in zip(found, changes, strict=True)
    ]
    print(table(("without", "time", "after an edit", "memory"), sorted(rows, key=lambda row: row[1])))


if __name__ == "__main__":
    main()
