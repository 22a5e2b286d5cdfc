"""What this site leaves out of Sphinx, docutils, MyST and Furo that costs time or memory and changes no page.

Each with its reason and the place upstream, and each to be dropped when they no longer do it. `make bench` says what a
build takes; the table of what each step gave is in the guide.
"""

import pickle
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from copy import copy
from functools import partial
from itertools import takewhile
from operator import attrgetter
from pathlib import Path
from typing import Any

import furo
import myst_parser.mdit_to_docutils.base
import myst_parser.parsers.sphinx_
import sphinx.application
import sphinx.util.docutils
from docutils import nodes
from docutils.frontend import Values
from docutils.transforms.references import PropagateTargets
from docutils.transforms.universal import SmartQuotes
from docutils.utils import DependencyList, normalize_language_tag, smartquotes
from jinja2 import Environment, FileSystemBytecodeCache
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import index as footnote_index
from myst_parser.config.main import MdParserConfig
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinx.errors import ExtensionError, SphinxError
from sphinx.events import EventManager
from sphinx.highlighting import PygmentsBridge
from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.transforms import ReorderConsecutiveTargetAndIndexNodes, _reorder_index_target_nodes
from sphinx.transforms.i18n import PreserveTranslatableMessages
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx.util.docutils import LoggingReporter
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_errors import damaged
from valuable.base.nesting import watched
from valuable.base.source_paths import matching

TEMPLATES = "templates"  # in the folder of doctrees
ACTIVE = re.compile(r"[\"'`\\\0]|--|\.\.|\. \.")  # what smartquotes may change
IDLE_EXTENSIONS = frozenset(
    f"sphinx.builders.{name}"
    for name in ["changes", "dummy", "epub3", "latex", "linkcheck", "manpage", "singlehtml", "texinfo", "text", "xml"]
) | frozenset(f"sphinxcontrib.{name}" for name in ["applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml"])
# The kinds of nodes that this process has made or loaded, which only grow, and what follows from them. The first are
# those of titles and tables of contents, which come with the environment.
KINDS: set[type] = {
    *(nodes.Text, nodes.title, nodes.reference, nodes.literal, nodes.emphasis, nodes.strong, nodes.inline, nodes.image),
    *(nodes.math, nodes.raw, nodes.bullet_list, nodes.list_item, addnodes.compact_paragraph),
}
NEEDED = {PreserveTranslatableMessages}  # notes the captions that toctrees are resolved with
FOUND: set[type] = set()
ABSENT: dict[type, int] = {}

NOT_HEADINGS = (addnodes.toctree, addnodes.only, addnodes.desc)
NOTE = re.compile(r"\[\^[^\] \n]{1,1000}\]")
LANGUAGES = frozenset({"c", "cpp", "js", "py", "rst"})  # whose objects a page may describe
MANY = 32  # children, which are looked through faster than it takes to ask where to begin
REORDER = _reorder_index_target_nodes
RESOLVE = MystReferenceResolver.resolve_myst_ref_any
RELFN2PATH = BuildEnvironment.relfn2path
PROCESS_DOC = TocTreeCollector.process_doc
SET_LANGUAGES = HighlightLanguageTransform.apply
MAKE = nodes.Element.__init__
FOOTNOTE_REF = footnote_index.footnote_ref
MD_PARSER = myst_parser.parsers.sphinx_.create_md_parser
SETTINGS = sphinx.util.docutils._get_settings
MYST_SETTINGS = myst_parser.mdit_to_docutils.base.get_default_settings


class Tocs(dict[str, nodes.bullet_list]):
    """The tables of contents of documents, made from a doctree when a toctree asks for one.

    Sphinx makes and keeps them all (sphinx/environment/collectors/toctree.py, TocTreeCollector): they are the larger
    half of an environment. A page's own contents are printed from its doctree (`valuable.build.builder`).
    """

    env: BuildEnvironment | None = None

    def __missing__(self, docname: str) -> nodes.bullet_list:
        env = self.env
        if env is None or docname not in env.all_docs:
            raise KeyError(docname)
        before = env.current_document.docname
        env.current_document.docname = docname
        try:
            PROCESS_DOC(TocTreeCollector(), env._app, env.get_doctree(docname))
        finally:
            env.current_document.docname = before
        return self.pop(docname)

    def __reduce__(self) -> Any:
        return Tocs, (dict(self),)


def process_doc(collector: TocTreeCollector, app: Sphinx, doctree: nodes.document) -> None:
    """Count a page's headings; make its table of contents only if more than headings may be in it."""
    if any(next(iter(doctree.findall(kind)), None) is not None for kind in NOT_HEADINGS):
        PROCESS_DOC(collector, app, doctree)
    else:
        app.env.toc_num_entries[app.env.docname] = len(list(doctree.findall(nodes.section)))


def merge_other(
    collector: TocTreeCollector, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
) -> None:
    """Join what :func:`process_doc` has noted in another process."""
    for docname in docnames:
        env.toc_num_entries[docname] = other.toc_num_entries[docname]
        for name in ("tocs", "toctree_includes"):
            if docname in getattr(other, name):
                getattr(env, name)[docname] = getattr(other, name)[docname]
    env.glob_toctrees |= other.glob_toctrees & docnames
    env.numbered_toctrees |= other.numbered_toctrees & docnames
    for name, found in other.files_to_rebuild.items():
        env.files_to_rebuild.setdefault(name, set()).update(found & docnames)


def outdated_files(env: BuildEnvironment, config_changed: bool) -> tuple[set[str], set[str], set[str]]:
    """Return what was added and removed: `valuable.pages.invalidation` finds what was changed, by its bytes.

    Sphinx compares times only, and asks for those of each source, doctree and dependency in turn
    (sphinx/environment/__init__.py, BuildEnvironment.get_outdated_files).
    """
    found, known = env.found_docs, env.all_docs.keys()
    return (set(found) if config_changed else found - known), set(), known - found


def discover(project: Project, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
    """Find the sources as Sphinx does, with one look at each (sphinx/project.py, Project.discover)."""
    project.docnames.clear()
    project._path_to_docname.clear()
    project._docname_to_path.clear()
    for name in matching(project.srcdir, include_paths, [*exclude_paths, *EXCLUDE_PATHS]):
        path = Path(name)
        docname = name.removesuffix(".md") if name.isascii() and name.endswith(".md") else project.path2doc(path)
        if docname is None:
            continue
        project.docnames.add(docname)
        project._path_to_docname[path] = docname
        project._docname_to_path[docname] = path
    return project.docnames


def check_consistency(env: BuildEnvironment) -> None:
    """Leave out the check that every page is in a toctree (BuildEnvironment.check_consistency): none has to be."""
    env.domains._check_consistency()
    env.events.emit("env-check-consistency", env)


def get_doctree(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a doctree of this build or the last.

    Sphinx keeps the bytes of all that it has read (BuildEnvironment.get_doctree): at ten thousand posts 200 MB.
    """
    try:
        with open(f"{env._app.builder.doctreedir}/{docname}.doctree", "rb") as file:
            doctree: nodes.document = pickle.load(file)
    except FileNotFoundError:
        with open(f"{env.doctreedir}/{docname}.doctree", "rb") as file, damaged(env.doctreedir, file.name):
            doctree = pickle.load(file)
    KINDS.update(node.__class__ for node in everything(doctree))
    doctree.settings.env = env
    doctree.reporter = LoggingReporter(str(env.doc2path(docname)))
    return doctree


def relfn2path(env: BuildEnvironment, filename: str | Path, docname: str | None = None) -> tuple[str, str]:
    """Return the path of a file that a page names, told once for each name: every link is looked for as a file.

    Sphinx asks the system for each folder of it (BuildEnvironment.relfn2path).
    """
    docname = docname or env.docname
    of, known = env._app.__dict__.setdefault("_valuable_paths", ["", {}])
    if of != docname:
        known = {}
        env._app.__dict__["_valuable_paths"] = [docname, known]
    found: tuple[str, str] | None = known.get(str(filename))
    if found is None:
        found = known[str(filename)] = RELFN2PATH(env, filename, docname)
    return found


def clear_labels(std: StandardDomain, docname: str) -> None:
    """Forget a document's labels; those that :func:`on_env_get_outdated` has cleared are gone already."""
    if docname not in getattr(std.env._app, "_valuable_cleared", ()):
        clear_all_labels(std, {docname})


def clear_all_labels(std: StandardDomain, docnames: Collection[str]) -> None:
    """Forget the labels of all *docnames* in one walk (sphinx/domains/std/__init__.py, clear_doc: one for each)."""
    stores: tuple[dict[Any, Any], ...] = (std.progoptions, std.objects, std._terms, std.labels, std.anonlabels)
    for store in stores:
        for key in [key for key, entry in store.items() if entry[0] in docnames]:
            del store[key]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    docnames = (added | changed | removed) & env.all_docs.keys()
    if docnames:
        clear_all_labels(env.domains.standard_domain, docnames)
    app._valuable_cleared = docnames  # type: ignore[attr-defined]
    return ()


def index(element: nodes.Element, item: nodes.Node, start: int = 0, stop: int = sys.maxsize) -> int:
    """Return the place of a child: of many, it is looked for first where the last one was found.

    docutils looks through all of them (nodes.py, Element.index), for each child that a transform replaces.
    """
    children = element.children
    if start or len(children) < MANY or not isinstance(item, nodes.Element):  # texts are found by what they say
        return children.index(item, start, stop)
    near = element.__dict__.get("_valuable_near", 0)
    for place in (*range(near, min(near + MANY, len(children))), *range(max(near - MANY, 0), near)):
        if place < stop and children[place] is item:
            break
    else:
        place = children.index(item, start, stop)
    element._valuable_near = place
    return place


def remove(element: nodes.Element, item: nodes.Node) -> None:
    """Take out a child, as :func:`index` finds it (nodes.py, Element.remove)."""
    del element.children[element.index(item)]


def reorder_targets(transform: ReorderConsecutiveTargetAndIndexNodes, **kwargs: Any) -> None:
    """Put the entries of an index before the labels beside them, once for all that stand beside each other.

    Sphinx does it again for each label in a row (sphinx/transforms/__init__.py).
    """
    done: set[nodes.Node] = set()
    for target in transform.document.findall(nodes.target):
        if target not in done:
            done.update(takewhile(is_target_or_index, target.findall(descend=False, siblings=True)))
            REORDER(target)


def is_target_or_index(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.target, addnodes.index))


def propagate_targets(transform: PropagateTargets) -> None:
    """Move the names of labels to what they stand before: those of a row of labels at once.

    docutils moves them from each to the next, with all that it has by then (transforms/references.py).
    """
    row: list[nodes.target] = []
    for target in transform.document.findall(nodes.target):
        if is_settled(target):
            continue
        row.append(target)
        following = target.next_node(ascend=True)
        while isinstance(following, nodes.system_message):
            following = following.next_node(ascend=True, descend=False)
        if isinstance(following, nodes.target):
            if not is_settled(following):
                continue
        elif following is None or isinstance(following, (nodes.Invisible, nodes.Targetable)):
            following = row.pop()  # which keeps them
        hand_on(transform.document, row, following)
        row = []


def is_settled(target: nodes.target) -> bool:
    return isinstance(target.parent, nodes.TextElement) or any(map(target.hasattr, ("refid", "refuri", "refname")))


def hand_on(document: nodes.document, row: Sequence[nodes.target], node: nodes.Element) -> None:
    """Give *node* the names and ids of a *row* of labels before it."""
    by_name = node.__dict__.setdefault("expect_referenced_by_name", {})
    by_id = node.__dict__.setdefault("expect_referenced_by_id", {})
    for target in reversed(row):
        node["ids"].extend(target["ids"])
        node["names"].extend(target["names"])
        document.ids.update(dict.fromkeys(target["ids"], node))
        by_id.update(dict.fromkeys(target["ids"], target))
        by_name.update(dict.fromkeys(target["names"], target))
    if row and isinstance(row[-1].parent, nodes.figure) and isinstance(node, nodes.caption):
        row[-1].parent.remove(row[-1])
        row = row[:-1]
    for target in row:
        target["refid"], target["ids"], target["names"] = target["ids"][0], [], []
        document.note_refid(target)


def resolve_myst_ref_any(
    resolver: MystReferenceResolver, refdoc: str, node: Any, contnode: nodes.Element, only: list[str] | None
) -> nodes.Element | None:
    """Look for what a link leads to where there is something, and not again for what has not been found.

    MyST asks the domains of all languages, each time (myst_parser/sphinx_ext/myst_refs.py).
    """
    vain: set[tuple[str, str, bool]] = resolver.__dict__.setdefault("_valuable_vain", set())
    key = (refdoc, node["reftarget"], bool(node.get("refexplicit")))
    if key in vain:
        return None
    domains: list[str] | None = resolver.__dict__.get("_valuable_domains")
    if domains is None:
        known = resolver.env.domains.values()
        domains = [each.name for each in known if each.name not in LANGUAGES or any(True for _ in each.get_objects())]
        resolver._valuable_domains = domains
    found: nodes.Element | None = RESOLVE(
        resolver, refdoc, node, contnode, domains if only is None else [name for name in only if name in domains]
    )
    if found is None:
        vain.add(key)
    return found


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


def made(element: nodes.Element, rawsource: str = "", *children: Any, **attributes: Any) -> None:
    """Make a node, and note its kind for :func:`fast_findall`."""
    KINDS.add(element.__class__)
    MAKE(element, rawsource, *children, **attributes)


def fast_findall(node: nodes.Node, kind: type = nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes of one *kind*, in order, or none at once for a kind that the site has not.

    docutils makes a generator for each node (nodes.py, _fast_findall), and sixty transforms look through each page,
    most for what Markdown does not make.
    """
    if kind not in FOUND and isinstance(node, nodes.document):
        if ABSENT.get(kind) == len(KINDS):
            return
        if not any(issubclass(known, kind) for known in (nodes.document, *KINDS)):
            ABSENT[kind] = len(KINDS)
            return
        FOUND.add(kind)
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, kind):
            yield found
        if found.children:
            waiting.extend(found.children[::-1])


def everything(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and all that stands in it, in no order."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(found.children)


def emit(
    events: EventManager, name: str, *args: Any, allowed_exceptions: tuple[type[Exception], ...] = ()
) -> list[Any]:
    """Call the handlers of an event.

    Sphinx makes a text of all that it passes on, whole pages too, for a log that nobody reads (events.py).
    """
    results = []
    for listener in sorted(events.listeners[name], key=attrgetter("priority")):
        try:
            results.append(listener.handler(events._app, *args))
        except Exception as error:
            if events._reraise_errors or isinstance(error, (*allowed_exceptions, SphinxError)):
                raise
            message = f"Handler {listener.handler!r} for event {name!r} threw an exception"
            module = getattr(listener.handler, "__module__", None)
            raise ExtensionError(message, error, modname=module) from error
    return results


def educate(quotes: SmartQuotes) -> None:
    """Set typographic quotes in the blocks that have quotes, dashes or dots; the others stay as they are.

    docutils makes all text of a page anew (docutils/transforms/universal.py, SmartQuotes.apply).
    """
    if not quotes.document.settings.setdefault("smart_quotes", False):
        return
    document = quotes.document
    language = document.settings.language_code
    for block in document.findall(nodes.TextElement):
        if isinstance(block, quotes.nodes_to_skip) or isinstance(block.parent, nodes.TextElement):
            continue
        texts = [text for text in block.findall(nodes.Text) if not isinstance(text.parent, nodes.option_string)]
        if not any(ACTIVE.search(text) for text in texts):
            continue
        found = normalize_language_tag(block.get_language_code(language))
        tag = next((tag for tag in found if tag in smartquotes.smartchars.quotes), "")
        tokens = quotes.get_tokens(texts)
        for text, new in zip(texts, smartquotes.educate_tokens(tokens, quotes.smartquotes_action, tag), strict=False):
            if new != text:
                text.parent.replace(text, nodes.Text(new))


def set_languages(transform: HighlightLanguageTransform) -> None:
    """Give blocks of code the site's language; Sphinx visits all of a page for it (post_transforms/code.py)."""
    document = transform.document
    if next(iter(document.findall(addnodes.highlightlang)), None) is not None:
        SET_LANGUAGES(transform)
        return
    for block in document.findall(nodes.literal_block):
        block.attributes.setdefault("language", transform.config.highlight_language)
        block.attributes.setdefault("force", False)
        block.attributes.setdefault("linenos", False)


def get_formatter(bridge: PygmentsBridge, **options: Any) -> Any:
    """Return Pygments' formatter, made once for equal options (sphinx/highlighting.py makes one a block of code)."""
    known = bridge.__dict__.setdefault("_valuable_formatters", {})
    key = repr(sorted(options.items()))
    if key not in known:
        known[key] = bridge.formatter(**options, **bridge.formatter_args)
    return known[key]


def md_parser(known: dict[int, MarkdownIt], config: MdParserConfig, renderer: Any) -> MarkdownIt:
    """Return a parser of Markdown, made once for equal settings (myst_parser/parsers/sphinx_.py makes one a page)."""
    if id(config) not in known:
        known[id(config)] = watched(MD_PARSER(config, renderer))
        known[id(config)].disable("wordcount")  # `valuable.base.word_count` counts
        known[id(config)].inline.ruler.at("footnote_ref", footnote_ref)
    return known[id(config)]


def footnote_ref(state: StateInline, silent: bool) -> bool:
    """Read ``[^label]`` where there can be one: each ``[^`` would be looked for its end to the end of the text.

    Upstream: mdit_py_plugins/footnote/index.py, footnote_ref.
    """
    return NOTE.match(state.src, state.pos, state.posMax) is not None and FOOTNOTE_REF(state, silent, always_match=True)


def drop_idle_transforms(app: Sphinx) -> None:
    """Leave out what walks through every page in vain: translation, of a site that has none, and LaTeX's footnotes.

    Upstream: sphinx/transforms/i18n.py, sphinx/builders/latex/transforms.py.
    """
    idle = {"sphinx.transforms.i18n", "sphinx.builders.latex.transforms", "sphinx.versioning"}
    for transforms in (app.registry.transforms, app.registry.post_transforms):
        transforms[:] = [
            transform for transform in transforms if transform.__module__ not in idle or transform in NEEDED
        ]


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


def load_less() -> None:
    """Have Sphinx load what a site of pages needs: its other formats and its link checker take a fifth of its start.

    Upstream: sphinx/application.py, builtin_extensions.
    """
    sphinx.application.builtin_extensions = tuple(
        name for name in sphinx.application.builtin_extensions if name not in IDLE_EXTENSIONS
    )


def on_builder_inited(app: Sphinx) -> None:
    """Set up what lasts for one build."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        # Sphinx compiles templates in each build, looks after each one's time at each use, and runs them in a sandbox,
        # which those of the site itself don't need (jinja2glue.py, BuiltinTemplateLoader.init).
        folder = Path(app.doctreedir, TEMPLATES)
        folder.mkdir(parents=True, exist_ok=True)
        environment = templates.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        environment.auto_reload = False
        environment.sandboxed = False
        environment.__class__ = Environment
    # Sphinx keeps the checksums of style sheets for as long as Python runs (builders/html/_assets.py).
    _file_checksum_inner.cache_clear()
    sphinx.util.docutils._get_settings = once(SETTINGS)
    myst_parser.mdit_to_docutils.base.get_default_settings = once(MYST_SETTINGS)
    myst_parser.parsers.sphinx_.create_md_parser = partial(md_parser, {})
    if not any(Path(app.srcdir, folder).is_dir() for folder in app.config.locale_dirs):
        drop_idle_transforms(app)
    if not isinstance(app.env.tocs, Tocs):
        app.env.tocs = Tocs(app.env.tocs)
    app.env.tocs.env = app.env


REPLACED: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
    (BuildEnvironment, "check_consistency", check_consistency),
    (BuildEnvironment, "get_doctree", get_doctree),
    (BuildEnvironment, "get_outdated_files", outdated_files),
    (BuildEnvironment, "relfn2path", relfn2path),
    (EventManager, "emit", emit),
    (Project, "discover", discover),
    (PygmentsBridge, "get_formatter", get_formatter),
    (StandardDomain, "clear_doc", clear_labels),
    (HighlightLanguageTransform, "apply", set_languages),
    (SmartQuotes, "apply", educate),
    (TocTreeCollector, "merge_other", merge_other),
    (TocTreeCollector, "process_doc", process_doc),
    (MystReferenceResolver, "resolve_myst_ref_any", resolve_myst_ref_any),
    (PropagateTargets, "apply", propagate_targets),
    (ReorderConsecutiveTargetAndIndexNodes, "apply", reorder_targets),
    (nodes.Element, "__init__", made),
    (nodes.Element, "index", index),
    (nodes.Element, "remove", remove),
    (nodes.Node, "walkabout", walkabout),
    (nodes.Node, "_fast_findall", fast_findall),
    (nodes.Node, "_superfast_findall", fast_findall),
    # Furo makes a page's contents twice, and a tree of all pages, which is not shown (__init__.py).
    (furo, "_compute_navigation_tree", lambda context: ""),
    (furo, "_compute_hide_toc", lambda context, **page: context.get("toc", "").count("<ul") < 2),
)


def rebind(app: Sphinx) -> None:
    """Have the replaced methods called that Sphinx has put on its events before it came to the extensions."""
    for listeners in app.events.listeners.values():
        for place, listener in enumerate(listeners):
            owner = getattr(listener.handler, "__self__", None)
            if isinstance(owner, TocTreeCollector):
                listeners[place] = listener._replace(handler=getattr(owner, listener.handler.__name__))


def setup(app: Sphinx) -> ExtensionMetadata:
    for owner, name, replacement in REPLACED:
        setattr(owner, name, replacement)
    rebind(app)
    app.connect("builder-inited", on_builder_inited)
    app.connect("env-get-outdated", on_env_get_outdated, priority=900)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
