"""Find the sources of the site, and report files whose place or name makes no page, or no lasting address."""

import os
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from sphinx.util.matching import compile_matchers

from valuable.base.slugs import slug

SOURCE_FOLDERS = {
    "posts": (re.compile(r"posts/[0-9]{4}/(?!index\.md)[^/]+(/index)?\.md"), "`posts/2021/my-post.md`"),
    "concepts": (re.compile(r"concepts/(?!index\.md)[^/]+\.md"), "`concepts/my-concept.md`"),
}
# What is in its place, by a name that is surely a slug.
WELL_PLACED = re.compile(r"(?:posts/[0-9]{4}|concepts)/(?!index\.md)[a-z0-9]+(?:-[a-z0-9]+)*\.md")
# What an author may take for a post, though Sphinx would pass over it without a word.
MARKDOWN_LIKE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst"})
NOT_PAGES = frozenset({"README.md", "CHANGELOG.md"})
LINKED_FOLDER = "it is a link to a folder, and no page is made from what is behind one: put the folder itself here"
FOLDER_LIKE_A_PAGE = "it is a folder, and its name is one of a page: rename it"
MAX_NAME_BYTES = 200  # bytes: a file's name has 255, and what is made from a source adds to it


def find_sources(root: Path, included: Iterable[str], excluded: Iterable[str]) -> Iterator[str]:
    """Yield the files under *root* that match *included* and not *excluded*, as in sphinx/util/matching.py.

    Sphinx follows links to folders, though, which may go round in circles or lead to the whole disk.
    """
    wanted, unwanted = compile_matchers(included), compile_matchers(excluded)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(f"{root}/{folder}"))
        except OSError:  # `misplaced` says so
            continue
        for entry in entries:
            path = folder + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not any(matches(path) for matches in unwanted):
                    waiting.append(f"{path}/")
                continue
            if not any(matches(path) for matches in wanted) or any(matches(path) for matches in unwanted):
                continue
            if not file_name_problem(path) and not is_link_to_folder(entry):
                yield path


def is_link_to_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and os.path.isdir(entry.path)


def file_name_problem(path: str) -> str | None:
    """Return why a file of this name can't be a source; None if it can."""
    if not path.isprintable():
        return "its name holds a character that can't be shown: rename it"
    if len(path) > MAX_NAME_BYTES // 4:  # bytes of a character
        longest = max(len(os.fsencode(name)) for name in path.split("/"))
        if longest > MAX_NAME_BYTES:
            return f"its name is {longest} bytes long, and {MAX_NAME_BYTES} are the most: choose a shorter one"
    return None


def placement_problems(root: Path) -> list[tuple[str, str]]:
    """Return the path and the problem of each file that looks like a source and makes no lasting page."""
    return sorted(
        [
            *chain.from_iterable(placement_problems_in(root, folder) for folder in SOURCE_FOLDERS),
            *page_name_problems(root),
        ]
    )


def placement_problems_in(root: Path, top: str) -> Iterator[tuple[str, str]]:
    """Yield the problems of the files under one of :data:`SOURCE_FOLDERS`."""
    waiting = [top]
    if os.path.islink(root / top):
        yield waiting.pop(), LINKED_FOLDER
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(f"{root}/{folder}"))
        except FileNotFoundError:
            continue
        except OSError as error:
            yield folder, f"the folder can't be read ({error.strerror}): mend its permissions, as in `chmod u+rx`"
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if message := placement_problem(entry, path, top):
                yield path, message
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)


def placement_problem(entry: os.DirEntry[str], path: str, top: str) -> str | None:
    """Return the problem of the entry at *path*, under the folder *top*; None if it is a source or none is meant."""
    if entry.is_dir(follow_symlinks=False):
        return FOLDER_LIKE_A_PAGE if is_markdown_like(path) else None
    if is_link_to_folder(entry):
        holds_page = path.count("/") == 1 or is_markdown_like(path) or os.path.lexists(f"{entry.path}/index.md")
        return LINKED_FOLDER if holds_page else None
    if len(path) <= MAX_NAME_BYTES and WELL_PLACED.fullmatch(path):
        return None
    return source_name_problem(path, top) if is_markdown_like(path) else None


def is_markdown_like(path: str) -> bool:
    return os.path.splitext(path)[1].casefold() in MARKDOWN_LIKE


def source_name_problem(path: str, top: str) -> str | None:
    """Return the problem of the place or name of a Markdown file under the folder *top*; None if there is none."""
    place, example = SOURCE_FOLDERS[top]
    if not place.fullmatch(path):
        return f"no page is made from a file in this place: name it as in {example}"
    parts = path.removesuffix(".md").split("/")
    stem = parts[2] if top == "posts" else parts[-1]
    return file_name_problem(path) or (slug(stem) != stem and slug_advice(stem, slug(stem) or "my-post")) or None


def page_name_problems(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the problems of Markdown files in the root."""
    for entry in os.scandir(root):
        stem, suffix = os.path.splitext(entry.name)
        if suffix == ".md" and entry.name not in NOT_PAGES:
            if entry.is_dir():
                yield entry.name, FOLDER_LIKE_A_PAGE
            elif message := file_name_problem(entry.name):
                yield entry.name, message
            elif slug(stem) != stem:
                yield entry.name, slug_advice(stem, f"{slug(stem) or 'my-page'}.md")


def slug_advice(stem: str, right: str) -> str:
    """Return the problem of a name that is not its own slug."""
    return f"`{stem}` would stand in the page's address for ever: name it `{right}`"


ABBREVIATIONS_FILE, LEDGER_FILE, ACCEPTED_FILE = "abbreviations.txt", "permalinks.txt", "accepted.txt"


def address_of(docname: str) -> str:
    """Return the address of a document, without slashes at its ends."""
    return docname.removesuffix("/index") if docname != "index" else ""
