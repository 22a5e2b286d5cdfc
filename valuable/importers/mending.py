"""Mend what would stop the site: an old text that can't be built as it is shows the part in question as it was typed.

A build says what is fatal, and where. What it names is mended by steps, each harsher than the one before: the line of
front matter is taken out, or what is quoted becomes code, or a link to nothing its words; then the block becomes code;
then all of the text; then it becomes a draft. No word is lost, and each step is noted.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from valuable.importers.markdown_edits import parser

WHOLE_HEAD = re.compile(r"\A---\n(?:.*\n)*?---\n")
BLOCK_FENCE = re.compile(r"(?P<indent> {0,3})(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)")
MAX_SHOWN_TITLE = 200  # characters of a heading that stays one
QUOTED_SPAN = re.compile(r"`([^`\n…]+)`")
# A formula, a role with its text, or the span itself.
SPAN_FORMS = r"\$\$\s*{0}\s*\$\$|\$\s*{0}\s*\$|{0}`[^`\n]*`|{0}"
INLINE_LINK = re.compile(r"!?\[(?P<words>[^\[\]\n]*)\]\((?P<target>[^()\s]+)[^()\n]*\)(?:\{[^{}\n]*\})?")
REFUSED_KINDS = (".drafts", ".taken", ".pictures")  # of what is not published: a link to it would lead nowhere
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
    in_head = [each for each in fatal if 1 < each.line <= head]
    in_body = [each for each in fatal if each not in in_head]
    if severity >= 3:
        said = [(each.line, f"{brief_message(each)}: the whole text was set aside") for each in fatal[:1]]
        return Mended(set_aside(whole_as_typed(text), fatal[0], is_post=is_post), said)
    done: list[tuple[int, str]] = []
    if in_body:
        steps = (spans_mended, body_mended, all_of_body)
        text, done = steps[severity](text, in_body)
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
    keys: list[list[tuple[int, str]]] = []  # the lines of each key
    for number, line in enumerate(head.split("\n"), 1):
        if not keys or re.match(r"[\w-]+:|---|$", line):
            keys.append([])
        keys[-1].append((number, line))
    left = [key for key in keys if key[0][1][:3] in {"---", ""} or numbers.isdisjoint(number for number, _ in key)]
    made = "\n".join(line for key in left for _, line in key)
    if is_post and not re.search(r"^(?:date|draft):", made, re.MULTILINE):
        made = made.replace("---\n", "---\ndraft: true\n", 1)
    return made + text[len(head) :]


def spans_mended(text: str, fatal: Sequence[Fatal]) -> Mended:
    """Return a text in which what is quoted of it stands as it was typed; where that is not found, its block does."""
    lines = text.split("\n")
    done, left = [], []
    for each in fatal:
        block = block_at(lines, each.line - 1)
        new = span_mended("\n".join(lines[block[0] : block[1]]), each) if block else None
        if block and new is not None and new.count("\n") == block[1] - block[0] - 1:
            lines[block[0] : block[1]] = new.split("\n")
            done.append((each.line, f"{brief_message(each)}: it {AS_TYPED}"))
        else:
            left.append(each)
    rest = body_mended("\n".join(lines), left)
    return Mended(rest.text, done + rest.done)


def span_mended(block: str, fatal: Fatal) -> str | None:
    """Return a block without the one span that a message is about; None if that is not clear."""
    if BLOCK_FENCE.match(block):
        return None
    if fatal.kind.endswith(REFUSED_KINDS):
        return without_refused(block, fatal.message)
    if block.startswith("#") and "the heading has" in fatal.message:
        return re.sub(r"^#+[ \t]*", "", block) if not block.startswith("# ") else None
    for quoted in QUOTED_SPAN.findall(fatal.message):
        found = re.search(rf"(?<![`$\\])(?:{SPAN_FORMS.format(re.escape(quoted))})(?![`$])", block)
        if found and "\n" not in found[0]:
            fence = "``" if "`" in found[0] else "`"
            pad = " " if "`" in found[0] else ""
            return f"{block[: found.start()]}{fence}{pad}{found[0]}{pad}{fence}{block[found.end() :]}"
    return None


def without_refused(block: str, message: str) -> str | None:
    """Return a block in which the links and pictures whose target a message names are nothing but their words."""

    def words(link: re.Match[str]) -> str:
        stem = re.sub(r"[?#].*|/+$|\.\w+$", "", link["target"]).rpartition("/")[2]
        return link["words"] if stem and stem in message else link[0]

    new = INLINE_LINK.sub(words, block)
    return new if new != block else None


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
    for token in parser().parse(body):
        if token.level or token.map is None or token.nesting < 0 or token.map[0] < passed:
            continue
        start, end = token.map
        opened = BLOCK_FENCE.match(lines[start])
        if opened and opened["fence"].startswith(":"):
            closing = re.compile(rf" {{0,3}}:{{{len(opened['fence'])},}}[ \t]*\Z")
            end = next((n + 1 for n in range(start + 1, len(lines)) if closing.match(lines[n])), end)
        passed = end
        yield start, end


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


def markdown_of_notebook(text: str) -> str:
    """Return the cells of a notebook as Markdown: texts as they are, code as code."""
    notebook = json.loads(text)
    parts = []
    for cell in notebook.get("cells", []):
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        words = "".join(map(str, source)) if isinstance(source, list) else str(source)
        is_code = isinstance(cell, dict) and cell.get("cell_type") == "code"
        parts.append(f"```python\n{words}\n```" if is_code and words.strip() else words)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"
