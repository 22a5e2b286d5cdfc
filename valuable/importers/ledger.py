"""Write the ledger's lines of what comes over: ids of entries in the old feeds, and what has moved without a file."""

import re
from collections.abc import Iterable, Mapping

from valuable.addresses.ledger import ABSOLUTE_IRI
from valuable.base.slugs import slug
from valuable.importers.plan import Plan, comparable

LIST = re.compile(r"list:(?P<kind>tag|category|author):(?P<name>.*)")


def id_lines(plan: Plan) -> dict[str, str]:
    """Return the id of each post's entry by its address here; of two that have one, the first."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for entry in plan.site.entries:
        is_iri = ABSOLUTE_IRI.fullmatch(entry.id) is not None
        if entry.kind == "post" and entry.date and not entry.draft and is_iri and entry.id not in taken:
            found[plan.places[entry.source].address] = entry.id
            taken.add(entry.id)
    return found


def moved_lines(plan: Plan, lists: Iterable[str] = ()) -> dict[str, str]:
    """Return new addresses of lists, feeds and files by their old ones, but for those that stay or a text has."""
    used = {comparable(place.address) for place in plan.places.values()} | set(plan.by_address)
    names = {("tag", slug(tag)) for entry in plan.site.entries for tag in entry.tags}
    names |= {("category", slug(entry.category)) for entry in plan.site.entries if entry.category}
    found = {}
    for old, said in plan.site.moved.items():
        named, new = LIST.fullmatch(said), said
        if named:
            kinds = [kind for kind in (named["kind"], "tag", "category") if (kind, slug(named["name"])) in names]
            new = f"/blog/{kinds[0]}/{slug(named['name'])}/" if kinds else "/blog/"
        if comparable(old) not in used and comparable(old) != comparable(new) and old != "/":
            found[old] = new
    return found


def ledger_text(text: str, ids: Mapping[str, str], moved: Mapping[str, str]) -> str:
    """Return the ledger with lines added for what it does not know."""
    known = {part for line in text.split("\n") for part in line.split()[:2]}
    lines = [f"{address} {name}" for address, name in ids.items() if address not in known]
    lines += [f"moved {old} {new}" for old, new in moved.items() if old not in known]
    return "\n".join(filter(None, [text.rstrip("\n"), *sorted(lines)])) + "\n"
