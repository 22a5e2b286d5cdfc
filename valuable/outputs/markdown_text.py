"""Escape text so that Markdown shows it as it is (CommonMark 0.31)."""

import re
import unicodedata

WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
# To look for these is quick, and most texts have none.
UNEVEN = re.compile(r"[\t\r\n\f]|  ")
CONSPICUOUS = re.compile(r"[\\`*\[\]<~_&\t\r\n\f]|  ")
WORD_LETTER = r"[^\W_]"
MARKDOWN_SIGNS = re.compile(rf"[\\`*\[\]<~]|(?<!{WORD_LETTER})_|_(?!{WORD_LETTER})|&(?=#?\w{{1,40}};)")
# What makes something else than a paragraph of a line that begins with it.
BLOCK_START = re.compile(
    r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[>|]|#{1,6}(?:\s|$)|[+-](?:\s|$)|[-=]+ *$|:{3}|:?-+:? *\|))", re.MULTILINE
)
BLOCK_START_SIGNS = frozenset("#>+=|-:0123456789")
LINE_BREAK_SIGN = "\\\n"
EMPTY_SPAN = "<span></span>"  # nothing, which keeps what stands on its sides apart


def single_spaced(text: str) -> str:
    """Return a text with each run of white space as one space, as HTML shows it; spaces that don't break stay."""
    return WHITE_SPACE.sub(" ", text) if UNEVEN.search(text) else text


def escape_markdown(text: str) -> str:
    """Return plain text on one line so that Markdown shows it as it is."""
    return MARKDOWN_SIGNS.sub(r"\\\g<0>", single_spaced(text)) if CONSPICUOUS.search(text) else text


def paragraph(words: str) -> str:
    """Return Markdown as a paragraph: a line that would begin another kind of block is escaped."""
    while (words := words.rstrip(" ")).endswith(LINE_BREAK_SIGN):
        words = words[: -len(LINE_BREAK_SIGN)]
    if words.startswith("[") and "]:" in words:  # it would say where a link leads
        return EMPTY_SPAN + words
    if words[:1] not in BLOCK_START_SIGNS and "\n" not in words:
        return words
    return BLOCK_START.sub(lambda match: f"{match[1] or ''}\\", words)


def heading_line(rank: int, words: str) -> str:
    """Return Markdown as a heading on one line; a `#` at its end is kept from being read as a mark."""
    words = words.replace(LINE_BREAK_SIGN, " ").strip()
    return f"{'#' * rank} {re.sub(r'(?:^|(?<= ))(?=#+$)', EMPTY_SPAN, words)}".rstrip()


def join_words(written: str, word: str) -> str:
    """Return *written* followed by *word*, with a separator where the two would be read as one."""
    if written.endswith(("!", "^")) and word.startswith("["):  # a picture, a note
        return f"{written[:-1]}\\{written[-1]}{word}"
    return f"{written}{EMPTY_SPAN if written.endswith('`') and word.startswith('`') else ''}{word}"


def indent_blocks(blocks: list[str], by: int, tight: bool = False) -> str:
    """Return blocks in one text, all lines but the first indented."""
    return re.sub(r"\n(?!\n)", "\n" + " " * by, ("\n" if tight else "\n\n").join(blocks))


def link_destination(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace("\\", "%5C").replace("|", "%7C")


def code_span(text: str) -> str:
    text = single_spaced(text)
    if not text.strip():
        return text
    ticks = "`" * next(n for n in range(1, len(text) + 2) if not re.search(rf"(?<!`)`{{{n}}}(?!`)", text))
    padding = " " if text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " ") else ""
    return f"{ticks}{padding}{text}{padding}{ticks}"


def emphasise(words: str, mark: str, tag: str, before: str, after: str) -> str:
    """Return *words* between marks of emphasis, or between tags where marks would not work (CommonMark, 6.2)."""
    bare = words.strip()
    if not bare:
        return words
    start = words[: len(words) - len(words.lstrip())]
    end = words[len(words.rstrip()) :]
    opens = is_free(before + start, -1) or not is_sign(bare[0])
    closes = is_free(end + after, 0) or not is_sign(bare[-1])
    if opens and closes and not (before + start).endswith(mark[0]) and not bare.startswith(mark[0] * 3):
        return f"{start}{mark}{bare}{mark}{end}"
    return f"{start}<{tag}>{bare}</{tag}>{end}"


def is_free(text: str, place: int) -> bool:
    """Return whether a text has nothing, white space or punctuation at its beginning or end."""
    return not text or text[place].isspace() or unicodedata.category(text[place])[0] == "P"


def is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
