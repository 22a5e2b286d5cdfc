"""This site alone: how it grows, what its dear steps take, and how long it takes from nothing."""

import shutil
import sys
from pathlib import Path
from typing import Any

import measure
from report import MB, machine, middle, table
from sites import STEPS, Site
from tools import ROOT, THIS_SITE


def scale(folder: Path, sizes: list[int], runs: int) -> dict[str, Any]:
    """Measure the site at each number of posts and set the figures in relation."""
    figures: dict[int, dict[str, float]] = {}
    for posts in sizes:
        site = Site(THIS_SITE, folder / str(posts), posts)
        rounds = []
        for run in range(runs):
            print(f"{posts} posts: run {run + 1} of {runs}", flush=True)
            rounds.append(site.round())
        times = {step: middle([builds[step].seconds for builds in rounds]) for step in STEPS}
        pickle = site.folder / "_build" / "doctrees" / "environment.pickle"
        figures[posts] = {
            "cold s": times["cold"],
            "cold ms a post": 1000 * times["cold"] / posts,
            "cold CPU ms a post": 1000 * middle([builds["cold"].processor for builds in rounds]) / posts,
            "edit s": times["edit"],
            "edit CPU s": middle([builds["edit"].processor for builds in rounds]),
            "nothing s": times["nothing"],
            "memory MB": middle([max(build.memory for build in builds.values()) for builds in rounds]) / MB,
            "environment KB a post": pickle.stat().st_size / 1000 / posts,
            "output MB": measure.size(site.output)[0] / MB,
        }
        shutil.rmtree(site.folder)
    rows = [(key, *(found[key] for found in figures.values())) for key in figures[sizes[0]]]
    largest = figures[sizes[-1]]
    for posts in reversed(sizes[:-1]):
        rows = [(*row, largest[row[0]] / figures[posts][row[0]]) for row in rows]
    print(f"\n{machine()}; medians of {runs}\n")
    relations = (f"{sizes[-1]:,}:{posts:,}" for posts in reversed(sizes[:-1]))
    print(table(("posts", *(f"{posts:,}" for posts in sizes), *relations), rows))
    return {"machine": machine(), "figures": figures}


def steps(folder: Path, posts: int, runs: int) -> dict[str, Any]:
    """Measure the build without the search index and the cards, and with each of them."""
    variants = {
        "neither": {"SEARCH": "0", "CARDS": "0"},
        "search": {"SEARCH": "1", "CARDS": "0"},
        "cards": {"SEARCH": "0", "CARDS": "1"},
    }
    site = Site(THIS_SITE, folder / "site", posts)
    builds: dict[str, list[measure.Build]] = {name: [] for name in variants}
    for run in range(runs):
        for name, environment in variants.items():
            print(f"run {run + 1} of {runs}: {name}", flush=True)
            site.clean()
            builds[name].append(site.build(environment))
    seconds = {name: middle([build.seconds for build in found]) for name, found in builds.items()}
    work = {name: middle([build.processor for build in found]) for name, found in builds.items()}
    memory = {name: middle([build.memory for build in found]) / MB for name, found in builds.items()}
    rows = []
    for name in variants:
        more = [figure[name] - figure["neither"] for figure in (seconds, work, memory)]
        each = [1000 * value / posts for value in more[:2]]
        rows.append((name, seconds[name], more[0], each[0], work[name], more[1], each[1], memory[name], more[2]))
    print(f"\n{machine()}; {posts} posts, from nothing; medians of {runs}\n")
    times = ("s", "s more", "ms more a post", "CPU s", "CPU s more", "CPU ms more a post")
    print(table(("", *times, "memory MB", "MB more"), rows))
    return {"machine": machine(), "posts": posts, "seconds": seconds, "processor": work, "memory": memory}


def own(folder: Path, runs: int, *, install: bool) -> dict[str, Any]:
    """Measure the site with its own posts, first of all `make html` where nothing is installed, if *install*."""
    copied = folder / "site"
    kept = (".*", "_build", "node_modules", "__pycache__")
    shutil.copytree(ROOT, copied, symlinks=True, ignore=shutil.ignore_patterns(*kept))
    times: dict[str, list[float]] = {}
    if install:
        times["make html, from nothing"] = [measure.build(["make", "html"], copied, {}).seconds]
    python = (copied if install else ROOT) / ".venv" / "bin" / "python"
    if not python.exists():
        sys.exit("There is no .venv here yet: run `make html` first.")
    post = min(copied.glob("posts/**/*.md"))
    times |= {"cold": [], "nothing changed": [], "one post edited": []}
    for run in range(runs):
        for left in ("_build", ".cache"):
            shutil.rmtree(copied / left, ignore_errors=True)
        for name in ("cold", "nothing changed", "one post edited"):
            if name == "one post edited":
                with post.open("a", encoding="utf-8") as file:
                    file.write(f"\nEdit number {run}.\n")
            times[name].append(measure.build([str(python), "-m", "valuable", "build"], copied, {}).seconds)
    posts = len(list(copied.glob("posts/**/*.md")))
    print(f"{machine()}; {posts} posts\n")
    rows = [(name, min(values), middle(values), max(values), f"{len(values)}") for name, values in times.items()]
    print(table(("seconds", "min", "median", "max", "runs"), rows))
    return {"machine": machine(), "posts": posts, "seconds": times}
