"""Mend what would stop the site: an old text that can't be built as it is shows the part in question as it was typed.

A build says what is fatal, and where. What it names is mended by steps, each harsher than the one before: the line of
front matter is taken out, or the block becomes code; then all of the text becomes code; then it becomes a draft. No
word is lost, and each step is noted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt

WHOLE_HEAD = re.compile(r"\A---\n(?:.*\n)*?---\n")
BLOCK_FENCE = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)")
MAX_SHOWN_TITLE = 200  # characters of a heading that stays one
AS_TYPED = "stands as it was typed"


class Fatal(NamedTuple):
    """What stops the site: a line of a file, from 1, and what is said of it."""

    line: int
    message: str
    kind: str


class Mended(NamedTuple):
    """A text that was mended, and what was done: the line in question, and words."""

    text: str
    done: list[tuple[int, str]]


def mended(text: str, fatal: Sequence[Fatal], severity: int, *, is_post: bool) -> Mended:
    """Return a text without what is fatal in it; *severity* counts the tries before this one."""
    head = len(whole_head_of(text).split("\n")) - 1
    in_head = [each for each in fatal if each.line and each.line <= head]
    in_body = [each for each in fatal if each not in in_head]
    if severity >= 2:
        said = [(each.line, f"{brief_message(each)}: the whole text was set aside") for each in fatal[:1]]
        return Mended(set_aside(whole_as_typed(text), fatal[0], is_post=is_post), said)
    done: list[tuple[int, str]] = []
    if in_body:
        text, done = body_mended(text, in_body) if severity == 0 else all_of_body(text, in_body)
    if in_head:
        text = without_lines(text, {each.line for each in in_head}, is_post=is_post)
        done += [(each.line, f"{brief_message(each)}: the line was taken out") for each in in_head]
    return Mended(text, done)


def whole_head_of(text: str) -> str:
    found = WHOLE_HEAD.match(text)
    return found[0] if found else ""


def brief_message(fatal: Fatal) -> str:
    words = " ".join(fatal.message.split())
    return words if len(words) <= 160 else f"{words[:159]}…"


def without_lines(text: str, numbers: set[int], *, is_post: bool) -> str:
    """Return a text without the keys of its front matter that stand on these lines; without its date it is a draft."""
    head = whole_head_of(text)
    lines, left, leaving = head.split("\n"), [], False
    for number, line in enumerate(lines, 1):
        begins = bool(re.match(r"[\w-]+:|---", line))
        leaving = number in numbers and not line.startswith("---") if begins else leaving
        if not leaving:
            left.append(line)
    made = "\n".join(left)
    if is_post and not re.search(r"^(?:date|draft):", made, re.MULTILINE):
        made = made.replace("---\n", "---\ndraft: true\n", 1)
    return made + text[len(head) :]


def body_mended(text: str, fatal: Iterable[Fatal]) -> Mended:
    """Return a text in which the blocks in question stand as they were typed."""
    lines = text.split("\n")
    title = title_index(lines)
    blocks: dict[tuple[int, int], Fatal] = {}
    done = []
    for each in fatal:
        if title is None and "title" in each.message:
            return all_of_body(text, [each])
        block = block_at(lines, each.line - 1)
        if block is None or (title is not None and block[0] <= title < block[1]):
            return all_of_body(text, [each])
        blocks.setdefault(block, each)
        done.append((each.line, f"{brief_message(each)}: it {AS_TYPED}"))
    for (start, end), _ in sorted(blocks.items(), reverse=True):
        lines[start:end] = as_typed(lines[start:end])
    return Mended("\n".join(lines), done)


def title_index(lines: Sequence[str]) -> int | None:
    start = len(whole_head_of("\n".join(lines)).split("\n")) - 1
    return next((number for number in range(start, len(lines)) if lines[number].startswith("# ")), None)


def block_at(lines: Sequence[str], index: int) -> tuple[int, int] | None:
    """Return the lines of the block of Markdown at a line: its first, and the one after its last."""
    head = len(whole_head_of("\n".join(lines)).split("\n")) - 1
    if not head <= index < len(lines):
        return None
    for start, end in top_blocks("\n".join(lines[head:])):
        if start + head <= index < end + head:
            return start + head, end + head
    return None


def top_blocks(body: str) -> Iterator[tuple[int, int]]:
    """Yield the top blocks of a text; what stands between colons is one."""
    lines, passed = body.split("\n"), 0
    for token in markdown().parse(body):
        if token.level or token.map is None or token.nesting < 0 or token.map[0] < passed:
            continue
        start, end = token.map
        opened = BLOCK_FENCE.match(lines[start])
        if opened and opened["fence"].startswith(":"):
            closing = re.compile(rf" {{0,3}}:{{{len(opened['fence'])},}}[ \t]*\Z")
            end = next((n + 1 for n in range(start + 1, len(lines)) if closing.match(lines[n])), end)
        passed = end
        yield start, end


@cache
def markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def as_typed(lines: Sequence[str]) -> list[str]:
    """Return a block as code that shows what was typed."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    longest = max((len(run) for line in kept for run in re.findall(r"`{3,}", line)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}text", *kept, fence, *[""] * (len(lines) - len(kept) or 1)]


def all_of_body(text: str, fatal: Sequence[Fatal]) -> Mended:
    done = [(each.line, f"{brief_message(each)}: the whole text {AS_TYPED}") for each in fatal]
    return Mended(whole_as_typed(text), done)


def whole_as_typed(text: str) -> str:
    """Return a text whose body, but for its title, is code."""
    head = whole_head_of(text)
    lines = text[len(head) :].split("\n")
    title = title_index(lines)
    words = lines[title].lstrip("# ").strip() if title is not None else ""
    plain = re.sub(r"[\\`*_{}\[\]<>$%#~|^:&]", "", words)[:MAX_SHOWN_TITLE].strip() or "Untitled"
    rest = lines[title + 1 :] if title is not None else lines
    before = lines[:title] if title is not None else []
    while rest and not rest[0].strip():
        rest = rest[1:]
    kept = [line for line in before if line.strip()] + ([words, ""] if plain != words and words else []) + rest
    return head + "\n".join([f"# {plain}", "", *(as_typed(kept) if any(kept) else [])])


def set_aside(text: str, why: Fatal, *, is_post: bool) -> str:
    """Return a text as a draft that says why; of a page, which can be none, all of its front matter goes."""
    head = whole_head_of(text)
    body = text[len(head) :]
    if not is_post:
        address = re.search(r"^address:[^\n]*\n", head, re.MULTILINE)
        return (f"---\n{address[0]}---\n\n" if address else "") + body
    date = re.search(r"^date:[^\n]*\n", head, re.MULTILINE) if why.line > len(head.split("\n")) else None
    told = " ".join(re.sub(r"[^\w\s.,:;()-]", "", brief_message(why)).split())
    return f"---\n# Set aside by the import: {told}\ndraft: true\n{date[0] if date else ''}---\n\n{body.lstrip()}"
