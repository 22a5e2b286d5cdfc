"""Take over the redirects that the old site's host was told of: ``_redirects``, ``netlify.toml``, ``vercel.json``."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from valuable.importers.plan import comparable
from valuable.importers.profiles.base import read_settings, string
from valuable.importers.records import OldSite
from valuable.importers.trees import SourceError, Tree

# What tells a host, and is no file for readers.
HOST_FILES = ("/_redirects", "/_headers", "/CNAME", "/.nojekyll", "/netlify.toml", "/vercel.json", "/robots.txt")
PATTERN_SIGNS = re.compile(r"[*:()\\]|\s")  # of a rule for many addresses


def take_host_redirects(site: OldSite, tree: Tree) -> None:
    """Lead on from what the old host has led on from, and leave away the files that were for it alone."""
    texts = {comparable(entry.address): entry for entry in site.entries if entry.address}
    for old, new in redirects_of_hosts(site, tree):
        entry = texts.get(comparable(new)) if new.startswith("/") else None
        if not old.startswith("/") or PATTERN_SIGNS.search(old) or comparable(old) in texts or old == "/":
            continue
        if entry is not None:
            entry.old_addresses.append(old)
        elif "://" in new and not PATTERN_SIGNS.search(new.partition("://")[2]):
            site.moved.setdefault(old, new)
        elif new.startswith("/") and not PATTERN_SIGNS.search(new):
            site.moved.setdefault(old, site.moved.get(new) or site.moved.get(f"{new.rstrip('/')}/") or "/blog/")
    for source, asset in list(site.assets.items()):
        if asset.address in HOST_FILES:
            del site.assets[source]


def redirects_of_hosts(site: OldSite, tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield old and new addresses that files for hosts name."""
    sources = {source for source, asset in site.assets.items() if asset.address == "/_redirects"} | {"_redirects"}
    try:
        for source in sorted(sources & tree.path_set):
            for line in tree.text(source).split("\n"):
                parts = line.split()
                if len(parts) >= 2 and not parts[0].startswith("#") and not parts[-1].startswith("200"):
                    yield parts[0], parts[1]
        for name in ("netlify.toml", "vercel.json"):
            rules = read_settings(name, tree.text_or_none(name)).get("redirects")
            yield from (pair for rule in (rules if isinstance(rules, list) else []) if (pair := rule_pair(rule)))
    except SourceError:
        return


def rule_pair(rule: Any) -> tuple[str, str] | None:
    """Return where a rule of Netlify or Vercel leads from and to; None if it does not lead on."""
    if not isinstance(rule, Mapping) or string(rule.get("status")) == "200" or rule.get("has"):
        return None
    old, new = string(rule.get("from") or rule.get("source")), string(rule.get("to") or rule.get("destination"))
    return (old, new) if old and new else None
