"""Read and check every source before Sphinx does, and report all problems in one build."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize
from zlib import crc32

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.build_state import BuildValue, once_per_build
from valuable.base.env_store import EnvValue
from valuable.base.file_access import access_problem
from valuable.base.fingerprints import file_digests, value_digest
from valuable.base.page_addresses import address_by_name, bare_address, file_of
from valuable.base.problems import Problem
from valuable.base.reports import Severity, report
from valuable.base.settings import NOT_FOR_PAGES, site_timezone
from valuable.base.slugs import slug
from valuable.base.source_paths import is_notebook, markdown_outside, placement_problems
from valuable.base.text_files import UnreadableFileError, brief, printable, read_text
from valuable.content.address_clashes import address_clashes, own_address_clashes, redirect_clashes
from valuable.content.file_contents import published_file_problem
from valuable.content.front_matter import FrontMatter, parse_front_matter, split_front_matter
from valuable.content.generated_addresses import GENERATED_ROOTS, GeneratedAddresses, listed
from valuable.content.notebooks import MAX_NOTEBOOK_BYTES, read_notebook
from valuable.content.pictures.records import PHONE_SUFFIXES, RASTER_SUFFIXES
from valuable.content.validators import FrontMatterRules, ValidationError
from valuable.phases import EnvGetOutdated, EnvUpdated, SourceRead

LABEL_LINE = re.compile(r"^\(([^)\n]+)\)=", re.MULTILINE)
NO_FRONT_MATTER = (
    "a post needs a date: begin the notebook with a raw cell of three lines, `---`, `date: 2021-03-26` and `---`. "
    "To offer it only, put it into the folder of a post and link to it"
)
WORD_BREAKS = re.compile(r"[\s_-]+")
HOME_PAGE = "index"
PICTURE_SUFFIXES = RASTER_SUFFIXES | {".svg"}


@dataclass(frozen=True)
class Source:
    """A Markdown file of the site, before Sphinx has read it."""

    docname: str
    path: str  # relative to the site's folder
    kind: str  # ``post``, ``concept`` or ``page``
    front_matter: FrontMatter
    problems: tuple[Problem, ...]
    labels: tuple[str, ...] = ()  # those that other pages may refer to
    checksum: int = 0  # of the text

    @property
    def address(self) -> str:
        """The address of its page: ``/posts/2021/slug/``, or the one that its front matter says."""
        return self.front_matter.address or address_by_name(self.docname)


def kind_of(docname: str) -> str:
    """Return what a source is, by its folder: ``post``, ``concept`` or ``page``."""
    folder = docname.rpartition("/")[0].split("/")[0]
    return {"posts": "post", "concepts": "concept"}.get(folder, "page")


def read_source(docname: str, root: Path, path: Path, rules: FrontMatterRules, generated: Collection[str]) -> Source:
    """Read and check one file under *root*, whatever state it is in.

    *generated* holds the first parts of addresses that the site makes by itself, such as ``blog``.
    """
    kind = kind_of(docname)
    text, front_matter = "", FrontMatter()
    try:
        if is_notebook(path.name):
            text = read_text(path, root, MAX_NOTEBOOK_BYTES)
            front_matter, problems = notebook_front_matter(text, kind, rules)
        else:
            text = read_text(path, root)
            front_matter, problems = parse_front_matter(text, kind, rules, path.relative_to(root).as_posix())
    except UnreadableFileError as error:
        problems = [Problem(error.line, str(error), decisive=True)]
    else:
        refused = list(cover_problems(front_matter, path.parent, root))
        if refused:
            problems += refused
            front_matter = replace(front_matter, cover=None)
    address = address_by_name(docname)
    if bare_address(address).split("/")[0].casefold() in generated or docname == "concepts":
        message = f"it would overwrite `{address}`, which the site makes by itself: rename it"
        problems.append(Problem(1, message, decisive=True))
    if docname == HOME_PAGE and front_matter.address:
        problems.append(
            Problem(front_matter.lines["address"], "`address`: the home page stands at `/`: take the line out")
        )
        front_matter = replace(front_matter, address=None)
    labels = tuple(LABEL_LINE.findall(text))
    return Source(
        docname, path.relative_to(root).as_posix(), kind, front_matter, tuple(problems), labels, checksum(text)
    )


def notebook_front_matter(text: str, kind: str, rules: FrontMatterRules) -> tuple[FrontMatter, list[Problem]]:
    """Parse and check the front matter of a notebook. Raises :exc:`UnreadableFileError`."""
    notebook = read_notebook(text)
    front_matter, problems = parse_front_matter(notebook.front_text, kind, rules)
    lines = {key: notebook.front_line(line) for key, line in front_matter.lines.items()}
    if not notebook.front_matter and problems:
        problems = [Problem(1, NO_FRONT_MATTER, decisive=True)]
    return replace(front_matter, lines=lines), [
        replace(problem, line=notebook.front_line(problem.line)) for problem in problems
    ]


def checksum(text: str) -> int:
    return crc32(text.encode(errors="surrogatepass"))


def cover_problems(front_matter: FrontMatter, folder: Path, root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the cover of a post in *folder*."""
    if front_matter.cover is None:
        return
    line, file, name = front_matter.lines["cover"], folder / front_matter.cover, brief(front_matter.cover)
    if file.suffix.casefold() not in PICTURE_SUFFIXES | PHONE_SUFFIXES or access_problem(file, root):
        yield Problem(line, f"`cover`: `{name}` is not a picture of this site: write one as in `cover.png`")
    elif not file.is_file():
        yield Problem(line, f"`cover`: there is no picture `{name}` beside the post")
    elif not file.stat().st_size:
        yield Problem(line, f"`cover`: the picture `{name}` is empty: save it anew")
    elif refused := published_file_problem(file):
        yield Problem(line, f"`cover`: the picture `{name}` is not published: {refused}")


def source_clashes(sources: Iterable[Source], generated: GeneratedAddresses) -> Iterator[tuple[str, Problem]]:
    """Yield the problems between sources: equal addresses, names with one slug, redirects onto pages."""
    ordered = sorted(sources, key=lambda source: source.docname)
    yield from address_clashes(ordered)
    yield from slug_clashes(ordered)
    yield from redirect_clashes(ordered, generated)


def names_in_catalogs(values: FrontMatter) -> Iterator[tuple[str, str]]:
    """Yield the tags, the category and the series of a post, each with the key that it stands under."""
    used = {"tags": values.tags, "category": (values.category,), "series": (values.series,)}
    yield from ((catalog, name) for catalog, found in used.items() for name in found if name)


def folded_spelling(name: str) -> str:
    """Return a name as it is compared with others: ``Slow Motion``, ``slow-motion`` and ``slow_motion`` are one."""
    return WORD_BREAKS.sub(" ", normalize("NFC", normalize("NFC", name).casefold()))


def slug_clashes(sources: Iterable[Source]) -> Iterator[tuple[str, Problem]]:
    """Yield the problems of names that differ in more than their spelling, and would have one address."""
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for source in sources:
        for catalog, name in names_in_catalogs(source.front_matter):
            first, where = names.setdefault((catalog, slug(name)), (name, source.path))
            if first != name and folded_spelling(first) != folded_spelling(name):
                both = f"`{brief(name)}` and `{brief(first)}` ({where})"
                message = (
                    f"`{catalog}`: {both} would share the address `{slug(name)}`: "
                    "write one of them in both places, or another word"
                )
                yield source.path, Problem(source.front_matter.lines[catalog], message)


# -- Sphinx ---------------------------------------------------------------------

SOURCES = BuildValue[dict[str, Source]](dict)
SOURCE_DIGESTS = BuildValue[dict[str, str]](dict)  # of what each source was checked with, and of its bytes
LEFT_OUT = BuildValue[set[str]](set)
# What the last build has found, each with its digest.
SOURCES_BEFORE = EnvValue[dict[str, tuple[str, Source]]]("sources", dict)


def sources_of(app: Sphinx) -> Mapping[str, Source]:
    """Return this build's sources by docname, those held back too."""
    return SOURCES.of(app)


def address_of(app: Sphinx, pagename: str) -> str:
    """Return the address of a page, from the site's root: of one with a source, the one that this says.

    Whoever wants to know where a page stands asks here.
    """
    source = sources_of(app).get(pagename)
    return source.address if source else address_by_name(pagename)


def page_file(app: Sphinx, pagename: str) -> str:
    """Return the path of a page in the output."""
    return file_of(address_of(app, pagename))


def page_language(app: Sphinx) -> str:
    """Return the language of the page being read."""
    source = sources_of(app).get(app.env.docname)
    language: str = (source and source.front_matter.language) or app.config.language
    return language


def excluded_sources(app: Sphinx) -> set[str]:
    """Return the docnames that can't be read: an empty document is read in their place."""
    return LEFT_OUT.of(app)


def generated_roots(app: Sphinx) -> Collection[str]:
    """Return the first parts of the addresses of generated pages."""
    return GENERATED_ROOTS | {app.config.blog_path}


@once_per_build
def generated_addresses(app: Sphinx) -> GeneratedAddresses:
    """Return the addresses of what this build makes by itself, once it is known what is held back."""
    public = [sources_of(app)[docname] for docname in app.env.found_docs]
    posts = [source.front_matter for source in public if source.kind == "post"]
    return GeneratedAddresses(app.config.blog_path, frozenset(listed(posts, app.config.blog_default_author)))


def report_source(path: str, problem: Problem) -> None:
    location = f"{printable(path)}:{problem.line}"
    report(problem.message, location, "front_matter", severity=problem.severity, subject=problem.subject)


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read every source that is not known from the last build, by its bytes."""
    authors = {key: person["name"] for key, person in app.config.people.items()}
    rules = FrontMatterRules(authors, site_timezone(app.config))
    root, stamps = Path(app.srcdir), file_digests(env)
    key = value_digest((rules, sorted(generated_roots(app))))
    before = SOURCES_BEFORE.of(env)
    sources, digests = {}, {}
    for docname in sorted(env.found_docs):
        path = f"{root}/{env.project._docname_to_path[docname]}"
        digest = digests[docname] = key + stamps.digest(path).hex()
        known = before.get(docname)
        if known is not None and known[0] == digest and not known[1].front_matter.cover:
            sources[docname] = known[1]
        else:
            sources[docname] = read_source(docname, root, Path(path), rules, generated_roots(app))
    SOURCES.set(app, sources)
    SOURCE_DIGESTS.set(app, digests)
    LEFT_OUT.set(app, set())
    return ()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Remember the sources of this build: nothing of what is held back, and nothing that has to be reported again."""
    digests = SOURCE_DIGESTS.of(app)
    known = {
        docname: (digests[docname], source)
        for docname, source in sources_of(app).items()
        if docname in env.found_docs and not source.problems
    }
    SOURCES_BEFORE.set(env, known)


def on_env_get_outdated_late(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Report, once it is known which sources are held back."""
    refuse_addresses(app)
    sources = sources_of(app)
    for source in sources.values():
        sure_draft = source.front_matter.draft and not any(problem.decisive for problem in source.problems)
        if not sure_draft or source.docname in env.found_docs:
            for problem in source.problems:
                report_source(source.path, problem)
    for relative, message in placement_problems(Path(app.srcdir), app.config.page_folders):
        report_source(relative, Problem(1, message))
    report_private_folders(app)
    for relative, problem in source_clashes((sources[docname] for docname in env.found_docs), generated_addresses(app)):
        report_source(relative, problem)
    return ()


def refuse_addresses(app: Sphinx) -> None:
    """Drop addresses that are not free, and add a problem to their sources."""
    sources = SOURCES.of(app)
    public = [sources[docname] for docname in sorted(app.env.found_docs)]
    for source, problem in own_address_clashes(public, generated_addresses(app)):
        front_matter = replace(source.front_matter, address=None)
        sources[source.docname] = replace(source, front_matter=front_matter, problems=(*source.problems, problem))


def report_private_folders(app: Sphinx) -> None:
    """Say of each folder that looks as if it held pages that none are made."""
    root, excluded = (
        Path(app.srcdir),
        [str(pattern).strip("/").split("/")[0] for pattern in app.config.exclude_patterns],
    )
    published = {folder.strip("/").split("/")[0] for folder in app.config.page_folders}
    for folder, count in sorted(markdown_outside(root, {*NOT_FOR_PAGES, *excluded, *published})):
        files = "a Markdown file" if count == 1 else f"{count:,} Markdown files"
        message = (
            f"`{folder}/` holds {files}, of which no page is made: to publish them, write "
            f"`page_folders = [{folder!r}]` in conf.py; to keep them to yourself, add {folder!r} to `exclude_patterns`"
        )
        report(message, f"{printable(folder)}:1", "placement", severity=Severity.HINT, subject=folder)


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Take the front matter away from MyST, which would read it again and type its values."""
    text, source = content[0].removeprefix("\ufeff"), sources_of(app)[docname]
    if docname in excluded_sources(app) or checksum(text) != source.checksum:
        if docname not in excluded_sources(app):  # it may say now that it is a draft
            report_source(source.path, Problem(1, "it was changed while the site was built: build again"))
        content[0] = "# …\n"
        return
    try:
        content[0] = read_notebook(text).markdown() if is_notebook(source.path) else split_front_matter(text)[1]
    except (ValidationError, UnreadableFileError):
        content[0] = ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.people")
    app.setup_extension("valuable.base.settings")
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.CHECK)
    app.connect("env-get-outdated", on_env_get_outdated_late, priority=EnvGetOutdated.REPORT)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.REGISTER)
    app.connect("source-read", on_source_read, priority=SourceRead.FRONT_MATTER)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
