"""Read attribute lists, ``{width=50% .wide}`` or ``{: width="50%"}``, as pandoc, kramdown and Hugo write them."""

import re

ATTRIBUTE = re.compile(
    r"""\s*(?:\.(?P<name>[^\s.#={}"'%]+)|\#(?P<anchor>[^\s.#={}"'%]+)"""
    r"""|(?P<key>[A-Za-z][\w:-]*)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'={}]+)))"""
)


def parse_attribute_list(text: str) -> dict[str, str] | None:
    """Return the attributes that stand between braces; None if anything else stands there.

    ``class`` has all classes, with spaces between.
    """
    found: dict[str, str] = {}
    classes: list[str] = []
    place, text = 0, text.removeprefix(":").strip()
    while place < len(text):
        one = ATTRIBUTE.match(text, place)
        if one is None:
            return None
        place = one.end()
        if one["name"]:
            classes.append(one["name"])
        elif one["anchor"]:
            found["id"] = one["anchor"]
        else:
            value = next(part for part in (one["double"], one["single"], one["bare"]) if part is not None)
            if one["key"].lower() == "class":
                classes += value.split()
            else:
                found[one["key"].lower()] = value
    return {**found, **({"class": " ".join(classes)} if classes else {})}
