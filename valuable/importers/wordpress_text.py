"""Return the HTML of a text of WordPress: its blocks and shortcodes resolved, with the classic editor's paragraphs.

The blocks: https://developer.wordpress.org/block-editor/reference-guides/core-blocks/. What a block is made of stands
between remarks, ``<!-- wp:name {"key": "value"} -->``; those of other systems' programs hold nothing, and are told.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from valuable.importers.records import OldEntry
from valuable.importers.shortcodes import WordPressShortcodes

if TYPE_CHECKING:
    from valuable.importers.wordpress import WordPressItem

BLOCK_REMARK = re.compile(
    r"<!--\s*(?P<end>/)?wp:(?P<name>[a-z][\w-]*(?:/[a-z][\w-]*)?)\s*(?P<values>\{.*?\})?\s*(?P<alone>/)?-->\n?",
    re.DOTALL,
)
# Blocks that a program fills whenever the page is shown.
LIVE_BLOCKS = re.compile(
    r"latest-posts|latest-comments|archives|categories|tag-cloud|search|rss|calendar|page-list|navigation[\w-]*|query[\w-]*"
    r"|site-[\w-]+|post-[\w-]+|comments[\w-]*|comment-[\w-]+|loginout|social-links?|avatar|read-more|term-description"
    r"|template-part|pattern|legacy-widget|widget-group|table-of-contents"
)
CODE_LANGUAGE_KEYS = ("language", "lang", "mode", "languageSlug")
MAX_REUSED = 5  # blocks one within the other
BLOCK_NAMES = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu"
    "|summary|video|audio|iframe|script|noscript|main|center"
)
BLOCK_TAG = re.compile(rf"</?(?:{BLOCK_NAMES})\b[^>]*>", re.IGNORECASE)
OPENING_BLOCK = re.compile(rf"<(?:{BLOCK_NAMES})\b[^>]*>", re.IGNORECASE)
CLOSING_BLOCK = re.compile(rf"</(?:{BLOCK_NAMES})>|<hr\b[^>]*>", re.IGNORECASE)
KEPT_WHOLE = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
END_OF_LINE = re.compile(r"(?<!<br>)(?<!<br/>)(?<!<br />)(?<![ \t])[ \t]*\n")
TAG_OF_LINES = re.compile(r"<[A-Za-z/][^<>]*\n[^<>]*>")


class WordPressText:
    """Makes HTML of the texts of one export."""

    def __init__(self, items: Mapping[str, "WordPressItem"], attached: Mapping[str, Sequence["WordPressItem"]]) -> None:
        self.items = items
        self.shortcodes = WordPressShortcodes(items, attached)

    def html(self, entry: OldEntry, item: "WordPressItem") -> str:
        text = item.body.replace("\r\n", "\n").replace("\r", "\n")
        text = re.sub(r"<!--\s*nextpage\s*-->", "\n\n", text)
        if "<!-- wp:" in text:
            text = self.blocks(entry, item, text)
        else:
            text = with_paragraphs(self.shortcodes.resolved(entry, item, text))
        enclosure = item.value("enclosure").split("\n")[0].strip()
        if re.match(r"https?://\S+\.(?:mp3|m4a|ogg|mp4)\b", enclosure) and enclosure not in text:
            kind = "video" if ".mp4" in enclosure else "audio"
            text += f'\n<{kind} src="{escape(enclosure)}"></{kind}>'
        return text

    # -- Blocks -----------------------------------------------------------------------

    def blocks(self, entry: OldEntry, item: "WordPressItem", text: str, depth: int = 0) -> str:
        """Return a text without the remarks around its blocks, those that hold nothing replaced by what they show."""
        parts: list[str] = []
        opened: list[tuple[str, Mapping[str, Any], int]] = []  # name, values, and where in *parts* it begins
        place = 0
        for found in BLOCK_REMARK.finditer(text):
            parts.append(self.between(entry, item, text[place : found.start()], is_classic=not opened))
            place = found.end()
            name = found["name"].removeprefix("core/")
            if found["end"]:
                if opened and opened[-1][0] == name:
                    _, values, start = opened.pop()
                    parts[start:] = [finished_block(name, values, "".join(parts[start:]))]
            elif found["alone"]:
                parts.append(self.made_block(entry, item, name, values_of(found["values"]), depth))
            else:
                opened.append((name, values_of(found["values"]), len(parts)))
        parts.append(self.between(entry, item, text[place:], is_classic=not opened))
        return "".join(parts)

    def between(self, entry: OldEntry, item: "WordPressItem", text: str, *, is_classic: bool) -> str:
        """Return what stands between remarks; outside all blocks it was written in the classic editor."""
        text = self.shortcodes.resolved(entry, item, text)
        return with_paragraphs(text) if is_classic and text.strip() else text

    def made_block(
        self, entry: OldEntry, item: "WordPressItem", name: str, values: Mapping[str, Any], depth: int
    ) -> str:
        """Return what a block shows that holds nothing itself."""
        if name == "block":
            return self.reused(entry, item, str(values.get("ref", "")), depth)
        if name == "footnotes":
            return footnotes_html(item)
        if name in {"more", "nextpage", "spacer", "separator"}:
            return {"more": "<!--more-->", "separator": "<hr>"}.get(name, "")
        if name.startswith(("embed", "core-embed/")) and values.get("url"):
            return f'<iframe src="{escape(str(values["url"]))}"></iframe>'
        if name == "image" and values.get("url"):
            return f'<img src="{escape(str(values["url"]))}" alt="{escape(str(values.get("alt") or ""))}">'
        code = values.get("code") or values.get("content") if "code" in name else None
        if isinstance(code, str):
            return code_html(code, language_of_block(values))
        what = "lists what is on the site" if LIVE_BLOCKS.fullmatch(name) else "shows what a plugin makes"
        entry.note("block", f"the block `{name}` {what} at the time, so it was left out", entry.line, lost=True)
        return ""

    def reused(self, entry: OldEntry, item: "WordPressItem", number: str, depth: int) -> str:
        """Return the text of a block that is kept in one place and shown in many."""
        kept = self.items.get(number)
        if kept is None or depth >= MAX_REUSED:
            entry.note(
                "block", f"the reusable block {number} is not in the export, so it is missing", entry.line, lost=True
            )
            return ""
        return self.blocks(entry, item, kept.body.replace("\r\n", "\n"), depth + 1)


def values_of(written: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(written or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def language_of_block(values: Mapping[str, Any]) -> str:
    return next((str(values[key]) for key in CODE_LANGUAGE_KEYS if isinstance(values.get(key), str)), "")


def code_html(code: str, language: str = "") -> str:
    said = f' class="language-{escape(language)}"' if language else ""
    return f"\n<pre><code{said}>{escape(unescape(code), quote=False).strip(chr(10))}</code></pre>\n"


def finished_block(name: str, values: Mapping[str, Any], inner: str) -> str:
    """Return a block as HTML that says what the remarks around it did."""
    language = language_of_block(values)
    if (
        re.search(r"(?:^|/)(?:code|codeblock|codeblock-pro|code-block|syntaxhighlighter)", name)
        or "<pre" in inner[:200]
    ):
        code = values.get("code")
        if isinstance(code, str) and code.strip():  # of plugins that keep it beside the HTML that they made of it
            return code_html(code, language)
        if language and 'class="language-' not in inner:
            return re.sub(r"<pre\b", f'<pre data-lang="{escape(language)}"', inner, count=1)
    if name.startswith(("embed", "core-embed/")):
        return embed_html(values, inner)
    if name == "spacer":
        return ""
    return inner


def embed_html(values: Mapping[str, Any], inner: str) -> str:
    """Return what another site shows, with its caption."""
    url = values.get("url") or next(iter(re.findall(r"https?://[^\s<\"]+", inner)), "")
    if not url:
        return inner
    caption = re.search(r"<figcaption[^>]*>.*?</figcaption>", inner, re.DOTALL)
    address = escape(unescape(str(url)))
    return f'\n<figure><iframe src="{address}"></iframe>{caption[0] if caption else ""}</figure>\n'


def footnotes_html(item: "WordPressItem") -> str:
    """Return the notes of a text, which the block editor keeps beside it."""
    try:
        found = json.loads(item.value("footnotes") or "[]")
    except ValueError:
        return ""
    notes = [note for note in found if isinstance(note, dict) and note.get("id")]
    items = "".join(
        f'<li id="{escape(str(note["id"]))}">{note.get("content") or ""} '
        f'<a href="#{escape(str(note["id"]))}-link">↩︎</a></li>'
        for note in notes
    )
    return f'<ol class="wp-block-footnotes">{items}</ol>' if items else ""


# -- Paragraphs -------------------------------------------------------------------------


def with_paragraphs(text: str) -> str:
    """Return HTML with the paragraphs and line breaks that WordPress makes of blank lines and line ends."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f'\n\n<div data-kept="{len(kept) - 1}"></div>\n\n'

    text = KEPT_WHOLE.sub(keep, text.strip() + "\n")
    text = TAG_OF_LINES.sub(lambda tag: tag[0].replace("\n", " "), text)
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text, flags=re.IGNORECASE)
    text = OPENING_BLOCK.sub(lambda tag: f"\n\n{tag[0]}", text)
    text = CLOSING_BLOCK.sub(lambda tag: f"{tag[0]}\n\n", text)
    made = "\n".join(paragraphs_of(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip())
    return re.sub(r'<div data-kept="(\d+)"></div>', lambda found: kept[int(found[1])], made)


def paragraphs_of(part: str) -> str:
    """Return what stands between blank lines: words as a paragraph, tags of blocks as they are."""
    pieces: list[str] = []
    place = 0
    tags = [*BLOCK_TAG.finditer(part)]
    for tag in tags:
        pieces += worded(part[place : tag.start()], is_whole=not tags)
        pieces.append(tag[0])
        place = tag.end()
    pieces += worded(part[place:], is_whole=not tags or (bool(tags) and is_open_block(tags[-1][0])))
    return "".join(pieces)


def is_open_block(tag: str) -> bool:
    """Return whether words behind a tag are a paragraph of their own, as in a quotation."""
    return re.match(r"</|<(?:blockquote|div|section|article|aside|center)\b", tag, re.IGNORECASE) is not None


def worded(words: str, *, is_whole: bool) -> Iterator[str]:
    """Yield words with line breaks, in a paragraph of their own if they are no part of a block."""
    words = words.strip("\n")
    if not words.strip() or re.fullmatch(r"\s*<!--.*?-->\s*", words, re.DOTALL):
        yield words
    else:
        broken = END_OF_LINE.sub("<br>\n", words) if "\n" in words else words
        yield f"<p>{broken}</p>" if is_whole else broken
