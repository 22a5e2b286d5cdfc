"""Read the arguments of a shortcode or a tag, as Hugo, Liquid, Nunjucks, WordPress and JSX write them."""

import re
from dataclasses import dataclass, field

ARGUMENT = re.compile(
    r"(?:(?P<key>[A-Za-z_][\w.-]*)\s*(?:=|:(?!/))\s*)?"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|[“”„](?P<curly>[^“”]*)[“”]|‘(?P<curl>[^’]*)’"
    r"|`(?P<ticks>[^`]*)`|\{(?P<braces>[^{}]*)\}|\[(?P<square>[^\[\]]*)\]|(?P<bare>[^\s,\"'“”„]+))"
)


@dataclass(frozen=True)
class Arguments:
    """What stands behind the name of a shortcode: values by their place, and by their name."""

    values: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)

    def get(self, *names: str, at: int | None = None) -> str:
        """Return the value of the first of *names* that there is, else the one at a place, else ``""``."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.values[at] if at is not None and at < len(self.values) else ""


def read_arguments(text: str) -> Arguments:
    values: list[str] = []
    named: dict[str, str] = {}
    for found in ARGUMENT.finditer(text):
        value = next((part for name, part in found.groupdict().items() if name != "key" and part is not None), "")
        value = value.strip().strip("\"'`") if found["braces"] is not None else value
        value = re.sub(r"\\([\"'])", r"\1", value)
        if found["key"]:
            named.setdefault(found["key"].casefold(), value)
        else:
            values.append(value)
    return Arguments(tuple(values), named)
