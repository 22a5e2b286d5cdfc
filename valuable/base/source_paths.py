"""Find the sources of the site, and report files whose place or name makes no page, or no lasting address."""

import os
import re
import shlex
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

from sphinx.util.matching import compile_matchers

from valuable.base.page_addresses import address_by_name
from valuable.base.slugs import slug

SOURCE_FOLDERS = {
    "posts": (re.compile(r"posts/[0-9]{4}/(?!index\.)[^/]+(/index)?\.(md|ipynb)"), "`posts/2021/my-post.md`"),
    "concepts": (re.compile(r"concepts/(?!index\.md)[^/]+\.md"), "`concepts/my-concept.md`"),
}
# Where what is no Markdown may be meant as a post or concept, without its suffix.
SOURCE_PLACE = re.compile(r"posts/([0-9]{4}/)?[^/]+(/index)?|concepts/[^/]+")
# What is in its place, by a name that is surely a slug.
WELL_PLACED = re.compile(r"(?:posts/[0-9]{4}|concepts)/(?!index\.md)[a-z0-9]+(?:-[a-z0-9]+)*\.md")
# What an author may take for a post, though Sphinx would pass over it without a word.
MARKDOWN_LIKE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn"})
NOTEBOOK = ".ipynb"
SOURCE_SUFFIXES = (".md", NOTEBOOK)
# What other systems make posts of, and how Markdown is made of it.
CONVERTERS = {
    ".adoc": "`pandoc -f asciidoc -t gfm {file} -o {stem}.md`, or for an older Pandoc Asciidoctor first",
    ".asciidoc": "`pandoc -f asciidoc -t gfm {file} -o {stem}.md`, or for an older Pandoc Asciidoctor first",
    ".docx": "`pandoc -t gfm --extract-media=. {file} -o {stem}.md`",
    ".htm": "`pandoc -f html -t gfm {file} -o {stem}.md`",
    ".html": "`pandoc -f html -t gfm {file} -o {stem}.md`",
    ".mdx": "`git mv {file} {stem}.md`, and write its components and imports in Markdown",
    ".odt": "`pandoc -t gfm --extract-media=. {file} -o {stem}.md`",
    ".org": "`pandoc -f org -t gfm {file} -o {stem}.md`",
    ".qmd": "`git mv {file} {stem}.md`; its code is shown, and not run",
    ".rmd": "`git mv {file} {stem}.md`; its code is shown, and not run",
    ".rst": "`pandoc -f rst -t gfm {file} -o {stem}.md`, or `rst2myst convert {file}`, which keeps directives",
    ".tex": "`pandoc -f latex -t gfm {file} -o {stem}.md`",
    ".textile": "`pandoc -f textile -t gfm {file} -o {stem}.md`",
    ".wiki": "`pandoc -f mediawiki -t gfm {file} -o {stem}.md`",
}
NOT_PAGES = frozenset({"README.md", "CHANGELOG.md", "import-report.md"})
# What is Markdown in many repositories, and a page in none.
REPOSITORY_FILES = frozenset(
    {"README", "CHANGELOG", "CHANGES", "CONTRIBUTING", "CODE_OF_CONDUCT", "LICENSE", "SECURITY", "AGENTS", "CLAUDE"}
)
NO_PAGES_IN = frozenset({"node_modules", "vendor", "venv", "env", "site-packages", "dist", "build"})
MAX_DEPTH = 3  # folders
LINKED_FOLDER = "it is a link to a folder, and no page is made from what is behind one: put the folder itself here"
FOLDER_LIKE_A_PAGE = "it is a folder, and its name is one of a page: rename it"
MAX_NAME_BYTES = 200  # bytes: a file's name has 255, and what is made from a source adds to it
# Names that a system keeps for itself: `index` is a folder's own page, and with the others Windows means its devices.
RESERVED_NAMES = re.compile(r"index|con|prn|aux|nul|(?:com|lpt)[0-9¹²³]")


def find_sources(root: Path, included: Iterable[str], excluded: Iterable[str]) -> Iterator[str]:
    """Yield the files under *root* that match *included* and not *excluded*, as in sphinx/util/matching.py.

    Sphinx follows links to folders, though, which may go round in circles or lead to the whole disk; and it reads
    hidden files, which editors and systems leave beside those that they are about: `.#post.md`, `._post.md`.
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
            if entry.name.startswith("."):
                continue
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


def placement_problems(root: Path, page_folders: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the path and the problem of each file that looks like a source and makes no lasting page."""
    return sorted(
        [
            *chain.from_iterable(placement_problems_in(root, folder) for folder in SOURCE_FOLDERS),
            *page_name_problems(root),
            *page_folder_problems(root, (folder.strip("/") for folder in page_folders)),
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
        names = {entry.name for entry in entries}
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if message := placement_problem(entry, path, top) or foreign_source_problem(path, names, root):
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
    if is_notebook(path):  # beside the text of a post, it is offered
        return source_name_problem(path, top) if SOURCE_FOLDERS[top][0].fullmatch(path) else None
    return source_name_problem(path, top) if is_markdown_like(path) else None


def docname_of(path: str) -> str:
    """Return the docname of a source by its path; ``""`` for a name of which no address can be made.

    In a folder of pages files go by any names, as notes do: ``notes/Oil lamps.md`` becomes ``/notes/oil-lamps/``.
    """
    stem = os.path.splitext(path)[0]
    folder, *names = stem.split("/")
    if not names or folder in SOURCE_FOLDERS:
        return stem
    parts = [slug(part) for part in (folder, *names)]
    return "/".join(parts) if all(parts) else ""


def is_markdown_like(path: str) -> bool:
    return os.path.splitext(path)[1].casefold() in MARKDOWN_LIKE


def is_notebook(path: str) -> bool:
    return path.casefold().endswith(NOTEBOOK)


def foreign_source_problem(path: str, names: Collection[str], root: Path) -> str | None:
    """Return the problem of a post of another kind, in the place of a post or concept; None for any other file.

    *names* are those of the files in its folder. A file that a page of that folder names is meant to be offered there.
    """
    stem, suffix = os.path.splitext(path)
    if suffix == NOTEBOOK and f"{stem.rpartition('/')[2]}.md" in names:
        return f"it has the address of {stem}.md: rename or remove one of them"
    converter = CONVERTERS.get(suffix.casefold())
    if converter is None or not SOURCE_PLACE.fullmatch(stem) or not os.path.isfile(root / path):
        return None
    name = path.rpartition("/")[2]
    pages = [root / path.replace(name, other) for other in names if other.endswith(SOURCE_SUFFIXES)]
    if any(name.encode() in page.read_bytes() for page in pages if page.is_file() and os.access(page, os.R_OK)):
        return None
    made = converter.format(file=shlex.quote(path), stem=shlex.quote(stem))
    return f"no page is made from a `{suffix}` file: make Markdown of it, {made}; or name it in a post that offers it"


def source_name_problem(path: str, top: str) -> str | None:
    """Return the problem of the place or name of a Markdown file under the folder *top*; None if there is none."""
    place, example = SOURCE_FOLDERS[top]
    if not place.fullmatch(path):
        return f"no page is made from a file in this place: name it as in {example}"
    parts = os.path.splitext(path)[0].split("/")
    stem = parts[2] if top == "posts" else parts[-1]
    return file_name_problem(path) or (slug(stem) != stem and slug_advice(stem, slug(stem) or "my-post")) or None


def page_name_problems(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the problems of Markdown files in the root."""
    for entry in os.scandir(root):
        stem, suffix = os.path.splitext(entry.name)
        if suffix == ".md" and entry.name not in NOT_PAGES and not entry.name.startswith("."):
            if entry.is_dir():
                yield entry.name, FOLDER_LIKE_A_PAGE
            elif message := file_name_problem(entry.name):
                yield entry.name, message
            elif slug(stem) != stem:
                yield entry.name, slug_advice(stem, f"{slug(stem) or 'my-page'}.md")


def page_folder_problems(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the path and the problem of each file in *folders* that looks like a page and makes no lasting one."""
    waiting, known = list(folders), dict[str, str]()
    while waiting:
        folder = waiting.pop()
        entries = list(os.scandir(root / folder)) if os.path.isdir(root / folder) else []
        for entry in sorted(entries, key=lambda entry: (is_notebook(entry.name), entry.name)):
            path = f"{folder}/{entry.name}"
            if entry.name.startswith(".") or entry.name in NOT_PAGES:
                continue
            if is_link_to_folder(entry):
                yield path, LINKED_FOLDER
            elif entry.is_dir():
                waiting.append(path)
            elif message := page_file_problem(path, known):
                yield path, message


def page_file_problem(path: str, known: dict[str, str]) -> str | None:
    """Return the problem of a page in a folder of pages; None if there is none, or if it is meant for none.

    *known* has the paths of pages by their docnames; this one's is added.
    """
    stem, suffix = os.path.splitext(path)
    if suffix.casefold() not in {*MARKDOWN_LIKE, NOTEBOOK}:
        return None
    if suffix not in SOURCE_SUFFIXES:
        return f"no page is made from a file of this kind: name it `{stem.rpartition('/')[2]}.md`"
    if reason := file_name_problem(path):
        return reason
    docname = docname_of(path)
    if not docname:
        return "no address can be made of this name: name it with letters or digits, as in `my-page.md`"
    if known.setdefault(docname, path) != path:
        return f"it has the address of {known[docname]}, `{address_by_name(docname)}`: rename or remove one of them"
    return None


def markdown_outside(root: Path, unpublished: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the folders of the root that hold Markdown, and how many files; not *unpublished* or hidden ones.

    What lies deeper than :data:`MAX_DEPTH` is not looked for.
    """
    for entry in os.scandir(root):
        if (
            entry.is_dir(follow_symlinks=False)
            and entry.name not in unpublished
            and not entry.name.startswith((".", "_"))
            and entry.name not in NO_PAGES_IN
        ):
            found = sum(map(is_page_like, files_below(entry.path, MAX_DEPTH)))
            if found:
                yield entry.name, found


def is_page_like(name: str) -> bool:
    return is_markdown_like(name) and name.partition(".")[0].upper() not in REPOSITORY_FILES


def files_below(folder: str, depth: int) -> Iterator[str]:
    """Yield the names of the files in *folder*, and in what is in it, *depth* folders deep."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "_")) or entry.name in NO_PAGES_IN:
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield entry.name
        elif depth > 1:
            yield from files_below(entry.path, depth - 1)


def slug_advice(stem: str, right: str) -> str:
    """Return the problem of a name that is not its own slug."""
    return f"`{stem}` would stand in the page's address for ever: name it `{right}`"


ABBREVIATIONS_FILE, LEDGER_FILE, ACCEPTED_FILE = "abbreviations.txt", "permalinks.txt", "accepted.txt"
