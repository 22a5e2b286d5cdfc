"""Check every source before Sphinx reads it, and report everything that is wrong in one build."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.front_matter import FrontMatter, Problem, parse, split
from valuable.slugs import slug
from valuable.stamps import Stamps
from valuable.values import Rules, Wrong, language_code

logger = logging.getLogger(__name__)

CLEAN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # surely a slug
LABEL = re.compile(r"^\(([^)\n]+)\)=", re.MULTILINE)
# What an author may take for a post, though Sphinx would pass over it without a word.
MARKDOWN_LIKE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst"})
MADE = frozenset(
    {"search", "404", "404.html", "genindex", "objects.inv", "searchindex.js", ".buildinfo"}
    | {"_static", "_images", "_downloads", "_sources"}
)
NO_PAGES = frozenset({"README.md", "CHANGELOG.md"})
PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
PLACES = {
    "posts": (re.compile(r"posts/\d{4}/(?!index\.md)[^/]+(/index)?\.md"), "`posts/2021/my-post.md`"),
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
    labels: tuple[str, ...] = ()  # those that other pages may refer to


def kind_of(docname: str) -> str:
    """Return what a source is, by its folder: ``post``, ``concept`` or ``page``."""
    folder = docname.rpartition("/")[0].split("/")[0]
    return {"posts": "post", "concepts": "concept"}.get(folder, "page")


def read_source(docname: str, root: Path, path: Path, rules: Rules, generated: Collection[str]) -> Source:
    """Read and check one file under *root*, whatever state it is in.

    *generated* holds the first parts of addresses that the site makes by itself, such as ``blog``.
    """
    kind = kind_of(docname)
    labels: tuple[str, ...] = ()
    try:
        text = path.read_text(encoding="utf-8-sig")
        front_matter, problems = parse(text, kind, rules)
        refused = list(cover_problems(front_matter, path.parent, root))
        if refused:
            problems += refused
            front_matter = replace(front_matter, cover=None)
        labels = tuple(LABEL.findall(text))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        front_matter = FrontMatter()
        problems = [Problem(line, "the file is not in UTF-8: save it in that encoding", decisive=True)]
    except OSError as error:
        front_matter = FrontMatter()
        problems = [Problem(1, f"the file can't be read ({error.strerror}): mend its permissions", decisive=True)]
    address = address_of(docname)
    if address.split("/")[0].casefold() in generated:
        message = f"it would overwrite `/{address}/`, which the site makes by itself: rename it"
        problems.append(Problem(1, message, decisive=True))
    return Source(docname, path.relative_to(root).as_posix(), kind, front_matter, tuple(problems), labels)


def cover_problems(front_matter: FrontMatter, folder: Path, root: Path) -> Iterator[Problem]:
    """Yield what is wrong with the cover of a post in *folder*."""
    if front_matter.cover is None:
        return
    line, file = front_matter.lines["cover"], (folder / front_matter.cover).resolve()
    if file.suffix.casefold() not in PICTURES or root.resolve() not in file.parents:
        yield Problem(
            line, f"`cover`: `{front_matter.cover}` is not a picture of this site: write one as in `cover.png`"
        )
    elif not file.is_file():
        yield Problem(line, f"`cover`: there is no picture `{front_matter.cover}` beside the post")


def misplaced(root: Path) -> Iterator[tuple[str, str]]:
    """Yield each file whose place or name would make no page, or an address that does not last, with what to do."""
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
                if not CLEAN.fullmatch(stem) and slug(stem) != stem:
                    right = slug(stem) or "my-post"
                    yield relative, f"`{stem}` would stand in the page's address for ever: name it `{right}`"
    for path in sorted(root.glob("*.md")):
        if path.name not in NO_PAGES and slug(path.stem) != path.stem:
            right = slug(path.stem) or "my-page"
            yield path.name, f"`{path.stem}` would stand in the page's address for ever: name it `{right}.md`"


def clashes(sources: Iterable[Source], generated: Collection[str]) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong between sources: two of one address, two names of one slug, a redirect onto a page."""
    addresses: dict[str, str] = {}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    ordered = sorted(sources, key=lambda source: source.docname)
    for source in ordered:
        address = address_of(source.docname)
        if address in addresses:
            message = f"it has the address of {addresses[address]}, `/{address}/`: rename or remove one of them"
            yield source.path, Problem(1, message)
        addresses.setdefault(address, source.path)
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
    taken = {known.casefold(): where for known, where in addresses.items()}
    for source in ordered:
        for old in source.front_matter.redirect:
            line, folded = source.front_matter.lines["redirect"], old.casefold()
            if folded in taken or folded.split("/")[0] in generated:
                where = taken.get(folded, "what the site makes by itself")
                yield source.path, Problem(line, f"`redirect`: `/{old}/` is the address of {where}: take it out")
            else:
                taken[folded] = f"another redirect ({source.path})"


def address_of(docname: str) -> str:
    """Return the address of a document, without slashes at its ends."""
    return docname.removesuffix("/index") if docname != "index" else ""


# -- Sphinx ---------------------------------------------------------------------


def sources_of(app: Sphinx) -> Mapping[str, Source]:
    """Return this build's sources by docname, those held back too."""
    return getattr(app, "_valuable_sources", {})


def generated_by(app: Sphinx) -> Collection[str]:
    """Return the first parts of the addresses that the site makes by itself."""
    return MADE | {app.config.blog_path}


def stamps_of(env: BuildEnvironment) -> Stamps:
    """Return the digests of the files that the site is made from."""
    if not hasattr(env, "valuable_stamps"):
        env.valuable_stamps = Stamps()  # type: ignore[attr-defined]
    return env.valuable_stamps  # type: ignore[attr-defined]


def hash_of(value: Any) -> str:
    """Return a digest of a value made of tuples, texts and records."""
    return blake2b(repr(value).encode(), digest_size=12).hexdigest()


def report(path: str, problem: Problem) -> None:
    logger.warning(problem.message, location=f"{path}:{problem.line}", type="valuable", subtype="front_matter")


def timezone(config: Config) -> ZoneInfo:
    """Return the site's timezone."""
    return ZoneInfo(config.site_timezone)


def on_config_inited(app: Sphinx, config: Config) -> None:
    messages = list(settings_problems(config.site_timezone, config.language, config.html_baseurl))
    if messages:
        raise ConfigError("\n".join(f"conf.py: {message}" for message in messages))
    config.html_baseurl = config.html_baseurl.rstrip("/") + "/"


def settings_problems(zone: Any, language: Any, url: Any) -> Iterator[str]:
    """Yield what is wrong with the settings that every page depends on."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        yield f"site_timezone is {zone!r}: write a name such as 'Europe/London'"
    try:
        if language_code(language) != language:
            yield f"language is {language!r}: write {language_code(language)!r}"
    except (ValueError, TypeError, AttributeError):
        yield f"language is {language!r}: write a code such as 'en-GB' or 'de'"
    if not isinstance(url, str) or not re.match(r"https?://[^/\s]+(/\S*)?$", url):
        yield f"html_baseurl is {url!r}: write the site's whole address, such as 'https://www.example.org/'"


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read every source that is not known from the last build, by its bytes."""
    authors = {key: person["name"] for key, person in app.config.people.items()}
    rules = Rules(authors, timezone(app.config))
    root, stamps = Path(app.srcdir), stamps_of(env)
    key = hash_of((rules, sorted(generated_by(app))))
    before = getattr(env, "valuable_sources", {})
    sources, digests = {}, {}
    for docname in sorted(env.found_docs):
        path = env.doc2path(docname)
        digest = digests[docname] = key + stamps.digest(path).hex()
        known = before.get(docname)
        if known is not None and known[0] == digest and not known[1].front_matter.cover:
            sources[docname] = known[1]
        else:
            sources[docname] = read_source(docname, root, Path(path), rules, generated_by(app))
    app._valuable_sources = sources  # type: ignore[attr-defined]
    app._valuable_source_digests = digests  # type: ignore[attr-defined]
    return ()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Remember the sources of this build: nothing of what is held back, and nothing that has to be reported again."""
    digests = app._valuable_source_digests  # type: ignore[attr-defined]
    env.valuable_sources = {  # type: ignore[attr-defined]
        docname: (digests[docname], source)
        for docname, source in sources_of(app).items()
        if docname in env.found_docs and not source.problems
    }


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
    for relative, problem in clashes((sources[docname] for docname in env.found_docs), generated_by(app)):
        report(relative, problem)
    return ()


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Take the front matter away from MyST, which would read it again and type its values."""
    try:
        content[0] = split(content[0].removeprefix("\ufeff"))[1]
    except Wrong:
        content[0] = ""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.people")
    app.add_config_value("site_timezone", "UTC", "env", types=frozenset({str}))
    app.connect("config-inited", on_config_inited, priority=390)
    app.connect("env-get-outdated", on_env_get_outdated, priority=400)
    app.connect("env-get-outdated", on_env_get_outdated_late, priority=600)
    app.connect("env-updated", on_env_updated)
    app.connect("source-read", on_source_read, priority=100)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
