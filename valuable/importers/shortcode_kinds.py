"""What the shortcodes that Hugo's themes share are in Markdown: boxes, tabs, buttons, galleries, embeds, small marks.

A reader gets the arguments and the Markdown between a shortcode and its end (None: it has none), and returns Markdown;
None where the arguments do not say enough. Names are those of Blowfish, Congo, Docsy, DoIt, FixIt, Hextra, hugo-book,
LoveIt, PaperMod, Relearn, Stack, Wowchemy and Hugo itself.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from valuable.base.uris import is_web_address
from valuable.content.foreign.arguments import Arguments
from valuable.content.foreign.shortcodes import KINDS_OF_BOX, markdown_address, markdown_picture
from valuable.importers.heads import read_head

if TYPE_CHECKING:
    from valuable.importers.links import Links
    from valuable.importers.records import OldEntry


@dataclass
class Shortcode:
    """A shortcode of a text, with what stands between it and its end, already read."""

    name: str
    arguments: Arguments
    inner: str | None  # Markdown; None if it has no end
    raw: str  # what stands there as it was typed
    parent: "Shortcode | None"
    entry: "OldEntry"
    links: "Links"
    children: int = 0  # of those in it that have been read
    labels: list[str] = field(default_factory=list)  # of tabs, where the shortcode around them names them

    @property
    def text(self) -> str:
        return (self.inner or "").strip()

    def get(self, *names: str, at: int | None = None) -> str:
        return self.arguments.get(*names, at=at)


KindReader = Callable[[Shortcode], str | None]

# -- Boxes ---------------------------------------------------------------------------

SHORTCODE_BOXES: Mapping[str, str] = {
    **KINDS_OF_BOX,
    **dict.fromkeys(("secondary", "light", "dark", "default", "plain", "message", "remark", "aside", "notice"), "note"),
    **dict.fromkeys(("admonition", "callout", "hint-box", "box", "panel", "infobox", "simple-notice"), "note"),
    **dict.fromkeys(("warn", "alert"), "warning"),
}
BOX_KIND_ARGUMENTS = ("type", "style", "kind", "class", "level", "variant", "color", "status", "context")
TITLE_NAMES = ("title", "summary", "header", "heading", "label", "tag", "question", "name")
ICONS_ALONE = frozenset({"alert", "callout"})  # whose plain arguments may name a picture


def fence_for(text: str) -> str:
    longest = max((len(row) for row in re.findall(r"^[ \t>]*(:{3,})", text, re.MULTILINE)), default=2)
    return ":" * (longest + 1)


def box_block(kind: str, title: str, inner: str) -> str:
    fence = fence_for(inner)
    head = " ".join(filter(None, [f"{{{kind}}}", " ".join(title.split())]))
    return f"{fence}{head}\n{inner.strip(chr(10))}\n{fence}"


def box(code: Shortcode) -> str | None:
    """Read a box: its kind is its name or an argument."""
    if code.inner is None and not code.get("text", "content", "msg"):
        return None
    values = [value for value in code.arguments.values if value.casefold() not in {"true", "false", "on", "off"}]
    said = code.get(*BOX_KIND_ARGUMENTS).casefold()
    kind = SHORTCODE_BOXES.get(said, "")
    if not kind and not said and values and values[0].casefold() in SHORTCODE_BOXES:
        kind = SHORTCODE_BOXES[values.pop(0).casefold()]
    kind = kind or SHORTCODE_BOXES.get(code.name.rpartition("/")[2], "note")
    title = code.get(*TITLE_NAMES)
    if not title and not (code.name in ICONS_ALONE and all(re.fullmatch(r"[\w-]+", value) for value in values)):
        title = " ".join(values)
    return box_block(kind, title, code.inner if code.inner is not None else code.get("text", "content", "msg"))


def folded_part(code: Shortcode) -> str | None:
    if code.inner is None:
        return None
    values = [value for value in code.arguments.values if value.casefold() not in {"true", "false", "open", "..."}]
    return box_block("details", code.get(*TITLE_NAMES) or " ".join(values), code.inner)


# -- Parts beside each other ------------------------------------------------------------


def tabs(code: Shortcode) -> str | None:
    return None if code.inner is None else f"\n{code.inner.strip(chr(10))}\n"


def tab_labels(code: Shortcode) -> list[str]:
    said = code.get("items", "names", "tabs", "labels")
    return [label.strip() for label in re.split(r"[,|]", said)] if said else []


def tab(code: Shortcode) -> str | None:
    if code.inner is None:
        return None
    label = code.get("name", "title", "header", "tabname", "label", "tab", at=0)
    if not label and code.parent is not None:
        labels = tab_labels(code.parent)
        label = labels[code.parent.children] if code.parent.children < len(labels) else ""
    language = code.get("lang", "language") or (code.parent.get("lang") if code.parent else "")
    inner = code.inner.strip("\n")
    if re.fullmatch(r"[\w+#.-]+", language) and "```" not in inner and code.get("text") != "true":
        inner = f"```{language}\n{code.raw.strip(chr(10))}\n```"
    return f"\n**{label}**\n\n{inner}\n" if label else f"\n{inner}\n"


def inner_alone(code: Shortcode) -> str | None:
    return code.inner


def column_text(code: Shortcode) -> str | None:
    return None if code.inner is None else re.sub(r"^[ \t]*<-{3,}>[ \t]*$", "", code.inner, flags=re.MULTILINE)


def card(code: Shortcode) -> str | None:
    """Read a card: a row of a list, with its title and what stands below."""
    title, link = code.get("title", "name", "header"), code.get("link", "url", "href")
    words = " ".join(filter(None, [code.get("subtitle", "description", "subheader", "text"), code.text]))
    if not title and not words:
        return None
    head = markdown_link(title or link, link) if link else f"**{title}**" if title else ""
    picture = code.get("image", "img", "src")
    shown = markdown_picture(picture, title, "") if picture and not is_web_address(picture) else ""
    below = f"\n\n  {shown}" if shown else ""
    return "\n- " + ": ".join(filter(None, [head, words.replace("\n", "\n  ")])) + below + "\n"


def timeline_item(code: Shortcode) -> str | None:
    """Read an item of a timeline."""
    head = ", ".join(
        filter(None, [code.get("header", "title", "date", at=0), code.get("subheader"), code.get("badge")])
    )
    return None if code.inner is None else f"\n**{head}**\n\n{code.text}\n" if head else code.inner


# -- Links -------------------------------------------------------------------------------


def markdown_link(words: str, address: str) -> str:
    plain = re.sub(r"(?<!\\)([\[\]])", r"\\\1", " ".join(words.split())) if "](" not in words else words
    return f"[{plain or address}]({markdown_address(address)})"


ADDRESS_NAMES = ("href", "url", "link", "relref", "page", "to", "target_url", "path", "src")
WORD_NAMES = ("text", "title", "content", "label", "name", "caption", "anchor")


def link(code: Shortcode) -> str | None:
    """Read a link: its address, and its words or what stands in it."""
    values = list(code.arguments.values)
    address = code.get(*ADDRESS_NAMES)
    if not address:
        found = next((value for value in values if re.match(r"https?://|/|#|mailto:|\.\.?/", value)), "")
        address = found or (values[0] if values and code.inner else "")
    words = code.text or code.get(*WORD_NAMES) or " ".join(value for value in values if value != address and value)
    if not address or "{{" in address:
        return None
    if not words:
        return f"<{address}>" if is_web_address(address) else markdown_link(address, address)
    return markdown_link(words, address)


def page_card(code: Shortcode) -> str | None:
    """Read Blowfish's ``article``: a link to a text of the site, by its title."""
    address = code.get("link", "url", "href", at=0)
    text = code.links.plan.by_address.get(address.rstrip("/") or "/") if address else None
    return None if not address else f"\n{markdown_link(text.title if text else address, address)}\n"


def repository(host: str) -> KindReader:
    def read(code: Shortcode) -> str | None:
        name = code.get("repo", "repository", "name", "url", "model", "dataset", at=0)
        if is_web_address(name):
            return f"<{name}>"
        return f"<https://{host}/{name}>" if re.fullmatch(r"[\w./-]+", name) else None

    return read


def embedded(pattern: str, *names: str) -> KindReader:
    """Return the reader of what is shown from another site, by the address that its id has there."""

    def read(code: Shortcode) -> str | None:
        value = code.get(*names, "id", "key", "url", "src", at=0)
        if is_web_address(value):
            return f"<{value}>"
        return f"<{pattern.format(value)}>" if re.fullmatch(r"[\w./:=?&%-]+", value) else None

    return read


def two_parts(pattern: str, one: str, two: str) -> KindReader:
    def read(code: Shortcode) -> str | None:
        first, second = code.get(one, at=0), code.get(two, at=1)
        fits = re.fullmatch(r"[\w.-]+", first) and re.fullmatch(r"[\w.@-]+", second)
        return f"<{pattern.format(first, second)}>" if fits else None

    return read


NETEASE = "https://music.163.com/#/{}?id={}"


def song(code: Shortcode) -> str | None:
    """Read LoveIt's ``music`` and Meting's players: a file, or a piece on Netease's server."""
    file = code.get("url", "src", "auto")
    if file:
        return markdown_picture(file, code.get("name", "title"), "") if not is_web_address(file) else f"<{file}>"
    server, kind, name = code.get("server", at=0), code.get("type", at=1), code.get("id", at=2)
    if server.casefold() == "netease" and kind in {"song", "playlist", "album"} and name.isdecimal():
        return f"<{NETEASE.format(kind, name)}>"
    return None


def own_ref(code: Shortcode) -> str | None:
    """Read ``ref`` and ``relref``: where the text that they name stands."""
    name, language = code.get("path", at=0), code.get("lang")
    return None if not name else reference(code.entry, code.links, name, language)


def reference(entry: "OldEntry", links: "Links", name: str, language: str = "") -> str | None:
    """Return the old address of the text that a path names, as Hugo finds it; None if there is none.

    https://gohugo.io/methods/page/ref/
    """
    path, mark, anchor = name.strip().partition("#")
    if not path:
        return f"#{anchor}" if mark else None
    if is_web_address(path):
        return path + mark + anchor
    places = links.plan.site.data.get("places")
    known = places if isinstance(places, dict) else {}
    own, own_language = known.get(entry.source, ("", ""))
    wanted = bare_path(path)
    beside = bare_path(f"{own.rpartition('/')[0]}/{path}") if not path.startswith("/") else ""
    language = language or own_language
    found = [source for source, (inner, _) in known.items() if bare_path(inner) in {wanted, beside} - {""}]
    found = found or [source for source, (inner, _) in known.items() if f"/{bare_path(inner)}".endswith(f"/{wanted}")]
    found.sort(key=lambda source: known[source][1] != language)
    text = links.by_source.get(found[0]) if found else None
    if text is None:
        lists = {address.strip("/").casefold() for address in links.plan.site.moved}
        return f"/{wanted}/{mark}{anchor}" if wanted and wanted in lists else None
    return text.address + mark + anchor if text.address else None


def bare_path(path: str) -> str:
    """Return a path as ``ref`` compares it: without suffix, and that of a bundle."""
    parts: list[str] = []
    for part in path.casefold().split("/"):
        parts = parts[:-1] if part == ".." else parts if part in {"", "."} else [*parts, part]
    bare = re.sub(r"\.(?:md|markdown|html?|mdx|org|rmd|rmarkdown)$", "", "/".join(parts))
    return re.sub(r"(?:^|/)_?index$", "", bare)


def file_in_place(code: Shortcode) -> str | None:
    """Read what takes a file in: a text as it stands, code as a block of it."""
    name = code.get("file", "path", "src", "filename", at=0).strip().removeprefix("./")
    folders = (code.entry.folder, "content", "", "assets", "static") if not name.startswith("/") else ("content", "")
    texts = code.links.plan.site.texts
    path = next((path for each in folders if (path := f"{each}/{name.strip('/')}".strip("/")) in texts), "")
    if not path or ".." in name:
        return None
    is_text = re.search(r"\.(?:md|markdown|html?|txt)$", path) is not None and code.get("code") != "true"
    text = read_head(texts[path]).body.strip("\n") if is_text else texts[path].strip("\n")
    language = code.get("lang", "language") or path.rpartition(".")[2]
    ticks = "`" * max(3, *(len(row) + 1 for row in re.findall("`{3,}", text)), 3)
    return f"\n{text}\n" if is_text else f"\n{ticks}{language}\n{text}\n{ticks}\n"


# -- Pictures ------------------------------------------------------------------------------

PICTURE_END = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif)(?:\?\S*)?$", re.IGNORECASE)
HTML_PICTURE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)


def figure(code: Shortcode) -> str | None:
    """Read ``figure`` with words that Markdown marks, or with whom a picture is by; others are read later."""
    caption, title = code.get("caption"), code.get("title")
    by, at = code.get("attr"), code.get("attrlink")
    source = code.get("src", "link", at=0)
    words = ". ".join(filter(None, (title, caption)))
    needs_block = by or re.search(r"\]\(|[*_`]|https?://|<\w", words)
    if code.inner is not None or not source or not needs_block:
        return None
    plain = re.sub(r"[*_`]|<[^<>]*>|\]\([^()]*\)|\[", "", words)
    lines = [f":alt: {' '.join((code.get('alt') or plain).split())}"] if code.get("alt") or plain else []
    lines += [f":width: {code.get('width')}"] if re.fullmatch(r"\d+(?:px|%|em|rem)?", code.get("width")) else []
    lines += [f":target: {code.get('link')}"] if code.get("link") and code.get("src") else []
    made_by = markdown_link(by, at) if by and at else by
    body = " — ".join(filter(None, [words, made_by]))
    return "\n".join([f":::{{figure}} {source}", *lines, "", body, ":::"])


def gallery_pictures(code: Shortcode) -> str | None:
    """Read a gallery: pictures of its own, those that stand in it, or those beside the text that a pattern names."""
    pattern = code.get("match", "pattern", "glob", "folder", "dir", "images", "album") or code.get(at=0)
    if code.inner is not None and code.text:
        found: list[str] = []
        for piece in re.split(r"\n+", code.text):
            tags = HTML_PICTURE.findall(piece)
            found += [html_picture(tag) for tag in tags] if tags else [piece.strip()] if piece.strip() else []
        return "\n" + "\n".join(found) + "\n"
    names = [name.strip().strip("{}") for name in pattern.strip("{}[]").split(",") if name.strip()]
    shown = [file for name in names for file in files_named(code, name.strip("\"' "))]
    caption = code.get("caption", "title")
    lines = [*(f"![]({markdown_address(file)})" for file in shown), *([f"\n{caption}"] if caption else [])]
    return "\n" + "\n".join(lines) + "\n" if shown else None


def html_picture(tag: str) -> str:
    values = dict(re.findall(r"\b(src|alt|title)\s*=\s*[\"']([^\"']*)[\"']", tag, re.IGNORECASE))
    return markdown_picture(values.get("src", ""), values.get("alt", ""), values.get("title", ""))


def files_named(code: Shortcode, pattern: str) -> Sequence[str]:
    """Return the pictures beside a text, or of the site, that a pattern names."""
    if is_web_address(pattern):
        return [pattern]
    folder = f"{code.entry.folder}/"
    plain = pattern.removeprefix("./").strip("/")
    found: list[str] = []
    for path, asset in code.links.plan.site.assets.items():
        if not PICTURE_END.search(path):
            continue
        beside = path.removeprefix(folder) if path.startswith(folder) else ""
        below = beside or asset.address.strip("/")
        if below and (fnmatchcase(below, plain) or below.startswith(f"{plain}/") or below == plain):
            found.append(beside or asset.address)
        elif path.startswith(f"assets/media/albums/{plain}/"):
            found.append(asset.address)
    return sorted(found)


# -- Small marks ----------------------------------------------------------------------------


def wrapped_in(tag: str) -> KindReader:
    def read(code: Shortcode) -> str | None:
        words = code.text or " ".join(code.arguments.values)
        return f"<{tag}>{words}</{tag}>" if words and "\n\n" not in words else code.inner

    return read


def side_note(code: Shortcode) -> str | None:
    """Read a note beside the text: a footnote within the line."""
    words = code.text or code.get("text", "content", at=0)
    return f"^[{' '.join(words.split())}]" if words and "\n\n" not in words else code.inner


def nothing(code: Shortcode) -> str | None:
    return "" if code.inner is None else code.inner


def rule(code: Shortcode) -> str | None:
    return "\n---\n"


def qr_code(code: Shortcode) -> str | None:
    text = code.text or code.get("text", at=0)
    return None if not text else f"<{text}>" if is_web_address(text) else text


def page_param(code: Shortcode) -> str | None:
    """Read ``param``: a value of the page's front matter, else of the settings."""
    data = code.links.plan.site.data
    heads, params = data.get("heads"), data.get("params")
    head = heads.get(code.entry.source, {}) if isinstance(heads, dict) else {}
    inner = head.get("params") if isinstance(head, dict) else {}
    for values in (inner, head, params):
        found: object = values
        for part in code.get(at=0).casefold().split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if isinstance(found, (str, int, float)) and found != "":
            return str(found)
    return None


def shown_code(code: Shortcode) -> str | None:
    """Read what a program draws in the browser: what it draws is kept as code."""
    if code.inner is None:
        return ""
    text = code.raw.strip("\n")
    return f"\n```{'json' if text.lstrip().startswith('{') and is_json(text) else 'text'}\n{text}\n```\n"


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def term_text(code: Shortcode) -> str | None:
    """Read a piece of a file tree or a list of terms: its name, as a row."""
    name = code.get("name", at=0)
    inner = re.sub(r"^", "  ", (code.inner or "").strip("\n"), flags=re.MULTILINE) if code.text else ""
    return f"\n- {name}" + (f"\n{inner}" if inner else "") if name else None
