"""Write the ledger's lines of what comes over: ids of entries in the old feeds, and what has moved without a file."""

import re
from collections.abc import Mapping

from valuable.addresses.ledger import ABSOLUTE_IRI
from valuable.base.slugs import slug
from valuable.importers.plan import Plan, comparable
from valuable.importers.writing import keys_of_people

# What profiles write for a list of the old site, and for the feed of one; without a name, for the list of all.
LIST = re.compile(r"(?:list|feed:(?P<form>atom|rss|json)):(?P<kind>tag|category|author):(?P<name>.*)")
FEED_FILES = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}


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


def moved_lines(plan: Plan) -> dict[str, str]:
    """Return new addresses of lists, feeds and files by their old ones, but for those that stay or a text has."""
    used = {comparable(place.address) for place in plan.places.values()} | set(plan.by_address)
    lists = addresses_of_lists(plan)
    found = {}
    for old, said in plan.site.moved.items():
        named, text = LIST.fullmatch(said), plan.by_address.get(comparable(said))
        new = plan.places[text.source].address if text is not None else said
        if named:
            kinds = (named["kind"], "tag", "category")
            place = next(
                (lists[kind, slug(named["name"])] for kind in kinds if (kind, slug(named["name"])) in lists), ""
            )
            new = (place or "/blog/") + (FEED_FILES[named["form"]] if named["form"] else "")
        if comparable(old) not in used and comparable(old) != comparable(new) and old != "/":
            found[old] = new
    return found


def addresses_of_lists(plan: Plan) -> dict[tuple[str, str], str]:
    """Return the addresses of lists that have posts by their kind and the slug of a name; without one, of all names."""
    keys = keys_of_people(plan.site.people)
    found: dict[tuple[str, str], str] = {}
    for entry in plan.site.entries:
        if entry.kind != "post" or entry.draft or not entry.date:
            continue
        named = [("tag", name, slug(name)) for name in entry.tags]
        named += [("category", entry.category, slug(entry.category))] if entry.category else []
        named += [("author", name, keys[name]) for name in entry.authors if name in keys]
        for kind, name, last in named:
            found |= {(kind, place): f"/blog/{kind}/{last}/" for place in {slug(name), last}}
            found[kind, ""] = f"/blog/{kind}/"
    return found


def ledger_text(text: str, ids: Mapping[str, str], moved: Mapping[str, str]) -> str:
    """Return the ledger with lines added for what it does not know."""
    known = {part for line in text.split("\n") for part in line.split()[:2]}
    lines = [f"{address} {name}" for address, name in ids.items() if address not in known]
    lines += [f"moved {old} {new}" for old, new in moved.items() if old not in known]
    return "\n".join(filter(None, [text.rstrip("\n"), *sorted(lines)])) + "\n"
