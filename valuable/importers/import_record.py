"""Remember what was brought over: ``imported.json``, by which another import knows what is new, changed or edited.

Each blog has its own part, so that two of them keep apart. A text or file is known by its path in the source.
"""

import json
import posixpath
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from valuable.base.uris import split_address
from valuable.importers.records import OldSite

IMPORT_RECORD = "imported.json"
KNOWN_SHARE, SAME_SHARE, SAME_TEXTS = 0.5, 0.9, 10  # shares, and a number, of texts by which a blog is known again


@dataclass
class BroughtText:
    """A text that was brought over: its file and address here, and digests of what was made and of what then stood."""

    path: str
    address: str
    made: str
    here: str


@dataclass
class BroughtFile:
    """A file that was brought over: its path here, and the digest of what stood at the source."""

    path: str
    source: str


@dataclass
class BroughtBlog:
    """What was brought over of one blog."""

    texts: dict[str, BroughtText] = field(default_factory=dict)
    files: dict[str, BroughtFile] = field(default_factory=dict)
    is_built: bool = False  # whether the site was built with it, and its faults mended

    @property
    def is_unfinished(self) -> bool:
        """Whether an import was broken off before the site was built."""
        return bool(self.texts) and not self.is_built


Blogs = dict[str, BroughtBlog]


def short_digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]


def read_blogs(root: Path) -> Blogs:
    """Return what was brought into the site in *root*; nothing, if the record is not there or is no such record."""
    try:
        found = json.loads((root / IMPORT_RECORD).read_bytes())
        return {
            str(name): BroughtBlog(
                {source: BroughtText(**values) for source, values in part["texts"].items() if is_inside(values)},
                {source: BroughtFile(**values) for source, values in part["files"].items() if is_inside(values)},
                part.get("is_built") is True,
            )
            for name, part in found.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def is_inside(values: Mapping[str, str]) -> bool:
    """Return whether a path of the record is one within the site: it decides what is written over."""
    path = values["path"]
    return not path.startswith(("/", "..", ".git/")) and posixpath.normpath(path) == path


def blogs_text(blogs: Blogs) -> str:
    return json.dumps({name: asdict(blog) for name, blog in blogs.items()}, indent=1, ensure_ascii=False) + "\n"


def name_of_blog(site: OldSite, folder: str, blogs: Blogs) -> str:
    """Return the name by which a blog is known here: its address, else its system and folder.

    A blog that has another by now is known again by its texts: most of them where one of both names is no address.
    """
    parts = split_address(site.address)
    name = f"{parts.hostname}{parts.path}".rstrip("/") if parts.hostname else f"{site.system}: {folder}"
    if name in blogs:
        return name
    sources = {entry.source for entry in site.entries}
    shared = {known: len(sources & blog.texts.keys()) for known, blog in blogs.items()}
    nearest = max(shared, key=lambda known: shared[known], default="")
    if not nearest:
        return name
    of_both = shared[nearest] / max(len(sources), len(blogs[nearest].texts), 1)
    two_addresses = ": " not in name and ": " not in nearest
    is_same = of_both > SAME_SHARE and shared[nearest] >= SAME_TEXTS if two_addresses else of_both > KNOWN_SHARE
    return nearest if is_same else name
