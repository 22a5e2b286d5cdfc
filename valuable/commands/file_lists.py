"""Write the lists of this version's files: ``python -m valuable file_lists``, or ``make file-lists``.

``valuable/files.txt`` has those of the machinery, by which `make update` knows which of them an author has changed;
``valuable/example.txt`` those of the site that it comes with, which `make mine` replaces. Both have the form of
``sha256sum``. A site that is somebody's own has no list of examples.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

FILES, EXAMPLE = "valuable/files.txt", "valuable/example.txt"
LIST_HEADERS = {
    FILES: "# The files of the machinery and the SHA-256 of each, by which `make update` knows which you changed.\n",
    EXAMPLE: "# The files of the site that this comes with, which `make mine` replaces, and the SHA-256 of each.\n",
}
LIST_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
# What an author owns. The rest is the machinery's.
AUTHORS_FILES = re.compile(
    r"conf\.py|(?!CHANGELOG\.md$)[^/]+\.md|LICENSE|(?:posts|concepts|locale|_templates|_static|_extra)/.*"
    r"|(?:abbreviations|permalinks|accepted)\.txt|guide/screenshot\.png|tests/test_this_blog\.py"
    r"|\.github/workflows/newest\.yml",  # tells those who keep the machinery what will change
    re.IGNORECASE,
)
# A folder that nothing is put into, whatever a list says.
CLOSED_FOLDERS = re.compile(r"(?:\.git|\.venv|_build|\.cache)(?:/|$)", re.IGNORECASE)


def sha256_hex(data: bytes) -> str:
    return sha256(data).hexdigest()


def file_sha256(path: Path) -> str | None:
    """Return the SHA-256 of a file; None for none, and for a link or a folder in its place."""
    if path.is_symlink() or not path.is_file():
        return None
    return sha256_hex(path.read_bytes())


def is_authors(path: str) -> bool:
    return AUTHORS_FILES.fullmatch(path) is not None


def is_safe(path: str) -> bool:
    """Return whether a path stays within the site's folder, on every system."""
    parts = path.split("/")
    well = path.isprintable() and not any(char in path for char in '\\:*?"<>|')
    return (
        well
        and all(part.strip(". ") and not part.endswith((".", " ")) for part in parts)
        and not CLOSED_FOLDERS.match(path)
    )


def parse_list(text: str) -> dict[str, str]:
    """Return the digests of a list by path. Raises :exc:`ValueError` for a line that is none, or a path outside."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = LIST_LINE.fullmatch(line)
        if match and is_safe(match[2]):
            found[match[2]] = match[1]
        elif line and not line.startswith("#"):
            raise ValueError(f"line {number} is no digest with the path of a file of the site: {line[:80]!r}")
    return found


def read_list(root: Path, name: str) -> dict[str, str]:
    """Return a list of the site in *root*, empty if it has none. Raises :exc:`ValueError`."""
    try:
        return parse_list((root / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ValueError(f"{name}: {error}: put the file back as it came") from None


def format_list(name: str, digests: Mapping[str, str]) -> str:
    return LIST_HEADERS[name] + "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))


def tracked_files(root: Path) -> list[str]:
    """Return the existing files that git tracks or would add. Raises :exc:`ValueError` without git."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise ValueError("the lists are made from what git knows: run `git init`, then `git add .`, in this folder")
    names = sorted({name for name in done.stdout.decode(errors="replace").split("\0") if name})
    return [name for name in names if name not in LIST_HEADERS and (root / name).is_file()]


def make_lists(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the text of both lists by path; the second only where there is one already."""
    digests = {name: found for name in names if (found := file_sha256(root / name))}
    machinery = {name: found for name, found in digests.items() if not is_authors(name)}
    made = {FILES: format_list(FILES, machinery)}
    if (root / EXAMPLE).is_file():
        made[EXAMPLE] = format_list(EXAMPLE, {name: digests[name] for name in digests.keys() - machinery.keys()})
    return made


def main(arguments: Sequence[str]) -> int:
    root = Path.cwd()
    try:
        made = make_lists(root, tracked_files(root))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for name, text in made.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {len(parse_list(text))} files")
    return 0
