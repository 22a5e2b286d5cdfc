"""Return the HTML of a text of Ghost: of its cards in HTML, of the editor's own forms, Lexical and Mobiledoc.

The cards: https://ghost.org/help/cards/. Lexical keeps a tree of nodes, Mobiledoc lists of sections, markups and cards.
"""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from lxml import html as lxml_html
from lxml.etree import ParserError

from valuable.importers.markdown_edits import parser
from valuable.importers.records import OldEntry
from valuable.importers.xml_stream import CONTROL_CHARACTERS

GHOST_PLACE = "__GHOST_URL__"
CARD_REMARK = re.compile(r"<!--\s*kg-card-(?:begin|end):?[^>]*-->")
# Nodes of Lexical whose text is marked: bits of `format`.
LEXICAL_FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark"))


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def body_html(row: Mapping[str, Any], entry: OldEntry) -> str:
    """Return the HTML of a post; of one without any, that of its cards."""
    text = text_of(row.get("html"))
    if not text and row.get("lexical"):
        text = html_of_lexical(text_of(row["lexical"]), entry)
    if not text and row.get("mobiledoc"):
        text = html_of_mobiledoc(text_of(row["mobiledoc"]), entry)
    if not text and row.get("markdown"):
        entry.markup = "markdown"
        return text_of(row["markdown"]).replace(GHOST_PLACE, "")
    return cleaned_cards(text.replace(GHOST_PLACE, ""), entry)


# -- Cards in HTML ----------------------------------------------------------------------


def cleaned_cards(text: str, entry: OldEntry) -> str:
    """Return HTML whose cards are plain elements: a callout is a box, a bookmark a link, a toggle something to open."""
    text = CARD_REMARK.sub("", CONTROL_CHARACTERS.sub("", text))
    if "kg-" not in text and "<!--members-only" not in text:
        return text
    text = re.sub(r"<!--\s*members-only\s*-->", "<hr>", text)
    try:
        root = lxml_html.fragment_fromstring(text, create_parent="div")
    except (ParserError, ValueError):
        return text
    for card in [*root.iter()]:
        names = (card.get("class") or "").split() if isinstance(card.tag, str) else []
        kind = next(
            (name[3:-5] for name in names if name.startswith("kg-") and name.endswith("-card") and name != "kg-card"),
            "",
        )
        method = READ_CARDS.get(kind)
        if method is not None and card.getparent() is not None:
            method(card, entry)
    inner = str(lxml_html.tostring(root, encoding="unicode"))
    return inner.removeprefix("<div>").removesuffix("</div>")


def by_class(card: Any, name: str) -> Any:
    return (
        next((element for element in card.iter() if name in (element.get("class") or "").split()), None)
        if card is not None
        else None
    )


def shown_words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def html_within(element: Any) -> str:
    if element is None:
        return ""
    parts = [escape(element.text or "", quote=False)]
    parts += [lxml_html.tostring(child, encoding="unicode") for child in element]
    return "".join(parts)


def put_card(card: Any, text: str) -> None:
    """Put HTML in the place of a card."""
    new = lxml_html.fragment_fromstring(text, create_parent="div")
    new.tail = card.tail
    card.getparent().replace(card, new)


def bookmark_card(card: Any, entry: OldEntry) -> None:
    link = by_class(card, "kg-bookmark-container")
    if link is None or not link.get("href"):
        return
    caption = card.find("figcaption")
    put_card(card, bookmark_html(
        link.get("href"), shown_words(by_class(card, "kg-bookmark-title")),
        shown_words(by_class(card, "kg-bookmark-description")),
        html_within(caption),
    ))  # fmt: skip


def bookmark_html(url: str, title: str, description: str, caption: str = "") -> str:
    """Return a link with what is said of the page behind it."""
    said = f"<br>{escape(description, quote=False)}" if description else ""
    said += f"<br>{caption}" if caption else ""
    return f'<p><a href="{escape(url)}">{escape(title or url, quote=False)}</a>{said}</p>'


def callout_card(card: Any, entry: OldEntry) -> None:
    put_card(
        card,
        callout_html(shown_words(by_class(card, "kg-callout-emoji")), html_within(by_class(card, "kg-callout-text"))),
    )


def callout_html(emoji: str, text: str) -> str:
    """Return a box; what stands in it may be several paragraphs already."""
    lead = f"{emoji} " if emoji else ""
    inner = (
        re.sub(r"^\s*<p[^>]*>", lambda tag: f"{tag[0]}{lead}", text)
        if re.match(r"\s*<p[ >]", text)
        else f"<p>{lead}{text}</p>"
    )
    return f'<div class="note">{inner}</div>'


def toggle_card(card: Any, entry: OldEntry) -> None:
    put_card(
        card,
        toggle_html(
            shown_words(by_class(card, "kg-toggle-heading-text")), html_within(by_class(card, "kg-toggle-content"))
        ),
    )


def toggle_html(title: str, text: str) -> str:
    return f"<details><summary>{escape(title or '…', quote=False)}</summary>{text}</details>"


def button_card(card: Any, entry: OldEntry) -> None:
    link = card.find(".//a")
    if link is not None and link.get("href"):
        put_card(card, f'<p><a href="{escape(link.get("href"))}">{html_within(link)}</a></p>')


def file_card(card: Any, entry: OldEntry) -> None:
    link = by_class(card, "kg-file-card-container")
    if link is None or not link.get("href"):
        return
    names = ("title", "caption", "filename", "filesize")
    title, caption, name, size = (shown_words(by_class(card, f"kg-file-card-{part}")) for part in names)
    put_card(card, file_html(link.get("href"), title, caption, name, size))


def file_html(url: str, title: str, caption: str, name: str, size: str) -> str:
    more = ", ".join(part for part in (name if name != title else "", size) if part)
    said = f" ({escape(more, quote=False)})" if more else ""
    said += f"<br>{escape(caption, quote=False)}" if caption else ""
    return f'<p><a href="{escape(url)}">{escape(title or name or url, quote=False)}</a>{said}</p>'


def audio_card(card: Any, entry: OldEntry) -> None:
    sound = card.find(".//audio")
    if sound is not None and sound.get("src"):
        put_card(card, audio_html(sound.get("src"), shown_words(by_class(card, "kg-audio-title"))))


def audio_html(url: str, title: str) -> str:
    said = f"<p>{escape(title, quote=False)}</p>" if title else ""
    return f'{said}<audio src="{escape(url)}" title="{escape(title)}"></audio>'


def video_card(card: Any, entry: OldEntry) -> None:
    film = card.find(".//video")
    if film is not None and film.get("src"):
        put_card(card, video_html(film.get("src"), html_within(card.find(".//figcaption"))))


def video_html(url: str, caption: str) -> str:
    said = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure><video src="{escape(url)}"></video>{said}</figure>'


def product_card(card: Any, entry: OldEntry) -> None:
    picture = by_class(card, "kg-product-card-image")
    stars = sum("kg-product-card-rating-active" in (star.get("class") or "") for star in card.iter("span"))
    button = by_class(card, "kg-product-card-button")
    put_card(card, product_html(
        picture.get("src") if picture is not None else "", html_within(by_class(card, "kg-product-card-title")), stars,
        html_within(by_class(card, "kg-product-card-description")), button.get("href") if button is not None else "",
        shown_words(button),
    ))  # fmt: skip


def product_html(picture: str, title: str, stars: int, text: str, url: str, button: str) -> str:
    parts = [f'<p><img src="{escape(picture)}" alt="{escape(re.sub("<[^>]*>", "", title))}"></p>' if picture else ""]
    parts += [f"<h4>{title}</h4>" if title else "", f"<p>{'★' * stars}{'☆' * (5 - stars)}</p>" if stars else ""]
    parts += [text, f'<p><a href="{escape(url)}">{escape(button, quote=False)}</a></p>' if url and button else ""]
    return "".join(parts)


def header_card(card: Any, entry: OldEntry) -> None:
    heading = (
        by_class(card, "kg-header-card-heading")
        if by_class(card, "kg-header-card-heading") is not None
        else by_class(card, "kg-header-card-header")
    )
    below = (
        by_class(card, "kg-header-card-subheading")
        if by_class(card, "kg-header-card-subheading") is not None
        else by_class(card, "kg-header-card-subheader")
    )
    picture = card.find(".//img")
    button = card.find(".//a")
    put_card(card, header_html(
        picture.get("src") if picture is not None else "", html_within(heading), html_within(below),
        button.get("href") if button is not None else "", shown_words(button),
    ))  # fmt: skip


def header_html(picture: str, heading: str, below: str, url: str, button: str) -> str:
    parts = [
        f'<p><img src="{escape(picture)}" alt=""></p>' if picture else "",
        f"<h2>{heading}</h2>" if heading else "",
    ]
    parts += [f"<p>{below}</p>" if below else ""]
    parts += [f'<p><a href="{escape(url)}">{escape(button, quote=False)}</a></p>' if url and button else ""]
    return "".join(parts)


def lost_card(card: Any, entry: OldEntry) -> None:
    """Leave out what only Ghost can do, and say so; its words stay."""
    kind = next(name for name in (card.get("class") or "").split() if name.endswith("-card") and name != "kg-card")
    tell_lost(entry, kind[3:-5])
    for element in [*card.iter("form", "button", "svg", "input", "script", "style")]:
        element.drop_tree()


def tell_lost(entry: OldEntry, name: str) -> None:
    entry.note(
        "card", f"a card of Ghost, `{name}`, does nothing without Ghost: its words are all that came over", lost=True
    )


READ_CARDS: Mapping[str, Callable[[Any, OldEntry], None]] = {
    "bookmark": bookmark_card, "callout": callout_card, "toggle": toggle_card, "button": button_card, "file": file_card,
    "audio": audio_card, "video": video_card, "product": product_card, "header": header_card, "signup": lost_card,
    "cta": lost_card, "email": lost_card, "email-cta": lost_card, "transistor": lost_card, "nft": lost_card,
}  # fmt: skip


# -- Cards as the editor keeps them ----------------------------------------------------


def card_html(name: str, values: Mapping[str, Any], entry: OldEntry) -> str:
    """Return the HTML of a card of Lexical or Mobiledoc; both have the same names and nearly the same values."""

    def said(*keys: str) -> str:
        return next((text_of(values[key]) for key in keys if text_of(values.get(key))), "")

    caption = f"<figcaption>{said('caption')}</figcaption>" if said("caption") else ""
    found = values.get("metadata")
    meta: Mapping[str, Any] = found if isinstance(found, dict) else {}
    simple: dict[str, Callable[[], str]] = {
        "html": lambda: said("html"),
        "hr": lambda: "<hr>",
        "horizontalrule": lambda: "<hr>",
        "paywall": lambda: "<hr>",
        "image": lambda: image_html(values, caption),
        "gallery": lambda: gallery_html(values, caption),
        "code": lambda: code_card_html(said("code"), said("language"), caption),
        "codeblock": lambda: code_card_html(said("code"), said("language"), caption),
        "embed": lambda: frame_html(said("url"), caption) if said("url") else said("html"),
        "bookmark": lambda: bookmark_html(
            said("url"), text_of(meta.get("title")), text_of(meta.get("description")), said("caption")
        ),
        "callout": lambda: callout_html(said("calloutEmoji"), said("calloutText")),
        "toggle": lambda: toggle_html(re.sub(r"<[^>]*>", "", said("heading")), said("content")),
        "button": lambda: f'<p><a href="{escape(said("buttonUrl"))}">{escape(said("buttonText"), quote=False)}</a></p>',
        "audio": lambda: audio_html(said("src"), said("title")),
        "video": lambda: video_html(said("src"), said("caption")),
        "file": lambda: file_html(
            said("src"), said("fileTitle"), said("fileCaption"), said("fileName"), file_size(values.get("fileSize"))
        ),
        "product": lambda: product_html(
            said("productImageSrc"), said("productTitle"), stars_in(values), said("productDescription"),
            said("productUrl"),
            said("productButton") if values.get("productButtonEnabled", True) else "",
        ),
        "header": lambda: header_html(
            said("backgroundImageSrc"), said("header"), said("subheader"), said("buttonUrl"),
            said("buttonText") if values.get("buttonEnabled") else "",
        ),
    }  # fmt: skip
    if name in {"markdown", "card-markdown"}:
        return str(parser().render(said("markdown")))
    if name in simple:
        return simple[name]()
    if name == "soft-return":
        return "<br>"
    tell_lost(entry, name)
    words = [said("header"), said("heading"), said("subheader"), said("textValue"), said("html")]
    return "".join(f"<p>{word}</p>" for word in words if word)


def frame_html(url: str, caption: str) -> str:
    return f'<figure><iframe src="{escape(url)}"></iframe>{caption}</figure>'


def stars_in(values: Mapping[str, Any]) -> int:
    stars = values.get("productStarRating")
    return stars if isinstance(stars, int) and values.get("productRatingEnabled") and 0 <= stars <= 5 else 0


def file_size(number: Any) -> str:
    if not isinstance(number, int) or number <= 0:
        return ""
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, round(number / 1000))} KB"


def image_html(values: Mapping[str, Any], caption: str) -> str:
    picture = f'<img src="{escape(text_of(values.get("src")))}" alt="{escape(text_of(values.get("alt")))}">'
    link = text_of(values.get("href"))
    return f"<figure>{f'<a href={chr(34)}{escape(link)}{chr(34)}>{picture}</a>' if link else picture}{caption}</figure>"


def gallery_html(values: Mapping[str, Any], caption: str) -> str:
    pictures = [
        f'<img src="{escape(text_of(picture.get("src")))}" alt="{escape(text_of(picture.get("alt")))}">'
        for picture in values.get("images") or [] if isinstance(picture, dict)
    ]  # fmt: skip
    return f'<figure class="kg-gallery-card">{"".join(pictures)}{caption}</figure>'


def code_card_html(code: str, language: str, caption: str) -> str:
    said = f' class="language-{escape(language)}"' if language else ""
    pre = f"<pre><code{said}>{escape(code, quote=False)}</code></pre>"
    return f"<figure>{pre}{caption}</figure>" if caption else pre


def html_of_lexical(text: str, entry: OldEntry) -> str:
    """Return the HTML of a text as Ghost's editor of today keeps it."""
    try:
        root = json.loads(text)["root"]
    except (ValueError, KeyError, TypeError, RecursionError):
        entry.note("body", "the editor's form of it can't be read: export it anew", lost=True)
        return ""
    return node_html(root, entry) if isinstance(root, dict) else ""


def node_html(node: Mapping[str, Any], entry: OldEntry) -> str:
    """Return the HTML of a node of Lexical and of those within it."""
    kind = text_of(node.get("type"))
    if kind in {"text", "extended-text", "code-highlight"}:
        return marked_html(text_of(node.get("text")), node.get("format"))
    if kind in {"linebreak", "tab"}:
        return "<br>" if kind == "linebreak" else " "
    children = [child for child in node.get("children") or [] if isinstance(child, dict)]
    inner = "".join(node_html(child, entry) for child in children)
    if kind == "root":
        return inner
    if kind in {"link", "autolink", "at-link"}:
        return f'<a href="{escape(text_of(node.get("url")))}">{inner}</a>'
    names = {
        "paragraph": "p",
        "quote": "blockquote",
        "extended-quote": "blockquote",
        "aside": "blockquote",
        "listitem": "li",
    }
    if kind in names:
        return f"<{names[kind]}>{inner}</{names[kind]}>"
    if kind in {"heading", "extended-heading"}:
        tag = text_of(node.get("tag")) if re.fullmatch("h[1-6]", text_of(node.get("tag"))) else "h2"
        return f"<{tag}>{inner}</{tag}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        start = (
            f' start="{node["start"]}"'
            if tag == "ol" and isinstance(node.get("start"), int) and node["start"] != 1
            else ""
        )
        return f"<{tag}{start}>{inner}</{tag}>"
    return inner or card_html(kind, node, entry)


def marked_html(text: str, marks: Any) -> str:
    made = escape(text, quote=False)
    for bit, tag in LEXICAL_FORMATS:
        if isinstance(marks, int) and marks & bit:
            made = f"<{tag}>{made}</{tag}>"
    return made


def html_of_mobiledoc(text: str, entry: OldEntry) -> str:
    """Return the HTML of Ghost's older form of a text: sections of words, lists, pictures and cards."""
    try:
        document = json.loads(text)
        return "\n".join(section_html(section, document, entry) for section in document.get("sections") or [])
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        entry.note("body", "the editor's form of it can't be read: export it anew", lost=True)
        return ""


def section_html(section: Any, document: Mapping[str, Any], entry: OldEntry) -> str:
    kind = section[0]
    if kind == 10:
        name, values = [*document["cards"][section[1]], {}][:2]
        return card_html(str(name), values if isinstance(values, dict) else {}, entry)
    if kind == 1:
        return f"<{section[1]}>{markers_html(section[2], document)}</{section[1]}>"
    if kind == 2:
        return f'<p><img src="{escape(str(section[1]))}" alt=""></p>'
    if kind == 3:
        items = "".join(f"<li>{markers_html(item, document)}</li>" for item in section[2])
        return f"<{section[1]}>{items}</{section[1]}>"
    return ""


def markers_html(markers: list[Any], document: Mapping[str, Any]) -> str:
    """Return the words of a section with the marks that begin and end at each piece."""
    parts: list[str] = []
    opened: list[str] = []
    for kind, opens, closes, value in markers:
        for number in opens:
            tag, *attributes = document["markups"][number]
            pairs = attributes[0] if attributes else []
            said = "".join(f' {pairs[i]}="{escape(str(pairs[i + 1]))}"' for i in range(0, len(pairs) - 1, 2))
            parts.append(f"<{tag}{said}>")
            opened.append(tag)
        parts.append(escape(value, quote=False) if kind == 0 else "<br>")
        parts += [f"</{opened.pop()}>" for _ in range(closes) if opened]
    return "".join(parts)
