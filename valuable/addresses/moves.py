"""Lead on from old addresses that no source file could name: lines ``moved OLD NEW`` of the ledger.

Of a page that leads on is made, of a feed or another file, a copy: whoever asks for a feed wants no page.
"""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from sphinx.application import Sphinx

from valuable.addresses.ledger import LedgerEntry
from valuable.addresses.missing import LedgerMessage, ledger_place
from valuable.addresses.permalinks import ledger_of, redirect_targets
from valuable.base.build_state import once_per_build
from valuable.base.page_addresses import bare_address, is_file_address
from valuable.base.text_files import brief
from valuable.build.extra_files import extra_files
from valuable.content.address_clashes import BY_ITSELF, FEED_KINDS, TakenPlaces, redirect_address, taken_places
from valuable.content.address_key import is_other_file
from valuable.content.source_checks import address_of, generated_addresses, sources_of

FEED_SUFFIXES = frozenset({".xml", ".json"})
# What programs ask for that read feeds, by what it ends with, and what they read.
OLD_FEED_KINDS = {**dict.fromkeys(FEED_KINDS, ".xml"), ".json": ".json"}


class Move(NamedTuple):
    """An old address, ``/tag/lamps/``, ``/?p=12``, and where it leads in the end."""

    old: str
    target: str  # a path from the site's root, or a whole address
    line: int  # of the ledger

    @property
    def is_elsewhere(self) -> bool:
        return not self.target.startswith("/")

    @property
    def has_query(self) -> bool:
        return "?" in self.old


def final_target(target: str, moved: Mapping[str, LedgerEntry], leads: Mapping[str, str]) -> str | None:
    """Return where a target leads in the end, if that is an old address, too; None if it leads in a circle.

    *moved* has the entries by the places of their addresses; *leads* the addresses to which other old ones lead.
    """
    seen = set()
    while target.startswith("/"):
        path, mark, anchor = target.partition("#")
        place = bare_address(path)
        if place in seen:
            return None
        seen.add(place)
        if place in moved:
            target = moved[place].target or ""
        elif place in leads:
            return leads[place] + mark + anchor
        else:
            return target
    return target


def is_file(app: Sphinx, target: str) -> bool:
    """Return whether a target is a file, of which a copy can be kept, rather than a page."""
    path = target.partition("#")[0]
    return path.startswith("/") and (is_other_file(path) or path.removeprefix("/") in extra_files(app))


def file_suffix(address: str) -> str:
    return posixpath.splitext(address)[1].lower()


def copied_to(app: Sphinx, move: Move) -> str | None:
    """Return the path in the output at which the bytes of a target are kept, too; None if a page leads on to it.

    A feed at a folder, ``/feed/``, is its index: GitHub Pages shows that, others are told by a rule.
    """
    if move.has_query or not is_file(app, move.target):
        return None
    suffix = file_suffix(move.target)
    if is_other_file(move.old) or (suffix in FEED_SUFFIXES and is_file_address(move.old)):
        return move.old.removeprefix("/")
    return f"{bare_address(move.old)}/index{suffix}" if suffix in FEED_SUFFIXES else None


def leading_page(app: Sphinx, move: Move) -> str | None:
    """Return the address of the page that leads on from an old address; None if there is none."""
    if move.has_query or copied_to(app, move) or file_suffix(move.old) in OLD_FEED_KINDS:
        return None
    return redirect_address(bare_address(move.old))


def moves_of(app: Sphinx) -> list[Move]:
    """Return what is moved, without what can't be."""
    return judged_moves(app)[0]


@once_per_build
def judged_moves(app: Sphinx) -> tuple[list[Move], list[LedgerMessage]]:
    """Return what is moved, and a message for each line that leads nowhere or takes the place of something."""
    entries = ledger_of(app).moved()
    moved = {bare_address(entry.address): entry for entry in entries}
    pages = {bare_address(address): address for address in (address_of(app, name) for name in app.env.found_docs)}
    leads = pages | {old: address_of(app, docname) for old, docname in redirect_targets(app).items()}
    taken = places_of_all(app)
    found, messages = [], []
    for entry in entries:
        target, other = final_target(entry.target or "", moved, leads), moved[bare_address(entry.address)]
        move = Move(entry.address, target or "", entry.line)
        if target is None:
            message = "leads in a circle: write where it leads in the end"
        elif other is entry:
            message = move_fault(app, move, taken)
        else:
            same = other.target == entry.target
            message = "" if same else f"is of one place with line {other.line}: take one of the two out"
        if message:
            messages.append((ledger_place(entry), f"`{brief(str(entry))}` {message}"))
        elif other is entry:  # else it is the same once more, `/feed` and `/feed/`
            found.append(move)
            taken.add_file(copied_to(app, move), f"line {entry.line}")
            if (page := leading_page(app, move)) is not None:
                taken.add(page, f"line {entry.line}")
    return found, messages


def places_of_all(app: Sphinx) -> TakenPlaces:
    """Return the places of pages, and of what leads on to them or says that they are gone."""
    sources = sources_of(app)
    taken = taken_places({address_of(app, docname): sources[docname].path for docname in sorted(app.env.found_docs)})
    for old, docname in redirect_targets(app).items():
        if "?" not in old:
            taken.add(redirect_address(old), f"an old address of {sources[docname].path}")
        else:
            taken.places[old.casefold()] = f"an old address of {sources[docname].path}"
    for entry in ledger_of(app).entries.values():
        if entry.gone and "#" not in entry.address:
            taken.places.setdefault(bare_address(entry.address).casefold(), f"`gone` in line {entry.line}")
    return taken


def move_fault(app: Sphinx, move: Move, taken: TakenPlaces) -> str:
    """Return what is wrong with a line, and what to do; ``""`` if nothing is."""
    place, page, copy = bare_address(move.old).casefold(), leading_page(app, move), copied_to(app, move)
    owner = taken.places.get(place) or (page and (taken.owner(page) or taken.obstacle(page)))
    if copy is not None:
        owner = owner or taken.files.get(copy.casefold()) or taken.obstacle_to_file(copy)
    generated = generated_addresses(app)
    if place in generated and not generated.is_later_page(place):  # a list has the pages that its posts fill
        owner = BY_ITSELF
    if owner:
        return f"moves what is there: {owner}; take the one or the other out"
    wanted, given = OLD_FEED_KINDS.get(file_suffix(move.old)), file_suffix(move.target.partition("#")[0])
    if wanted is None or move.is_elsewhere:
        return ""
    if not is_file(app, move.target):
        return f"is asked for by programs that read no page: lead it to a file, as in `moved {move.old} /blog/atom.xml`"
    if given in FEED_SUFFIXES and given != wanted:
        right = "/blog/feed.json" if wanted == ".json" else "/blog/atom.xml"
        return f"has two formats: lead it to one like itself, as in `moved {move.old} {right}`"
    return ""
