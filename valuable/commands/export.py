"""Write the site as Markdown for another system: ``python -m valuable export TO``, which is what ``make export`` calls.

The site is read as the preview reads it, with drafts. Nothing here is changed, and nothing outside of the folder.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from valuable.build.fork_map import processes
from valuable.commands.build import run_locked
from valuable.importers.exports.forms import EXPORT_FORMS, Form
from valuable.importers.exports.reading import read_leaving_site
from valuable.importers.exports.records import LeavingSite
from valuable.importers.exports.writing import ExportError, check_folder, export_files, export_lines, write_export
from valuable.importers.progress_lines import ProgressLines
from valuable.upstream import registry

EXPORT_USAGE = (
    "Say where to write the site: make export TO=../my-blog, for Hugo, or make export TO=../my-blog FORM=jekyll"
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make export", description="Write the site as Markdown for another system.")
    parser.add_argument("to", help="the folder to write into")
    parser.add_argument("--form", default="hugo", help=f"for whom: {' or '.join(EXPORT_FORMS)}")
    options = parser.parse_args(arguments)
    if not options.to or options.form.casefold() not in EXPORT_FORMS:
        print(EXPORT_USAGE, file=sys.stderr)
        return 2
    root, folder = Path.cwd(), Path(options.to).expanduser()
    try:
        check_folder(folder, root)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 2
    return run_locked(root, lambda: export(root, folder, EXPORT_FORMS[options.form.casefold()]()))


def export(root: Path, folder: Path, form: Form) -> int:
    """Write the site in *root* into a folder; return the exit code."""
    try:
        site = leaving_site(root, form)
        files = export_files(site, form)
        write_export(folder, files)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{folder} can't be written: {error.strerror or error}.", file=sys.stderr)
        return 2
    print("\n".join(export_lines(site, folder, len(files), every=os.environ.get("MESSAGES") == "all")))
    return 0


def leaving_site(root: Path, form: Form) -> LeavingSite:
    """Read the site in *root*, and write nothing of it; what the build would say of it is not said."""
    registry.apply_at_start()
    (root / "_build").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=root / "_build") as folder, patch_docutils(root), docutils_namespace():
        out = Path(folder)
        app = Sphinx(
            root, root, out / "html", out / "doctrees", "dirhtml", {"show_drafts": True}, status=None,
            warning=io.StringIO(), parallel=processes(),
        )  # fmt: skip
        builder: Any = app.builder
        builder.write = builder.finish = lambda *arguments, **options: None
        progress = ProgressLines()
        with progress.step("Reading"):
            builder.build_update()
            builder.prepare_writing(app.env.found_docs)
        with progress.step("Converting", len(app.env.found_docs), "texts") as tick:
            return read_leaving_site(app, form, tick)
