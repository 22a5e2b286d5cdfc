"""Check the files that pages include, show or offer, and refuse those that may not be published.

Whatever way a page names a file, :func:`admit_included_file` says whether it may have it: it asks
`valuable.base.file_access` and `valuable.content.drafts`. Beside that, what is taken in must be a file with something
in it that a reader can load.
"""

import os
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path
from stat import S_ISREG

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.file_access import OUTSIDE_ROOT, access_problem, resolve_in
from valuable.base.reports import report
from valuable.base.source_paths import file_name_problem
from valuable.base.text_files import (
    FORBIDDEN_CHARACTER,
    UnreadableFileError,
    brief,
    code_point,
    decode_text,
    printable,
    unshown_advice,
)
from valuable.content.drafts import held_back_owner, warn_of_held_back
from valuable.content.markdown.media_files import media_kind
from valuable.content.source_checks import PICTURE_SUFFIXES, sources_of
from valuable.phases import DoctreeRead, EnvGetOutdated
from valuable.upstream.docutils import fast_findall

Location = str | nodes.Node | None  # as a logger of Sphinx takes it
MAX_FILE_BYTES = 50_000_000
MAX_MEDIA_BYTES = 100_000_000  # of a film, which is not loaded at once; Git's hosts take no more


def admit_included_file(
    env: BuildEnvironment, name: str, location: Location, folder: Path | None = None
) -> Path | None:
    """Return the real path of the file that the page being read calls *name*; report it and return None if refused.

    A name is relative to *folder*, which is that of the page if none is given, or begins with a slash: the site's root.
    """
    app, root, parts = env._app, Path(env.srcdir), Path(name).parts
    if parts[:1] in {("/",), ("\\",)}:
        path = root.joinpath(*parts[1:])
    else:
        path = (folder or root / Path(sources_of(app)[env.docname].path).parent) / name
    if is_refused(app, path, name, location):
        env.note_reread()
        return None
    file = Path(os.path.realpath(path))
    if file.is_symlink():
        warn_of_file(f"the page takes in {brief(name)}, a file that is a link to itself: put the file there", location)
        env.note_reread()
        return None
    env.note_dependency(file)
    if file != path:
        env.note_dependency(path)  # what it leads to may change
    return file


def is_refused(app: Sphinx, path: Path, name: str, location: Location) -> bool:
    """Return whether a page may not use the file at *path*, which it calls *name*, and report why."""
    message, owner = access_problem(path, app.srcdir), held_back_owner(app, path)
    if message:
        warn_of_file(f"the page takes in {brief(name)}, {message}", location)
    elif owner:
        warn_of_held_back(app, owner, "takes something from", location)
    elif message := included_file_problem(path):
        warn_of_file(f"the page takes in {printable(relative_name(path, Path(app.srcdir)))}, {message}", location)
    return bool(message or owner)


def included_file_problem(path: Path) -> str | None:
    """Return why readers can't load the file at *path*; None if they can, or if Sphinx reports it."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if not S_ISREG(found.st_mode):
        return "which is no file: name one"
    allowed = MAX_MEDIA_BYTES if media_kind(path.name) else MAX_FILE_BYTES
    if found.st_size > allowed:
        size, most = found.st_size // 1_000_000, allowed // 1_000_000
        return f"which has {size} MB, and {most} MB are the most that a reader can be expected to load: make it smaller"
    if not found.st_size and path.suffix.casefold() in PICTURE_SUFFIXES:
        return "which is empty: save it anew"
    return None


def warn_of_file(message: str, location: Location) -> None:
    report(message, location, "taken")


def pages_refused_now(env: BuildEnvironment) -> Iterator[str]:
    """Yield the pages that include a file which they may not include any more, as a link leads elsewhere now."""
    root, direct = str(env.srcdir), {}
    for docname in env.found_docs & env.dependencies.keys():
        for path in map(str, env.dependencies[docname]):
            folder = path.rpartition(os.sep)[0]
            if folder not in direct:
                direct[folder] = folder == root or resolve_in(folder, root) == folder.removeprefix(root + os.sep)
            if (not direct[folder] or os.path.islink(path)) and access_problem(path, root):
                yield docname
                break


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have pages read again of which something is to be said again."""
    return sorted({*pages_refused_now(env), *env.reread_always & env.found_docs})


def on_include_read(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    """Take out of the text of ``{include}`` a character that can't be shown."""
    wrong = FORBIDDEN_CHARACTER.search(content[0])
    if wrong:
        line = content[0].count("\n", 0, wrong.start()) + 1
        warn_of_file(unshown_advice(wrong[0]), f"{path}:{line}")
        content[0] = FORBIDDEN_CHARACTER.sub("", content[0])


def on_doctree_read_first(app: Sphinx, doctree: nodes.document) -> None:
    """Empty a page into which a directive has put a file without asking, before any other step looks at it."""
    env, root = app.env, Path(app.srcdir)
    if sources_of(app)[env.docname].problems:
        env.note_reread()
    noted = doctree.settings.record_dependencies
    files = {root / path for path in env.dependencies.get(env.docname, ())}
    files |= {Path(os.path.abspath(path)) for path in noted.list if noted}
    refused = [file for file in sorted(files) if is_refused_here(app, root, file)]
    if refused:
        env.note_reread()
        env.dependencies.pop(env.docname, None)
        env.included.pop(env.docname, None)
        doctree.include_log = []  # type: ignore[attr-defined]
        if noted:
            noted.list.clear()
        sections = [child for child in doctree.children if isinstance(child, nodes.section)][:1]
        doctree.children = [*sections]
        for section in sections:
            del section[1:]


def is_refused_here(app: Sphinx, root: Path, file: Path) -> bool:
    path = relative_name(file, root)
    return is_refused(
        app, file, path, line_naming(root, sources_of(app)[app.env.docname].path, path) or app.env.docname
    )


def picture_versions(env: BuildEnvironment, name: str) -> list[str]:
    """Return the paths of the candidates for ``name.*``, of which Sphinx chooses one; else the name itself."""
    if not name.endswith(".*"):
        return [name]
    root = Path(env.srcdir)
    return [name, *(f"/{relative_name(Path(found), root)}" for found in sorted(glob(env.relfn2path(name)[1])))]


def remove_file_node(node: nodes.Element) -> None:
    """Remove a picture, or the link around the text of a download."""
    if isinstance(node, nodes.image):
        node.parent.remove(node)
    else:
        node.replace_self(node.children)


def is_shown(env: BuildEnvironment, node: nodes.Element) -> bool:
    """Return whether a picture or download may stay; report it if not.

    What it names has been in another file, or is written as ``%00``.
    """
    place = node if node.line else node.parent
    is_image = isinstance(node, nodes.image)
    name = node["uri"] if is_image else node["reftarget"]
    if name.lstrip().casefold().startswith("file:"):
        warn_of_file(f"the page takes in {brief(name)}, {OUTSIDE_ROOT}", place)
        return False
    if "://" in name or name.startswith("data:"):
        return True
    if reason := file_name_problem(name):
        what = "picture can be shown" if is_image else "file can be given"
        warn_of_file(f"no {what} from {brief(name)}: {reason}", place)
        return False
    return all(
        admit_included_file(env, found, place) for found in (picture_versions(env, name) if is_image else [name])
    )


def on_doctree_read_early(app: Sphinx, doctree: nodes.document) -> None:
    """Take out the pictures and downloads that are refused, and characters that the next steps can't work with."""
    env = app.env
    for node in list(fast_findall(doctree, (nodes.image, addnodes.download_reference))):
        if not is_shown(env, node):
            env.note_reread()
            remove_file_node(node)
    if env.dependencies.get(env.docname):
        for text in list(doctree.findall(nodes.Text)):
            wrong = FORBIDDEN_CHARACTER.search(text)
            if wrong:
                message = (
                    f"a file that is shown here has a character that can't be ({code_point(wrong[0])}): take it out"
                )
                warn_of_file(message, text.parent)
                text.parent.replace(text, nodes.Text(FORBIDDEN_CHARACTER.sub("", text)))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Report the files that no reader can load, once Sphinx has noted them all."""
    env, root = app.env, Path(app.srcdir)
    files = [root / path for path in env.dependencies.get(env.docname, ())]
    named = {os.path.realpath(file): file for file in sorted(files, key=lambda file: (file.is_symlink(), file))}
    for real, file in sorted(named.items()):
        message = access_problem(file, root) or included_file_problem(file)
        if message:
            path = relative_name(file, root)
            place = line_naming(root, sources_of(app)[env.docname].path, path)
            warn_of_file(f"the page takes in {printable(path)}, {message}", place or env.docname)
            for noted in (env.images, env.dlfiles):
                noted.pop(path, None)  # type: ignore[call-overload]
                noted.pop(relative_name(Path(real), root), None)  # type: ignore[call-overload]


def on_doctree_read_last(app: Sphinx, doctree: nodes.document) -> None:
    """Forget how a page was typed that was refused something: docutils keeps that, with the names of files."""
    if app.env.docname in app.env.reread_always:
        for node in doctree.findall(nodes.Element):
            if not isinstance(node, nodes.FixedTextElement):  # code is shown from what is kept
                node.rawsource = ""


def relative_name(file: Path, root: Path) -> str:
    """Return the path of a file relative to the site's folder."""
    return os.path.relpath(file, root).replace(os.sep, "/")


def line_naming(root: Path, source: str, path: str) -> str | None:
    """Return the place in *source* that names a file, ``path:line``; None if it is not found."""
    name = path.rpartition("/")[2]
    try:
        lines = decode_text((root / source).read_bytes()).split("\n")
    except (OSError, UnreadableFileError):
        return None
    return next((f"{source}:{number}" for number, line in enumerate(lines, start=1) if name in line), None)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.SAY_AGAIN)
    app.connect("include-read", on_include_read)
    app.connect("doctree-read", on_doctree_read_first, priority=DoctreeRead.REFUSE)
    app.connect("doctree-read", on_doctree_read_early, priority=DoctreeRead.FILES)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.INCLUDED)
    app.connect("doctree-read", on_doctree_read_last, priority=DoctreeRead.FORGET)
    app.setup_extension("valuable.content.insertions")
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
