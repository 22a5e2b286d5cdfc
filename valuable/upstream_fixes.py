"""What this site changes in Sphinx and Furo. Each change names its reason and the place upstream."""

import os
import pickle
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import docutils.utils.smartquotes
import furo
import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
import sphinx.builders.html
import sphinx.util.docutils
from docutils import nodes
from docutils.frontend import Values
from docutils.utils import DependencyList
from jinja2 import Environment, FileSystemBytecodeCache
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx.directives.code import LiteralInclude as SphinxLiteralInclude
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import LoggingReporter
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

TEMPLATES = "templates"  # in the folder of doctrees
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
# Scripts of Sphinx's own search and of its highlighting of searched words: no other page has a use for them.
SEARCH_SCRIPTS = re.compile(r"(documentation_options|doctools|sphinx_highlight|searchtools|language_data)\.js$")


class LiteralInclude(SphinxLiteralInclude):
    """Note the other file of ``:diff:`` as a dependency too (sphinx/directives/code.py, LiteralInclude.run)."""

    def run(self) -> list[nodes.Node]:
        if "diff" in self.options:
            self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        return super().run()


class SingleIds(SphinxPostTransform):
    """Keep one of two equal ids: Furo copies those of tables and equations to the box that it puts around them.

    Upstream: furo/__init__.py, WrapTableAndMathInAContainerTransform (priority 500).
    """

    default_priority = 510
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.container):
            if {"table-wrapper", "math-wrapper"} & set(node["classes"]):
                node["ids"] = []
                node["classes"] = [name for name in node["classes"] if name.endswith("-wrapper")]


class Tocs(dict[str, nodes.bullet_list]):
    """The tables of contents of all documents, made again from a doctree when wanted, rather than saved.

    They are the larger half of an environment (sphinx/environment/collectors/toctree.py, TocTreeCollector).
    """

    env: BuildEnvironment | None = None
    whole = False

    def __missing__(self, docname: str) -> nodes.bullet_list:
        env = self.env
        if env is None or docname not in env.all_docs:
            raise KeyError(docname)
        before = env.current_document.docname
        env.current_document.docname = docname
        try:
            TocTreeCollector().process_doc(env._app, env.get_doctree(docname))
        finally:
            env.current_document.docname = before
        return self[docname]

    def __reduce__(self) -> Any:
        return Tocs, (dict(self),) if self.whole else ()


def outdated_files(
    env: BuildEnvironment, config_changed: bool
) -> tuple[set[str], set[str], set[str]]:
    """Return what was added and removed: `valuable.freshness` finds what was changed, by its bytes.

    Sphinx compares times only, and asks for those of each source, doctree and dependency in turn
    (sphinx/environment/__init__.py, BuildEnvironment.get_outdated_files).
    """
    found, known = env.found_docs, env.all_docs.keys()
    return (set(found) if config_changed else found - known), set(), known - found


def check_consistency(env: BuildEnvironment) -> None:
    """Leave out the check that every page is in a toctree (BuildEnvironment.check_consistency): none has to be."""
    env.domains._check_consistency()
    env.events.emit("env-check-consistency", env)


def get_doctree(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a doctree of this build or the last.

    Sphinx keeps the bytes of all that it has read (BuildEnvironment.get_doctree): at ten thousand posts 200 MB.
    """
    path = Path(env._app.builder.doctreedir, f"{docname}.doctree")
    if not path.is_file():
        path = Path(env.doctreedir, f"{docname}.doctree")
    doctree: nodes.document = pickle.loads(path.read_bytes())
    doctree.settings.env = env
    doctree.reporter = LoggingReporter(str(env.doc2path(docname)))
    return doctree


def clear_labels(std: StandardDomain, docname: str) -> None:
    """Forget a document's labels; those that :func:`on_env_get_outdated` has cleared are gone already."""
    if docname not in getattr(std.env._app, "_valuable_cleared", ()):
        clear_all_labels(std, {docname})


def clear_all_labels(std: StandardDomain, docnames: Collection[str]) -> None:
    """Forget the labels of all *docnames* in one walk (sphinx/domains/std/__init__.py, clear_doc: one for each)."""
    for store in (std.progoptions, std.objects, std._terms, std.labels, std.anonlabels):
        for key in [key for key, entry in store.items() if entry[0] in docnames]:
            del store[key]  # type: ignore[attr-defined]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    docnames = (added | changed | removed) & env.all_docs.keys()
    if docnames:
        clear_all_labels(env.domains.standard_domain, docnames)
    app._valuable_cleared = docnames  # type: ignore[attr-defined]
    return ()


def walkabout(node: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
    """Visit a node and what stands in it, without two messages a node for docutils' own debugging (nodes.py)."""
    call_depart, stop = True, False
    try:
        try:
            visitor.dispatch_visit(node)
        except nodes.SkipNode:
            return stop
        except nodes.SkipDeparture:
            call_depart = False
        try:
            for child in node.children[:]:
                if child.walkabout(visitor):
                    stop = True
                    break
        except nodes.SkipSiblings:
            pass
    except nodes.SkipChildren:
        pass
    except nodes.StopTraversal:
        stop = True
    if call_depart:
        visitor.dispatch_departure(node)
    return stop


def fast_findall(node: nodes.Node, kind: type = nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes of one *kind*, in order. docutils has a generator for each node (nodes.py, _fast_findall)."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, kind):
            yield found
        if found.children:
            waiting.extend(found.children[::-1])


def file_checksum(outdir: Path, filename: str | os.PathLike[str], known: dict[Any, str]) -> str:
    """Return a style sheet's checksum, found once a build (builders/html/_assets.py looks for the file each time)."""
    if filename not in known:
        known[filename] = CHECKSUM(outdir, filename)
    return known[filename]


def educate_tokens(tokens: Iterable[tuple[str, str]], *arguments: Any, **options: Any) -> Iterable[str]:
    """Return a block's texts with typographic quotes, those without one, a dash or dots as they are.

    docutils tries sixteen patterns on every text (docutils/utils/smartquotes.py, educate_tokens).
    """
    found = list(tokens)
    if any(ACTIVE.search(text) for _, text in found):
        return EDUCATE(found, *arguments, **options)
    return [text for _, text in found]


def get_formatter(bridge: PygmentsBridge, **options: Any) -> Any:
    """Return Pygments' formatter, made once for equal options (sphinx/highlighting.py makes one a block of code)."""
    known = bridge.__dict__.setdefault("_valuable_formatters", {})
    key = repr(sorted(options.items()))
    if key not in known:
        known[key] = bridge.formatter(**options, **bridge.formatter_args)
    return known[key]


def update_section_level_state(renderer: DocutilsRenderer, section: nodes.section, level: int) -> None:
    """Note a heading's level in its section: MyST drops it (myst_parser/mdit_to_docutils/base.py)."""
    section["level"] = level
    UPDATE_LEVEL(renderer, section, level)


def md_parser(known: dict[int, MarkdownIt], config: MdParserConfig, renderer: Any) -> MarkdownIt:
    """Return a parser of Markdown, made once for equal settings (myst_parser/parsers/sphinx_.py makes one a page)."""
    if id(config) not in known:
        known[id(config)] = MD_PARSER(config, renderer)
    return known[id(config)]


def drop_idle_transforms(app: Sphinx) -> None:
    """Leave out what walks through every page in vain: translation, of a site that has none, and LaTeX's footnotes.

    Upstream: sphinx/transforms/i18n.py, sphinx/builders/latex/transforms.py.
    """
    idle = {"sphinx.transforms.i18n", "sphinx.builders.latex.transforms", "sphinx.versioning"}
    for transforms in (app.registry.transforms, app.registry.post_transforms):
        transforms[:] = [transform for transform in transforms if transform.__module__ not in idle]


def once(make: Callable[..., Values]) -> Callable[..., Values]:
    """Make docutils' settings once for each kind of component, and hand out copies.

    Sphinx and MyST build an option parser of 150 options for every document (sphinx/util/docutils.py, _get_settings;
    myst_parser/mdit_to_docutils/base.py, make_document).
    """
    made: dict[tuple[type, ...], Values] = {}

    def settings(*components: Any, **options: Any) -> Values:
        kinds = tuple(part if isinstance(part, type) else type(part) for part in components)
        if kinds not in made:
            made[kinds] = make(*components, **options)
        found = copy(made[kinds])
        found.record_dependencies = DependencyList()
        return found

    return settings


ACTIVE = re.compile(r"[\"'`\\\0]|--|\.\.|\. \.")  # what smartquotes may change
EDUCATE = docutils.utils.smartquotes.educate_tokens
UPDATE_LEVEL = DocutilsRenderer.update_section_level_state
MD_PARSER = myst_parser.parsers.sphinx_.create_md_parser
CHECKSUM = sphinx.builders.html._file_checksum
def run_autobuild(
    root: Path, html: Path, build: Callable[..., None], host: str, port: str, ignored: Iterable[str]
) -> None:
    """Build, watch, serve and reload, as sphinx-autobuild does, with a builder of ours.

    It has no setting for the builder (sphinx_autobuild/__main__.py, main), and starts a process for each change
    (server.py, RebuildServer.watch).
    """
    import sphinx_autobuild.server
    import uvicorn
    from sphinx_autobuild.__main__ import _create_app
    from sphinx_autobuild.filter import IgnoreFilter

    sphinx_autobuild.server.ProcessPoolExecutor = ThreadPoolExecutor
    html.mkdir(parents=True, exist_ok=True)
    build(changed_paths=())
    app = _create_app([root], IgnoreFilter([str(root / name) for name in ignored], []), build, html, f"{host}:{port}")
    uvicorn.run(app, host=host, port=int(port), log_level="warning")


SETTINGS = sphinx.util.docutils._get_settings
MYST_SETTINGS = myst_parser.mdit_to_docutils.base.get_default_settings


def on_builder_inited(app: Sphinx) -> None:
    """Keep compiled templates between builds: Sphinx compiles them anew (jinja2glue.py, BuiltinTemplateLoader.init)."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        folder = Path(app.doctreedir, TEMPLATES)
        folder.mkdir(parents=True, exist_ok=True)
        environment = templates.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        # Sphinx looks after each template's time again at each use, and lets templates run in a sandbox: for the
        # templates of the site itself that is a tenth of the time that a page takes (jinja2glue.py).
        environment.auto_reload = False
        environment.sandboxed = False
        environment.__class__ = Environment
    # Sphinx keeps the checksums of style sheets for as long as Python runs (builders/html/_assets.py).
    _file_checksum_inner.cache_clear()
    sphinx.builders.html._file_checksum = partial(file_checksum, known={})
    sphinx.util.docutils._get_settings = once(SETTINGS)
    myst_parser.mdit_to_docutils.base.get_default_settings = once(MYST_SETTINGS)
    myst_parser.parsers.sphinx_.create_md_parser = partial(md_parser, {})
    if not any(Path(app.srcdir, folder).is_dir() for folder in app.config.locale_dirs):
        drop_idle_transforms(app)
    if not isinstance(app.env.tocs, Tocs):
        app.env.tocs = Tocs(app.env.tocs)
    app.env.tocs.env = app.env


def known_tag(known: dict[Any, str], root: str, make: Callable[[Any], str], asset: Any) -> str:
    """Return the tag of *asset* for a page whose way to the site's root is *root*."""
    key = root, asset
    if key not in known:
        known[key] = make(asset)
    return known[key]


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    # Furo's base.html writes a viewport of its own before docutils' (writers/_html_base.py, viewport).
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))
    if pagename != "search":
        context["script_files"] = [
            script for script in context["script_files"] if not SEARCH_SCRIPTS.search(str(script.filename))
        ]
    # Sphinx makes the tag of each style sheet and script anew for each page (builders/html/__init__.py, handle_page).
    known = app.builder.__dict__.setdefault("_valuable_tags", {})
    for tag in ("css_tag", "js_tag"):
        context[tag] = partial(known_tag, known, context["content_root"], context[tag])
    # Furo links an extension's style sheet of sphinx-design and others, which this site has no use for (__init__.py).
    context["css_files"] = [css for css in context["css_files"] if "furo-extensions" not in str(css.filename)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("literalinclude", LiteralInclude, override=True)
    app.add_post_transform(SingleIds)
    BuildEnvironment.get_outdated_files = outdated_files  # type: ignore[method-assign]
    BuildEnvironment.check_consistency = check_consistency  # type: ignore[method-assign]
    BuildEnvironment.get_doctree = get_doctree  # type: ignore[method-assign]
    nodes.Node.walkabout = walkabout  # type: ignore[method-assign,assignment]
    nodes.Node._fast_findall = fast_findall  # type: ignore[method-assign,assignment]
    nodes.Node._superfast_findall = fast_findall  # type: ignore[method-assign,assignment]
    docutils.utils.smartquotes.educate_tokens = educate_tokens
    PygmentsBridge.get_formatter = get_formatter  # type: ignore[method-assign]
    DocutilsRenderer.update_section_level_state = update_section_level_state  # type: ignore[method-assign]
    StandardDomain.clear_doc = clear_labels  # type: ignore[method-assign]
    app.connect("builder-inited", on_builder_inited)
    app.connect("env-get-outdated", on_env_get_outdated, priority=900)
    # Furo makes a page's contents twice, and a tree of all pages, which is not shown (__init__.py).
    furo._compute_navigation_tree = lambda context: ""
    furo._compute_hide_toc = lambda context, **page: context.get("toc", "").count("<ul") < 2
    app.connect("html-page-context", on_html_page_context, priority=700)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
