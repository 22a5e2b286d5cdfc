"""Read the keys and scalar values of a YAML mapping as they are written, and nothing else that YAML can do."""

import re

import yaml

from valuable.base.problems import Problem
from valuable.base.text_files import brief
from valuable.content.foreign.cures import yaml_line, yaml_list
from valuable.content.foreign.findings import in_code

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_YAML_DEPTH = 10  # lists in each other
# With these begin the names of values, references to them and types, and lists in lists: all else is looked at once.
YAML_TRICKS = re.compile(r"[&*!]")
GLUED = re.compile(r"([A-Za-z_]\w*):((?!//)[^\s:][^:]*)")
PAIR = re.compile(r"[ \t]*(?:- )?([\w.-]+)[ \t]*:[ \t]+(\S.*?)[ \t]*")
HASH_ITEM = re.compile(r"[\[,:][ \t]*#([^\s,\]#]+)")
HASH_WORD = re.compile(r"(?<!\S)#([^\s,\]#]+)")
USUAL_ADVICE = 'a value with a colon, `#` or quotes in it needs quotes around it: `description: "One thing: another"`'
OPENERS = re.compile(r"[\[{]|[-?][ \t]")


def read_pairs(block: str, problems: list[Problem]) -> dict[str, tuple[int, yaml.Node]] | None:
    """Return the line and the node of each key of a YAML mapping; None if it can't be parsed.

    What is wrong is added to *problems*: duplicates are problems too.
    """
    try:
        problem = forbidden_yaml(block)
        root = yaml.compose(block, Loader=LOADER) if problem is None else None
    except (yaml.YAMLError, ValueError) as error:  # the latter at the number of a character that is none
        problem, root = yaml_problem(error, block), None
    if root is not None and not isinstance(root, yaml.MappingNode):
        message = "front matter is made of keys and values: write `date: 2021-03-26`, one key a line"
        problem = Problem(1, message, decisive=True)
    if problem is not None:
        problems.append(problem)
        return None
    pairs: dict[str, tuple[int, yaml.Node]] = {}
    for key_node, value_node in root.value if root is not None else ():
        line = key_node.start_mark.line + 2  # YAML counts from 0, and the file has a line of `---` before it
        key = brief(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "a list or mapping"
        if key in pairs:
            message = f"`{key}` stands twice, first on line {pairs[key][0]}: keep one"
            problems.append(Problem(line, message, decisive=True))
        elif hashes := lost_hashes(value_node, block):
            message = f"`{key}`: a `#` begins a comment: write {in_code(yaml_list(key, hashes))}"
            problems.append(Problem(line, message, decisive=True))
        else:
            pairs[key] = (line, value_node)
    return pairs


def lost_hashes(node: yaml.Node, block: str) -> list[str]:
    """Return the words behind a `#` that YAML takes for a comment where a value is missing: ``tags: #one #two``."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if all(item.value for item in items):
        return []
    lines = block.split("\n")[node.start_mark.line : node.end_mark.line + 1]
    return [word for line in lines for word in HASH_WORD.findall(line)]


def forbidden_yaml(block: str) -> Problem | None:
    """Return the problem of anchors, aliases, tags and deep nesting, found before they are expanded; else None."""
    if not YAML_TRICKS.search(block) and len(OPENERS.findall(block)) <= MAX_YAML_DEPTH:
        return None
    depth = 0
    for event in yaml.parse(block, Loader=LOADER):
        line = event.start_mark.line + 2  # type: ignore[union-attr]  # each event of a text has its place
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            name = f"{'*' if isinstance(event, yaml.AliasEvent) else '&'}{brief(anchor)}"
            advice = "write the value itself, or quotes around a text that begins so"
            return Problem(line, f"`{name}`: front matter has no names for values; {advice}", decisive=True)
        if tag:
            message = "a text that begins with `!` needs quotes around it: `description: '! stands for not'`"
            return Problem(line, message, decisive=True)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_YAML_DEPTH:
            return Problem(line, "here stand lists in lists in lists: write one list, `[teams, plans]`", decisive=True)
    return None


def yaml_problem(error: yaml.YAMLError | ValueError, block: str) -> Problem:
    """Return the place of a YAML error and its usual reason."""
    # An open quote or bracket is missed where the text ends, and meant where it begins.
    opened = re.search(r"quoted scalar|flow (?:sequence|mapping)|simple key", str(getattr(error, "context", "")))
    mark = getattr(error, "context_mark" if opened else "problem_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it has a character that YAML forbids"
    number = min(mark.line, block.count("\n")) if mark else 0
    number, advice = line_advice(block.split("\n"), number)
    return Problem(number + 2 if mark else 1, f"the front matter can't be read ({reason}); {advice}", decisive=True)


def line_advice(lines: list[str], number: int) -> tuple[int, str]:
    """Return the line, from 0, that is most likely meant, and what to write there."""
    before = lines[number - 1] if number else ""
    if GLUED.fullmatch(before) and not GLUED.fullmatch(lines[number]):
        number -= 1
    text = lines[number]
    if text[: len(text) - len(text.lstrip())].count("\t"):
        return number, "a tab stands at the beginning of the line: write spaces, or nothing"
    if hashes := HASH_ITEM.findall(text):
        return number, f"a `#` begins a comment: write {in_code(yaml_list(text.partition(':')[0].strip(), hashes))}"
    if glued := GLUED.fullmatch(text):
        return number, f"a space is missing after the colon: write {in_code(f'{glued[1]}: {glued[2]}')}"
    pair = PAIR.fullmatch(text)
    if pair is None and text.strip() and not text.lstrip().startswith("-"):
        return number, "each line is a key, a colon and a value; if this is the text, write `---` on the line before it"
    if pair and pair[2][0] in "[{":
        end = "]" if pair[2][0] == "[" else "}"
        return number, f"write `{end}` where it ends, and quotes around what has signs in it"
    if pair and pair[1].casefold() == "title":
        return number, f"take the line out, and write {in_code(f'# {bare(pair[2])}')} as the first line of the text"
    if pair and (meant := yaml_line(pair[1], without_quote(pair[2]))) != text.strip():
        return number, f"a value with such signs in it needs quotes around it: write {in_code(meant)}"
    return number, USUAL_ADVICE


def bare(value: str) -> str:
    """Return a value without the quotes around it."""
    return value.strip().strip("\"'").strip()


def without_quote(value: str) -> str:
    """Return a value without the quote with which it begins and does not end."""
    quote = value[0] if value[0] in "\"'" else ""
    if quote and value.count(quote) == 1:
        return value[1:]
    return value
