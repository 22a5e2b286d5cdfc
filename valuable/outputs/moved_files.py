"""Keep a copy of a feed or another file at its old address, and report what is moved to something that is not there.

A reader's program asks for ``/feed.xml`` for years, and reads no page that tells it of ``/blog/atom.xml``.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.dead_links import linkable_addresses, naming_nearest
from valuable.addresses.moves import copied_to, judged_moves, moves_of
from valuable.addresses.nearest import NearestAddresses
from valuable.addresses.permalinks import redirect_targets, warn_of_ledger
from valuable.base.file_access import is_hidden
from valuable.base.fingerprints import file_digests
from valuable.base.page_addresses import file_of
from valuable.base.source_paths import LEDGER_FILE
from valuable.base.text_files import brief
from valuable.build.builder import SiteBuilder
from valuable.build.extra_files import extra_files
from valuable.build.staging import list_files
from valuable.content.address_key import is_other_file
from valuable.content.site_addresses import address_table
from valuable.phases import BuildFinished, EnvUpdated, HtmlCollectPages


def copies(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the path of each copy in the output, and that of the file which it is one of."""
    for move in moves_of(app):
        if (copy := copied_to(app, move)) is not None:
            yield copy, move.target.partition("#")[0].removeprefix("/")


def file_beside_text(app: Sphinx, path: str) -> Path | None:
    """Return the file that a path of the repository names in the folder of a published text; None if there is none."""
    parents = [str(parent) for parent in PurePosixPath(path).parents]
    if not any(f"{parent}/index" in app.env.found_docs for parent in parents) or is_hidden(path):
        return None
    file = Path(app.srcdir, path)
    is_own = file.is_file() and file.resolve().is_relative_to(Path(app.srcdir).resolve())
    return file if is_own and is_other_file(f"/{path}") else None


def moves_nowhere(app: Sphinx, builder: SiteBuilder) -> Iterator[tuple[str, str]]:
    """Yield the place and a message of each line of the ledger that leads to something that the site has not."""
    known = builder.made(list_files(Path(builder.outdir))) | extra_files(app).keys()
    nearest = NearestAddresses(linkable_addresses(known, redirect_targets(app), address_table(app)))
    for move in moves_of(app):
        path = move.target.partition("#")[0]
        if move.is_elsewhere or known & {path.removeprefix("/"), file_of(path), file_of(f"{path.rstrip('/')}/")}:
            continue
        if file_beside_text(app, path.removeprefix("/")):
            continue
        near = naming_nearest(nearest.near(path)) or ": write an address of this site"
        yield (
            f"{LEDGER_FILE}:{move.line}",
            f"`moved {brief(move.old)}` leads to `{brief(path)}`, which is not there{near}",
        )


# -- Sphinx ---------------------------------------------------------------------------


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Report the lines that can't be followed."""
    for place, message in () if app.config.show_drafts else judged_moves(app)[1]:
        warn_of_ledger(place, message)


def on_html_collect_pages(app: Sphinx) -> tuple[()]:
    """Claim the places of the copies, before files of the author's are looked at."""
    builder = app.builder
    if isinstance(builder, SiteBuilder) and not app.config.show_drafts:
        builder.claimed.update(copy for copy, _ in copies(app))
    return ()


def on_copies(app: Sphinx, exception: Exception | None) -> None:
    """Write the copies whose files have changed, once all of these are there. The preview has no feeds."""
    builder = app.builder
    if exception is not None or not isinstance(builder, SiteBuilder) or app.config.show_drafts:
        return
    for copy, path in copies(app):
        folders = (Path(builder.outdir), builder.site)
        file = next((file for folder in folders if (file := folder / path).is_file()), file_beside_text(app, path))
        if file is not None and builder.is_new(copy, digest_of(app, path, file)):
            target = Path(builder.outdir, copy)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def digest_of(app: Sphinx, path: str, file: Path) -> bytes:
    """Return a digest of a file of the output; of one of the author's, it may be known."""
    return file_digests(app.env).digest(extra_files(app).get(path, file))


def on_look_up(app: Sphinx, exception: Exception | None) -> None:
    builder = app.builder
    if exception is None and isinstance(builder, SiteBuilder) and moves_of(app) and not app.config.show_drafts:
        for place, message in moves_nowhere(app, builder):
            warn_of_ledger(place, message)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.addresses.permalinks")
    app.setup_extension("valuable.build.extra_files")
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.MISSING)
    app.connect("html-collect-pages", on_html_collect_pages, priority=HtmlCollectPages.PAGES)
    app.connect("build-finished", on_copies, priority=BuildFinished.COPIES)
    app.connect("build-finished", on_look_up, priority=BuildFinished.LOOK_UP)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
