"""Write the ledger's lines of what comes over: ids of entries in the old feeds, and what has moved without a file."""

from collections.abc import Mapping
from datetime import UTC, datetime

from valuable.addresses.ledger import ABSOLUTE_IRI
from valuable.base.slugs import slug
from valuable.importers.plan import Plan, comparable
from valuable.importers.writing import keys_of_people



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
    lists = lists_here(plan)
    found = {}
    for old, said in plan.site.moved.items():
        new = moved_target(plan, lists, said)
        if new and comparable(old) not in used and comparable(old) != comparable(new) and old != "/":
            found[old] = new
    return found


def lists_here(plan: Plan) -> set[tuple[str, str]]:
    """Return the lists that the new site has: kind and slug of each."""
    today = datetime.now(UTC).date().isoformat()
    public = [
        entry for entry in plan.site.entries
        if entry.kind == "post" and entry.date and not entry.draft and entry.date[:10] < today
    ]  # fmt: skip
    keys = keys_of_people(plan.site.people)
    names = {("tag", slug(tag)) for entry in public for tag in entry.tags}
    names |= {("category", slug(entry.category)) for entry in public if entry.category}
    names |= {("author", keys[name]) for entry in public for name in entry.authors if name in keys}
    return names | {("year", entry.date[:4]) for entry in public}


def moved_target(plan: Plan, lists: set[tuple[str, str]], said: str) -> str:
    """Return the new address for what a reader has said of an old one; ``""`` if there is none.

    Readers say an address, or ``list:tag:Name`` and ``feed:tag:Name`` of a list and its feed, ``year:2012`` of an
    archive, ``text:source`` of a text, ``file:source`` of a file.
    """
    form, _, name = said.partition(":")
    if form in {"list", "feed"}:
        return list_target(lists, form, name)
    if form == "year":
        return f"/blog/{name}/" if ("year", name) in lists else "/blog/"
    if form == "text":
        entry = next((entry for entry in (plan.entry(name),) if entry is not None and not entry.draft), None)
        return plan.places[name].address if entry and (entry.date or entry.kind == "page") else ""
    if form == "file":
        return plan.address_of_file(name)
    return said


def list_target(lists: set[tuple[str, str]], form: str, said: str) -> str:
    kind, _, name = said.partition(":")
    for other in (kind, "category" if kind == "tag" else "tag"):
        if (other, slug(name)) in lists:
            return f"/blog/{other}/{slug(name)}/" + ("rss.xml" if form == "feed" else "")
    return "/blog/rss.xml" if form == "feed" else "/blog/"


def ledger_text(text: str, ids: Mapping[str, str], moved: Mapping[str, str]) -> str:
    """Return the ledger with lines added for what it does not know."""
    known = {part for line in text.split("\n") for part in line.split()[:2]}
    lines = [f"{address} {name}" for address, name in ids.items() if address not in known]
    lines += [f"moved {old} {new}" for old, new in moved.items() if old not in known]
    return "\n".join(filter(None, [text.rstrip("\n"), *sorted(lines)])) + "\n"
