"""Find what trusted HTML would load from other hosts: every attribute that loads, and every style sheet in it.

Nothing in this module knows Sphinx.
"""

from collections.abc import Iterable, Iterator

from valuable.base.uris import PageLocation, loads_from_other_host, srcset_candidates, strip_address
from valuable.content.html.css import style_attribute_loads, style_sheet_loads
from valuable.content.html.tokens import Tag, Text, Tokenizer

# What a browser follows by itself, each with the directive by which `csp` in conf.py allows it.
LOAD_DIRECTIVES = {
    **dict.fromkeys(("audio", "source", "track", "video"), "media-src"),
    **dict.fromkeys(("embed", "object", "applet"), "object-src"),
    **dict.fromkeys(("frame", "iframe", "fencedframe", "portal"), "frame-src"),
    "script": "script-src",
    "link": "style-src",
}
LOADING_ATTRIBUTES = frozenset(
    {"archive", "attributionsrc", "background", "classid", "code", "codebase", "data", "dynsrc", "href", "icon"}
    | {"imagesrcset", "lowsrc", "manifest", "ping", "poster", "profile", "src", "srcset", "usemap", "xlink:href"}
)
SRCSET_ATTRIBUTES = frozenset({"imagesrcset", "srcset"})
FOLLOWED_BY_READERS = frozenset({"a", "area", "base"})
# A link of these kinds names something and loads nothing.
NAMING_RELATIONS = frozenset(
    {"alternate", "author", "bookmark", "canonical", "help", "license", "me", "next", "prev", "search"}
)
ANIMATED_ATTRIBUTES = frozenset({"by", "from", "to", "values"})
MAX_SRCDOC_DEPTH = 3  # `srcdoc` in one another


def external_loads(markup: str, here: PageLocation, depth: int = 0) -> Iterator[str]:
    """Yield the addresses on other hosts that a page with *markup* in it would load."""
    tokens = Tokenizer(markup)
    in_style = False
    for token in tokens:
        if isinstance(token, Text) and in_style:
            yield from from_other_hosts(style_sheet_loads(token.text), here, "style-src")
        if not isinstance(token, Tag):
            continue
        in_style = token.name == "style" and not token.closing
        if not token.closing:
            yield from tag_loads(token, here, depth)
        if not token.closing and token.name in {"script", "xmp", "textarea", "title", "plaintext"}:
            tokens.raw_text(token.name)
        elif in_style:
            yield from from_other_hosts(style_sheet_loads(tokens.raw_text("style")[0]), here, "style-src")


def tag_loads(tag: Tag, here: PageLocation, depth: int = 0) -> Iterator[str]:
    """Yield the addresses that a start tag loads from other hosts."""
    for name, value in tag.attributes.items():
        if name == "srcdoc" and depth < MAX_SRCDOC_DEPTH:
            yield from external_loads(value, here, depth + 1)
        else:
            addresses, directive = attribute_loads(tag, name, value)
            yield from from_other_hosts(addresses, here, directive)


def attribute_loads(tag: Tag, name: str, value: str) -> tuple[Iterable[str], str]:
    """Return the addresses that a browser loads for an attribute, and the directive of a policy that covers them."""
    if name in SRCSET_ATTRIBUTES:
        return [address for address, _ in srcset_candidates(value)], "img-src"
    if name in LOADING_ATTRIBUTES and is_followed(tag, name):
        is_picture = name in {"poster", "background"}
        return value.split() if name == "ping" else [value], "img-src" if is_picture else directive_of(tag)
    if tag.name in {"set", "animate"} and name in ANIMATED_ATTRIBUTES:
        return [*value.split(";"), *style_attribute_loads(value)], "img-src"
    if tag.name == "meta" and name == "content" and "http-equiv" in tag.attributes:
        return [strip_address(value.rpartition("=")[2]).strip("'\"")], "frame-src"
    return style_attribute_loads(value) if "(" in value else (), "img-src"  # `style`, `fill`, `mask` and others


def directive_of(tag: Tag) -> str:
    return LOAD_DIRECTIVES.get(tag.name, "img-src")


def is_followed(tag: Tag, name: str) -> bool:
    """Return whether a browser loads the address in an attribute without a click."""
    if name in {"href", "xlink:href"}:
        if tag.name in FOLLOWED_BY_READERS:
            return False
        relations = set(tag.attributes.get("rel", "").lower().split())
        return tag.name != "link" or not relations or not relations <= NAMING_RELATIONS
    return True


def from_other_hosts(addresses: Iterable[str], here: PageLocation, directive: str) -> Iterator[str]:
    return (address for address in addresses if loads_from_other_host(address, here, directive))
