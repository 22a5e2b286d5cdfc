"""Write what an import knows of a site into its ``conf.py``: people, menu, folders of pages."""

import ast
import json
from collections.abc import Mapping, Sequence

from valuable.importers.records import OldPerson, OldSite

PERSON_KEYS = ("name", "role", "place", "bio", "email")
USUAL_MENU = (("Posts", "blog"), ("Subscribe", "subscribe"), ("Search", "search"))
MAX_MENU = 8


def with_people(conf: str, people: Sequence[OldPerson], keys: Mapping[str, str]) -> str:
    """Return ``conf.py`` with those in ``people`` who are not there yet."""
    there = literal_of(conf, "people") or {}
    new = [person for person in people if keys[person.name] not in there]
    if not new:
        return conf
    lines = "".join(person_lines(person, keys[person.name]) for person in new)
    end = end_of(conf, "people")
    return conf[:end] + lines + conf[end:]


def person_lines(person: OldPerson, key: str) -> str:
    values = {"name": person.name, **person.details}
    said = "".join(
        f"        {name!r}: {python(values[name])},\n".replace("'", '"', 2) for name in PERSON_KEYS if values.get(name)
    )
    return f"    {python(key)}: {{\n{said}    }},\n"


def with_menu(conf: str, menu: Sequence[tuple[str, str]]) -> str:
    """Return ``conf.py`` with the pages of the old menu; *menu* has labels and docnames."""
    if not menu:
        return conf
    usual = list(USUAL_MENU)
    entries = [usual[0], *menu[:MAX_MENU], *usual[1:]]
    lines = "".join(f"    ({python(label)}, {python(docname)}),\n" for label, docname in entries)
    return replaced_value(conf, "site_menu", f"[\n{lines}]")


def with_setting(conf: str, name: str, value: object, remark: str) -> str:
    """Return ``conf.py`` with a setting: a new line at its end, or its value in place of the one that is there."""
    if end_of(conf, name) >= 0:
        return replaced_value(conf, name, python(value))
    return f"{conf.rstrip()}\n\n# {remark}\n{name} = {python(value)}\n"


def python(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def node_of(conf: str, name: str) -> ast.expr | None:
    """Return the value that ``conf.py`` gives a name."""
    for node in ast.parse(conf).body:
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            return node.value
    return None


def literal_of(conf: str, name: str) -> dict[str, object] | None:
    node = node_of(conf, name)
    try:
        found = ast.literal_eval(node) if node is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def expression_span(conf: str, node: ast.expr) -> tuple[int, int]:
    """Return where an expression stands in the text."""
    starts = [0]
    for line in conf.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    data = conf.encode()
    begin = starts[node.lineno - 1] + node.col_offset
    end = starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
    return len(data[:begin].decode()), len(data[:end].decode())


def end_of(conf: str, name: str) -> int:
    """Return where the closing sign of the value of a name stands; -1 if the name has none."""
    node = node_of(conf, name)
    return expression_span(conf, node)[1] - 1 if node is not None else -1


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
