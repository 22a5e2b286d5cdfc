"""Lead on from the old addresses that a file ``_redirects`` names, as Netlify and Cloudflare Pages read it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from valuable.base.uris import split_address
from valuable.importers.plan import comparable
from valuable.importers.profiles.base import settings_in, string
from valuable.importers.records import OldSite
from valuable.importers.trees import Tree

# Where systems keep what is published as it is.
RULE_FILES = tuple(f"{folder}_redirects" for folder in ("", "static/", "public/", "src/", "docs/", "content/extra/"))
HOSTS_FILES = frozenset({"/_redirects", "/_headers", "/netlify.toml", "/vercel.json"})
MAX_RULES = 20_000
LEADING_ON = re.compile(r"30[1278]!?")
RULE_CONDITION = re.compile(r"[\w.~%+-]+=[^\s/]*")


class RedirectRule(NamedTuple):
    """An old address, with its query, and where it leads: a path, or an address elsewhere."""

    old: str
    new: str


def rules_of(text: str) -> Iterator[RedirectRule]:
    """Yield the rules that lead one address on (https://docs.netlify.com/routing/redirects/); patterns are none."""
    for line in text.split("\n")[:MAX_RULES]:
        old, *rest = line.partition("#" if line.lstrip().startswith("#") else " #")[0].split() or [""]
        query = []
        while rest and RULE_CONDITION.fullmatch(rest[0]) and not rest[0].startswith(("http:", "https:")):
            query.append(rest.pop(0))
        new, status = rest[0] if rest else "", rest[1] if len(rest) > 1 else "301"
        is_plain = not re.search(r"[*:]", unquote(old) + re.sub(r"^https?://", "", new) + "".join(query))
        if (
            old.startswith("/")
            and new.startswith(("/", "http://", "https://"))
            and is_plain
            and LEADING_ON.fullmatch(status)
        ):
            yield RedirectRule(unquote(old) + (f"?{'&'.join(query)}" if query else ""), new)


def rules_in_settings(tree: Tree) -> Iterator[RedirectRule]:
    """Yield the rules in ``netlify.toml`` and ``vercel.json`` that lead one address on."""
    for name in ("netlify.toml", "vercel.json"):
        rules = settings_in(tree, name).get("redirects")
        for rule in rules if isinstance(rules, list) else []:
            if isinstance(rule, Mapping) and not rule.get("has"):
                old, new = (
                    string(rule.get("from") or rule.get("source")),
                    string(rule.get("to") or rule.get("destination")),
                )
                status = string(rule.get("status") or rule.get("statusCode")) or "301"
                yield from rules_of(f"{old} {new} {status}")


def take_redirects(tree: Tree, site: OldSite) -> None:
    """Add what rules lead on to the old addresses of texts, or else to those that have moved without one."""
    texts = {comparable(entry.address): entry for entry in site.entries if entry.address}
    base = split_address(site.address).path.rstrip("/")
    for rules in (*(rules_of(tree.text_or_none(name) or "") for name in RULE_FILES), rules_in_settings(tree)):
        for rule in rules:
            old, new = (path.removeprefix(base) if path.startswith(f"{base}/") else path for path in rule)
            entry = texts.get(comparable(new)) if new.startswith("/") and "#" not in new else None
            if comparable(old) in texts and "?" not in old:
                continue
            if entry is not None:
                entry.old_addresses += [old] if old not in entry.old_addresses else []
            else:
                site.moved.setdefault(old, site.moved.get(new, new))
    site.assets = {path: asset for path, asset in site.assets.items() if asset.address not in HOSTS_FILES}
