"""Add a Content-Security-Policy to every page, as a ``<meta>``: what it may load and run.

The page says it itself, since hosts of plain files send no headers. Its own inline scripts and styles are allowed by
their hash: those of the templates, and with ``raw_html = "trusted"`` those of its author too.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import urlsplit

from ada_url import URL
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_scan import HTML_TAG, parse_attributes, scan_tags
from valuable.build.style_classes import with_classes

# `data:` is in Furo's style sheet; the search is WebAssembly.
BASE_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "frame-src": (),
    "object-src": (),
    "base-uri": (),
    "form-action": (),
}
# Which `csp` in conf.py may add to.
DIRECTIVES = (
    *("connect-src", "font-src", "form-action", "frame-src", "img-src", "manifest-src", "media-src", "object-src"),
    *("script-src", "style-src", "worker-src"),
)
HOST_SOURCE = re.compile(
    r"((https?|wss?)://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.?(:(\d+|\*))?(/[^\s;,'\"?#]*)?", re.IGNORECASE
)
HASH_SOURCE = re.compile(r"'sha(256|384|512)-[A-Za-z0-9+/_-]+={0,2}'")
SCHEME_SOURCES = {"img-src": ("data:", "blob:"), "media-src": ("data:", "blob:"), "font-src": ("data:",)}
CSP_KEYWORDS = frozenset({"self", "none", "strict-dynamic", "report-sample"})
SCRIPT_TYPES = frozenset({"", "text/javascript", "application/javascript", "module", "importmap", "speculationrules"})
INLINE_TAG = re.compile(r"<s(?:cript|tyle)\b")  # in small letters, as templates have it: others get no hash
EMBEDDED_FRAME = " data-frame="
CHARSET = re.compile(r'\s*<meta charset="utf-8">')
ENCODING_WITHIN = 1024  # bytes of a page in which its encoding has to stand (HTML, 4.2.5.4)


@dataclass(frozen=True)
class PolicySettings:
    """The settings that a policy depends on.

    ``added`` has sources by directive, ``scripts`` the text of what a server adds to each page.
    """

    added: tuple[tuple[str, tuple[str, ...]], ...] = ()
    trusted: bool = False
    scripts: tuple[str, ...] = ()


def csp_problems(added: Any) -> Iterator[str]:
    """Yield the problems of the setting ``csp``."""
    if not isinstance(added, Mapping):
        yield f"csp is {added!r}: write a block, such as {{'img-src': ['https://img.example']}}"
        return
    for directive, sources in added.items():
        if directive in {"frame-ancestors", "report-uri", "report-to", "sandbox"}:
            yield f"csp has {directive!r}, which a page can't say of itself: have your host send it as a header"
        elif directive not in DIRECTIVES:
            yield f"csp has {directive!r}, which can't be set: write one of {', '.join(DIRECTIVES)}"
        elif not isinstance(sources, (list, tuple)):
            yield f"csp has {directive!r}: {sources!r}: write a list, such as ['https://img.example']"
        else:
            yield from (
                f"csp, {directive}: {problem}"
                for source in sources
                if (problem := csp_source_problem(directive, source))
            )


def csp_source_problem(directive: str, source: Any) -> str:
    """Return the problem of a source expression; ``""`` if there is none."""
    if not isinstance(source, str):
        return f"{source!r} is no text: write it in quotes"
    word = source.strip("'").lower()
    if word.startswith("unsafe-"):
        return f"{source!r} would let any script or style run, also one that got in by mistake: name what may run"
    if word in CSP_KEYWORDS and source != "'self'":
        return f"{source!r} is not needed: leave it out, and name the hosts only"
    if source == "'self'" or source in SCHEME_SOURCES.get(directive, ()):
        return ""
    if HASH_SOURCE.fullmatch(source) and directive in {"script-src", "style-src"}:
        return ""
    if re.fullmatch(r"\*|[a-z][a-z0-9+.-]*:", source, re.IGNORECASE):
        return f"{source!r} is no host, but all of them: name each, such as 'https://img.example'"
    if not HOST_SOURCE.fullmatch(source):
        return f"{source!r} is no host: write it such as 'https://img.example'"
    return ""


@lru_cache(maxsize=1024)
def csp_hash(text: str) -> str:
    """Return the hash source that allows an inline script or style (CSP, 2.3.1)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{b64encode(sha256(text.encode(errors='replace')).digest()).decode()}'"


def with_policy(page: str, content: Iterable[str], address: str, settings: PolicySettings) -> str:
    """Return a page with its policy as the first element of its head, and without ``style`` attributes.

    *content* is what in it comes of authors' texts, *address* its own.
    """
    frames: tuple[str, ...] = ()
    if settings.trusted:
        scripts, styles = inline_texts(scan_tags(page))
        frames = tuple(dict.fromkeys(frame_sources(page, address)))
    else:
        scripts, styles = inline_texts(inline_tags(without_unsafe_parts(page, content)))
    frames = tuple(dict.fromkeys([*frames, *embed_sources(page, address)]))
    page, sheet = with_classes(page, always=settings.trusted)
    if sheet:
        styles = (*styles, sheet)
    written = policy(settings, scripts, styles, frames, "<form" in page)
    return with_meta(page, f'<meta http-equiv="Content-Security-Policy" content="{escape(written, quote=False)}">')


def without_unsafe_parts(page: str, content: Iterable[str]) -> str:
    """Return a page without those parts of its content that hold an inline script or style.

    It has got past those who should have taken it out, and is not to run.
    """
    for part in content:
        if INLINE_TAG.search(part):
            page = page.replace(part, "")
    return page


def inline_tags(frame: str) -> Iterator[tuple[str, str, str]]:
    """Yield the scripts and styles of the templates, in the form of :func:`valuable.base.html_scan.scan_tags`."""
    at = 0
    while (found := INLINE_TAG.search(frame, at)) and (match := HTML_TAG.match(frame, found.start())) and match[1]:
        yield match[1].lower(), match[2], match[3]
        at = match.end()


def inline_texts(elements: Iterable[tuple[str, str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts of the inline scripts that run, and of the styles."""
    scripts, styles = [], []
    for name, inside, text in elements:
        if name == "style":
            styles.append(text)
        elif name == "script" and is_inline_script(inside) and text.strip():
            scripts.append(text)
    return tuple(dict.fromkeys(scripts)), tuple(dict.fromkeys(styles))


@lru_cache(maxsize=256)
def is_inline_script(inside: str) -> bool:
    """Return whether a script with these attributes is inline and runs, rather than holding data."""
    said = parse_attributes(inside)
    return "src" not in said and said.get("type", "").strip().lower() in SCRIPT_TYPES


def frame_sources(page: str, address: str) -> Iterator[str]:
    """Yield the source expressions of the frames on a page."""
    for name, inside, _ in scan_tags(page):
        source = parse_attributes(inside).get("src", "") if name in {"iframe", "frame"} else ""
        if source:
            yield from origin_source(source, address)


def embed_sources(page: str, address: str) -> Iterator[str]:
    """Yield the source expressions of the frames that the script of embeds may put into a page."""
    if EMBEDDED_FRAME in page:
        for _, inside, _ in scan_tags(page):
            if EMBEDDED_FRAME in inside:
                yield from origin_source(parse_attributes(inside).get("data-frame", ""), address)


def origin_source(source: str, address: str) -> Iterator[str]:
    """Yield the source expression of an address, as it stands on the page at *address*, if it has one."""
    try:
        origin = URL(source, address).origin if source else "null"
    except ValueError:
        return
    own = URL(address).origin
    if origin not in {own, "null"}:
        yield origin
    elif origin == own:
        yield "'self'"


@lru_cache(maxsize=256)
def policy(
    settings: PolicySettings, scripts: Sequence[str], styles: Sequence[str], frames: Sequence[str], has_form: bool
) -> str:
    """Return a policy, as the value of the header or the ``<meta>``."""
    directives = dict(BASE_POLICY)
    directives["script-src"] += tuple(map(csp_hash, (*scripts, *settings.scripts)))
    directives["style-src"] += tuple(map(csp_hash, styles))
    directives["frame-src"] = tuple(frames)
    if has_form:
        directives["form-action"] = ("'self'",)
    for directive, sources in settings.added:
        # What a directive does not say falls back to `default-src`.
        directives[directive] = (*directives.get(directive, BASE_POLICY["default-src"]), *sources)
    return "; ".join(
        f"{directive} {' '.join(dict.fromkeys(sources)) or chr(39) + 'none' + chr(39)}"
        for directive, sources in directives.items()
    )


def with_meta(page: str, element: str) -> str:
    """Insert an element as the first of the head, unless that moves the encoding too far from the beginning."""
    before, tag, after = page.partition("<head>")
    charset = CHARSET.match(after)
    if charset is None or len(f"{before}{tag}\n    {element}{charset[0]}".encode()) <= ENCODING_WITHIN:
        return f"{before}{tag}\n    {element}{after}"
    return f"{before}{tag}{charset[0]}\n    {element}{after[charset.end() :]}"


def preview_sources(url: str) -> tuple[str, str]:
    """Return the web sockets by which the preview at *url* reloads its pages, where `'self'` is none of them yet."""
    place = urlsplit(url)
    return f"ws://{place.netloc}", f"ws://localhost:{place.port or 80}"


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    return list(csp_problems(config.csp))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.settings")
    app.add_config_value("csp", {}, "env", types=frozenset({dict}))
    app.connect("check-settings", on_check_settings)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
