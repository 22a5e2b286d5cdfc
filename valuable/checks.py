"""Check every source before Sphinx reads it, and report everything that is wrong in one build."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.front_matter import FrontMatter, Problem, Rules, Wrong, parse, split
from valuable.slugs import slug

logger = logging.getLogger(__name__)

# What an author may take for a post, though Sphinx would pass over it without a word.
MARKDOWN_LIKE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst"})
PLACES = {
    "posts": (re.compile(r"posts/\d{4}/[^/]+(/index)?\.md"), "`posts/2021/my-post.md`"),
    "concepts": (re.compile(r"concepts/[^/]+\.md"), "`concepts/my-concept.md`"),
}


@dataclass(frozen=True)
class Source:
    """A Markdown file of the site, before Sphinx has read it."""

    docname: str
    path: str  # relative to the site's folder
    kind: str
    front_matter: FrontMatter
    problems: tuple[Problem, ...]


def kind_of(docname: str) -> str:
    """Return what a source is, by its folder: ``post``, ``concept`` or ``page``."""
    return {"posts": "post", "concepts": "concept"}.get(docname.split("/")[0], "page")


def read_source(docname: str, path: Path, relative: str, rules: Rules) -> Source:
    """Read and check the front matter of one file, whatever state it is in."""
    kind = kind_of(docname)
    try:
        text = path.read_text(encoding="utf-8-sig")
        front_matter, problems = parse(text, kind, rules)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        front_matter = FrontMatter()
        problems = [Problem(line, "the file is not in UTF-8: save it in that encoding", decisive=True)]
    except OSError as error:
        front_matter = FrontMatter()
        problems = [Problem(1, f"the file can't be read ({error.strerror}): mend its permissions", decisive=True)]
    return Source(docname, relative, kind, front_matter, tuple(problems))


def misplaced(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each Markdown-like file under ``posts/`` and ``concepts/`` that stands where no page is made from it."""
    for folder, (place, example) in PLACES.items():
        for directory, _, names in sorted(os.walk(root / folder)):
            for name in sorted(names):
                path = Path(directory, name)
                if path.suffix.casefold() not in MARKDOWN_LIKE:
                    continue
                relative = path.relative_to(root).as_posix()
                if not place.fullmatch(relative):
                    yield relative, f"no page is made from a file in this place: name it as in {example}"
                    continue
                stem = path.parent.name if path.stem == "index" and folder == "posts" else path.stem
                if slug(stem) != stem:
                    right = slug(stem) or "my-post"
                    yield relative, f"`{stem}` would stand in the page's address for ever: name it `{right}`"


def clashes(sources: Iterable[Source], generated: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong between sources: two of one address, two names of one slug, a redirect onto a page.

    *generated* holds the first parts of addresses that the site makes by itself, such as ``blog``.
    """
    addresses: dict[str, str] = {}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    ordered = sorted(sources, key=lambda source: source.docname)
    for source in ordered:
        address = address_of(source.docname)
        if address in addresses:
            message = f"it has the address of {addresses[address]}, `/{address}/`: rename or remove one of them"
            yield source.path, Problem(1, message)
        addresses.setdefault(address, source.path)
        if address.split("/")[0] in generated:
            message = f"it would overwrite `/{address}/`, which the site makes by itself: rename it"
            yield source.path, Problem(1, message)
        front_matter = source.front_matter
        named = {"tags": front_matter.tags, "category": (front_matter.category,), "series": (front_matter.series,)}
        for catalog, used in named.items():
            for name in filter(None, used):
                first, where = names.setdefault((catalog, slug(name)), (name, source.path))
                if first != name:
                    message = (
                        f"`{catalog}`: `{name}` and `{first}` ({where}) would share the address `{slug(name)}`: "
                        "write one of them in both places, or another word"
                    )
                    yield source.path, Problem(front_matter.lines[catalog], message)
    for source in ordered:
        for old in source.front_matter.redirect:
            line = source.front_matter.lines["redirect"]
            if old in addresses or old.split("/")[0] in generated:
                where = addresses.get(old, "a page that the site makes by itself")
                yield source.path, Problem(line, f"`redirect`: `/{old}/` is the address of {where}: take it out")
            else:
                addresses[old] = f"another redirect ({source.path})"


def address_of(docname: str) -> str:
    """Return the address of a document, without slashes at its ends."""
    return docname.removesuffix("/index") if docname != "index" else ""


def heading_problems(doctree: nodes.document, lines: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with the headings of a page: no title, two titles, a level left out."""

    def level(section: nodes.section) -> int:
        number = section.line or 1
        line = lines[number - 1].lstrip(" >") if number <= len(lines) else ""
        hashes = len(line) - len(line.lstrip("#"))
        underline = lines[number].strip() if number < len(lines) else ""
        return hashes or (1 if set(underline) == {"="} else 2)

    top = [child for child in doctree.children if isinstance(child, nodes.section)]
    if not top or level(top[0]) != 1:
        line = top[0].line if top else None
        yield Problem(line or 1, "the page has no title: begin it with one heading, `# The title`")
        return
    for section in top[1:]:
        if level(section) == 1:
            message = f"a second title, `# {section[0].astext()}`: a page has one; write `## {section[0].astext()}`"
            yield Problem(section.line or 1, message)
    for section in doctree.findall(nodes.section):
        parent = section.parent
        if isinstance(parent, nodes.section) and level(section) > level(parent) + 1:
            title, right = section[0].astext(), "#" * (level(parent) + 1)
            yield Problem(section.line or 1, f"the heading `{title}` leaves out a level: write `{right} {title}`")


# -- Sphinx ---------------------------------------------------------------------


def sources_of(app: Sphinx) -> Mapping[str, Source]:
    """Return this build's sources by docname, those held back too."""
    return getattr(app, "_valuable_sources", {})


def report(path: str, problem: Problem) -> None:
    logger.warning(problem.message, location=f"{path}:{problem.line}", type="valuable", subtype="front_matter")


def timezone(config: Config) -> ZoneInfo:
    """Return the site's timezone."""
    return ZoneInfo(config.site_timezone)


def on_config_inited(app: Sphinx, config: Config) -> None:
    try:
        timezone(config)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"conf.py: site_timezone is {config.site_timezone!r}: write a name such as 'Europe/London'"
        raise ConfigError(message) from None


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    authors = {key: person["name"] for key, person in app.config.people.items()}
    rules = Rules(authors, timezone(app.config))
    sources = {}
    for docname in sorted(env.found_docs):
        path = Path(env.doc2path(docname))
        relative = path.relative_to(app.srcdir).as_posix()
        sources[docname] = read_source(docname, path, relative, rules)
        cover = sources[docname].front_matter.cover
        if cover and not (path.parent / cover).is_file():
            line = sources[docname].front_matter.lines["cover"]
            report(relative, Problem(line, f"`cover`: there is no picture `{cover}` beside the post"))
    app._valuable_sources = sources  # type: ignore[attr-defined]
    return ()


def on_env_get_outdated_late(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Report, once it is known which sources are held back."""
    sources = sources_of(app)
    for source in sources.values():
        sure_draft = source.front_matter.draft and not any(problem.decisive for problem in source.problems)
        if not sure_draft or source.docname in env.found_docs:
            for problem in source.problems:
                report(source.path, problem)
    for relative, message in misplaced(Path(app.srcdir)):
        report(relative, Problem(1, message))
    generated = {app.config.blog_path, "search", "404", "genindex", "_static", "_images"}
    for relative, problem in clashes((sources[docname] for docname in env.found_docs), generated):
        report(relative, problem)
    return ()


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Take the front matter away from MyST, which would read it again and type its values."""
    try:
        content[0] = split(content[0].removeprefix("\ufeff"))[1]
    except Wrong:
        content[0] = ""


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    source = sources_of(app).get(app.env.docname)
    if source is None:
        return
    lines = Path(app.env.doc2path(source.docname)).read_text(encoding="utf-8-sig").split("\n")
    for problem in heading_problems(doctree, lines):
        report(source.path, problem)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.people")
    app.add_config_value("site_timezone", "UTC", "env", types=frozenset({str}))
    app.connect("config-inited", on_config_inited)
    app.connect("env-get-outdated", on_env_get_outdated, priority=400)
    app.connect("env-get-outdated", on_env_get_outdated_late, priority=600)
    app.connect("source-read", on_source_read, priority=100)
    app.connect("doctree-read", on_doctree_read, priority=300)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
