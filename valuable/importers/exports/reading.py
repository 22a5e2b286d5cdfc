"""Read a site, drafts too, as the build reads it, and put together what leaves it."""

import posixpath
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from sphinx.application import Sphinx

from valuable.addresses.moves import moves_of
from valuable.addresses.permalinks import entry_ids, gone_pages
from valuable.base.people import people_of
from valuable.base.settings import site_timezone
from valuable.base.source_paths import LEDGER_FILE, is_notebook
from valuable.base.text_files import read_text
from valuable.build.extra_files import extra_files
from valuable.content.drafts import held_back
from valuable.content.front_matter import split_front_matter
from valuable.content.language_versions import originals, root_of
from valuable.content.notebooks import read_notebook
from valuable.content.posts import posts_of
from valuable.content.source_checks import Source, address_of, sources_of
from valuable.content.validators import redirect_path
from valuable.importers.exports.bodies import BodyWriter
from valuable.importers.exports.forms import Form
from valuable.importers.exports.records import ExportNote, LeavingSite, LeavingText
from valuable.importers.exports.words import missing_words
from valuable.importers.links import WITH_SCHEME, quoted_address, split_mark
from valuable.importers.report import number_of
from valuable.outputs.redirects import redirect_rules

NO_FILES = (".md", ".markdown", ".ipynb")


def read_leaving_site(app: Sphinx, form: Form, tick: Callable[[], None] = lambda: None) -> LeavingSite:
    """Return all that leaves a site whose sources *app* has read."""
    return SiteReader(app, form).read(tick)


class SiteReader:
    """Reads one site for one form."""

    def __init__(self, app: Sphinx, form: Form) -> None:
        self.app, self.form, self.root = app, form, Path(app.srcdir)
        self.sources = {source.path: source for source in sources_of(app).values()}
        self.addresses = {address_of(app, docname): docname for docname in app.env.found_docs}
        self.files: dict[str, Path] = {}
        self.writer = BodyWriter(app, form, self.page_at, self.file_target)
        self.originals = originals(sources_of(app).values())

    def read(self, tick: Callable[[], None]) -> LeavingSite:
        config = self.app.config
        site = LeavingSite(
            config.project, config.site_tagline or "", config.language or "", config.site_timezone or "UTC",
            config.html_baseurl, {key: dict(person) for key, person in config.people.items()},
            config.blog_default_author or "", [(label, f"/{name}/") for label, name in config.site_menu],
        )  # fmt: skip
        for source in self.leaving():
            site.texts.append(self.text(source))
            tick()
        self.take_bundles()
        self.take_extra()
        self.take_portraits()
        site.files, site.has_inline_maths = dict(sorted(self.files.items())), self.writer.has_inline_maths
        site.rules = list(redirect_rules(self.app))
        site.notes = [*self.writer.notes, *self.notes_of_ledger(), *self.notes_of_held_back()]
        return site

    def leaving(self) -> Iterator[Source]:
        for docname in sorted(self.app.env.found_docs):
            yield sources_of(self.app)[docname]

    def text(self, source: Source) -> LeavingText:
        """Return one text with all that its front matter and the ledger say of it."""
        given, docname = source.front_matter, source.docname
        text = read_text(self.root / source.path, self.root)
        below = read_notebook(text).markdown() if is_notebook(source.path) else split_front_matter(text)[1]
        title, body = self.writer.write(source, below)
        body = self.form.finished(body)
        if is_notebook(source.path):
            self.files[self.form.file_path(source.path)] = self.root / source.path
        lost = missing_words(self.app, docname, title, body)
        if lost:
            shown = ", ".join(list(dict.fromkeys(lost))[:8])
            self.note("words", source.path, 0, f"{number_of(len(lost), 'word')} of the page not in the export: {shown}")
        post = posts_of(self.app.env).get(docname)
        is_draft = source.kind == "post" and (given.draft or given.date is None)
        root = root_of(docname, self.originals)
        return LeavingText(
            source.path, source.kind, title or posixpath.basename(docname), body, address_of(self.app, docname),
            date=self.iso(given.date), updated=self.iso(post.updated if post else given.updated), draft=is_draft,
            authors=tuple(given.author) or (post.authors if post else ()),
            category=given.category or "", tags=given.tags, series=given.series or "", language=given.language or "",
            description=given.description or "", cover=self.cover(source), cover_alt=given.cover_alt or "",
            names=given.aliases, redirects=tuple(map(redirect_path, given.redirect)),
            id="" if is_draft else entry_ids(self.app).get(docname, ""), canonical_link=given.canonical_link or "",
            translation_key=root.rpartition("/")[2] if root in {*self.originals, *self.originals.values()} else "",
        )  # fmt: skip

    def note(self, kind: str, path: str, line: int, message: str) -> None:
        self.writer.notes.append(ExportNote(kind, path, line, message))

    def iso(self, moment: datetime | None) -> str:
        """Return a moment as ISO 8601 writes it, with its zone; of a day, the day alone."""
        if moment is None:
            return ""
        moment = moment if moment.tzinfo else moment.replace(tzinfo=site_timezone(self.app.config))
        local = moment.astimezone(site_timezone(self.app.config))
        return local.date().isoformat() if (local.hour, local.minute, local.second) == (0, 0, 0) else moment.isoformat()

    def cover(self, source: Source) -> str:
        written = source.front_matter.cover
        return self.file_target(source.docname, written) or "" if written else ""

    # -- Where targets lead

    def page_at(self, docname: str, written: str) -> str | None:
        """Return the address of the page that a target names by its file, or from where the page stands."""
        target = written.strip()
        if not target or target.startswith(("#", "?", "//")) or WITH_SCHEME.match(target):
            return None
        path, mark = split_mark(target)
        plain = unquote(path)
        if plain.startswith("/") and plain in self.addresses:
            return None
        folder = posixpath.dirname(sources_of(self.app)[docname].path)
        names = [posixpath.normpath(posixpath.join(folder, plain)) if not plain.startswith("/") else plain.strip("/")]
        names.append(plain.strip("/"))
        for name in names:
            for ending in ("", ".md", ".ipynb", "/index.md", "/index.ipynb"):
                source = self.sources.get(f"{name}{ending}")
                if source is not None and source.docname in self.app.env.found_docs:
                    return quoted_address(address_of(self.app, source.docname)) + mark
        joined = posixpath.join(address_of(self.app, docname), plain)
        there = posixpath.normpath(joined).rstrip("/") + "/"
        return quoted_address(there) + mark if there in self.addresses and there != plain else None

    def file_target(self, docname: str, plain: str) -> str | None:
        """Return what to write for a file of the site, and take it along; None if it is none, or stays where it is."""
        if not plain or WITH_SCHEME.match(plain) or plain.endswith(NO_FILES):
            return None
        source = sources_of(self.app)[docname]
        folder = posixpath.dirname(source.path)
        names = [posixpath.normpath(posixpath.join(folder, plain)), plain.strip("/"), f"_extra/{plain.strip('/')}"]
        for name in names[plain.startswith("/") :]:
            if not name.startswith("..") and (self.root / name).is_file():
                return self.take_file(source, name)
        return None

    def take_file(self, source: Source, name: str) -> str | None:
        if name.startswith("_extra/"):
            return f"/{name.removeprefix('_extra/')}"
        beside = posixpath.dirname(source.path)
        if self.form.has_bundle(source.path, address_of(self.app, source.docname)) and name.startswith(f"{beside}/"):
            inner = name.removeprefix(f"{beside}/")
            self.files[posixpath.join(self.form.bundle(source.path), inner)] = self.root / name
            return quoted_address(inner)
        path = self.form.file_path(name.removeprefix(".cache/"))  # where pictures out of notebooks lie
        self.files[path] = self.root / name
        return quoted_address(self.form.file_address(path))

    # -- Files that no text names

    def take_bundles(self) -> None:
        """Take along what lies in the folders of posts."""
        for source in self.leaving():
            folder = posixpath.dirname(source.path)
            if source.kind == "post" and source.path.rpartition("/")[2].startswith("index."):
                for path in sorted((self.root / folder).rglob("*")):
                    name = path.relative_to(self.root).as_posix()
                    if (
                        path.is_file()
                        and not path.is_symlink()
                        and not path.name.startswith(".")
                        and not name.endswith(NO_FILES)
                    ):
                        self.take_file(source, name)

    def take_extra(self) -> None:
        for path, file in extra_files(self.app).items():
            self.files[self.form.root_path(path)] = Path(file)

    def take_portraits(self) -> None:
        for person in people_of(self.app.config).values():
            if person.picture and (self.root / "_static" / person.picture).is_file():
                self.files[self.form.root_path(f"_static/{person.picture}")] = self.root / "_static" / person.picture

    # -- What is left behind

    def notes_of_ledger(self) -> Iterator[ExportNote]:
        rules = f"it leads on by a rule in {self.form.root_path('_redirects')}, for hosts that read that"
        for move in moves_of(self.app):
            yield ExportNote("moved", LEDGER_FILE, move.line, f"{move.old} is no page: {rules}")
        for entry in gone_pages(self.app):
            yield ExportNote("gone", LEDGER_FILE, entry.line, f"{entry.address} is gone, which nothing there says")

    def notes_of_held_back(self) -> Iterator[ExportNote]:
        for docname, why in sorted(held_back(self.app).items()):
            yield ExportNote("left out", sources_of(self.app)[docname].path, 0, why)
