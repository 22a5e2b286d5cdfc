"""Measure how long the site takes to build: ``make bench``, or ``python benchmarks/bench.py --help``.

Works on a copy of the checkout in a temporary folder, so nothing here is touched.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = (".git", ".venv", "_build", "node_modules", "__pycache__", ".*_cache")


def seconds(command: list[str], folder: Path) -> float:
    """Run *command* in *folder* and return its wall time; exit with its output if it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    took = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(command)} failed: nothing measured.")
    return took


def measure(site: Path, python: Path, runs: int) -> dict[str, list[float]]:
    """Time the build cold, with nothing changed and after one edit, *runs* times each."""
    build = [str(python), "-m", "valuable.build"]
    post = min(site.glob("posts/**/*.md"))
    times: dict[str, list[float]] = {"cold": [], "nothing changed": [], "one post edited": []}
    for run in range(1, runs + 1):
        shutil.rmtree(site / "_build", ignore_errors=True)
        times["cold"].append(seconds(build, site))
        times["nothing changed"].append(seconds(build, site))
        with post.open("a", encoding="utf-8") as file:
            file.write(f"\nEdit number {run}.\n")
        times["one post edited"].append(seconds(build, site))
    return times


def machine(python: Path) -> str:
    version = subprocess.run([str(python), "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {version}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long the site takes to build.")
    parser.add_argument("--runs", type=int, default=3, help="how often each build is measured (default: 3)")
    parser.add_argument(
        "--skip-install", action="store_true", help="use this checkout's .venv; do not measure `make html` from nothing"
    )
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")

    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as folder:
        site = shutil.copytree(ROOT, Path(folder) / "site", symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
        python = (ROOT if options.skip_install else site) / ".venv/bin/python"
        if not options.skip_install:
            times["make html, from nothing"] = [seconds(["make", "html"], site)]
        elif not python.exists():
            sys.exit("There is no .venv here yet: run `make html` first.")
        times |= measure(site, python, options.runs)
        posts = len(list(site.glob("posts/**/*.md")))
        print(f"{machine(python)}, {posts} posts\n")
    print(f"{'seconds':<24}{'min':>8}{'median':>8}{'max':>8}  runs")
    for name, values in times.items():
        print(f"{name:<24}{min(values):>8.2f}{statistics.median(values):>8.2f}{max(values):>8.2f}  {len(values):>4}")


if __name__ == "__main__":
    main()
