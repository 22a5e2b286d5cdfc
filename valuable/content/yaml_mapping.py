"""Read the keys and scalar values of a YAML mapping as they are written, and nothing else that YAML can do."""

import re

import yaml

from valuable.base.problems import Problem
from valuable.base.text_files import brief

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_YAML_DEPTH = 10  # lists in each other
# With these begin the names of values, references to them and types, and lists in lists: all else is looked at once.
YAML_TRICKS = re.compile(r"[&*!]")
OPENERS = re.compile(r"[\[{]|[-?][ \t]")


def read_pairs(block: str, problems: list[Problem]) -> dict[str, tuple[int, yaml.Node]] | None:
    """Return the line and the node of each key of a YAML mapping; None if it can't be parsed.

    What is wrong is added to *problems*: duplicates are problems too.
    """
    try:
        problem = forbidden_yaml(block)
        root = yaml.compose(block, Loader=LOADER) if problem is None else None
    except (yaml.YAMLError, ValueError) as error:  # the latter at the number of a character that is none
        problem, root = yaml_problem(error), None
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
        else:
            pairs[key] = (line, value_node)
    return pairs


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


def yaml_problem(error: yaml.YAMLError | ValueError) -> Problem:
    """Return the place of a YAML error and its usual reason."""
    # An open quote is missed where the text ends, and meant where it begins.
    scanned = "quoted scalar" in str(getattr(error, "context", ""))
    mark = getattr(error, "context_mark" if scanned else "problem_mark", None)
    line = mark.line + 2 if mark else 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it has a character that YAML forbids"
    advice = 'a value with a colon, `#` or quotes in it needs quotes around it: `description: "One thing: another"`'
    return Problem(line, f"the front matter can't be read ({reason}); {advice}", decisive=True)
