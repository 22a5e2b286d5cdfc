"""Read WordPress's shortcodes: ``[caption …]``, ``[gallery ids="1,2"]``, ``[code lang="php"]``, ``$latex x$``."""

import re
from collections.abc import Iterator

from valuable.base.uris import is_web_address
from valuable.content.foreign.arguments import Arguments, read_arguments
from valuable.content.foreign.code_tags import CODE_LANGUAGE
from valuable.content.foreign.findings import SILENT, Finding, in_code, to_write
from valuable.content.foreign.shortcodes import WEB_ADDRESSES, any_link, markdown_picture, picture, web_link
from valuable.content.foreign.template_tags import is_alone
from valuable.content.verbatim import MATHS_SPAN, VerbatimText

SHORTCODE_NAMES = (
    "caption|wp_caption|gallery|youtube|vimeo|embed|code|sourcecode|audio|video|playlist|gist|tweet|instagram|latex"
    "|soundcloud|wpvideo|googlemaps|contact-form(?:-7)?|su_\\w+|vc_\\w+|et_pb_\\w+"
)
WORDPRESS_SIGN = re.compile(rf"\[(?:{SHORTCODE_NAMES})\b|\$latex\s", re.IGNORECASE)
WORDPRESS_SHORTCODE = re.compile(
    rf"\\\[|\[(?P<name>{SHORTCODE_NAMES})(?P<rest>(?:[ \t=][^\]\n]{{0,2000}})?)\](?![(\[:])"
    r"|\$latex\s+(?P<maths>[^$\n]+)\$",
    re.IGNORECASE,
)
WORDPRESS_ENDS = re.compile(rf"\[/({SHORTCODE_NAMES})\]", re.IGNORECASE)
WORDPRESS = "a shortcode of WordPress"
CAPTIONED = re.compile(r"<img\b(?P<args>[^<>]*?)/?>|!\[(?P<alt>[^\]\n]*)\]\((?P<src>[^\s)]+)[^)\n]*\)", re.IGNORECASE)
CAPTION_LINK = re.compile(r"<a\b(?P<args>[^<>]*)>|</a>", re.IGNORECASE)
MAX_INSIDE = 20_000  # characters between a shortcode and what ends it
CODE_SHORTCODES = frozenset({"code", "sourcecode"})
LINK_SHORTCODES = frozenset({*WEB_ADDRESSES, "embed", "soundcloud"})
GALLERY_ADVICE = "write its pictures one by one, each as in `![what it shows](picture.png)`"


def wordpress_findings(text: str, verbatim: VerbatimText) -> Iterator[Finding]:
    if not WORDPRESS_SIGN.search(text):
        return
    ends: dict[str, list[re.Match[str]]] = {}
    for closing in reversed(list(WORDPRESS_ENDS.finditer(text))):
        ends.setdefault(closing[1].casefold(), []).append(closing)  # the first one last
    place = 0
    for found in WORDPRESS_SHORTCODE.finditer(text):
        if found[0] == "\\[" or found.start() < place:
            continue
        span = verbatim.span_at(found.start())
        if span is not None and not (found["maths"] and span.kind == MATHS_SPAN):
            continue
        if found["maths"]:
            maths = f"${found['maths'].strip()}$"
            yield Finding(*found.span(), "latex", "WordPress's maths", to_write(maths), maths)
            continue
        waiting = ends.get(found["name"].casefold(), [])
        while waiting and waiting[-1].start() < found.end():
            waiting.pop()
        end = waiting[-1] if waiting and waiting[-1].start() < found.end() + MAX_INSIDE else None
        for finding in read_shortcode(text, found, end):
            place = max(place, finding.end)
            yield finding


def read_shortcode(text: str, found: re.Match[str], end: re.Match[str] | None) -> Iterator[Finding]:
    """Yield what a shortcode is, which *end* may close; nothing for words in brackets that are none."""
    name, rest = found["name"].casefold(), found["rest"].strip()
    arguments = read_arguments(rest.removeprefix("=").strip())
    inside = text[found.end() : end.start()] if end is not None else ""
    whole = (found.start(), end.end() if end is not None else found.end())
    if name in CODE_SHORTCODES:
        if end is not None:
            yield from code_shortcode(text, found, end, name, arguments)
    elif name == "latex" and end is not None:
        yield Finding(*whole, name, WORDPRESS, f"write `${inside.strip()}$`", f"${inside.strip()}$")
    elif "caption" in name:
        if "=" in rest:
            yield caption_shortcode(inside, whole)
    elif name == "gallery":
        if "=" in rest or (not rest and is_alone(text, *found.span())):
            yield Finding(*found.span(), name, WORDPRESS, GALLERY_ADVICE)
    elif rest or inside.strip():
        yield embed_shortcode(text, whole, name, arguments, inside.strip())


def code_shortcode(
    text: str, found: re.Match[str], end: re.Match[str], name: str, arguments: Arguments
) -> Iterator[Finding]:
    inside = text[found.end() : end.start()]
    language = arguments.get("lang", "language", at=0)
    language = language if CODE_LANGUAGE.fullmatch(language) else ""
    if is_alone(text, *found.span()) and is_alone(text, *end.span()):
        cure = f"{to_write(f'```{language}')} before the code and {in_code('```')} below it"
        yield Finding(*found.span(), name, WORDPRESS, cure, f"```{language}")
        yield Finding(found.end(), end.start(), name, WORDPRESS, SILENT, inside)
        yield Finding(*end.span(), name, WORDPRESS, SILENT, "```")
    elif "\n" not in inside and "`" not in inside and inside.strip():
        yield Finding(found.start(), end.end(), name, WORDPRESS, to_write(f"`{inside.strip()}`"), f"`{inside.strip()}`")
    else:
        advice = f"write the code between lines of three backticks, `` ```{language or 'python'} ``"
        yield Finding(found.start(), end.end(), name, WORDPRESS, advice)


def caption_shortcode(inside: str, whole: tuple[int, int]) -> Finding:
    """Return what a caption is: the picture in it, and the words beside that as its title."""
    image = CAPTIONED.search(inside)
    advice = 'write `![what it shows](picture.png "its caption")`'
    if image is None:
        return Finding(*whole, "caption", WORDPRESS, advice)
    named = read_arguments(image["args"] or "")
    source, alt = image["src"] or named.get("src"), image["alt"] or named.get("alt")
    words = CAPTION_LINK.sub("", CAPTIONED.sub("", inside, count=1)).strip()
    link = CAPTION_LINK.search(inside, 0, image.start())
    if not source or "{{" in inside or "<" in words or "](" in words:
        return Finding(*whole, "caption", WORDPRESS, advice)
    target = read_arguments(link["args"]).get("href") if link and link["args"] else ""
    instead = markdown_picture(source, alt, words, target)
    return Finding(*whole, "caption", WORDPRESS, to_write(instead), instead)


def embed_shortcode(text: str, whole: tuple[int, int], name: str, arguments: Arguments, inside: str) -> Finding:
    """Return what a shortcode is that shows something of another site, or a file."""
    given = read_arguments(inside) if inside else arguments
    instead = None
    if name in {"audio", "video"}:
        given = Arguments(given.values, {"src": arguments.get("mp4", "mp3", "m4a", "webm", "ogg"), **given.named})
        instead = picture(given)
    elif name in LINK_SHORTCODES:
        instead = any_link(Arguments((inside,))) if is_web_address(inside) else None
        instead = instead or (web_link(name)(given) if name in WEB_ADDRESSES else any_link(given))
    if instead is None:
        return Finding(*whole, name, WORDPRESS, "write what it shows, or a link to it, alone on its line")
    alone = " alone on its line" if instead[0] == "<" and is_alone(text, *whole) else ""
    return Finding(*whole, name, WORDPRESS, to_write(instead.strip("<>")) + alone, instead)
