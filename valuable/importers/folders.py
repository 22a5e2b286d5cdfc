"""Read a folder of texts with a profile of its system into the neutral record."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from valuable.addresses.ledger import ABSOLUTE_IRI
from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.heads import fill_entry, flat
from valuable.importers.named_files import leave_private_files
from valuable.importers.profiles.base import Found, Profile, day_in_name, is_true
from valuable.importers.records import Asset, OldEntry, OldPerson, OldSite
from valuable.importers.redirect_rules import take_redirects
from valuable.importers.trees import SourceTexts, Tree
from valuable.importers.usual_heads import markup_of, usual_head

NO_FILES_BESIDE = (".md", ".markdown", ".mdx", ".json", ".yml", ".yaml", ".11tydata.js", ".meta", ".nbdata")
DATED_PATH = re.compile(r"(?:^|/)(?P<year>(?:19|20)\d\d)(?:/(?P<month>\d\d)(?:/(?P<day>\d\d))?)?(?=/)")


def read_folder(tree: Tree, profile_type: type[Profile], tick: Callable[[], None] = lambda: None) -> OldSite:
    """Return all that a folder of texts holds."""
    profile = profile_type(tree)
    site = OldSite(profile.name, texts=SourceTexts(tree))
    profile.describe(site)
    timezone, ids = zone_of(site.timezone), dict[str, str]()
    for found in profile.texts():
        tick()
        entry, values = read_entry(profile, found, timezone)
        if found.path in tree.unreadable:
            continue
        entry.address = profile.address(found, entry, values)
        profile.complete(found, entry, values)
        entry.kind = "post" if entry.draft and entry.kind == "page" else entry.kind  # of pages there are no drafts
        take_own(entry, values, ids)
        if entry.body.strip() or entry.title:
            site.entries.append(entry)
    site.assets = {path: asset_of(tree, path, address) for path, address in profile.assets()}
    add_files_beside(tree, site)
    name_people(site)
    profile.finish(site)
    leave_private_files(tree, site, all_public=profile.files_are_public)
    take_redirects(tree, site)
    for entry in site.entries:
        entry.id = ids.get(entry.source, entry.id)
    for path, encoding in tree.guessed.items():
        message = f"{path} is not in UTF-8 and was read as {encoding}: see whether its letters are right"
        site.note("encoding", message)
    for why in tree.unreadable.values():
        site.note("unreadable", f"{why}, so it was left out", lost=True)
    for fault in dict.fromkeys(tree.faults):
        site.note("settings", fault, lost=True)
    for path in getattr(tree, "refused", ()):
        site.note("refused", f"{path} is no plain file of the source, so it was left out", lost=True)
    return site


def read_entry(profile: Profile, found: Found, timezone: ZoneInfo) -> tuple[OldEntry, Mapping[str, Any]]:
    """Return one text as an entry, and the values of its front matter with those of its folder."""
    path = PurePosixPath(found.path)
    markup = found.markup or markup_of(found.path)
    text = profile.tree.text(found.path)
    head = profile.head(found.path, text) or usual_head(profile.tree, found.path, text, markup)
    values = {**found.defaults, **head.values}
    entry = OldEntry(
        found.path, found.kind, "", head.body, markup, head.line,  # type: ignore[arg-type]
        draft=found.draft, language=found.language, folder=str(path.parent), is_bundle=found.is_bundle,
        date=day_in_name(path.name) or day_in_name(path.parent.name) or day_in_path(found.path),
    )  # fmt: skip
    if head.error:
        entry.note("front matter", head.error)
    fill_entry(entry, values, timezone)
    entry.title = entry.title or titled(found.stem)
    entry.slug = value_words(values.get("slug")).strip("/").rpartition("/")[2] or found.stem
    return entry, values


def take_own(entry: OldEntry, values: Mapping[str, Any], ids: dict[str, str]) -> None:
    """Take what only an export of a site like this one says: the id of an entry in feeds, and that it is a concept."""
    said = dict(flat(values))
    if ABSOLUTE_IRI.fullmatch(value_words(said.get("feed_id"))):
        ids[entry.source] = value_words(said["feed_id"])
    if is_true(said.get("concept")):
        entry.kind, entry.aliases = "concept", plain_names(said.get("names"))


def day_in_path(path: str) -> str:
    """Return the date that folders say: ``2019/05/06/x.md``; the first of the month or year where that is all."""
    found = DATED_PATH.search(path)
    return f"{found['year']}-{found['month'] or '01'}-{found['day'] or '01'}" if found else ""


def titled(stem: str) -> str:
    """Return a file's name as a title."""
    words = re.sub(r"^\d{4}-\d\d-\d\d[-_ ]*", "", stem)
    words = words if " " in words else re.sub(r"[-_]+", " ", words)
    return words[:1].upper() + words[1:] or stem


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def asset_of(tree: Tree, path: str, address: str) -> Asset:
    return Asset(path, address, partial(tree.read, path))


def add_files_beside(tree: Tree, site: OldSite) -> None:
    """Add the files that stand beside texts: they have the addresses that links of these texts give them."""
    texts = {entry.source for entry in site.entries}
    folders = {entry.folder: entry for entry in site.entries if entry.is_bundle}
    plain = {entry.folder for entry in site.entries if not entry.is_bundle and entry.folder != "."}
    for path in tree.paths:
        if path in site.assets or path in texts or PurePosixPath(path).name.startswith((".", "_")):
            continue
        for parent in map(str, PurePosixPath(path).parents):
            if parent in folders or parent in plain:
                if not path.lower().endswith(NO_FILES_BESIDE):
                    site.assets[path] = asset_of(tree, path, "")
                break


def name_people(site: OldSite) -> None:
    """Put the names of people in the place of the keys by which texts call them, and add those who are not known."""
    by_key = {str(person.details.get("key", "")).casefold(): person.name for person in site.people}
    known = {person.name.casefold(): person.name for person in site.people}
    for entry in site.entries:
        names = [by_key.get(name.casefold()) or known.get(name.casefold()) or name for name in entry.authors]
        entry.authors = list(dict.fromkeys(names))
        for name in entry.authors:
            if name.casefold() not in known:
                known[name.casefold()] = name
                site.people.append(OldPerson(name))
    unique: dict[str, OldPerson] = {}
    for person in site.people:
        unique.setdefault(person.name.casefold(), person).details.update(
            {key: value for key, value in person.details.items() if key not in unique[person.name.casefold()].details}
        )
    site.people = list(unique.values())
