"""What is changed in Sphinx; its tables of contents stand in `contents`, its names in `labels`."""

import importlib
import logging
import pickle
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemBytecodeCache
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.locale import get_translation
from sphinx.project import EXCLUDE_PATHS, Project
from sphinx.util.docutils import LoggingReporter
from sphinx.util.logging import NAMESPACE, VERBOSITY_MAP

from valuable.base.build_errors import DISK_FULL, rebuild_if_damaged
from valuable.base.source_paths import docname_of, find_sources, is_notebook
from valuable.base.translations import gettext_noop, translator, ui_language
from valuable.phases import BuilderInited, EnvGetOutdated, HtmlPageContext
from valuable.upstream.docutils import begin_loaded_page, once
from valuable.upstream.patches import Patch, Target, connect, replace, wrap

ENVIRONMENT = "sphinx/environment/__init__.py"
TEMPLATES = "templates"  # in the folder of doctrees
# Scripts of Sphinx's own search, what translates them, and its highlighting: no other page has a use for them.
SEARCH_SCRIPTS = re.compile(
    r"(?:documentation_options|doctools|language_data|searchtools|sphinx_highlight|translations)\.js$"
)
IDLE_EXTENSIONS = frozenset(
    f"sphinx.builders.{name}"
    for name in ["changes", "dummy", "epub3", "latex", "linkcheck", "manpage", "singlehtml", "texinfo", "text", "xml"]
) | frozenset(f"sphinxcontrib.{name}" for name in ["applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml"])
IDLE_EXTENSIONS |= {"sphinx.transforms.post_transforms.images"}  # fetches pictures for formats that can't link to them
IDLE_TRANSFORMS = frozenset({"sphinx.transforms.i18n", "sphinx.builders.latex.transforms", "sphinx.versioning"})
NEEDED = "PreserveTranslatableMessages"  # of these: it notes the captions that toctrees are resolved with


# What Sphinx calls a link to a part of a page.
PERMALINK_TITLES = (
    gettext_noop("Link to this heading"),
    gettext_noop("Link to this image"),
    gettext_noop("Link to this table"),
    gettext_noop("Link to this code"),
    gettext_noop("Link to this term"),
    gettext_noop("Link to this definition"),
)
PAGE_LANGUAGE = "language"  # an attribute of a doctree whose language is not that of the site


# -- What is read -------------------------------------------------------------------


def outdated_files(env: BuildEnvironment, config_changed: bool) -> tuple[set[str], set[str], set[str]]:
    """Return what was added and removed: `valuable.content.digests` finds what was changed, by its bytes."""
    found, known = env.found_docs, env.all_docs.keys()
    return (set(found) if config_changed else found - known), set(), known - found


def discover(project: Project, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
    """Find the sources with one look at each."""
    project.docnames.clear()
    project._path_to_docname.clear()
    project._docname_to_path.clear()
    found = find_sources(project.srcdir, include_paths, [*exclude_paths, *EXCLUDE_PATHS])
    for name in sorted(found, key=is_notebook):  # a post before a notebook of the same name
        path, docname = Path(name), docname_of(name)
        if not docname or docname in project.docnames:  # `valuable.content.source_checks` says which two there are
            continue
        project.docnames.add(docname)
        project._path_to_docname[path] = docname
        project._docname_to_path[docname] = path
    return project.docnames


def check_consistency(env: BuildEnvironment) -> None:
    env.domains._check_consistency()
    env.events.emit("env-check-consistency", env)


def get_doctree(env: BuildEnvironment, docname: str) -> nodes.document:
    """Return a doctree of this build or the last."""
    try:
        with Path(env._app.builder.doctreedir, f"{docname}.doctree").open("rb") as file:
            doctree: nodes.document = pickle.load(file)
    except FileNotFoundError:
        with (
            Path(env.doctreedir, f"{docname}.doctree").open("rb") as file,
            rebuild_if_damaged(env.doctreedir, file.name),
        ):
            doctree = pickle.load(file)
    begin_loaded_page(doctree)
    doctree.settings.env = env
    doctree.reporter = LoggingReporter(str(env.doc2path(docname)))
    return doctree


# -- Labels -------------------------------------------------------------------------


def clear_at_once(app: Sphinx, target: Target) -> None:
    """Forget the labels of all pages that are read again in one walk, rather than in one for each."""
    cleared: set[str] = set()

    def on_env_get_outdated(
        app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> Iterable[str]:
        docnames = (added | changed | removed) & env.all_docs.keys()
        if docnames:
            clear_labels(env.domains.standard_domain, docnames)
        cleared.clear()
        cleared.update(docnames)
        return ()

    def clear_doc(std: StandardDomain, docname: str) -> None:
        if docname not in cleared:
            clear_labels(std, {docname})

    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.LABELS)
    target.owner.clear_doc = clear_doc


def clear_labels(std: StandardDomain, docnames: Collection[str]) -> None:
    stores: tuple[dict[Any, Any], ...] = (std.progoptions, std.objects, std._terms, std.labels, std.anonlabels)
    for store in stores:
        for key in [key for key, entry in store.items() if entry[0] in docnames]:
            del store[key]


def reorder_once(reorder: Callable[[nodes.target], None]) -> Callable[[nodes.target], None]:
    """Put the entries of an index before the labels beside them, from the first label of a row."""

    def reorder_index_target_nodes(target: nodes.target) -> None:
        if not isinstance(target.previous_sibling(), nodes.target):
            reorder(target)

    return reorder_index_target_nodes


# -- What is written ----------------------------------------------------------------


def set_languages(apply: Callable[[Any], None]) -> Callable[..., None]:
    """Give blocks of code the site's language, without a visit to all of a page."""

    def apply_languages(transform: Any, **options: Any) -> None:
        document = transform.document
        if next(iter(document.findall(addnodes.highlightlang)), None) is not None:
            apply(transform)
            return
        for block in document.findall(nodes.literal_block):
            block.attributes.setdefault("language", transform.config.highlight_language)
            block.attributes.setdefault("force", False)
            block.attributes.setdefault("linenos", False)

    return apply_languages


def call_permalinks(add: Callable[..., None]) -> Callable[..., None]:
    """Call the links to parts of a page in the words of that page."""
    say = get_translation("sphinx")

    def add_permalink_ref(writer: Any, node: nodes.Element, title: str) -> None:
        texts = {str(say(text)): text for text in PERMALINK_TITLES}
        if title in texts:
            site = writer.config.language
            words = translator(ui_language(writer.document.get(PAGE_LANGUAGE, site), site))
            title = words.gettext(texts[title])
        add(writer, node, title)

    return add_permalink_ref


def keep_templates(app: Sphinx, target: Target) -> None:
    """Keep the compiled templates in the folder of doctrees, and run them as they are: they are the site's own."""

    def init(loader: Any, builder: Any, *arguments: Any, **options: Any) -> None:
        target.original(loader, builder, *arguments, **options)
        folder = Path(app.doctreedir, TEMPLATES)
        folder.mkdir(parents=True, exist_ok=True)
        environment = loader.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
        environment.auto_reload = False
        environment.sandboxed = False
        environment.__class__ = Environment

    target.owner.init = init


def forget_checksums(app: Sphinx, target: Target) -> None:
    app.connect("builder-inited", lambda app: target.original.cache_clear(), priority=BuilderInited.PREPARE)


def drop_in_vain(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out the scripts of Sphinx's search."""
    context["script_files"] = [
        script for script in context["script_files"] if not SEARCH_SCRIPTS.search(str(script.filename))
    ]


def stop_if_full(record: Any) -> bool:
    """End the build if the disk is full."""
    for value in record.args if isinstance(record.args, tuple) else ():
        if isinstance(value, OSError) and value.errno in DISK_FULL:
            raise value
    return True


# -- In every step ------------------------------------------------------------------


def log_no_arguments(app: Sphinx, target: Target) -> None:
    """Have the module's `repr` make nothing: its one use is the log of events."""
    setattr(importlib.import_module("sphinx.events"), "repr", lambda arguments: "")  # noqa: B010


def log_arguments(target: Target) -> None:
    """Give the module back the `repr` of everybody."""
    vars(importlib.import_module("sphinx.events")).pop("repr", None)


def drop_idle_transforms(app: Sphinx) -> None:
    if any(Path(app.srcdir, folder).is_dir() for folder in app.config.locale_dirs):
        return
    for transforms in (app.registry.transforms, app.registry.post_transforms):
        transforms[:] = [
            each for each in transforms if each.__module__ not in IDLE_TRANSFORMS or each.__name__ == NEEDED
        ]


def log_what_is_shown(setup: Callable[..., None]) -> Callable[..., None]:
    """Have no record made of what only a more verbose build shows."""

    def quiet_setup(*arguments: Any, verbosity: int = 0) -> None:
        setup(*arguments, verbosity=verbosity)
        if verbosity < 2:
            logging.getLogger(NAMESPACE).setLevel(VERBOSITY_MAP[max(verbosity, 0)])

    return quiet_setup


def drop_idle_extensions(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in IDLE_EXTENSIONS)


START_PATCHES = (
    Patch(
        name="only the extensions that a site needs",
        target="sphinx.application.builtin_extensions",
        reason="It loads its other formats and its link checker too, a fifth of its start.",
        upstream="sphinx/application.py:builtin_extensions",
        digests={"9.0.4": "cc257947", "9.2.0": "cc257947"},
        test="tests/test_upstream_speed.py::test_other_formats_are_not_loaded",
        apply=wrap(drop_idle_extensions),
        saves=True,
    ),
    Patch(
        name="no records that nobody sees",
        target="sphinx.util.logging.setup",
        reason="It makes a record of each of a thousand steps, to leave it out where it is shown.",
        upstream="sphinx/util/logging.py:setup",
        digests={"9.0.4": "b4ec2dc0", "9.2.0": "b4ec2dc0"},
        test="tests/test_upstream_speed.py::test_no_record_is_made_of_what_is_not_shown",
        apply=wrap(log_what_is_shown),
        saves=True,
    ),
)

PATCHES = (
    Patch(
        name="links to headings are called in the language of the page",
        target="sphinx.writers.html5.HTML5Translator.add_permalink_ref",
        reason="It calls them in that of the site, if it has words of that.",
        upstream="sphinx/writers/html5.py:HTML5Translator.add_permalink_ref",
        digests={"9.0.4": "bab5eea9"},
        test="tests/test_catalogs.py::test_links_to_headings_are_called_in_the_language_of_the_page",
        apply=wrap(call_permalinks),
    ),
    Patch(
        name="what was added and removed",
        target="sphinx.environment.BuildEnvironment.get_outdated_files",
        reason="It compares times, which a checkout or a copy changes; `valuable.content.digests` compares bytes.",
        upstream=f"{ENVIRONMENT}:BuildEnvironment.get_outdated_files",
        digests={"9.0.4": "24b520f7", "9.2.0": "24b520f7"},
        test="tests/test_upstream_fixes.py::test_page_of_the_same_bytes_is_not_read_again",
        apply=replace(outdated_files),
    ),
    Patch(
        name="sources are found with one look at each",
        target="sphinx.project.Project.discover",
        reason="It looks at each file of the folder several times.",
        upstream="sphinx/project.py:Project.discover",
        digests={"9.0.4": "da8eab17", "9.2.0": "da8eab17"},
        test="tests/test_upstream_speed.py::test_sources_are_found_with_one_look_at_each",
        apply=replace(discover),
        saves=True,
    ),
    Patch(
        name="no page has to be in a toctree",
        target="sphinx.environment.BuildEnvironment.check_consistency",
        reason="It looks for each page in the toctrees, in a build after one edit too, to report what "
        "`suppress_warnings` leaves out.",
        upstream=f"{ENVIRONMENT}:BuildEnvironment.check_consistency",
        digests={"9.0.4": "a286d359", "9.2.0": "a286d359"},
        test="tests/test_upstream_speed.py::test_pages_are_not_looked_for_in_toctrees",
        apply=replace(check_consistency),
        saves=True,
    ),
    Patch(
        name="doctrees of this build and the last",
        target="sphinx.environment.BuildEnvironment.get_doctree",
        reason="It knows one folder of doctrees, and keeps the bytes of all that it has read.",
        upstream=f"{ENVIRONMENT}:BuildEnvironment.get_doctree",
        digests={"9.0.4": "51775396", "9.2.0": "51775396"},
        test="tests/test_upstream_fixes.py::test_doctree_of_the_last_build_is_found",
        apply=replace(get_doctree),
    ),
    Patch(
        name="labels are forgotten in one walk",
        target="sphinx.domains.std.StandardDomain.clear_doc",
        reason="It walks through the labels of all pages for each page that is read again.",
        upstream="sphinx/domains/std/__init__.py:StandardDomain.clear_doc",
        digests={"9.0.4": "0a5d3184", "9.2.0": "0a5d3184"},
        test="tests/test_upstream_speed.py::test_labels_are_forgotten_in_one_walk",
        apply=clear_at_once,
    ),
    Patch(
        name="labels in a row are ordered once",
        target="sphinx.transforms._reorder_index_target_nodes",
        reason="It orders a row of labels once for each of them.",
        upstream="sphinx/transforms/__init__.py:ReorderConsecutiveTargetAndIndexNodes",
        digests={"9.0.4": "bf5ab25e", "9.2.0": "bf5ab25e"},
        test="tests/test_upstream_speed.py::test_labels_in_a_row_are_ordered_once",
        apply=wrap(reorder_once),
    ),
    Patch(
        name="languages of code are set where there is code",
        target="sphinx.transforms.post_transforms.code.HighlightLanguageTransform.apply",
        reason="It visits all of a page for them.",
        upstream="sphinx/transforms/post_transforms/code.py:HighlightLanguageTransform.apply",
        digests={"9.0.4": "165faaf6", "9.2.0": "165faaf6"},
        test="tests/test_upstream_speed.py::test_page_without_code_is_not_visited_for_its_language",
        apply=wrap(set_languages),
        saves=True,
    ),
    Patch(
        name="templates are compiled once",
        target="sphinx.jinja2glue.BuiltinTemplateLoader.init",
        reason="It compiles templates in each build, looks after the time of each at each use, and after each "
        "attribute that one reads.",
        upstream="sphinx/jinja2glue.py:BuiltinTemplateLoader.init",
        digests={"9.0.4": "96e3c2fd", "9.2.0": "96e3c2fd"},
        test="tests/test_upstream_speed.py::test_templates_are_compiled_once",
        apply=keep_templates,
        saves=True,
    ),
    Patch(
        name="checksums of one build",
        target="sphinx.builders.html._assets._file_checksum_inner",
        reason="It keeps the checksums of style sheets for as long as Python runs.",
        upstream="sphinx/builders/html/_assets.py:_file_checksum_inner",
        digests={"9.0.4": "754a9df6", "9.2.0": "754a9df6"},
        test="tests/test_upstream_fixes.py::test_style_sheet_has_another_address_once_it_is_another",
        apply=forget_checksums,
    ),
    Patch(
        name="no scripts in vain",
        target="sphinx.builders.html.StandaloneHTMLBuilder.init_js_files",
        reason="It gives every page the scripts of its search.",
        upstream="sphinx/builders/html/__init__.py:StandaloneHTMLBuilder.init_js_files",
        digests={"9.0.4": "24dcecbe", "9.2.0": "24dcecbe"},
        test="tests/test_upstream_fixes.py::test_page_links_no_styles_and_scripts_in_vain",
        apply=connect("html-page-context", drop_in_vain, priority=HtmlPageContext.IN_VAIN),
    ),
    Patch(
        name="a full disk ends the build",
        target="sphinx.builders.html.logger",
        reason="It goes on when a picture can't be copied, and says so of every page.",
        upstream="sphinx/builders/html/__init__.py:StandaloneHTMLBuilder.copy_image_files",
        digests={"9.0.4": "55c07b72", "9.2.0": "55c07b72"},
        test="tests/test_upstream_fixes.py::test_full_disk_ends_the_build",
        apply=lambda app, target: target.original.logger.addFilter(stop_if_full),
        undo=lambda target: target.original.logger.removeFilter(stop_if_full),
    ),
    Patch(
        name="events are not written out",
        target="sphinx.events.EventManager.emit",
        reason="It makes a text of all that it passes on, whole pages too, for a log that nobody reads.",
        upstream="sphinx/events.py:EventManager.emit",
        digests={"9.0.4": "95a8d0ea", "9.2.0": "95a8d0ea"},
        test="tests/test_upstream_speed.py::test_pages_are_not_written_out_for_a_log",
        apply=log_no_arguments,
        undo=log_arguments,
        saves=True,
    ),
    Patch(
        name="no transforms for translation and LaTeX",
        target="sphinx.registry.SphinxComponentRegistry.add_transform",
        reason="They walk through each page in vain, where there are no translations.",
        upstream="sphinx/transforms/i18n.py:setup",
        digests={"9.0.4": "a9a6475f", "9.2.0": "a9a6475f"},
        test="tests/test_upstream_speed.py::test_pages_are_not_walked_through_for_translations",
        apply=connect("builder-inited", drop_idle_transforms, priority=BuilderInited.PREPARE),
        saves=True,
    ),
    Patch(
        name="settings of a document are made once",
        target="sphinx.util.docutils._get_settings",
        reason="It builds a parser of 150 options of the command line for each page.",
        upstream="sphinx/util/docutils.py:_get_settings",
        digests={"9.0.4": "24d69a5a", "9.2.0": "11cdd933"},
        test="tests/test_upstream_speed.py::test_settings_of_documents_are_made_once",
        apply=wrap(once),
        saves=True,
    ),
)
