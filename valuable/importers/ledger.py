"""Write the ledger's lines of what comes over: ids of entries in the old feeds, and what has moved without a file."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from valuable.addresses.ledger import ABSOLUTE_IRI, move_problem
from valuable.base.slugs import slug
from valuable.importers.plan import Plan, comparable
from valuable.importers.records import OldEntry
from valuable.importers.writing import keys_of_people

# What profiles write for a list of the old site, and for the feed of one: the ledger has them where they are here.
LIST = re.compile(r"(?:list|feed:(?P<form>atom|rss|json)):(?P<kind>tag|category|author):(?P<name>.*)")
FEED_FILES = {"atom": "atom.xml", "rss": "rss.xml", "json": "feed.json"}


def id_lines(plan: Plan) -> dict[str, str]:
    """Return the id of each post's entry by its address here; of two that have one, the first."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for entry in plan.site.entries:
        is_iri = ABSOLUTE_IRI.fullmatch(entry.id) is not None
        if is_public_post(entry) and is_iri and entry.id not in taken:
            found[plan.places[entry.source].address] = entry.id
            taken.add(entry.id)
    return found


def moved_lines(plan: Plan, keys: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return new addresses of lists, feeds and files by their old ones, but for those that stay or a text has.

    *keys* are those of people by their names.
    """
    used = {comparable(place.address) for place in plan.places.values()} | set(plan.by_address)
    if any(entry.kind == "concept" for entry in plan.site.entries):
        used.add("/concepts")  # the list of them
    lists = lists_here(plan)
    keys = keys_of_people(plan.site.people) if keys is None else keys
    people = {slug(name): key for name, key in keys.items()} | {key: key for key in keys.values()}
    people |= {
        slug(str(each.details.get("key"))): keys[each.name] for each in plan.site.people if each.details.get("key")
    }
    found = {}
    for old, said in plan.site.moved.items():
        new = moved_target(plan, lists, people, said)
        if new and move_problem(old, [new]):
            continue
        if (
            new
            and not re.search(r"\s", old)
            and comparable(old).casefold() not in used
            and old.rstrip("/") != new.rstrip("/")
            and old != "/"
        ):
            found[old] = new
    return found


def is_public_post(entry: OldEntry) -> bool:
    """Return whether readers see a post today: it is no draft, and due."""
    today = datetime.now(UTC).date().isoformat()
    return entry.kind == "post" and not entry.draft and "" < entry.date[:10] < today


def lists_here(plan: Plan) -> set[tuple[str, str]]:
    """Return the lists that the new site has: kind and slug of each."""
    public = [entry for entry in plan.site.entries if is_public_post(entry)]
    names = {("tag", slug(tag)) for entry in public for tag in entry.tags}
    names |= {("category", slug(entry.category)) for entry in public if entry.category}
    names |= {("author", "") for entry in public if entry.authors}
    return names | {(kind, "") for kind, _ in names} | {("year", entry.date[:4]) for entry in public}


def moved_target(plan: Plan, lists: Collection[tuple[str, str]], people: Mapping[str, str], said: str) -> str:
    """Return the new address for what a reader has said of an old one; ``""`` if there is none.

    Readers say an address, or ``list:tag:Name`` and ``feed:rss:tag:Name`` of a list and its feed, ``list:tag:`` of all
    tags, ``year:2012`` of an archive, ``text:source`` of a text, ``file:source`` of a file.
    """
    named = LIST.fullmatch(said)
    catalog = re.fullmatch(r"/blog/(tag|category|author)/", said)
    if catalog:
        return place_of_list(catalog[1], "", lists, people)
    if named:
        place = place_of_list(named["kind"], slug(named["name"]), lists, people)
        return place + (FEED_FILES[named["form"]] if named["form"] else "")
    form, _, name = said.partition(":")
    if form == "year":
        return f"/blog/{name}/" if ("year", name) in lists else "/blog/"
    if form == "text":
        entry = plan.entry(name)
        is_public = entry is not None and not entry.draft and (entry.date or entry.kind == "page")
        return plan.places[name].address if is_public else ""
    beside = f"/{plan.files[name]}" if name in plan.files else "/blog/"
    return (plan.address_of_file(name) or beside) if form == "file" else said


def place_of_list(kind: str, name: str, lists: Collection[tuple[str, str]], people: Mapping[str, str]) -> str:
    """Return where the list of a tag, a category or an author is here; the list of all posts if there is none."""
    if not name:
        return f"/blog/{kind}/" if (kind, "") in lists else "/blog/"
    if kind == "author":
        return f"/blog/author/{people[name]}/" if name in people else "/blog/"
    kinds = [each for each in (kind, "tag", "category") if (each, name) in lists]
    return f"/blog/{kinds[0]}/{name}/" if kinds else "/blog/"


def ledger_text(text: str, ids: Mapping[str, str], moved: Mapping[str, str]) -> str:
    """Return the ledger with lines added for what it does not know."""
    known = {part for line in text.split("\n") for part in line.split()[:2]}
    lines = [f"{address} {name}" for address, name in ids.items() if address not in known]
    lines += [f"moved {old} {new}" for old, new in moved.items() if old not in known]
    return "\n".join(filter(None, [text.rstrip("\n"), *sorted(lines)])) + "\n"
