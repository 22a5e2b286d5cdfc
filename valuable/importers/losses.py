"""Compare the words of a text before and after an import, so that none is lost without being named."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from valuable.importers.markdown_edits import parser
from valuable.importers.records import OldEntry

TAG_LIKE = re.compile(r"</?[A-Za-z][^<>]*>")
# What sets letters of one word apart, and ends none.
WITHIN_WORDS = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|big|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)\b[^<>]*>"
    r"|\xad", re.IGNORECASE,
)  # fmt: skip
SEEN_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What no reader sees: remarks, addresses, options, other systems' tags, classes and ids.
UNSEEN = re.compile(
    r"<!doctype[^<>]*>|\{:[^{}\n]*\}|\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|https?://[^\s<>\")\]]+|\[/?\w+(?:\s[^\[\]\n]*)?=[^\[\]\n]*\]|^[ \t]*:[\w-]+:.*$"
    r"|\[\^[^\[\]\n]{1,100}\](?!\()|^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[xX]\](?=\s)"  # labels, tasks
    r"|:(?:material|octicons|fontawesome|simple)-[\w-]+:|-+8<-+[^\n]*"
    r"|\{[ \t]*[.#][^{}\n]*\}|!\[\[[^\[\]\n]*\|\d+(?:x\d+)?\]\]|!?\[\[[^\[\]|\n]*\||!\[\[[^\[\]\n]*\]\]"
    r"|\[\[[^\[\]|\n]*/(?=[^\[\]|/\n]*\]\])|(?<=[^\s\[])#[^\[\]|\n]*(?=\]\])"  # folders and parts of [[links]]
    r"|(?:(?<=!\[)|(?<=\|))\d+(?:x\d+)?(?=\]\()|[ \t]\^[\w-]+[ \t]*$|^[ \t]*\^[\w-]+[ \t]*$"  # sizes, ids of blocks
    r"|^[ \t]*(?:```|~~~|:::).*$|^[ \t]*\[(?!\^)[^\[\]\n]+\]:\s.*$|^import\s.*$|^export\s.*$|__GHOST_URL__",
    re.MULTILINE | re.IGNORECASE,
)
# Pairs of signs between which no reader sees anything.
UNSEEN_BETWEEN = (
    *(("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<SCRIPT", "</SCRIPT>")),
    *(("{%", "%}"), ("{#", "#}"), ("{{", "}}"), ("{/*", "*/}")),
)
TOC_ITEM = re.compile(r"^[ \t>]*(?:[-+*]|1[.)])[ \t]+[^\n]*\n[ \t>]*\{:[ \t]*toc\b[^{}\n]*\}", re.MULTILINE)


def without_unseen(text: str) -> str:
    """Return a text without what no reader sees."""
    return UNSEEN.sub(" ", without_between(TOC_ITEM.sub(" ", text), UNSEEN_BETWEEN))


def without_between(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a text without what stands between pairs of signs; whatever is in it, that takes no longer than it is."""
    for start, end in pairs:
        pieces, place = [], 0
        while (begin := text.find(start, place)) >= 0 and (stop := text.find(end, begin + len(start))) >= 0:
            pieces.append(text[place:begin])
            place = stop + len(end)
        text = " ".join([*pieces, text[place:]])
    return text


# What no reader sees of reStructuredText: remarks, places, names of directives and roles, paths and languages.
RST_UNSEEN = re.compile(
    r"<(?:script|style)\b[\s\S]*?</(?:script|style)>|<!--[\s\S]*?-->|~[\w.]+\.(?=\w)"
    r"|^[ \t]*\.\. (?:class|rst-class|cssclass|role|default-role|code[\w-]*|sourcecode|highlight|listing)::.*$|"
    r"^(?P<dots>[ \t]*)\.\.(?:[ \t]+(?![\[_|]|[\w:+-]+::)\S.*|[ \t]*$)(?:\n(?:(?P=dots)[ \t]+.*|[ \t]*(?=\n)))*"
    r"|^[ \t]*\.\. _[^\n]*$|^__ .*$|^[ \t]*\.\. \|[^|\n]+\|[ \t]*(?:image::.*|\w+::)?|^[ \t]*\.\. \["
    r"|^(?P<toc>[ \t]*)\.\. (?:toctree|meta|raw:: latex)(?:::)?.*(?:\n(?:(?P=toc)[ \t]+.*|[ \t]*(?=\n)))*"
    r"|(?<![ \t])[ \t]*\.\. [\w:+-]+::[ \t]*(?:\S+[ \t]*$)?|^[ \t]*:[\w -]+:(?!`).*$|:[\w:+-]+:(?=`)|<[^<>]+>(?=`)"
    r"|\|[^|\n]+\|_{0,2}|\[[#*]?[\w-]*\]_|^[ \t]*([=\-`:.'\"~^_*+#<>])\3{2,}[ \t]*$",
    re.MULTILINE,
)


def folded_word(word: str) -> str:
    """Return a word as two ways of writing it are compared."""
    return word.casefold().replace("’", "'")


def words_seen_in_rst(text: str) -> Counter[str]:
    """Return the words that a reader sees of reStructuredText, in small letters."""
    text = re.sub(r"(?:\\[ \n])?:(?:sup|sub|superscript|subscript):`([^`<]*)`(?:\\[ \n])?", r"\1", text)
    text = re.sub(r"https?://[^\s<>\")\]]+", " ", RST_UNSEEN.sub(" ", text))
    plain = unescape(TAG_LIKE.sub(" ", WITHIN_WORDS.sub("", text)))
    return Counter(folded_word(word) for word in SEEN_WORD.findall(re.sub(r"[*`]", "", plain.replace("\\", " "))))


def words_seen(text: str, *, is_html: bool = False) -> Counter[str]:
    """Return the words that a reader sees of Markdown or HTML, in small letters."""
    plain = unescape(TAG_LIKE.sub(" ", WITHIN_WORDS.sub("", without_unseen(text))))
    plain = plain if is_html else re.sub(r"[\\*_`~]", "", plain)
    return Counter(folded_word(word) for word in SEEN_WORD.findall(plain))


def words_shown(text: str) -> Counter[str]:
    """Return the words of Markdown as a page shows them, code as it stands."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"^(\s*)\[\^[^\]\n]+\]:", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^(\s*):::+(?:\{[\w-]+\})?(.*)$", r"\1\n\1\2\n", text, flags=re.MULTILINE)
    shown = re.sub(r"<!--[\s\S]*?-->", " ", parser().render(text))
    said = " ".join(re.findall(r'\b(?:title|alt)="([^"]*)"', shown))  # by a caption or an alternative
    shown = unescape(TAG_LIKE.sub(" ", WITHIN_WORDS.sub("", shown)) + f" {said}")
    return Counter(folded_word(word) for word in SEEN_WORD.findall(shown))


def words_of_source(entry: OldEntry) -> Counter[str]:
    """Return the words that a reader saw of a source, but for its title."""
    if entry.markup == "rst":
        return words_seen_in_rst(entry.body) - words_seen(entry.title)
    return words_seen(entry.body, is_html=entry.markup == "html") - words_seen(entry.title)


def lost_words(entry: OldEntry, written: str) -> list[str]:
    """Return the words of the source that the new text lacks, in the order of the source."""
    missing = words_of_source(entry)
    if entry.markup == "rst":
        return list((missing - words_shown(written) - words_seen(written)).elements())
    if not missing - words_seen(written, is_html=entry.markup == "html"):
        return []
    missing -= words_shown(written)
    return list((missing - words_seen(written) if entry.markup == "markdown" else missing).elements())
