"""Keep no tables of contents: Sphinx makes and keeps those of all pages, which are the larger half of an environment.

A page's own contents are printed from its doctree (`valuable.build.builder`); those of others are made when a toctree
asks for them.
"""

from collections.abc import Callable, Set
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from valuable.phases import BuilderInited
from valuable.upstream.patches import Patch, Target, replace_handler

COLLECTOR = "sphinx.environment.collectors.toctree.TocTreeCollector"
FILE = "sphinx/environment/collectors/toctree.py"
NOT_HEADINGS = (addnodes.toctree, addnodes.only, addnodes.desc)

ProcessDoc = Callable[[Any, Sphinx, nodes.document], None]


class Tocs(dict[str, nodes.bullet_list]):
    """The tables of contents of documents, made from a doctree when a toctree asks for one."""

    def __init__(
        self, known: Any = (), env: BuildEnvironment | None = None, process: Callable[..., None] | None = None
    ) -> None:
        super().__init__(known)
        self.env, self.process = env, process

    def __missing__(self, docname: str) -> nodes.bullet_list:
        env, process = self.env, self.process
        if env is None or process is None or docname not in env.all_docs:
            raise KeyError(docname)
        before = env.current_document.docname
        env.current_document.docname = docname
        try:
            process(env._app, env.get_doctree(docname))
        finally:
            env.current_document.docname = before
        return self.pop(docname)

    def __reduce__(self) -> Any:
        return Tocs, (dict(self),)


def keep_none(app: Sphinx, target: Target) -> None:
    """Count a page's headings; make its table of contents only if more than headings may be in it."""

    def process_doc(app: Sphinx, doctree: nodes.document) -> None:
        if any(next(iter(doctree.findall(kind)), None) is not None for kind in NOT_HEADINGS):
            process(app, doctree)
        else:
            app.env.toc_num_entries[app.env.docname] = len(list(doctree.findall(nodes.section)))

    def on_builder_inited(app: Sphinx) -> None:
        app.env.tocs = Tocs(app.env.tocs, app.env, process)

    process = replace_handler(app, target, process_doc)
    app.connect("builder-inited", on_builder_inited, priority=BuilderInited.PREPARE)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
    """Join what has been noted in another process; there need not be a table of contents."""
    for docname in docnames:
        env.toc_num_entries[docname] = other.toc_num_entries[docname]
        for name in ("tocs", "toctree_includes"):
            if docname in getattr(other, name):
                getattr(env, name)[docname] = getattr(other, name)[docname]
    env.glob_toctrees |= other.glob_toctrees & docnames
    env.numbered_toctrees |= other.numbered_toctrees & docnames
    for name, found in other.files_to_rebuild.items():
        env.files_to_rebuild.setdefault(name, set()).update(found & docnames)


PATCHES = (
    Patch(
        name="no tables of contents are kept",
        target=f"{COLLECTOR}.process_doc",
        reason="It makes one of each page, and the environment keeps them all: they are its larger half.",
        upstream=f"{FILE}:TocTreeCollector.process_doc",
        digests={"9.0.4": "a502e46c", "9.2.0": "a502e46c"},
        test="tests/test_upstream_speed.py::test_environment_keeps_no_contents_of_posts",
        apply=keep_none,
        saves=True,
    ),
    Patch(
        name="no tables of contents are kept",
        target=f"{COLLECTOR}.merge_other",
        reason="It takes for granted that each page has one.",
        upstream=f"{FILE}:TocTreeCollector.merge_other",
        digests={"9.0.4": "3d0967e2", "9.2.0": "3d0967e2"},
        test="tests/test_upstream_speed.py::test_environment_keeps_no_contents_of_posts",
        apply=lambda app, target: replace_handler(app, target, merge),
        saves=True,
    ),
)
