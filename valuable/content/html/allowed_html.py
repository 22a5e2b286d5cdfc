"""What HTML in a post may hold: the elements and attributes that show words and pictures, and nothing that runs.

A list of what may be, not of what may not: what browsers learn tomorrow is not let through today. `html_attributes`
checks the values.
"""

from collections.abc import Mapping

VOID_ELEMENTS = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
BLOCK_ELEMENTS = frozenset(
    {"address", "article", "aside", "blockquote", "details", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"}
    | {"h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "menu", "nav", "ol", "p", "pre", "section"}
    | {"summary", "table", "ul", "search"}
)
TABLE_PARTS: Mapping[str, frozenset[str]] = {
    "caption": frozenset({"table"}),
    "colgroup": frozenset({"table"}),
    "col": frozenset({"table", "colgroup"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "tr": frozenset({"table", "thead", "tbody", "tfoot"}),
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
}
# Within these stand parts of a table alone.
TABLE_FRAMES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup"})
INLINE_ELEMENTS = frozenset(
    {"a", "abbr", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins"}
    | {"kbd", "mark", "meter", "picture", "progress", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small"}
    | {"source", "span", "strong", "sub", "sup", "time", "track", "u", "var", "video", "wbr"}
)
HTML_ELEMENTS = BLOCK_ELEMENTS | INLINE_ELEMENTS | TABLE_PARTS.keys()

# Names of the last century are written as today's; the page has its title.
OLD_NAMES: Mapping[str, tuple[str, str]] = {
    "h1": ("h2", ""),
    "acronym": ("abbr", ""),
    "big": ("span", "font-size: 1.2em"),
    "center": ("div", "text-align: center"),
    "dir": ("ul", ""),
    "font": ("span", ""),
    "nobr": ("span", "white-space: nowrap"),
    "strike": ("s", ""),
    "tt": ("code", ""),
}
# The end of these may be left out, and another element of the second ends them (HTML, 13.1.2.4).
OPTIONAL_END = frozenset({"p", "li", "dt", "dd", "rt", "rp", "rb", "rtc", "thead", "tbody", "tfoot", "tr", "td", "th"})
OPTIONAL_END |= {"caption", "colgroup"}
ENDED_BY: Mapping[str, frozenset[str]] = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr", "caption", "colgroup"}),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), frozenset({"td", "th", "tr", "thead", "tbody", "tfoot", "caption", "colgroup"})
    ),
    **dict.fromkeys(("rt", "rp"), frozenset({"rt", "rp"})),
}

# What stands in these is no markup to a browser (HTML, 13.2.6.4.7), and not for readers.
DROPPED_WITH_CONTENT = frozenset({"iframe", "noembed", "noframes", "noscript", "script", "style", "title"})
# Elements of HTML that a post may not have, each with what to write instead.
FORM_ADVICE = "nothing can be filled in or pressed here: write a link to a page where it can"
HEAD_ADVICE = "it says something of the whole page, which a post doesn't: take it out"
REFUSED_ELEMENTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("button", "command", "datalist", "dialog", "fieldset", "form", "input", "isindex", "keygen", "label"),
            *("legend", "optgroup", "option", "output", "select", "selectedcontent", "textarea"),
        ),
        FORM_ADVICE,
    ),
    **dict.fromkeys(("base", "body", "frameset", "head", "html", "link", "meta", "title"), HEAD_ADVICE),
    **dict.fromkeys(
        ("applet", "embed", "fencedframe", "frame", "iframe", "object", "param", "portal", "bgsound"),
        "what it shows is not this site's: write a link to it",
    ),
    "script": (
        "a post runs no script: what all pages need goes into `_static` and `html_js_files` in conf.py; "
        'who trusts all that is written here sets `raw_html = "trusted"` there'
    ),
    "noscript": "no page needs a script here: write its words as they are",
    "style": 'rules for all pages go into a file of `html_css_files`; for one element write `style="…"` on it',
    "template": "a post runs no script that could use it: take it out",
    "slot": "a post runs no script that could use it: take it out",
    "canvas": "a post runs no script that could draw on it: write `![what it shows](picture.png)`",
    "main": "the page has one already: write `<div>`",
    **dict.fromkeys(("listing", "plaintext", "xmp"), "write it as code, between lines of three backticks"),
    **dict.fromkeys(("area", "map"), "write a list of links below the picture"),
    **dict.fromkeys(("blink", "marquee"), "what moves by itself can't be read: write `<strong>`"),
    "image": "write `<img>`",
    **dict.fromkeys(("noembed", "noframes", "basefont", "spacer", "multicol", "content", "shadow"), "take it out"),
    "math": "",
    "svg": "",
}

# What to write instead of an element that would load something from another host; of any other, a copy beside the post.
WRITE_A_LINK = "write a link to it"
LOADING_ADVICE: Mapping[str, str] = {
    **dict.fromkeys(("applet", "embed", "fencedframe", "frame", "object", "portal"), WRITE_A_LINK),
    "iframe": f"{WRITE_A_LINK}, or name it in `embeds` in conf.py, to be loaded on a click",
    "link": "take it out: what all pages need goes into a file of `html_css_files`",
    "meta": "take it out, and write a link to it",
    "script": "take it out, since a post runs no script",
    "style": "take it out: what all pages need goes into a file of `html_css_files`",
}

# -- Attributes, each with the kind of its value --------------------------------------

GLOBAL_ATTRIBUTES: Mapping[str, str] = {
    "aria-describedby": "text",
    "aria-hidden": "truth",
    "aria-label": "text",
    "aria-labelledby": "text",
    "aria-level": "number",
    "class": "classes",
    "dir": "direction",
    "hidden": "flag",
    "id": "id",
    "lang": "language",
    "role": "role",
    "style": "style",
    "tabindex": "tabindex",
    "title": "text",
    "translate": "answer",
    "xml:lang": "language",
    "xmlns": "nothing",
}


def parse_kinds(text: str) -> dict[str, str]:
    """Return attributes with the kind of each, from ``href=link rel=relation``."""
    return dict(pair.split("=") for pair in text.split())


ALIGNED_ATTRIBUTES = parse_kinds("align=alignment valign=alignment")
SIZED_ATTRIBUTES = parse_kinds("height=length width=length")
PIXEL_ATTRIBUTES = parse_kinds("height=pixels width=pixels")  # the style sheet has no picture wider than the text
MEDIA_ATTRIBUTES = parse_kinds(
    "autoplay=flag controls=flag controlslist=text disablepictureinpicture=flag loop=flag muted=flag playsinline=flag"
    " preload=preload src=media"
)
ROW_ATTRIBUTES = {**ALIGNED_ATTRIBUTES, **parse_kinds("bgcolor=colour height=length")}
CELL_ATTRIBUTES = {
    **ALIGNED_ATTRIBUTES,
    **SIZED_ATTRIBUTES,
    **parse_kinds("abbr=text bgcolor=colour colspan=number headers=text nowrap=flag rowspan=number scope=scope"),
}
COLUMN_ATTRIBUTES = {**ALIGNED_ATTRIBUTES, **parse_kinds("span=number width=length")}
EDIT_ATTRIBUTES = parse_kinds("cite=link datetime=text")
HTML_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "a": parse_kinds("download=text href=link hreflang=language name=id rel=relation target=target type=text"),
    "audio": MEDIA_ATTRIBUTES,
    "blockquote": parse_kinds("cite=link"),
    "br": parse_kinds("clear=alignment"),
    "caption": ALIGNED_ATTRIBUTES,
    "col": COLUMN_ATTRIBUTES,
    "colgroup": COLUMN_ATTRIBUTES,
    "data": parse_kinds("value=text"),
    "del": EDIT_ATTRIBUTES,
    "details": parse_kinds("name=text open=flag"),
    "dl": parse_kinds("compact=flag"),
    "hr": parse_kinds("align=alignment color=colour noshade=flag size=small width=length"),
    "img": {
        **PIXEL_ATTRIBUTES,
        **parse_kinds("align=alignment alt=text border=small decoding=decoding fetchpriority=priority hspace=small"),
        **parse_kinds("loading=loading sizes=text src=picture srcset=pictures vspace=small"),
    },
    "ins": EDIT_ATTRIBUTES,
    "li": parse_kinds("type=marker value=integer"),
    "meter": parse_kinds("high=decimal low=decimal max=decimal min=decimal optimum=decimal value=decimal"),
    "ol": parse_kinds("compact=flag reversed=flag start=integer type=marker"),
    "pre": parse_kinds("width=number"),
    "progress": parse_kinds("max=decimal value=decimal"),
    "q": parse_kinds("cite=link"),
    "source": {**PIXEL_ATTRIBUTES, **parse_kinds("media=text sizes=text src=media srcset=pictures type=text")},
    "table": {
        **ALIGNED_ATTRIBUTES,
        **SIZED_ATTRIBUTES,
        **parse_kinds(
            "bgcolor=colour border=small cellpadding=small cellspacing=small frame=word rules=word summary=text"
        ),
    },
    "td": CELL_ATTRIBUTES,
    "th": CELL_ATTRIBUTES,
    "tr": ROW_ATTRIBUTES,
    "thead": ROW_ATTRIBUTES,
    "tbody": ROW_ATTRIBUTES,
    "tfoot": ROW_ATTRIBUTES,
    "time": parse_kinds("datetime=text"),
    "track": parse_kinds("default=flag kind=word label=text src=media srclang=language"),
    "ul": parse_kinds("compact=flag type=marker"),
    "video": {**SIZED_ATTRIBUTES, **MEDIA_ATTRIBUTES, "poster": "picture"},
    **{name: parse_kinds("align=alignment") for name in ("div", "p", "h2", "h3", "h4", "h5", "h6")},
}
# What does nothing in a post, and is no loss to a reader or an author: it is left out without a word. Notes to programs
# (microdata, RDFa), how a field or a frame behaves, and what stands on an element that browsers don't look for it on.
SILENT_ATTRIBUTES = frozenset(
    {"xmlns", "xml:space", "version", "baseprofile", "enable-background", "xml:lang"}
    | {"itemid", "itemprop", "itemref", "itemscope", "itemtype"}
    | {"about", "datatype", "inlist", "prefix", "property", "resource", "typeof", "vocab"}
    | {"accesskey", "autocapitalize", "autocorrect", "contenteditable", "draggable", "enterkeyhint", "inputmode"}
    | {"is", "name", "part", "slot", "spellcheck"}
    | {"allowfullscreen", "allowtransparency", "frameborder", "marginheight", "marginwidth", "mozallowfullscreen"}
    | {"scrolling", "webkitallowfullscreen"}
    | {"align", "alt", "bgcolor", "border", "bordercolor", "charset", "clear", "color", "content", "crossorigin"}
    | {
        "decoding",
        "face",
        "fetchpriority",
        "height",
        "hspace",
        "language",
        "loading",
        "longdesc",
        "nowrap",
        "rel",
        "size",
        "sizes",
    }
    | {"target", "type", "valign", "vspace", "width"}
)


def is_silent(name: str) -> bool:
    """Return whether an attribute is left out without a message: those that scripts and drawing programs make up."""
    return name in SILENT_ATTRIBUTES or name.startswith(
        ("data-", "xmlns:", "inkscape:", "sodipodi:", "sketch:", "xlink:")
    )
