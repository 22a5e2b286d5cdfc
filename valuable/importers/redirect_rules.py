"""Lead on from the old addresses that a file ``_redirects`` names, as Netlify and Cloudflare Pages read it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from valuable.base.source_paths import LEDGER_FILE
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
            and not rest[2:]  # languages or countries
            and LEADING_ON.fullmatch(status)
        ):
            yield RedirectRule(unquote(old) + (f"?{'&'.join(query)}" if query else ""), new)


def rule_lines(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield each rule of a source, and where it stands: those of ``netlify.toml`` and ``vercel.json`` as a line too."""
    for name in RULE_FILES:
        for number, line in enumerate(tree.text_or_none(name).split("\n")[:MAX_RULES], 1):
            yield f"{name}:{number}", line
    for name in ("netlify.toml", "vercel.json"):
        rules = settings_in(tree, name).get("redirects")
        for rule in rules if isinstance(rules, list) else []:
            if isinstance(rule, Mapping):
                old, new = (
                    string(rule.get("from") or rule.get("source")),
                    string(rule.get("to") or rule.get("destination")),
                )
                status = string(rule.get("status") or rule.get("statusCode")) or "301"
                yield name, f"{old} {new} {status}{' conditions' if rule.get('has') else ''}"


def would_lead_on(line: str) -> bool:
    """Return whether a line is a rule that leads readers on, be it by a pattern or a condition."""
    words = line.partition(" #")[0].split()
    statuses = [word for word in words[2:] if re.fullmatch(r"\d{3}!?", word)]
    return len(words) > 1 and not words[0].startswith("#") and all(map(LEADING_ON.fullmatch, statuses))


def take_redirects(tree: Tree, site: OldSite) -> None:
    """Add what rules lead on to the old addresses of texts, or else to those that have moved without one."""
    texts = {comparable(entry.address): entry for entry in site.entries if entry.address}
    base = split_address(site.address).path.rstrip("/")
    left = []
    for where, line in rule_lines(tree):
        rules = [*rules_of(line)]
        left += [where] if not rules and would_lead_on(line) else []
        for rule in rules:
            old, new = (path.removeprefix(base) if path.startswith(f"{base}/") else path for path in rule)
            entry = texts.get(comparable(new)) if new.startswith("/") and "#" not in new else None
            if comparable(old) in texts and "?" not in old:
                continue
            if entry is not None:
                entry.old_addresses += [old] if old not in entry.old_addresses else []
            else:
                site.moved.setdefault(old, site.moved.get(new, new))
    if left:
        shown = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        message = (
            f"rules with patterns or conditions lead nobody on here ({shown}): see which of them readers still need"
        )
        site.note(
            "redirects", f"{message}, and give each such address a line `moved OLD NEW` in {LEDGER_FILE}", lost=True
        )
    site.assets = {path: asset for path, asset in site.assets.items() if asset.address not in HOSTS_FILES}
