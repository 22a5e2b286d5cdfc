"""Show the site while it is being written: ``python -m valuable.serve``, which is what ``make serve`` calls.

The preview has drafts and posts of the future in it, so it stands apart, in ``_build/preview``, and is never published.
"""

import os
from pathlib import Path

HOST = "127.0.0.1"


def arguments(root: Path, port: str) -> list[str]:
    """Return sphinx-autobuild's arguments for the site in *root*."""
    preview = root / "_build" / "preview"
    ignored = ("_build", ".venv", ".git", "tests", "guide", "benchmarks")
    options = [option for name in ignored for option in ("--ignore", str(root / name))]
    return [
        *("--host", HOST, "--port", port, *options),
        *("-q", "-b", "dirhtml", "-d", str(preview / "doctrees")),
        *("-D", "show_drafts=1", "-D", f"html_baseurl=http://{HOST}:{port}/"),
        *(str(root), str(preview / "html")),
    ]


def main() -> None:
    from sphinx_autobuild.__main__ import main as autobuild

    root = Path.cwd()
    autobuild(arguments(root, os.environ.get("PORT", "8000")))


if __name__ == "__main__":
    main()
