"""Decide where each text and file of an import goes, so that its old address stays or leads on."""

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from valuable.base.slugs import slug
from valuable.base.source_paths import MAX_NAME_BYTES, RESERVED_NAMES, file_name_problem
from valuable.base.uris import split_address
from valuable.content.address_key import address_fault, fit_signs, is_other_file, with_plain_path
from valuable.importers.records import Asset, OldEntry, OldSite
from valuable.importers.site_here import SiteHere

# Hidden files that say nothing to a reader or a host.
IDLE_FILES = re.compile(r"(?:^|/)\.(?:git\w+|keep|nojekyll|DS_Store|_.*|[\w-]*ignore|editorconfig|\w+rc)$")
MAX_STEM = 60  # characters of a new file's name
# Addresses that this site makes itself: a text of the old one gets another.
OWN_PLACES = ("/blog/", "/search/", "/concepts/", "/_static/", "/_images/", "/404")

# What WordPress and its kin write instead of a path.
PAGE_QUERY = re.compile(r"/?(?:index\.php)?\?(?:p|page_id|attachment_id|cat|tag|author|m|feed)=[\w-]+")

OWN_PAGES = ("about", "subscribe")  # which a new site has, to be written anew


@dataclass(frozen=True)
class NewPlace:
    """Where an entry goes: its file, and the address that its page has."""

    path: str
    address: str
    own_address: str = ""  # what its front matter says, where the file's name does not


@dataclass
class Plan:
    """The places of all entries, by source, and of all files, by path in the source."""

    site: OldSite
    places: dict[str, NewPlace] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # the path in the new site, by that in the source
    by_address: dict[str, OldEntry] = field(
        default_factory=dict
    )  # entries by the old address, without a slash at the end

    def entry(self, source: str) -> OldEntry | None:
        """Return the entry of a source; None if it did not come over."""
        return self.by_source.get(source)

    @cached_property
    def by_source(self) -> dict[str, OldEntry]:
        return {entry.source: entry for entry in self.site.entries}

    def address_of_file(self, source: str) -> str:
        """Return the address that a file has on the new site; ``""`` if it stands beside its text."""
        path = self.files.get(source, "")
        return "/" + path.removeprefix("_extra/") if path.startswith("_extra/") else ""


def merge_names(site: OldSite) -> None:
    """Write tags and categories that have one address alike: as most texts have them."""
    for field_name in ("tags", "category", "series"):
        counts: dict[str, Counter[str]] = {}
        for entry in site.entries:
            for name in names_in(entry, field_name):
                counts.setdefault(slug(name), Counter())[name] += 1
        best = {key: found.most_common(1)[0][0] for key, found in counts.items() if key}
        for entry in site.entries:
            names = list(dict.fromkeys(best[slug(name)] for name in names_in(entry, field_name) if slug(name)))
            setattr(entry, field_name, names if field_name == "tags" else (names or [""])[0])


def names_in(entry: OldEntry, field_name: str) -> list[str]:
    value = getattr(entry, field_name)
    return value if isinstance(value, list) else [value] if value else []


def make_plan(site: OldSite, here: SiteHere | None = None) -> Plan:
    """Return where all of a site goes; entries without a date become drafts, which nobody loses.

    What stands in the site *here* keeps its place, and what was brought there before has the one that it had.
    """
    merge_names(site)
    here = here or SiteHere()
    plan = Plan(site)
    taken, addresses = set(here.paths), set(here.addresses)
    for entry in site.entries:
        known = here.blog.texts.get(entry.source)
        place = place_at(known.path, known.address) if known else new_place(entry, taken, addresses)
        plan.places[entry.source] = place
        taken.add(place.path.casefold())
        addresses.add(place.address.rstrip("/").casefold())
        if entry.address:
            plan.by_address.setdefault(comparable(entry.address), entry)
    for old in site.entries:
        for address in old.old_addresses:
            plan.by_address.setdefault(comparable(address), old)
    drop_taken_addresses(plan)
    tie_translations(plan)
    place_files(plan, here)
    return plan


def drop_taken_addresses(plan: Plan) -> None:
    """Take from each text the old addresses that are another's now: those lead to what stands there."""
    used = {comparable(place.address).casefold() for place in plan.places.values()}
    for entry in plan.site.entries:
        own, mine = comparable(plan.places[entry.source].address).casefold(), set[str]()
        for old in list(entry.old_addresses):
            key = comparable(old).casefold()
            if "?" not in old and (key in used or key in mine):
                entry.old_addresses.remove(old)
                if key in used and key != own:
                    entry.note("address", f"its old address {old} is another text's too, and leads to that one")
            mine.add(key)
        used |= mine


def tie_translations(plan: Plan) -> None:
    """Name in each translation the text that it translates: that in the site's language, else the first."""
    versions: dict[str, dict[str, OldEntry]] = {}
    for entry in plan.site.entries:
        if entry.translation_key and entry.kind == "post" and entry.date and not entry.draft:
            language = (entry.language or plan.site.language).casefold()
            versions.setdefault(entry.translation_key, {}).setdefault(language, entry)
    for found in versions.values():
        original = found.get(plan.site.language.casefold()) or next(iter(found.values()))
        for entry in found.values():
            if entry is not original:
                entry.translation_of = plan.places[original.source].path


def usual_address(path: str) -> str:
    """Return the address that a text has by the name of its file."""
    return "/" if path == "index.md" else "/" + re.sub(r"(?:/index)?\.\w+$", "", path) + "/"


def place_at(path: str, address: str) -> NewPlace:
    return NewPlace(path, address, address if address != usual_address(path) else "")


def comparable(address: str) -> str:
    """Return an address as two ways of writing it are compared; a query that names a page is part of it."""
    if PAGE_QUERY.match(address):
        return address.partition("#")[0]
    path = unquote(split_address(address).path) if "%" in address or "?" in address or "#" in address else address
    path = re.sub(r"(?:/index)?\.html?$|/index$", "", normalize("NFC", path))
    return path.rstrip("/") or "/"


def new_place(entry: OldEntry, taken: set[str], addresses: set[str]) -> NewPlace:
    """Return a place for one entry that no other has."""
    address = fitting_address(entry, old_address(entry))
    if address not in {"", "/"} and is_own_place(address) and not is_of_concept(entry, address):
        entry.note("address", f"its old address, {address}, is one that this site makes itself, so it got another")
        entry.old_addresses = [old for old in entry.old_addresses if old != address]
        address = ""
    if address.rstrip("/").casefold() in addresses and address:
        entry.note("address", f"another text stands at {address} too, so this one got another address")
        address = ""
    name = stem_of_entry(entry)
    folder = folder_of_entry(entry)
    suffix = ".ipynb" if entry.markup == "notebook" else ".md"
    own_page = "index.md" if address == "/" else f"{address.strip('/')}.md"
    if entry.kind == "page" and (address == "/" or address.strip("/") in OWN_PAGES) and own_page not in taken:
        path = own_page
    else:
        address = "" if address == "/" else address
        path = free_path(folder, name, suffix, taken, bundle=entry.is_bundle and entry.kind == "post")
    if entry.kind == "page" and not address:
        address = f"/{PurePosixPath(usual_address(path)).name}/"
        address = "" if address.rstrip("/").casefold() in addresses or is_own_place(address) else address
    return place_at(path, address or usual_address(path))


def is_of_concept(entry: OldEntry, address: str) -> bool:
    """Return whether a concept keeps an address at which this site has concepts."""
    return entry.kind == "concept" and re.fullmatch(r"/concepts/[^/]+/", address) is not None


def folder_of_entry(entry: OldEntry) -> str:
    if entry.kind == "post":
        return f"posts/{(entry.date or '2000')[:4]}"
    return "concepts" if entry.kind == "concept" else "pages"


def is_own_place(address: str) -> bool:
    """Return whether this site makes an address itself."""
    return (address.startswith(OWN_PLACES) and not address.startswith("/blog/")) or is_own_list(address)


def is_own_list(address: str) -> bool:
    """Return whether the blog of this site has a list, a feed or a catalog at an address."""
    return re.fullmatch(
        r"/(?:blog/(?:(?:tag|category|author|archive|page|drafts)(?:/.*)?|\d{4}/?|\w+\.(?:xml|json))?)?|/blog", address
    ) is not None  # fmt: skip


def old_address(entry: OldEntry) -> str:
    """Return the old address of an entry as a path, without what is no part of one."""
    path = split_address(entry.address).path if "://" in entry.address else entry.address
    path = normalize("NFC", unquote(path))
    return re.sub(r"/index\.html?$", "/", path) if path.startswith("/") else ""


def fitting_address(entry: OldEntry, address: str) -> str:
    """Return an old address as a page can have it here; one with other signs, or of a file, leads on to that."""
    if address in {"", "/"}:
        return address
    fitted = with_plain_path(fit_signs(re.sub(r"[#?\\]", "-", address)))
    if is_other_file(fitted):
        fitted = f"{posixpath.splitext(fitted)[0]}/"
    if address_fault(fitted) or any(file_name_problem(part) for part in fitted.split("/")):
        fitted = ""
    if fitted != address:
        can_lead_on = not re.search(r"[#?\\]", address) and not any(map(file_name_problem, address.split("/")))
        entry.old_addresses += [address] if can_lead_on else []
        message = f"its old address, {address}, is none that a page can have here, so it got another"
        entry.note("address", message, lost=not can_lead_on)
    return fitted


def stem_of_entry(entry: OldEntry) -> str:
    """Return the name of an entry's file, without suffix."""
    last = [part for part in re.sub(r"\.\w{2,5}$", "", old_address(entry)).split("/") if part]
    given = entry.slug if entry.kind != "page" else "-".join(last[-2:]) or entry.slug
    name = slug(re.sub(r"^\d{4}-\d\d-\d\d[-_]", "", given)) or slug(entry.title) or "untitled"
    name = shortened_stem(name)
    return f"{name}-page" if RESERVED_NAMES.fullmatch(name) else name


def shortened_stem(name: str) -> str:
    """Return a name of at most 60 characters and 180 bytes, cut between words."""
    if len(name) > MAX_STEM:
        name = name[:MAX_STEM].rpartition("-")[0] or name[:MAX_STEM]
    while len(name.encode()) > MAX_NAME_BYTES - 20:
        name = name[:-1]
    return name.strip("-") or "untitled"


def free_path(folder: str, name: str, suffix: str, taken: set[str], *, bundle: bool) -> str:
    """Return a path that no other entry has, upper and lower case alike."""
    number = 1
    while True:
        stem = name if number == 1 else f"{name}-{number}"
        path = f"{folder}/{stem}/index{suffix}" if bundle else f"{folder}/{stem}{suffix}"
        others = {f"{folder}/{stem}/index.md", f"{folder}/{stem}.md", f"{folder}/{stem}.ipynb"}
        if not any(other.casefold() in taken for other in others):
            return path
        number += 1


def place_files(plan: Plan, here: SiteHere) -> None:
    """Give each file its place: its old address, the folder of its bundle, or one beside the other files."""
    bundles = {
        entry.folder: PurePosixPath(plan.places[entry.source].path).parent.as_posix()
        for entry in reversed(plan.site.entries)  # of several languages in one folder, the first has its files
        if entry.is_bundle and entry.kind == "post"
    }
    taken = here.paths | {place.path.casefold() for place in plan.places.values()}
    folders = {str(folder) for path in taken for folder in PurePosixPath(path).parents}
    for source, asset in plan.site.assets.items():
        if is_hidden_file(source):
            if not IDLE_FILES.search(source):
                plan.site.note("file", f"{source} is hidden, and nothing hidden is published", lost=True)
            continue
        known = here.blog.files.get(source)
        wanted = usual_place_of_file(source, asset, bundles)
        path = known.path if known else free_file(shown_file_path(wanted), taken, folders)
        taken.add(path.casefold())
        folders.update(str(folder) for folder in PurePosixPath(path.casefold()).parents)
        plan.files[source] = path
        if path != wanted and not known:
            plan.site.note("file", f"{source} is called {path} here: its own name is another file's, or no host's")
            if asset.address and "?" not in asset.address:
                plan.site.moved.setdefault(asset.address, plan.address_of_file(source))


def is_hidden_file(source: str) -> bool:
    """Return whether a file is for programs, by its name or its folder's."""
    return any(part.startswith(".") and part != ".well-known" for part in split_address(source).path.split("/"))


def usual_place_of_file(source: str, asset: Asset, bundles: dict[str, str]) -> str:
    bundle = next((str(parent) for parent in PurePosixPath(source).parents if str(parent) in bundles), "")
    if asset.address:
        return "_extra" + posixpath.normpath(f"/{asset.address.lstrip('/')}")
    if bundle:
        return f"{bundles[bundle]}/{PurePosixPath(source).relative_to(bundle)}"
    return f"_extra/{re.sub(r'^(?:content|src/content|docs|source|src)/', '', source)}"


def shown_file_path(path: str) -> str:
    """Return the path of a file with names that every system has: none hidden, none reserved, none too long."""
    return "/".join(shown_file_name(part) for part in path.split("/"))


def shown_file_name(name: str) -> str:
    if name == ".well-known":
        return name
    name = (
        re.sub(r'[\\:*?"<>|]|[^ -~\x80-\U0010ffff]', "-", normalize("NFC", name)).strip(" ").rstrip(".").lstrip(".")
        or "file"
    )
    name = "".join(char if char.isprintable() else "-" for char in name)
    stem, suffix = posixpath.splitext(name)
    stem = f"{stem}-file" if RESERVED_NAMES.fullmatch(stem.casefold()) and stem.casefold() != "index" else stem
    while file_name_problem(f"{stem}{suffix}"):
        stem, suffix = stem[: MAX_NAME_BYTES // 4], suffix[:20]
    return stem + suffix


def free_file(path: str, taken: set[str], folders: set[str]) -> str:
    """Return a path that no other file or folder has, upper and lower case alike."""
    stem, suffix = posixpath.splitext(path)
    number, found = 1, path
    while found.casefold() in taken or found.casefold() in folders:
        number += 1
        found = f"{stem}-{number}{suffix}"
    above = next((str(up) for up in PurePosixPath(found).parents if str(up).casefold() in taken), "")
    return free_file(f"{above}-files/{PurePosixPath(found).relative_to(above)}", taken, folders) if above else found
