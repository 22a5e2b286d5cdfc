"""The builder: one transaction, on every core, that writes only what has changed.

Sphinx's ``dirhtml`` builder writes into the site that is being served, saves what it knows before it has written it,
reads and resolves on one core, and writes every generated page in every build. This one takes its place.
"""

import filecmp
import pickle
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import _write_docname
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import INVENTORY_FILENAME
from sphinx.builders.html._assets import _file_checksum, _JavaScript
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import document_toc
from sphinx.errors import ThemeError
from sphinx.util.docutils import LoggingReporter
from sphinx.util.typing import ExtensionMetadata

import valuable
from valuable import __version__
from valuable.base.build_errors import ERROR_LOG, MADE_BY_FILE, build_error, cause_of, directive_error
from valuable.base.build_state import BuildValue, once_per_build
from valuable.base.fingerprints import value_digest
from valuable.base.messages import READING, WRITING, Message, collector_of, owned
from valuable.base.page_addresses import link_to
from valuable.base.reports import report
from valuable.base.theme import SITE_SCRIPT
from valuable.build.changed_meanwhile import ChangedMeanwhileError, changed_since_begin, note_begin
from valuable.build.content_security_policy import PolicySettings, preview_sources, with_policy
from valuable.build.fork_map import share
from valuable.build.light_pages import LightPages
from valuable.build.staging import abandon, commit, discard, list_files, recover
from valuable.build.style_sheets import own_words, write_assets
from valuable.content.headings import is_listed, listed_sections
from valuable.content.images import with_first_picture
from valuable.content.pictures.known import is_raster
from valuable.content.source_checks import address_of, excluded_sources, page_file, sources_of
from valuable.phases import BuildFinished, ConfigInited, EnvGetOutdated
from valuable.upstream.autobuild import RELOAD

REPORTER = LoggingReporter("<partial node>")
ROOT_MARK = "\0"  # stands in a fragment for the way to the site's root, which differs from page to page
STAGE_FOLDER = "work"
OUTPUTS_FILE = "outputs.pickle"
# What the templates print of authors' texts as it is.
AUTHOR_CONTEXT = ("body", "title", "toc")
MACHINERY_SUFFIXES = (".py", ".ttf", ".otf", ".txt", ".mo")
MACHINERY = BuildValue[str](str)  # the digest of what this build is made by, as it was when the build began


@dataclass(frozen=True)
class GeneratedPage:
    """A page without a source: the digest of its inputs, and a function that makes its template context."""

    inputs: bytes
    context: Callable[[], dict[str, Any]]


CollectedPage = tuple[str, GeneratedPage, str]  # of `html-collect-pages`: a pagename, the page, its template


@dataclass
class Outputs:
    """What the last good build has left in the output folder.

    ``files`` has the size and the time of each file; ``generated`` the digest of what each generated page or file is
    made from; ``messages`` what was said while it was written, and ``places`` a digest of what links could lead to;
    ``addresses`` that of each page with a source, by docname.
    """

    files: dict[str, tuple[int, int]]
    generated: dict[str, bytes]
    messages: dict[str, list[Message]] = field(default_factory=dict)
    places: str = ""
    addresses: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.files)


class SiteBuilder(DirectoryHTMLBuilder):
    """Writes into a stage, from which the site is brought up to date in one step."""

    search = False
    copysource = False

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        stage = stage_folder(app)
        self.outdir = stage / "html"
        self.doctreedir = stage / "doctrees"
        self._static_dir = self.outdir / "_static"
        self._sources_dir = self.outdir / "_sources"
        self._downloads_dir = self.outdir / "_downloads"
        self._images_dir = self.outdir / "_images"
        for folder in (self.outdir, self.doctreedir):
            folder.mkdir(parents=True, exist_ok=True)
        self.site = Path(app.outdir)
        self.before = list_files(self.site)
        self.doctrees = list_files(Path(app.doctreedir))
        self.last = self.outputs()
        # What this build makes or leaves as it is: paths in the output, and the inputs of what is generated.
        self.claimed: set[str] = set()
        self.links: dict[str, str] = {}  # the address of each page as it stands in a link
        self.tags_made: dict[tuple[str, Any], str] = {}
        self.checksum = cache(partial(_file_checksum, self.outdir))
        self.fragments: dict[tuple[str, Any], str] = {}
        self.generated: dict[str, bytes] = {}
        self.written: set[str] = set()  # paths of what is written anew
        self.csp = policy_settings(app.config)
        self.lighten = LightPages(own_words(app))

    def outputs(self) -> Outputs:
        """Return what the last build has left; nothing if the output folder has been changed since."""
        outputs = read_outputs(Path(self._app.doctreedir))
        return outputs if outputs.files == self.before else Outputs({}, {})

    # -- Addresses

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        if docname not in self.links:
            self.links[docname] = link_to(address_of(self._app, docname))
        return self.links[docname]

    def get_output_path(self, page_name: str, /) -> Path:
        return Path(self.outdir, page_file(self._app, page_name))

    def have_moved(self) -> bool:
        """Return whether a page of the last build has another address now."""
        before = self.last.addresses
        return any(before.get(docname, now) != now for docname, now in self.addresses().items())

    def addresses(self) -> dict[str, str]:
        """Return the address of each page with a source, by docname."""
        return {docname: address_of(self._app, docname) for docname in self.env.found_docs}

    # -- Reading

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield nothing: `valuable.pages.invalidation` says which pages are stale."""
        yield from ()

    def _read_serial(self, docnames: list[str]) -> None:
        self._read_parallel(docnames, self._app.parallel)

    def _read_parallel(self, docnames: list[str], nproc: int) -> None:
        env = self.env
        env.domains._clear_doc("")  # has domains make the stores that a merge expects
        for docname in docnames:
            if docname in env.all_docs:
                self.events.emit("env-purge-doc", env, docname)
                env.clear_doc(docname)

        def read(part: Sequence[str]) -> None:
            for docname in part:
                self.read_or_report(docname)

        def result(part: Sequence[str]) -> bytes:
            return pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

        def join(part: Sequence[str], other: bytes) -> None:
            env.merge_info_from(part, pickle.loads(other), self._app)

        share(docnames, nproc, read, result, join)

    def read_or_report(self, docname: str) -> None:
        """Read a document; if that fails, report it and read an empty one, so that all other problems are found."""
        with owned(READING, docname, docname):
            self.read_and_report(docname)

    def read_and_report(self, docname: str) -> None:
        try:
            self.read_doc(docname, _cache=False)
        except Exception as error:
            if isinstance(cause_of(error), (OSError, MemoryError)):
                raise build_error(error, self.source_of(docname)) from error
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
            excluded_sources(self._app).add(docname)
            try:
                self.read_doc(docname, _cache=False)
            except Exception:  # noqa: BLE001  # whatever it is, the first one is said
                raise build_error(error, self.source_of(docname)) from error
            self.report(docname, error)

    def source_of(self, docname: str) -> str:
        return sources_of(self._app)[docname].path

    def report(self, docname: str, error: Exception) -> None:
        """Report a page that can't be made, and append the traceback to the log."""
        fault = build_error(error)
        location, message = directive_error(error) or (docname, str(fault))
        report(message, location, "builder")
        with Path(self._app.doctreedir).with_name(ERROR_LOG).open("a", encoding="utf-8") as file:
            file.write(fault.log)

    # -- Writing

    def write_documents(self, docnames: Iterable[str]) -> None:
        docnames = list(docnames)
        self.written.update(page_file(self._app, docname) for docname in docnames)

        def write(part: Sequence[str]) -> None:
            for docname in part:
                with owned(WRITING, page_file(self._app, docname), docname):
                    self.write_or_report(docname)

        share(sorted(docnames), self._app.parallel, write, lambda part: None, lambda part, answer: None)

    def write_or_report(self, docname: str) -> None:
        """Write the page of a document; raise what fails, unless it may come of what has been reported."""
        try:
            _write_docname(docname, env=self.env, builder=self, tags=self.tags)
        except Exception as error:
            fault = build_error(error, self.source_of(docname))
            if isinstance(cause_of(error), RecursionError):
                self.report(docname, error)
            elif not fault.log or not self._app._warncount:
                raise fault from error

    def gen_pages_from_extensions(self) -> None:
        """Write the generated pages whose inputs have changed."""
        wanted = []
        for pages in self.events.emit("html-collect-pages"):
            for pagename, context, template in pages:
                path = page_file(self._app, pagename)
                self.claimed.add(path)
                if not isinstance(context, GeneratedPage):
                    self.written.add(path)
                    wanted.append((pagename, context, template))
                elif self.is_new(path, context.inputs):
                    wanted.append((pagename, context.context, template))

        def write(part: Sequence[tuple[str, Any, str]]) -> None:
            for pagename, context, template in part:
                with owned(WRITING, page_file(self._app, pagename)):
                    self.handle_page(pagename, context() if callable(context) else context, template)

        share(wanted, self._app.parallel, write, lambda part: None, lambda part, answer: None)

    def is_new(self, path: str, inputs: bytes) -> bool:
        """Claim a generated file, and return whether its inputs differ from those of the last build."""
        self.claimed.add(path)
        self.generated[path] = inputs
        if self.last.generated.get(path) == inputs:
            return False
        self.written.add(path)
        return True

    def messages_again(self) -> list[Message]:
        """Return what was said of those files of the site that are left as they are."""
        kept = self.made(()) - self.written
        return [message for path, said in sorted(self.last.messages.items()) if path in kept for message in said]

    def write_buildinfo(self) -> None:
        """Write none: it tells Sphinx whether pages are stale, which `valuable.pages.invalidation` knows better."""

    def copy_static_files(self) -> None:
        super().copy_static_files()
        write_assets(self._app, self._static_dir)

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy none: no page links a file of Furo's or of Sphinx's. What is used of Furo's style sheet is in ours."""

    def create_pygments_style_file(self) -> None:
        """Make none: the colours of code are in our style sheet of code."""

    def copy_image_files(self) -> None:
        """Copy the files that the site lacks, by their digests; `valuable.build.pictures` has those of pictures."""
        for source, name in list(self.images.items()):
            path = f"{self.imagedir}/{name}"
            if is_raster(self.env, source):
                del self.images[source]
            elif path in self.last.files:
                self.claimed.add(path)
                del self.images[source]
        super().copy_image_files()

    def dump_inventory(self) -> None:
        """Write ``objects.inv`` if something in it has changed."""
        labels = self.env.domains.standard_domain
        other = [list(domain.get_objects()) for domain in self.env.domains.sorted() if domain is not labels]
        stores = [list(store.items()) for store in (labels.progoptions, labels.objects, labels._terms)]
        titles = [(docname, title.astext()) for docname, title in self.env.titles.items()]
        known = [sorted(labels.labels.items()), sorted(labels.anonlabels.items()), sorted(titles)]
        inputs = repr((self.config.project, self.config.version, known, stores, other))
        if self.is_new(INVENTORY_FILENAME, blake2b(inputs.encode(), digest_size=12).digest()):
            super().dump_inventory()

    def prepare_writing(self, docnames: Set[str]) -> None:
        super().prepare_writing(docnames)
        # docutils would look for style sheets of its own for each page.
        self.docsettings.stylesheet_path = self._settings.stylesheet_path = ""
        self.partial: Any = self.create_translator(nodes.document(self._settings, REPORTER), self)

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Render a page: as Sphinx does, without sidebars and copies of sources, and with its policy."""
        here = self.get_target_uri(pagename)
        root = "../" * here.count("/") or "./"

        def pathto(target: str, resource: bool = False, baseuri: str = here) -> str:
            if resource:
                return target if "://" in target else root + target
            uri = self.get_target_uri(target)
            return "#" if uri == here else root + uri

        context: dict[str, Any] = {
            **self.globalcontext,
            "pagename": pagename,
            "current_page_name": pagename,
            "encoding": self.config.html_output_encoding,
            "pageurl": self.config.html_baseurl + here,
            "pathto": pathto,
            "hasdoc": lambda name: name in self.env.all_docs,
            "sidebars": [],
            "content_root": root,
            "site_script": self.checksum(f"_static/{SITE_SCRIPT}"),
            "css_tag": partial(self.tag, root),
            "js_tag": partial(self.tag, root),
            **addctx,
        }
        self._css_files[:], self._js_files[:] = self._orig_css_files, self._orig_js_files
        event = "html-page-context"
        templatename = self.events.emit_firstresult(event, pagename, templatename, context, event_arg) or templatename
        context["css_files"] = sorted(context["css_files"], key=attrgetter("priority"))
        context["script_files"] = sorted(context["script_files"], key=attrgetter("priority"))
        try:
            output = self.templates.render(templatename, context)
        except Exception as error:
            raise ThemeError(f"An error happened in rendering the page {pagename}.\nReason: {error!r}") from error
        output = with_first_picture(output)
        content = (context.get(name) or "" for name in AUTHOR_CONTEXT)
        output = with_policy(self.lighten(output), content, f"{self.config.html_baseurl}{here}", self.csp)
        path = Path(outfilename or f"{self.outdir}/{page_file(self._app, pagename)}")
        page = output.encode(errors="xmlcharrefreplace")
        try:
            path.write_bytes(page)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)  # another process may be at it too
            path.write_bytes(page)

    def fragment(self, template: str, key: Any, root: str, context: Callable[[], dict[str, Any]]) -> str:
        """Render a part of many pages once for each *key*; then only *root*, the way to the site's root, differs."""
        known = template, key
        if known not in self.fragments:

            def pathto(target: str, resource: bool = False) -> str:
                return ROOT_MARK + (target if resource else self.get_target_uri(target))

            self.fragments[known] = self.templates.render(template, {**context(), "pathto": pathto})
        return self.fragments[known].replace(ROOT_MARK, root)

    def tag(self, root: str, asset: Any) -> str:
        """Return the tag of a style sheet or script for pages whose way to the site's root is *root*."""
        known = root, asset
        if known not in self.tags_made:
            attributes = {
                name: value for name, value in asset.attributes.items() if value is not None and name != "body"
            }
            written = " ".join(sorted(f'{name}="{escape(value)}"' for name, value in attributes.items()))
            body = asset.attributes.get("body") or ""
            name = str(asset.filename or "")
            checksum = self.checksum(name) if name else ""
            uri = (name if "://" in name else root + name) + (f"?v={checksum}" if checksum else "")
            if isinstance(asset, _JavaScript):
                address = f' src="{uri}"' if name else ""
                self.tags_made[known] = f"<script{' ' if written else ''}{written}{address}>{body}</script>"
            else:
                self.tags_made[known] = f'<link {written} href="{uri}" />'
        return self.tags_made[known]

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return what a template prints of a document: there is no toctree around it, as Sphinx would look for."""
        title = self.env.longtitles.get(docname)
        return {
            "parents": [],
            "prev": None,
            "next": None,
            "rellinks": [],
            "title": self.inline(title) if title else "",
            "meta": self.env.metadata.get(docname),
            "body": body,
            "metatags": metatags,
            "sourcename": "",
            "page_source_suffix": ".md",
            "toc": self.contents(docname),
            "display_toc": self.env.toc_num_entries[docname] > 1,
        }

    def inline(self, node: nodes.Element) -> str:
        """Render the words of a heading."""
        if all(isinstance(child, nodes.Text) for child in node.children):
            return str(self.partial.encode(node.astext()))
        found = node.deepcopy()
        title = nodes.title("", "", *found.children)
        return self.render_partial(title)["title"]

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        self.doctree = doctree
        super().write_doc(docname, doctree)

    def contents(self, docname: str) -> str:
        """Render the table of contents of a page."""
        try:
            if docname in self.env.tocs:
                raise TypeError
            return self.listed(docname, self.doctree, "")
        except TypeError:  # something else than the plain words of headings is in it
            found = document_toc(self.env, docname, self.tags)
            left_out = [section["ids"] for section in self.doctree.findall(nodes.section) if not is_listed(section)]
            unlisted = {f"#{anchor}" for anchors in left_out for anchor in anchors}
            for link in [link for link in found.findall(nodes.reference) if link.get("anchorname") in unlisted]:
                item = link.parent.parent
                item.replace_self([below for part in item[1:] for below in part.children])
            return str(self.render_partial(found)["fragment"])

    def listed(self, docname: str, parent: nodes.Element, first: str | None = None) -> str:
        """Render links to the sections in *parent*, as Sphinx does; raise TypeError for titles that are not plain text.

        *first* is where the link to the page's title leads.
        """
        items = []
        for section in listed_sections(parent):
            title = section[0] if first is None else self.env.longtitles[docname]
            if not all(isinstance(part, nodes.Text) for part in title.children):
                raise TypeError
            anchor = section["ids"][0] if first is None else first
            words, below = self.partial.encode(title.astext()), self.listed(docname, section)
            items.append(f'<li><a class="reference internal" href="#{anchor}">{words}</a>{below}</li>\n')
            first = None
        return f"<ul>\n{''.join(items)}</ul>\n" if items else ""

    def made(self, staged: Iterable[str]) -> set[str]:
        """Return the files that belong to the site after this build; *staged* are those that it has written."""
        return {*self.claimed, *staged, *(page_file(self._app, docname) for docname in self.env.found_docs)}

    def settle(self) -> list[str]:
        """Remove from the stage what the site has already; return the files of the site that no longer belong to it."""
        staged = list_files(Path(self.outdir))
        files, old = dict(self.last.files), self.before
        for path, (size, _) in staged.items():
            source, target = self.outdir / path, self.site / path
            same = old.get(path, (-1, 0))[0] == size and filecmp.cmp(source, target, shallow=False)
            if same:
                source.unlink()
            files[path] = old[path] if same else staged[path]
        keep = self.made(staged)
        files = {path: stamp for path, stamp in files.items() if path in keep}
        said = {path: found for path, found in self.last.messages.items() if path in keep and path not in self.written}
        said |= collector_of(self._app).owned[WRITING]
        places = places_digest(self._app) if said else ""
        outputs = Outputs(files, self.generated, said, places, self.addresses())
        with Path(self.doctreedir, OUTPUTS_FILE).open("wb") as file:
            pickle.dump(outputs, file, pickle.HIGHEST_PROTOCOL)
        return [path for path in old if path not in files]


def read_outputs(doctrees: Path) -> Outputs:
    """Return what the build with these doctrees has left; nothing if it can't be told."""
    try:
        with Path(doctrees, OUTPUTS_FILE).open("rb") as file:
            found: Outputs = pickle.load(file)
    except Exception:  # noqa: BLE001  # a damaged pickle may raise anything
        return Outputs({}, {})
    return found


@once_per_build
def places_digest(app: Sphinx) -> str:
    """Return a digest of the pages and names that a link may lead to.

    What a page shows of the headings of another is among what it shows of others (`valuable.pages.invalidation`).
    """
    labels = app.env.domains.standard_domain
    titles = {docname: title.astext() for docname, title in app.env.titles.items()}
    names = {source.docname: source.front_matter.aliases for source in sources_of(app).values()}
    found = (sorted(app.env.found_docs), sorted(titles.items()), sorted(names.items()))
    return value_digest((*found, sorted(labels.anonlabels), sorted(labels.labels)))


def policy_settings(config: Config) -> PolicySettings:
    """Return what the Content-Security-Policy of every page depends on."""
    added = {name: tuple(sources) for name, sources in config.csp.items()}
    scripts: tuple[str, ...] = ()
    if config.show_drafts:  # the preview loads its pages anew
        added["connect-src"] = (*added.get("connect-src", ()), *preview_sources(config.html_baseurl))
        scripts = (RELOAD,)
    return PolicySettings(tuple(added.items()), config.raw_html == "trusted", scripts)


def stage_folder(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent / STAGE_FOLDER


def output_folders(app: Sphinx) -> dict[str, Path]:
    return {"html": Path(app.outdir), "doctrees": Path(app.doctreedir)}


def machinery_digest(root: Path) -> str:
    """Return a digest of the code, the fonts and the requirements: when it changes, everything is built anew."""
    requirements = root / "requirements.txt"
    return value_digest((code_digest(), requirements.read_bytes() if requirements.is_file() else b""))


def code_digest() -> str:
    """Return a digest of the machinery's own files, and of what runs them."""
    digest = blake2b(f"{platform.python_version()}\n".encode(), digest_size=12)
    own = Path(valuable.__file__).parent.rglob("*.*")
    for path in sorted(path for path in own if path.suffix in MACHINERY_SUFFIXES):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Mend what a crash has left, before Sphinx looks at what the last build knew."""
    recover(stage_folder(app), output_folders(app))
    made_by, machinery = Path(app.doctreedir, MADE_BY_FILE), machinery_digest(Path(app.confdir))
    MACHINERY.set(app, machinery)
    if not made_by.is_file() or made_by.read_bytes() != machinery.encode():
        discard(Path(app.doctreedir))
        Path(app.doctreedir).mkdir(parents=True)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Bring the site up to date, unless there is something to report."""
    builder = app.builder
    if not isinstance(builder, SiteBuilder):
        return
    failed = exception is not None or (app._fail_on_warnings and app._warncount > 0)
    changed = changed_since_begin(app, settle=not failed and not app.config.show_drafts)
    if failed or changed:
        abandon(stage_folder(app))
        if changed:
            raise ChangedMeanwhileError(changed)
        return
    kept = app.env.found_docs
    doctrees = [path for path in builder.doctrees if path.endswith(".doctree")]
    gone = {
        "html": builder.settle(),
        "doctrees": [path for path in doctrees if path.removesuffix(".doctree") not in kept],
    }
    Path(builder.doctreedir, MADE_BY_FILE).write_text(MACHINERY.of(app))
    commit(stage_folder(app), output_folders(app), gone)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Note when the first source is looked at."""
    if isinstance(app.builder, SiteBuilder):
        note_begin(app)
    return ()


def on_env_get_outdated_late(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Begin anew if a page has moved: other pages, lists and feeds name its address, each in its own way."""
    builder = app.builder
    if not isinstance(builder, SiteBuilder) or not builder.have_moved():
        return ()
    builder.last = Outputs({}, {})
    return sorted(env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.build.content_security_policy")
    app.add_builder(SiteBuilder, override=True)
    app.connect("config-inited", on_config_inited, priority=ConfigInited.MEND)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.BEGIN)
    app.connect("env-get-outdated", on_env_get_outdated_late, priority=EnvGetOutdated.COMPARE)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.INTO_PLACE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
