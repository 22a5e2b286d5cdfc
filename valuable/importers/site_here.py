"""Know the site that a blog is brought into: its texts and files, and the addresses that are taken."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from valuable.base.page_addresses import address_by_name
from valuable.base.source_paths import SOURCE_SUFFIXES, docname_of
from valuable.importers.import_record import BroughtBlog

TEXT_FOLDERS = ("posts", "concepts", "pages")
OWN_ADDRESS = re.compile(r"\A---\n(?:(?!---).*\n)*?address:[ \t]*[\"']?(?P<address>/[^\"'\n]*)")
MAX_HEAD = 4_000  # characters in which an address is looked for


@dataclass
class SiteHere:
    """What stands here before an import. Paths and addresses are in small letters: some disks know no others."""

    paths: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    blog: BroughtBlog = field(default_factory=BroughtBlog)  # what was brought over of this blog before

    def is_known(self, source: str) -> bool:
        return source in self.blog.texts


def site_in(root: Path, blog: BroughtBlog, gone: Mapping[str, object] | None = None) -> SiteHere:
    """Return what stands in *root*, but for what is *gone* when the import begins."""
    here = SiteHere(blog=blog)
    for path in files_in(root):
        if gone is not None and path in gone:
            continue
        here.paths.add(path.casefold())
        if path.endswith(SOURCE_SUFFIXES) and not path.startswith("_extra/"):
            here.addresses.add(address_of_text(root, path).rstrip("/").casefold())
    here.paths |= {known.path.casefold() for known in blog.texts.values()}
    here.paths |= {known.path.casefold() for known in blog.files.values()}
    here.addresses |= {known.address.rstrip("/").casefold() for known in blog.texts.values()}
    return here


def files_in(root: Path) -> Iterator[str]:
    """Yield the paths of the texts of a site, and of what stands beside them."""
    yield from (path.name for path in root.glob("*.md"))
    for top in (*TEXT_FOLDERS, "_extra"):
        for folder, _, names in os.walk(root / top):
            start = Path(folder).relative_to(root).as_posix()
            yield from (f"{start}/{name}" for name in names)


def address_of_text(root: Path, path: str) -> str:
    try:
        with (root / path).open(encoding="utf-8", errors="replace") as file:
            found = OWN_ADDRESS.match(file.read(MAX_HEAD))
    except OSError:
        found = None
    return found["address"] if found else address_by_name(docname_of(path) or "index")
