"""Find pandoc, or put it into a folder of its own: ``.cache/pandoc``, from a requirement pinned by its digests.

It is fetched only when a source has texts that need it, and nothing else of the site ever sees that environment.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PANDOC_FOLDER = Path(".cache", "pandoc")
PANDOC_REQUIREMENT = "requirements-pandoc.txt"
INSTALL_TIMEOUT = 600  # seconds


def pandoc_program(root: Path, *, may_fetch: bool, said: Callable[[str], None] = print) -> Path | None:
    """Return where pandoc is: on this machine, or in the site's cache; None if it is not here and can't be had."""
    found = shutil.which("pandoc") or installed_pandoc(root)
    if found or not may_fetch:
        return Path(found) if found else None
    said("Fetching pandoc, which reads texts in Org, AsciiDoc, Textile and wiki text, into .cache/pandoc …")
    try:
        install_pandoc(root)
    except (OSError, subprocess.SubprocessError):
        shutil.rmtree(root / PANDOC_FOLDER, ignore_errors=True)
    found = installed_pandoc(root)
    return Path(found) if found else None


def installed_pandoc(root: Path) -> str:
    """Return the program in the site's cache; ``""`` if there is none."""
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    found = sorted((root / PANDOC_FOLDER).glob(f"**/pypandoc/files/{name}"))
    return str(found[0]) if found else ""


def install_pandoc(root: Path) -> None:
    """Make an environment of its own and install the one package in it, by its digests."""
    folder = root / PANDOC_FOLDER
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    command += ["--only-binary", ":all:", "--target", str(folder), "-r", str(root / PANDOC_REQUIREMENT)]
    subprocess.run(command, cwd=root, capture_output=True, timeout=INSTALL_TIMEOUT, check=True)
    program = installed_pandoc(root)
    if program:
        Path(program).chmod(0o755)
