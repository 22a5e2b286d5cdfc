"""Find the addresses that two pages would have, or that are taken by something else, and say of each what to do."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from valuable.base.page_addresses import (
    address_by_name,
    bare_address,
    files_of,
    is_file_address,
    parent_folders,
)
from valuable.base.problems import Problem
from valuable.base.source_paths import LEDGER_FILE
from valuable.base.text_files import brief
from valuable.content.generated_addresses import GeneratedAddresses
from valuable.content.validators import redirect_path

if TYPE_CHECKING:
    from valuable.content.source_checks import Source

FEED_KINDS = frozenset({".atom", ".rdf", ".rss", ".xml"})  # what only programs ask for
LIST_OF_CONCEPTS, BY_ITSELF = "concepts", "what the site makes by itself"


class TakenPlaces:
    """Knows where pages stand: what would take the place of another, whatever case it is written in.

    Some disks and hosts make no difference between ``/One/`` and ``/one/``.
    """

    def __init__(self) -> None:
        self.places: dict[str, str] = {}  # whose they are
        self.files: dict[str, str] = {}
        self.folders: dict[str, str] = {}

    def add(self, address: str, owner: str) -> None:
        self.places.setdefault(bare_address(address).casefold(), owner)
        for file in files_of(address):
            self.add_file(file, owner)

    def add_file(self, path: str | None, owner: str) -> None:
        if path is not None:
            self.files.setdefault(path.casefold(), owner)
            for folder in parent_folders(path.casefold()):
                self.folders.setdefault(folder, owner)

    def owner(self, address: str) -> str | None:
        """Return whose place an address is; None if it is free."""
        files = [file.casefold() for file in files_of(address)]
        return self.places.get(bare_address(address).casefold()) or next(
            (self.files[file] for file in files if file in self.files), None
        )

    def obstacle(self, address: str) -> str | None:
        """Return whose page is a file where an address needs a folder, or the other way round; None if none is."""
        return next(filter(None, (self.obstacle_to_file(file) for file in files_of(address))), None)

    def obstacle_to_file(self, path: str) -> str | None:
        """Return whose page or file is in the way of a file, as a folder or as the file of a folder of its."""
        path = path.casefold()
        above = (self.files[folder] for folder in parent_folders(path) if folder in self.files)
        return self.folders.get(path) or next(above, None)


def taken_places(addresses: Mapping[str, str]) -> TakenPlaces:
    """Return the places of pages, given the owner of each address."""
    taken = TakenPlaces()
    for address, owner in addresses.items():
        taken.add(address, owner)
    return taken


def redirect_address(old: str) -> str:
    """Return where the page stands that leads on from an old address without a query: ``/old/``, ``/a.html``."""
    return f"/{old}" if is_file_address(old) else f"/{old}/"


def address_clashes(sources: Iterable["Source"]) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of files whose names make one address."""
    addresses: dict[str, str] = {}
    for source in sources:
        address = address_by_name(source.docname)
        if address in addresses and not source.front_matter.address:
            message = f"it has the address of {addresses[address]}, `{address}`: rename or remove one of them"
            yield source.path, Problem(1, message)
        if not source.front_matter.address:
            addresses.setdefault(address, source.path)


def own_address_clashes(
    sources: Sequence["Source"], generated: GeneratedAddresses
) -> Iterator[tuple["Source", Problem]]:
    """Yield the sources whose front matter gives an address that is not free, each with its problem."""
    taken = TakenPlaces()
    for source in sources:
        if not source.front_matter.address:
            taken.add(source.address, source.path)
    if any(source.kind == "concept" for source in sources):
        taken.add(f"/{LIST_OF_CONCEPTS}/", "the list of concepts")
    for source in sources:
        if address := source.front_matter.address:
            if message := own_address_problem(address, taken, generated):
                yield source, Problem(source.front_matter.lines["address"], f"`address`: {message}")
            else:
                taken.add(address, source.path)


def own_address_problem(address: str, taken: TakenPlaces, generated: GeneratedAddresses) -> str | None:
    quoted = brief(address)
    if bare_address(address).casefold() in generated:
        return f"`{quoted}` is the address of {BY_ITSELF}: write another one"
    if owner := taken.owner(address):
        return f"`{quoted}` is the address of {owner}: write another one in one of the two files"
    if owner := taken.obstacle(address):
        return f"`{quoted}` can't stand beside {owner}: one of the two is a folder to the other; write another one"
    return None


def redirect_clashes(sources: Sequence["Source"], generated: GeneratedAddresses) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of old addresses that are those of something else."""
    taken = taken_places({source.address: source.path for source in reversed(sources)})
    if any(source.kind == "concept" for source in sources):
        taken.add(f"/{LIST_OF_CONCEPTS}/", "the list of concepts")
    redirects = [(source, old, old.casefold()) for source in sources for old in source.front_matter.redirect]
    folders = {folder for *_, folded in redirects for folder in parent_folders(folded)}
    others: dict[str, str] = {}
    for source, old, folded in redirects:
        line = source.front_matter.lines["redirect"]
        owner = others.get(folded) or owner_of_redirect(old, taken)
        if folded in generated or owner:
            message = f"`redirect`: `{brief(redirect_path(old))}` is the address of {owner or BY_ITSELF}: take it out"
            yield source.path, Problem(line, message)
        elif posixpath.splitext(folded)[1] in FEED_KINDS:
            message = (
                f"`redirect`: `/{brief(old)}` is asked for by programs that read no page: take it out, and write into "
                f"{LEDGER_FILE} `moved /{brief(old)} /blog/atom.xml`"
            )
            yield source.path, Problem(line, message)
        elif is_file_address(old) and folded in folders:
            message = f"`redirect`: `/{brief(old)}` is a folder, in which another address stands: take it out"
            yield source.path, Problem(line, message)
        else:
            others[folded] = f"another redirect ({source.path})"


def owner_of_redirect(old: str, taken: TakenPlaces) -> str | None:
    """Return whose place the page of an old address would take; None if it takes none."""
    if "?" in old:
        return None
    return taken.owner(redirect_address(old)) or taken.obstacle(redirect_address(old))
