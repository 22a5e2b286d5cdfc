"""Hold back drafts, posts with a future date and whatever can't be read with certainty.

What is held back is taken out of Sphinx's hands before anything is read, so that no page, feed, index, label, picture
or doctree can know of it. ``show_drafts`` (the live preview) lets drafts and posts of the future through.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue
from valuable.base.problems import Problem
from valuable.base.reports import report
from valuable.base.settings import site_timezone
from valuable.base.source_paths import SOURCE_SUFFIXES
from valuable.content.source_checks import SOURCES, Source, sources_of
from valuable.phases import EnvGetOutdated, PostTransform

UNREADABLE = "held back until its front matter is mended"


def build_moment(app: Sphinx) -> datetime:
    """Return the current time in the site's timezone."""
    return datetime.now(site_timezone(app.config))


def held_back_reason(source: Source, moment: datetime, *, show_drafts: bool) -> str | None:
    """Return why *source* is held back at *moment*; None if it is published."""
    front_matter = source.front_matter
    if any(problem.decisive for problem in source.problems):
        return UNREADABLE
    if show_drafts:
        return None
    if front_matter.draft:
        return "a draft"
    if front_matter.date is not None and front_matter.date > moment:
        return f"not due before {front_matter.date:%Y-%m-%d %H:%M}"
    return None


HELD_BACK = BuildValue[Mapping[str, str]](dict)
HELD_BACK_FILES = BuildValue[Mapping[Path, str]](dict)


def held_back(app: Sphinx) -> Mapping[str, str]:
    """Return the reason of each docname that this build holds back."""
    return HELD_BACK.of(app)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    moment = build_moment(app)
    reasons = {}
    for docname, source in sources_of(app).items():
        why = held_back_reason(source, moment, show_drafts=app.config.show_drafts)
        if why is not None:
            reasons[docname] = why
    paths = {real_path(app, sources_of(app)[docname].path): docname for docname in reasons}
    HELD_BACK.set(app, reasons)
    HELD_BACK_FILES.set(app, paths)
    refuse_covers(app)
    removed.update(reasons.keys() & env.all_docs.keys())
    for docnames in (added, changed, env.project.docnames):
        docnames.difference_update(reasons)
    project = env.project  # its maps of names and paths are saved with the environment
    for docname in reasons:
        project._path_to_docname.pop(project._docname_to_path.pop(docname))
    return sorted(pages_taking(env, paths))


def refuse_covers(app: Sphinx) -> None:
    """Drop covers that belong to something held back, and add a problem to their sources."""
    sources = SOURCES.of(app)
    for docname, source in sources.items() if held_back_files(app) else ():
        cover = source.front_matter.cover
        owner = held_back_owner(app, Path(source.path).parent / cover) if cover else None
        if owner and docname not in held_back(app):
            problem = Problem(source.front_matter.lines["cover"], held_back_message(app, owner, "takes something from"))
            sources[docname] = replace(
                source,
                front_matter=replace(source.front_matter, cover=None),
                problems=(*source.problems, problem),
            )


def pages_taking(env: BuildEnvironment, held: Iterable[Path]) -> Iterator[str]:
    """Yield the pages that were read with one of the files in *held*, or with another file of its folder."""
    files = {str(path) for path in held}
    folders = tuple(f"{path.parent}{os.sep}" for path in held if path.stem == "index")
    for docname in env.found_docs & env.dependencies.keys() if files else ():
        taken = map(os.path.normpath, env.dependencies[docname])
        if any(path in files or path.startswith(folders) for path in taken):
            yield docname


def held_back_owner(app: Sphinx, path: str | Path) -> str | None:
    """Return the held-back docname that owns the file at *path*: its source, or the folder that the file is in."""
    files = held_back_files(app)
    if not files:
        return None
    file = real_path(app, path)
    indexes = (up / f"index{suffix}" for up in file.parents for suffix in SOURCE_SUFFIXES)
    return files.get(file) or next((files[index] for index in indexes if index in files), None)


def held_back_files(app: Sphinx) -> Mapping[Path, str]:
    """Return the docname of each held-back source by its path."""
    return HELD_BACK_FILES.of(app)


def real_path(app: Sphinx, path: str | Path) -> Path:
    """Return *path* with its links resolved, even if they form a circle."""
    return Path(os.path.realpath(Path(app.srcdir, path)))


def held_back_message(app: Sphinx, docname: str, verb: str) -> str:
    source, why = sources_of(app)[docname], held_back(app)[docname]
    return f"the page {verb} {source.path}, which is {why}: publish that one first, or take this out"


def warn_of_held_back(app: Sphinx, docname: str, verb: str, location: Any) -> None:
    report(held_back_message(app, docname, verb), location, "drafts")


class HeldBackLinks(SphinxPostTransform):
    """Replaces links to held-back pages by their text, and reports them."""

    default_priority = PostTransform.HELD_BACK

    def run(self, **kwargs: Any) -> None:
        app = self.env._app  # `self.app` is deprecated in Sphinx 9, and nothing has taken its place
        reasons = held_back(app)
        if not reasons:
            return
        docname = self.env.current_document.docname
        labels = {label.lower(): name for name in reasons for label in sources_of(app)[name].labels}
        for node in list(self.document.findall(addnodes.pending_xref)):
            found = {docname_join(docname, node["reftarget"].strip("/")), node["reftarget"].strip("/")}
            found |= {f"{target}/index" for target in found}
            target = next(
                (target for target in sorted(found) if target in reasons), labels.get(node["reftarget"].lower())
            )
            if target is not None:
                # What can't be read has been reported already; its own message is the one to act on.
                if reasons[target] != UNREADABLE:
                    warn_of_held_back(app, target, "links to", node)
                node.replace_self(node[0].deepcopy())


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.source_checks")
    app.add_config_value("show_drafts", default=False, rebuild="", types=frozenset({bool}))
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.HOLD_BACK)
    app.add_post_transform(HeldBackLinks)
    app.setup_extension("valuable.content.included_files")  # a site without it would let drafts out
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
