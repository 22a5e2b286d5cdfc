"""The ledger of addresses, ``permalinks.txt``: parse, check, extend and format it. No entry is ever dropped.

One line an address, sorted; comments begin with ``#``, on top. An address is a path from the site's root, decoded::

    /posts/2021/slug/ tag:example.org,2021:2021-03-26/slug
    /posts/2021/slug/#a-heading
    /2019/12/24/one/ https://old.example/?p=123
    gone /posts/2020/another/
    moved /tag/lamps/ /blog/tag/lamps/

An id is whatever IRI an entry of a feed has had, so that no reader of feeds sees a post twice; what is moved has no
source file that could name its old address: a list, a feed, a file.
Nothing in this module knows Sphinx.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import is_normalized, normalize
from urllib.parse import quote, unquote

from valuable.base.page_addresses import bare_address
from valuable.base.problems import Problem
from valuable.base.text_files import brief
from valuable.base.uris import is_web_address
from valuable.content.address_key import is_other_file
from valuable.content.validators import QUERY

LEDGER_HEADER = (
    "# Every address of this site that has been published, or is about to be. `make permalinks` adds to it.",
)
EXAMPLE_ADDRESS = "`/posts/2021/my-post/`"
EXAMPLE_MOVE = "`moved /tag/lamps/ /blog/tag/lamps/`"
# RFC 4151, 2.1: whose name, and a day on which it was theirs.
TAG_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
    r",[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?"
)
TAG_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})+"
TAG_URI = re.compile(f"tag:{TAG_AUTHORITY.pattern}:{TAG_PATH}")
# RFC 3987, 2.2: a scheme, and what may stand behind it.
ABSOLUTE_IRI = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s"<>\\^`{|}%]|%[0-9A-Fa-f]{2})+""")
CONFLICT_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
# A query or a backslash in the path; a second `#`, or nothing behind the first.
NO_ADDRESS = re.compile(r"^[^#]*[?\\]|#(?:$|.*#)", re.DOTALL)
# Most addresses, which need no closer look.
WELL_FORMED = re.compile(r"(?:/[a-z0-9-]+)*/(?:#[a-z0-9-]+)?")
DATED_TAG = re.compile(r"tag:[^:]*:(\d{4}-\d\d-\d\d)/(.+)")


class LedgerEntry(NamedTuple):
    """An address: of a post with the id of its entry in feeds; ``gone`` if it is retired on purpose.

    ``target`` is where one that is ``moved`` leads on: another one, or an address elsewhere.
    """

    address: str  # from the site's root, decoded; with an anchor behind ``#`` if it is one
    id: str | None = None
    gone: bool = False
    line: int = 0  # its number in the file, from 1; 0 for a new entry
    target: str | None = None

    @property
    def page(self) -> str:
        """The address without its anchor."""
        return self.address.partition("#")[0]

    def __str__(self) -> str:
        mark = "gone" if self.gone else "moved" if self.target else ""
        return " ".join(filter(None, [mark, self.address, self.id, self.target]))


@dataclass(frozen=True)
class Ledger:
    """The parsed file: an entry for each address, and the lines of its comments."""

    entries: Mapping[str, LedgerEntry] = field(default_factory=dict)
    comments: tuple[str, ...] = LEDGER_HEADER

    def pages(self) -> dict[str, LedgerEntry]:
        """Return an entry of each page: its own, or one of its anchors' if it has none; not what is moved."""
        found: dict[str, LedgerEntry] = {}
        for entry in self.entries.values():
            if entry.target:
                continue
            if entry.page == entry.address:
                found[entry.page] = entry
            else:
                found.setdefault(entry.page, entry)
        return found

    def moved(self) -> list[LedgerEntry]:
        """Return the entries that lead on."""
        return [entry for entry in self.entries.values() if entry.target]

    def anchors(self) -> dict[str, dict[str, LedgerEntry]]:
        """Return the anchors of each page, those retired too."""
        found: dict[str, dict[str, LedgerEntry]] = {}
        for entry in self.entries.values():
            page, mark, anchor = entry.address.partition("#")
            if mark:
                found.setdefault(page, {})[anchor] = entry
        return found


def parse_ledger(text: str) -> tuple[Ledger, list[Problem]]:
    """Return the ledger in a text, and a problem for each line that is wrong, which is left out of it."""
    entries: dict[str, LedgerEntry] = {}
    comments, problems = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if line.startswith("#"):
            comments.append(line.rstrip())
            continue
        mark = words[0] if words[:1] in (["gone"], ["moved"]) else ""
        address, *rest = words[bool(mark) :] or [""]
        message = (move_problem(address, rest) if mark == "moved" else line_problem(address, rest)) if words else None
        if address in entries:
            message = f"`{brief(address)}` stands in line {entries[address].line} too: keep one of the two lines"
        if message:
            problems.append(Problem(number, message))
        elif words:
            told = rest[0] if rest else None
            if mark == "moved":
                entries[address] = LedgerEntry(address, line=number, target=told)
            else:
                entries[address] = LedgerEntry(address, told, mark == "gone", number)
    return Ledger(entries, tuple(comments)), problems


def line_problem(address: str, rest: list[str]) -> str | None:
    """Return the problem of a line, given its address and the words after it; None if there is none."""
    return (None if WELL_FORMED.fullmatch(address) else address_problem(address)) or id_problem(address, rest)


def move_problem(old: str, rest: list[str]) -> str | None:
    """Return the problem of a line of something moved, given the words after ``moved``; None if there is none."""
    if len(rest) != 1:
        return f"after `moved` stand an old address and the new one: write them, as in {EXAMPLE_MOVE}"
    path, mark, query = old.partition("?")
    new = rest[0]
    if mark and not QUERY.fullmatch(query):
        return f"`{brief(old)}` has a query that no host can look for: write one as in `/?p=12`"
    if "#" in old:
        return f"`{brief(old)}` is a heading, of which no host is asked: take out its `#` and what follows"
    if bare_address(old) == "":
        return "`/` is the home page, and can't be moved: take the line out"
    if is_web_address(new):
        return address_problem(path)
    path_of_new = new.partition("#")[0]
    if not is_path(path_of_new) or NO_ADDRESS.search(new):
        quoted = brief(new)
        return f"`{quoted}` is neither a path from the site's root nor a whole address: write one, as in {EXAMPLE_MOVE}"
    return address_problem(path) or address_problem(new)


def address_problem(address: str) -> str | None:
    """Return the problem of an address; None if it is well-formed."""
    quoted = brief(address)
    if address.startswith(CONFLICT_MARKERS):
        return "git could not merge two versions of this file: keep the lines of both, and take out this one"
    if not address:
        return f"an address is missing: write one, as in `gone /posts/2021/my-post/` or {EXAMPLE_ADDRESS}"
    if not is_path(address.partition("#")[0]):
        return f"`{quoted}` is no path from the site's root: write one, as in {EXAMPLE_ADDRESS}"
    if not address.isprintable() or NO_ADDRESS.search(address):
        return f"`{quoted}` is not the address of a page, a heading or a file: write one, as in {EXAMPLE_ADDRESS}"
    if "%" in address and unquote(address) != address:
        return f"`{quoted}` is encoded: write `{brief(unquote(address))}`"
    if not is_normalized("NFC", address):
        return f"`{quoted}` is not in the form NFC of Unicode: write `{brief(normalize('NFC', address))}`, typed anew"
    return None


def is_path(text: str) -> bool:
    """Return whether a text is a normalized path from the site's root."""
    return text.startswith("/") and "//" not in text and not {".", ".."} & set(text.split("/"))


def id_problem(address: str, rest: list[str]) -> str | None:
    """Return the problem of the words after an address, which may be one id, of a post; None if there is none."""
    if not rest:
        return None
    quoted, page = brief(address), address.partition("#")[0]
    if len(rest) > 1:
        return f"more than an address and an id stand here: write `{quoted}` and its id, with one space between them"
    if not is_id(rest[0]):
        return (
            f"`{brief(rest[0])}` is no id: write one as in `tag:example.org,2026:2026-11-24/my-post`, or the one that "
            "the post has had in an old feed, as in `https://old.example/?p=123`"
        )
    if is_other_file(page):
        return f"`{quoted}` is no post, and has no id: take `{brief(rest[0])}` out"
    return f"`{quoted}` is a heading, and has no id: take `{brief(rest[0])}` out" if "#" in address else None


def is_id(text: str) -> bool:
    """Return whether a text is an absolute IRI. It is compared letter by letter (RFC 4287, 4.2.6.1)."""
    return text.isprintable() and ABSOLUTE_IRI.fullmatch(text) is not None


def format_ledger(ledger: Ledger) -> str:
    """Return the text of a ledger, its lines sorted."""
    entries = sorted(ledger.entries.values(), key=lambda entry: entry.address)
    return "".join(f"{line}\n" for line in (*ledger.comments, *entries))


def add_entries(ledger: Ledger, found: Iterable[LedgerEntry], today: str) -> tuple[Ledger, list[LedgerEntry]]:
    """Return the ledger with the entries of *found* that it lacks, and the list of what was added or changed.

    What stands there stays. An entry gets its id if it has none, or another one if that of a post that is yet to be
    published: its date is later than *today*.
    """
    entries, added = dict(ledger.entries), []
    for entry in found:
        known = entries.get(entry.address)
        if known is None:
            new = entry._replace(line=0)
        elif (
            entry.id
            and entry.id != known.id
            and not (known.gone or known.target)
            and (known.id is None or is_due_after(known.id, today))
        ):
            new = known._replace(id=entry.id)
        else:
            continue
        entries[entry.address] = new
        added.append(new)
    return Ledger(entries, ledger.comments), sorted(added, key=lambda entry: entry.address)


def lost_since(before: Ledger, now: Ledger, today: str) -> list[LedgerEntry]:
    """Return the entries of *before* that *now* lacks or gives another id; posts not yet published may change."""

    def lost(entry: LedgerEntry) -> bool:
        if is_due_after(entry.id, today):
            return False
        known = now.entries.get(entry.address)
        return known is None or bool(entry.id and known.id != entry.id and not (known.gone or known.target))

    return [entry for entry in before.entries.values() if lost(entry)]


def is_of_another_site(before: Ledger, now: Ledger) -> bool:
    """Return whether the ids of the two ledgers have no authority in common, so that *now* is another site's."""
    authorities, former = (
        {authority_of(entry.id) for entry in ledger.entries.values() if entry.id} for ledger in (now, before)
    )
    return bool(authorities and former and not authorities & former)


# -- Ids ------------------------------------------------------------------------


def tag_uri(authority: str, date: str, slug: str) -> str:
    """Return the ``tag:`` URI (RFC 4151) of a post, from its first date and the name of its file at that time."""
    return f"tag:{authority}:{date}/{quote(slug, safe='')}"


def authority_of(entry_id: str) -> str:
    """Return whose an id is: the authority of a tag, the host of an address, else all up to the last colon."""
    scheme, _, rest = entry_id.partition(":")
    if rest.startswith("//"):
        return re.split("[/?#]", rest[2:], maxsplit=1)[0].lower()
    return rest.split(":")[0] if scheme.lower() == "tag" else entry_id.rpartition(":")[0]


def tag_parts(entry_id: str | None) -> tuple[str, str]:
    """Return the date and the slug in an id of this site's form; empty texts for any other."""
    match = DATED_TAG.fullmatch(entry_id or "")
    return (match[1], unquote(match[2])) if match else ("", "")


def is_due_after(entry_id: str | None, today: str) -> bool:
    """Return whether the date in an id is after *today*, ``2026-11-24``: its post was not yet published when noted."""
    return tag_parts(entry_id)[0] > today
