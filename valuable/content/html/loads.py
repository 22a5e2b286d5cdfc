"""Find what HTML that is trusted would load from other hosts: every attribute that loads, and every style sheet in it.

Nothing in this module knows Sphinx.
"""

from collections.abc import Iterator

from valuable.base.uris import PageLocation, loads_from_other_host, srcset_candidates, strip_address
from valuable.content.html.css import loads as sheet_loads
from valuable.content.html.css import style_loads
from valuable.content.html.tokens import Tag, Text, Tokens

# What a browser follows by itself, each with the directive by which `csp` in conf.py allows it.
SOURCES = {
    **dict.fromkeys(("audio", "source", "track", "video"), "media-src"),
    **dict.fromkeys(("embed", "object", "applet"), "object-src"),
    **dict.fromkeys(("frame", "iframe", "fencedframe", "portal"), "frame-src"),
    "script": "script-src",
    "link": "style-src",
}
LOADED = frozenset(
    {"archive", "attributionsrc", "background", "classid", "code", "codebase", "data", "dynsrc", "href", "icon"}
    | {"imagesrcset", "lowsrc", "manifest", "ping", "poster", "profile", "src", "srcset", "usemap", "xlink:href"}
)
SETS = frozenset({"imagesrcset", "srcset"})
FOLLOWED_BY_READERS = frozenset({"a", "area", "base"})
# A link of these kinds names something and loads nothing.
NAMING = frozenset({"alternate", "author", "bookmark", "canonical", "help", "license", "me", "next", "prev", "search"})
ANIMATED = frozenset({"by", "from", "to", "values"})
DEEPEST = 3  # `srcdoc` in one another


def loads(markup: str, here: PageLocation, depth: int = 0) -> Iterator[str]:
    """Yield the addresses of other hosts that a page with *markup* in it would ask for."""
    tokens = Tokens(markup)
    in_style = False
    for token in tokens:
        if isinstance(token, Text) and in_style:
            yield from outside(sheet_loads(token.text), here, "style-src")
        if not isinstance(token, Tag):
            continue
        in_style = token.name == "style" and not token.closing
        if not token.closing:
            yield from asked(token, here, depth)
        if not token.closing and token.name in {"script", "xmp", "textarea", "title", "plaintext"}:
            tokens.raw_text(token.name)
        elif in_style:
            yield from outside(sheet_loads(tokens.raw_text("style")[0]), here, "style-src")


def asked(tag: Tag, here: PageLocation, depth: int = 0) -> Iterator[str]:
    """Yield what a start tag asks other hosts for."""
    directive = SOURCES.get(tag.name, "img-src")
    for name, value in tag.attributes.items():
        if name == "srcdoc" and depth < DEEPEST:
            yield from loads(value, here, depth + 1)
        elif name in SETS:
            yield from outside((address for address, _ in srcset_candidates(value)), here, "img-src")
        elif name in LOADED and follows(tag, name):
            where = "img-src" if name in {"poster", "background"} else directive
            yield from outside(value.split() if name == "ping" else [value], here, where)
        elif tag.name in {"set", "animate"} and name in ANIMATED:
            yield from outside([*value.split(";"), *style_loads(value)], here, "img-src")
        elif tag.name == "meta" and name == "content" and "http-equiv" in tag.attributes:
            yield from outside([strip_address(value.rpartition("=")[2]).strip("'\"")], here, "frame-src")
        elif "(" in value:  # `style`, `fill`, `mask` and others
            yield from outside(style_loads(value), here, "img-src")


def follows(tag: Tag, name: str) -> bool:
    """Return whether a browser follows an attribute by itself."""
    if name in {"href", "xlink:href"}:
        if tag.name in FOLLOWED_BY_READERS:
            return False
        relations = set(tag.attributes.get("rel", "").lower().split())
        return tag.name != "link" or not relations or not relations <= NAMING
    return True


def outside(addresses: Iterator[str] | list[str], here: PageLocation, directive: str) -> Iterator[str]:
    return (address for address in addresses if loads_from_other_host(address, here, directive))
