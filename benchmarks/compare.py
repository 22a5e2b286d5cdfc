"""The comparison: the same posts, built by this site and by others in turn."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from measure import size
from report import MB, machine, middle, table
from sites import STEPS, Site
from tools import Tool

HEADINGS = ("cold s", "edit s", "nothing s", "cold CPU s", "edit CPU s", "memory MB", "output MB", "files")


def compare(folder: Path, tools: list[Tool], posts: int, runs: int) -> dict[str, Any]:
    """Measure each of *tools*, of which the first is this site, print what was found and return it."""
    sites = [Site(tool, folder / tool.name, posts) for tool in tools]
    figures: dict[str, Any] = {
        tool.name: {step: {"seconds": [], "processor": [], "memory": []} for step in STEPS} for tool in tools
    }
    for run in range(runs):
        # One after another, so that whatever else the machine does slows all of them.
        for site in sites:
            print(f"run {run + 1} of {runs}: {site.tool.title}", flush=True)
            for step, build in site.round().items():
                for key, value in asdict(build).items():
                    figures[site.tool.name][step][key].append(value)
    for site in sites:
        figures[site.tool.name]["bytes"], figures[site.tool.name]["files"] = size(site.output)

    rows = {site.tool.name: summary(figures[site.tool.name]) for site in sites}
    ours = rows[tools[0].name]
    print(f"\n{machine()}; {posts} posts; medians of {runs}\n")
    print(table(("", *HEADINGS), [(f"{tool.title} {tool.version}", *rows[tool.name]) for tool in tools]))
    ratios = {tool.name: [one / other for one, other in zip(ours, rows[tool.name], strict=True)] for tool in tools[1:]}
    if ratios:
        print("\nThis site in relation to each: below 1, it is quicker or smaller.\n")
        headings = ("", *(heading.removesuffix(" s").removesuffix(" MB") for heading in HEADINGS))
        print(table(headings, [(tool.title, *ratios[tool.name]) for tool in tools[1:]]))
    return {"machine": machine(), "posts": posts, "figures": figures, "ratios": ratios}


def summary(found: dict[str, Any]) -> list[float]:
    """Return the figures of a tool in the order of the headings."""
    times = [middle(found[step]["seconds"]) for step in STEPS]
    work = [middle(found[step]["processor"]) for step in STEPS[:2]]
    memory = max(middle(found[step]["memory"]) for step in STEPS)
    return [*times, *work, memory / MB, found["bytes"] / MB, found["files"]]
