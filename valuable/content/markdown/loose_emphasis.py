"""Read the stars of ``**Words.**More``, between a sign and a letter, as they are meant; say of others that they show.

CommonMark wants a space beside them, and shows the stars. What it reads stays as it is: only stars that are left over
are looked at. What they hold is theirs if it could hardly be meant otherwise; Chinese and Japanese, which have no
spaces, are read in `valuable.upstream.markdown_it`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.content.markdown.left_over import BREAK_TOKENS, STARS, breaks_in, leave

STAR = "*"
CODE_SHOWN = "`"  # what stands for a piece of code, a formula or a link beside stars
ENDS_OF_SENTENCES = frozenset(".!?:;…")
SIGNS_BEHIND_WORDS = ENDS_OF_SENTENCES | frozenset("\"'”’»)]" + CODE_SHOWN)
SIGNS_BEFORE_WORDS = frozenset("\"'“‘„«([" + CODE_SHOWN)
MAX_STARS_QUOTED = 40  # characters of what stands behind stars
MAX_TOKENS_BETWEEN = 50  # in which a space is looked for
ARGUMENT_BEFORE = re.compile(r"(?:\w\(|(?<!=)=|[,\w])\Z")  # before `**options`, as programs have it
WORD_BEFORE = re.compile(r"[^\W\d_]{3}\Z")
# Behind stars: words, and no names of a program's arguments.
WORDS_BEHIND = re.compile(r"[^\W\d_]{2,}[,:]?\s")
SPACED_WORDS = re.compile(r"\s[^\W\d_]{2,}")


@dataclass
class Run:
    """Stars beside each other that belong to nothing: their places among the signs, and what stands beside them."""

    signs: list[int]
    before: str
    after: str
    can_open: bool
    can_close: bool

    @property
    def opens(self) -> bool:
        """Return whether it can begin something: before a sign, behind a word; or as CommonMark has it."""
        if self.can_open:
            return not self.before[-1].isalnum() and ARGUMENT_BEFORE.search(self.before) is None
        return self.after in SIGNS_BEFORE_WORDS and WORD_BEFORE.search(self.before) is not None

    @property
    def closes(self) -> bool:
        return self.can_close or (self.before[-1] in SIGNS_BEHIND_WORDS and self.after.isalpha())


# -- Pairs --------------------------------------------------------------------------


def pair_loose_stars(state: StateInline) -> None:
    """Pair stars that belong to nothing: a rule between markdown-it's that pairs, and that which reads the pairs."""
    if STAR not in state.src:
        return
    inner = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for group in (state.delimiters, *inner):
        around = enclosing(group)
        left = list(runs_left(state.tokens, group, around))
        if left:
            left = pair_runs(state.tokens, group, left, around)
            for breaks, quoted in stars_left_over(state.tokens, group, left):
                leave(state, STARS, quoted, breaks)


def enclosing(group: Sequence[Delimiter]) -> list[int | None]:
    """Return for each sign which sign begins the pair that it stands in, or that it is one of; None if it is in none.

    Signs that belong to nothing, and stand in one pair or in none, can be a pair without crossing another.
    """
    found: list[int | None] = []
    opened: list[int] = []
    ends = {sign.end for sign in group if sign.end != -1}
    for place, sign in enumerate(group):
        if place in ends:
            found.append(opened.pop())
        else:
            if sign.end != -1:
                opened.append(place)
            found.append(opened[-1] if opened else None)
    return found


def runs_left(tokens: list[Token], group: Sequence[Delimiter], around: list[int | None]) -> Iterator[Run]:
    """Yield the stars of a group that belong to nothing, those beside each other together."""
    ends = {sign.end for sign in group if sign.end != -1}
    signs: list[int] = []
    for place, sign in enumerate(group):
        if sign.marker != ord(STAR) or sign.end != -1 or place in ends:
            continue
        if signs and (group[signs[-1]].token + 1 != sign.token or around[signs[-1]] != around[place]):
            yield run_of(tokens, group, signs)
            signs = []
        signs.append(place)
    if signs:
        yield run_of(tokens, group, signs)


def run_of(tokens: list[Token], group: Sequence[Delimiter], signs: list[int]) -> Run:
    first, last = group[signs[0]], group[signs[-1]]
    before, after = text_before(tokens, first.token), text_after(tokens, last.token, 1)
    return Run(signs, before or " ", after or " ", first.open, last.close)


def text_before(tokens: list[Token], place: int) -> str:
    """Return what stands before a token: the text of the one before it, if that has any."""
    while place > 0:
        place -= 1
        if tokens[place].type != "text" or tokens[place].content:
            return text_shown(tokens[place])
    return ""


def text_after(tokens: list[Token], place: int, most: int) -> str:
    """Return the first *most* characters of the text behind a token."""
    found = ""
    while place + 1 < len(tokens) and len(found) < most:
        place += 1
        found += text_shown(tokens[place])[:most]
    return found[:most]


def text_shown(token: Token) -> str:
    if token.type in BREAK_TOKENS:
        return " "
    return token.content if token.type.startswith("text") else CODE_SHOWN


def pair_runs(
    tokens: list[Token], group: Sequence[Delimiter], runs: Sequence[Run], around: list[int | None]
) -> list[Run]:
    """Pair each run that can close something with the last before it that can open it; return the others."""
    opened: dict[int | None, Run] = {}
    left = {id(run): run for run in runs}
    for run in runs:
        inside = around[run.signs[0]]
        start = opened.get(inside)
        if start is not None and run.closes and belong_together(tokens, group, start, run):
            for here, there in zip(start.signs, reversed(run.signs), strict=True):
                group[here].end = there
                group[here].close = group[there].open = False
            del opened[inside], left[id(start)], left[id(run)]
        else:  # what stands around it is not sure any more
            opened.pop(inside, None)
            if run.opens:
                opened[inside] = run
    return list(left.values())


def belong_together(tokens: list[Token], group: Sequence[Delimiter], start: Run, end: Run) -> bool:
    """Return whether two runs are surely meant for what they hold; one star more surely than two."""
    if len(start.signs) != len(end.signs):
        return False
    if len(start.signs) > 1:
        return not any(begins_bold(group, place) for place in range(start.signs[-1] + 1, end.signs[0]))
    first = group[start.signs[0]].token + 1
    has_space = any(
        " " in text_shown(token) for token in tokens[first : min(group[end.signs[0]].token, first + MAX_TOKENS_BETWEEN)]
    )
    is_sentence = end.before[-1] in ENDS_OF_SENTENCES and (end.after.isupper() or end.before[-1] != ".")
    return start.before[-1].isspace() and start.after.isalpha() and is_sentence and has_space


def begins_bold(group: Sequence[Delimiter], place: int) -> bool:
    """Return whether a sign is the second of two that begin bold words."""
    inner, outer = group[place], group[place - 1]
    return inner.end != -1 and outer.end == inner.end + 1 and outer.token + 1 == inner.token


# -- What is left -------------------------------------------------------------------


def stars_left_over(tokens: list[Token], group: Sequence[Delimiter], runs: Sequence[Run]) -> Iterator[tuple[int, str]]:
    """Yield pairs of stars that are shown, though they seem to be meant for something: how many lines down each is."""
    breaks, counted = 0, 0
    for number, run in enumerate(runs):
        place = group[run.signs[-1]].token
        if len(run.signs) != 2 or not run.before[-1].isspace():
            continue
        quoted = text_after(tokens, place, MAX_STARS_QUOTED)
        following = runs[number + 1] if number + 1 < len(runs) else None
        is_spaced = following is not None and len(following.signs) == 2 and SPACED_WORDS.match(quoted)
        if is_spaced or (run.can_open and WORDS_BEHIND.match(quoted)):
            breaks += breaks_in(tokens[counted:place])
            counted = place
            yield breaks, f"**{quoted}"


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler2.after("balance_pairs", "loose_emphasis", pair_loose_stars)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.markdown.left_over")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
