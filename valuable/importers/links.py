"""Find where the links and pictures of an old text lead, and write where they lead now."""

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from valuable.base.uris import split_address
from valuable.importers.plan import PAGE_QUERY, Plan, comparable
from valuable.importers.records import OldEntry

if TYPE_CHECKING:
    from valuable.importers.note_links import NoteLinks

# The target of a link or picture of Markdown, of its definition, of a directive, and of HTML.
TARGETS = re.compile(
    r"\]\([ \t]*(?:<(?P<angle>[^<>\n]*)>|(?P<inline>(?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))"
    r"|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<defined>\S+))"
    r"|^[ \t>]*(?:`{3,}|:{3,})\{(?:figure|image|video|audio)\}[ \t]+(?P<directive>\S+)"
    r"|^[ \t>]*:(?:target|poster):[ \t]+(?P<option>\S+)"
    r"|\b(?:href|src|poster|data-src)\s*=\s*(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)')",
    re.MULTILINE | re.IGNORECASE,
)
PELICAN = re.compile(
    r"(?:\{|%7B|\|)(?P<what>filename|attach|static|index|category|tag|author)(?:\}|%7D|\|)", re.IGNORECASE
)
SAFE_SIGNS = "/~!$&'*+,;=:@-._%"
WITH_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class LinkTarget(NamedTuple):
    """The target of one link, ``text[start:end]``, as it is written there."""

    start: int
    end: int
    written: str


def targets_in(text: str) -> Iterator[LinkTarget]:
    for found in TARGETS.finditer(text):
        name = found.lastgroup
        if name is not None:
            yield LinkTarget(*found.span(name), found[name])


class Links:
    """Answers, for the texts of one site, where a target leads."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.host = split_address(plan.site.address)
        self.by_source = {entry.source: entry for entry in plan.site.entries}
        stems: dict[str, list[OldEntry]] = {}
        for entry in plan.site.entries:
            stems.setdefault(posixpath.basename(entry.source).rpartition(".")[0].casefold(), []).append(entry)
        self.by_stem = {stem: found[0] for stem, found in stems.items() if len(found) == 1}
        self.notes: NoteLinks | None = None  # made when a text has a link by name
        self.new_lists: dict[str, str] | None = None  # by the old address; made when it is asked for
        self.lists = {comparable(old) for old in plan.site.moved}
        self.files_by_address = {asset.address: source for source, asset in plan.site.assets.items() if asset.address}

    def new_target(self, entry: OldEntry, written: str) -> str | None:
        """Return what to write for a target; None to leave it as it is."""
        target = written.strip()
        if target.startswith("@/"):  # of Zola
            target = f"/{self.plan.site.root}/{target[2:]}"
        pelican = PELICAN.match(target)
        if pelican:
            return self.pelican_target(entry, pelican["what"].casefold(), target[pelican.end() :]) or None
        address, _ = split_mark(f"https:{target}" if target.startswith("//") else target)
        if address in self.plan.files:  # a file of the old site that was fetched
            return quoted_address(self.plan.address_of_file(address))
        path = self.site_path(target)
        if PAGE_QUERY.match(path):
            other = self.plan.by_address.get(comparable(path))
            return quoted_address(self.plan.places[other.source].address) if other is not None else None
        if not path or path.startswith(("#", "?")):
            return None
        address, mark = split_mark(path)
        found = self.lead(entry, address)
        if found is None:
            is_file = re.search(r"\.(?!html?\b|php\b)\w{2,5}\Z", address) is not None
            is_here = address == "/" or comparable(address) in self.lists or comparable(address) in self.plan.by_address
            return path if path != target and not is_file and is_here else None
        is_same = unquote(found + mark) in {unquote(target), unquote(target.removeprefix("./"))}
        return None if is_same else found + mark

    def site_path(self, target: str) -> str:
        """Return a target without the old site's host and folder; ``""`` for one that leads elsewhere."""
        base = self.host.path.rstrip("/")
        if target.startswith("//") or WITH_SCHEME.match(target):
            try:
                parts = split_address(target if not target.startswith("//") else f"https:{target}")
            except ValueError:
                return ""
            if not self.host.hostname or parts.scheme not in {"http", "https"}:
                return ""
            if (parts.hostname or "").removeprefix("www.") != self.host.hostname.removeprefix("www."):
                return ""
            path = parts.path.removeprefix(base) if base and parts.path.startswith(f"{base}/") else parts.path
            return (
                (path or "/")
                + (f"?{parts.query}" if parts.query else "")
                + (f"#{parts.fragment}" if parts.fragment else "")
            )
        return target.removeprefix(base) if base and target.startswith(f"{base}/") else target

    def lead(self, entry: OldEntry, address: str) -> str | None:
        """Return the new address of what an old one, or the name of a file, leads to; None if that is not known."""
        plain = unquote(address)
        known = self.by_path(entry, plain)
        if known is not None:
            return known
        if plain.startswith("/"):
            other = self.plan.by_address.get(comparable(plain))
            if other is not None:
                place = self.plan.places[other.source]
                return None if comparable(place.address) == comparable(plain) else quoted_address(place.address)
            file = self.files_by_address.get(plain)
            return quoted_address(self.plan.address_of_file(file)) if file else self.place_of_old_list(plain)
        base = entry.address if entry.address.endswith("/") else posixpath.dirname(entry.address)
        joined = posixpath.normpath(posixpath.join(base or "/", plain))
        other = self.plan.by_address.get(comparable(joined))
        if other is not None:
            return quoted_address(self.plan.places[other.source].address)
        source = self.files_by_address.get(joined)
        return quoted_address(self.plan.address_of_file(source)) if source else None

    def place_of_old_list(self, plain: str) -> str | None:
        """Return the list that has the place of one of the old site; None for what is none."""
        if self.new_lists is None:
            from valuable.importers.ledger import moved_lines

            self.new_lists = {comparable(old): new for old, new in moved_lines(self.plan).items() if new.endswith("/")}
        found = self.new_lists.get(comparable(plain))
        return quoted_address(found) if found else None

    def by_path(self, entry: OldEntry, plain: str) -> str | None:
        """Return the address of the file of the source that a target names; None if there is none."""
        joined = posixpath.normpath(posixpath.join(entry.folder if entry.folder != "." else "", plain))
        for name in (
            joined,
            plain.lstrip("/"),
            *((f"{self.plan.site.root}/{plain.lstrip('/')}",) if self.plan.site.root else ()),
            *(f"{joined}{suffix}" for suffix in (".md", ".markdown", ".mdx", ".rst", ".ipynb", "/index.md")),
        ):
            other = self.by_source.get(name)
            if other is not None:
                return quoted_address(self.plan.places[other.source].address)
            if name in self.plan.site.list_sources:
                return self.plan.site.list_sources[name]
            if name in self.plan.files and not (plain.startswith("/") and name not in self.plan.site.assets):
                return self.file_target(entry, name, plain)
        return None

    def file_target(self, entry: OldEntry, source: str, plain: str) -> str | None:
        """Return the target of a file: nothing new, if it stands beside the text as before."""
        address = self.plan.address_of_file(source)
        if address:
            return quoted_address(address)
        beside = posixpath.dirname(self.plan.places[entry.source].path)
        return quoted_address(posixpath.relpath(self.plan.files[source], beside))

    def pelican_target(self, entry: OldEntry, what: str, rest: str) -> str:
        """Return the target of what Pelican writes ``{filename}x.md``."""
        address, mark = split_mark(rest)
        if what == "index":
            return "/"
        if what in {"category", "tag", "author"}:
            from valuable.base.slugs import slug

            return f"/blog/{what}/{slug(unquote(address))}/"
        plain = unquote(address)
        content = self.plan.site.root or entry.source.partition("/")[0]
        names = [posixpath.normpath(posixpath.join(entry.folder, plain))] if not plain.startswith("/") else []
        for name in (*names, f"{content}{plain}" if plain.startswith("/") else f"{content}/{plain}", plain.lstrip("/")):
            if name in self.by_source:
                return quoted_address(self.plan.places[name].address) + mark
            if name in self.plan.files:
                return (self.file_target(entry, name, plain) or plain) + mark
        return ""

    def named(self, name: str) -> str:
        """Return the address of the text that a tag names, such as ``post_url``; ``""`` if there is none."""
        plain, mark = split_mark(name.strip().strip("\"'"))
        stem = re.sub(r"\.(?:md|markdown|html)$", "", plain.strip("/"))
        for source, entry in self.by_source.items():
            bare_source = re.sub(r"(?:/(?:_?index))?\.\w+$", "", source)
            if bare_source == stem or bare_source.endswith(f"/{stem}"):
                return quoted_address(self.plan.places[entry.source].address) + mark
        found = self.by_stem.get(posixpath.basename(stem).casefold())
        return quoted_address(self.plan.places[found.source].address) + mark if found else ""


def split_mark(target: str) -> tuple[str, str]:
    """Return a target without its query and fragment, and these."""
    found = re.search(r"[?#]", target)
    return (target[: found.start()], target[found.start() :]) if found else (target, "")


def quoted_address(address: str) -> str:
    """Return an address as Markdown has it: with what would end it there in percent signs."""
    return "".join(sign if ord(sign) > 127 else quote(sign, safe=SAFE_SIGNS) for sign in address)
