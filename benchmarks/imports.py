"""Measure ``make import``: ``python benchmarks/imports.py --posts 3000`` brings a made-up blog of Hugo's over.

It says how long each step of the whole command takes, with the build that it ends in, and how many posts a second that
makes. ``--text '{%%' --size 200000`` measures one text of these signs over and over instead, which an export may hold
by accident or by malice: no step may take longer than it takes to read.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
from report import machine, table

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"^(?P<step>[^:\n]+): (?:(?P<number>[\d,]+) \w+, )?(?P<seconds>[\d.]+) s$", re.MULTILINE)
POST = '---\ntitle: "One text"\ndate: 2020-01-01\n---\n\n'


def copy_of_site(folder: Path) -> Path:
    """Return a fresh copy of this repository, as git has it now."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    for name, value in (("user.name", "Benchmark"), ("user.email", "benchmark@machine.example")):
        subprocess.run(["git", "-C", str(folder), "config", name, value], check=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `make import`.")
    parser.add_argument("--posts", type=int, default=3000, help="how many posts (default: 3000)")
    parser.add_argument("--text", help="signs of which one text is made instead")
    parser.add_argument("--size", type=int, default=200_000, help="characters of that text (default: 200000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.text:
            text = options.text * (options.size // len(options.text))
            posts = folder / "blog" / "_posts"
            posts.mkdir(parents=True)
            (posts / "2020-01-01-one.md").write_text(f"{POST}{text}\n", "utf-8")
        else:
            corpus.write(folder / "blog", options.posts, "hugo")
            (folder / "blog" / "hugo.toml").write_text('title = "Made up"\nbaseURL = "https://made-up.example/"\n')
        site = copy_of_site(folder / "site")
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "valuable", "import", str(folder / "blog"), "--offline"],
            cwd=site,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - began
        if done.returncode:
            sys.exit(done.stderr)
        rows = [(step["step"], step["number"] or "", step["seconds"]) for step in STEP.finditer(done.stderr)]
        print(table(["Step", "Number", "Seconds"], [*rows, ("all of it", "", f"{seconds:.1f}")]))
        print(f"\n{machine()}")
        shutil.rmtree(site, ignore_errors=True)


if __name__ == "__main__":
    main()
