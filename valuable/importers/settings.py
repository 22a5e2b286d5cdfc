"""Write what an import knows of a site into its ``conf.py``: people, menu, folders of pages."""

import ast
import json
import re
from collections.abc import Container, Mapping, Sequence
from typing import TypeGuard

from valuable.base.people import person_problems
from valuable.importers.records import OldPerson, OldSite

PERSON_KEYS = ("name", "role", "place", "bio", "email", "profiles")
USUAL_PAGES = {"blog", "concepts", "about", "subscribe", "search"}
MAX_MENU = 8


def with_people(conf: str, people: Sequence[OldPerson], keys: Mapping[str, str], *, fill: bool = False) -> str:
    """Return ``conf.py`` with those who are not in ``people`` yet; *fill*: and with what is not said of others."""
    for person in people:
        key = keys[person.name]
        there = dict_of(conf, "people")
        if there is None:
            return conf
        known = {name.value: value for name, value in zip(there.keys, there.values, strict=True) if is_text(name)}
        if key not in known:
            conf = inserted(conf, there, person_lines(person, key))
        elif fill and isinstance(node := known[key], ast.Dict):
            said = {name.value for name in node.keys if is_text(name)}
            conf = inserted(conf, node, detail_lines(person, said), "    ")
    return conf


def is_text(node: ast.expr | None) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def person_lines(person: OldPerson, key: str) -> str:
    return f"    {python(key)}: {{\n{detail_lines(person, set())}    }},\n"


def detail_lines(person: OldPerson, said: Container[object]) -> str:
    """Return the lines of what is known of somebody, but for what is *said*, and for what conf.py can't have."""
    values = {"name": person.name, **person.details}
    wanted = {name: values[name] for name in PERSON_KEYS if values.get(name) and name not in said}
    fitting = {name: value for name, value in wanted.items() if not [*person_problems("x", {"name": "x", name: value})]}
    return "".join(f"        {python(name)}: {python(value)},\n" for name, value in fitting.items())


def inserted(conf: str, node: ast.Dict, lines: str, indent: str = "") -> str:
    """Return ``conf.py`` with lines at the end of a dict, whose last item has a comma then."""
    start, end = expression_span(conf, node)
    end -= 1
    if not lines:
        return conf
    if node.values:
        last = expression_span(conf, node.values[-1])[1]
        if "," not in re.sub(r"#[^\n]*", "", conf[last:end]):
            conf = f"{conf[:last]},{conf[last:]}"
            end += 1
    line_start = conf.rfind("\n", start, end) + 1
    if line_start and not conf[line_start:end].strip():
        return conf[:line_start] + lines + conf[line_start:]
    return f"{conf[:end].rstrip(' ')}\n{lines}{indent}{conf[end:]}"


def with_menu(conf: str, menu: Sequence[tuple[str, str]]) -> str:
    """Return ``conf.py`` with the pages of the old menu, if its own is still the usual one; *menu* has docnames."""
    node = node_of(conf, "site_menu")
    there = literal(node)
    if not menu or not isinstance(there, list) or not {item[-1] for item in there} <= USUAL_PAGES:
        return conf
    labels = {docname: label for label, docname in reversed(menu)}
    there = [(labels.get(item[-1], item[0]), item[-1]) for item in there]
    known = {item[-1] for item in there}
    new = list({docname: (label, docname) for label, docname in menu if docname not in known}.values())[:MAX_MENU]
    first = [item for item in there if item[-1] in {"blog", "concepts"}]
    entries = [*first, *new, *(item for item in there if item not in first)]
    lines = "".join(f"    ({python(label)}, {python(docname)}),\n" for label, docname in entries)
    return replaced_value(conf, "site_menu", f"[\n{lines}]")


def with_setting(conf: str, name: str, item: str, remark: str) -> str:
    """Return ``conf.py`` with an item in a setting that is a list: in a new line at its end if it is not there."""
    there = literal(node_of(conf, name))
    if isinstance(there, (list, tuple)):
        return conf if item in there else replaced_value(conf, name, python([*there, item]))
    if node_of(conf, name) is not None:
        return conf
    return f"{conf.rstrip()}\n\n# {remark}\n{name} = {python([item])}\n"


def with_empty_text_filled(conf: str, name: str, text: str) -> str:
    """Return ``conf.py`` with a text in a setting that is there and says nothing yet."""
    node = node_of(conf, name)
    is_empty = node is not None and literal(node) == ""
    return replaced_value(conf, name, python(text)) if is_empty and text else conf


def python(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def node_of(conf: str, name: str) -> ast.expr | None:
    """Return the value that ``conf.py`` gives a name."""
    try:
        body = ast.parse(conf).body
    except (SyntaxError, ValueError):
        return None
    for node in body:
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            return node.value
    return None


def literal(node: ast.expr | None) -> object:
    """Return the value of an expression that is a literal; None for any other."""
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None


def dict_of(conf: str, name: str) -> ast.Dict | None:
    node = node_of(conf, name)
    return node if isinstance(node, ast.Dict) else None


def known_people(conf: str) -> dict[str, str]:
    """Return the keys of the people in ``conf.py`` by their names, in small letters."""
    found = literal(node_of(conf, "people"))
    people = found.items() if isinstance(found, dict) else ()
    return {str(person.get("name", key)).casefold(): str(key) for key, person in people if isinstance(person, dict)}


def text_setting(conf: str, name: str) -> str:
    found = literal(node_of(conf, name))
    return found if isinstance(found, str) else ""


def expression_span(conf: str, node: ast.expr) -> tuple[int, int]:
    """Return where an expression stands in the text."""
    starts = [0]
    for line in conf.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    data = conf.encode()
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    return len(data[:begin].decode()), len(data[:end].decode())


def replaced_value(conf: str, name: str, value: str) -> str:
    node = node_of(conf, name)
    if node is None:
        return conf
    start, end = expression_span(conf, node)
    return conf[:start] + value + conf[end:]


def answers_from(site: OldSite) -> dict[str, str]:
    """Return the answers for a new site that the old one gives."""
    person = site.people[0] if site.people else None
    given = {
        "name": site.name,
        "tagline": site.tagline,
        "author": person.name if person else "",
        "email": str(person.details.get("email") or "") if person else "",
        "language": site.language.replace("_", "-"),
        "timezone": site.timezone,
        "address": site.address,
    }
    return {key: value for key, value in given.items() if value}
