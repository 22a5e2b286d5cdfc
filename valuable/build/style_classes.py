"""Replace ``style`` attributes by classes of one style sheet in the head, and back.

A Content-Security-Policy forbids the attribute unless it allows every style (``'unsafe-inline'``).
"""

import re
from functools import lru_cache
from hashlib import blake2b

import tinycss2

from valuable.base.html_scan import rewrite_attributes

# As strong as the attribute was: more than any class, less than `!important`.
CLASS_RULE = ".{}:not(#_){{{}}}"
CLASS_RULES = re.compile(r"\.(s-[0-9a-f]{8}):not\(#_\)\{([^}]*)\}")
STYLE_SHEET = re.compile(r"<style>((?:\.s-[0-9a-f]{8}:not\(#_\)\{[^}]*\})+)</style>\n")


@lru_cache(maxsize=1024)
def safe_declarations(style: str) -> str:
    """Return the declarations of a ``style`` attribute, without any that would end its rule or the style sheet."""
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    parts = (part.serialize().replace("<", r"\3c ") for part in found if part.type == "declaration")
    return ";".join(part for part in parts if stands_alone(part))


def stands_alone(declaration: str) -> bool:
    """Return whether a declaration leaves no string or bracket open, which would swallow the rules after it."""
    if re.search("[{}]", declaration):
        return False
    rules = tinycss2.parse_stylesheet(f"a{{{declaration}}}b{{}}")
    return [rule.type for rule in rules] == ["qualified-rule"] * 2


@lru_cache(maxsize=1024)
def style_class(written: str) -> str:
    return f"s-{blake2b(written.encode(), digest_size=4).hexdigest()}"


def with_classes(page: str, *, always: bool = False) -> tuple[str, str]:
    """Return a page without ``style`` attributes, and the style sheet that replaces them; ``""`` if none does.

    Unless *always*, only ``style=`` in small letters is looked for.
    """
    if not always and "style=" not in page:
        return page, ""
    rules: dict[str, str] = {}

    def change(attributes: dict[str, str]) -> None:
        written = safe_declarations(attributes.pop("style", ""))
        if written:
            name = style_class(written)
            rules[name] = written
            attributes["class"] = f"{attributes.get('class', '')} {name}".lstrip()

    page = rewrite_attributes(page, "style", change)
    if not rules:
        return page, ""
    sheet = "".join(CLASS_RULE.format(name, rules[name]) for name in sorted(rules))
    head, end, rest = page.partition("</head>")
    return f"{head}<style>{sheet}</style>\n{end}{rest}", sheet


def with_styles(page: str, part: str) -> str:
    """Return a *part* of a page with the ``style`` attributes that it had before :func:`with_classes`."""
    sheet = STYLE_SHEET.search(page)
    if not sheet:
        return part
    rules = dict(CLASS_RULES.findall(sheet[1]))

    def change(attributes: dict[str, str]) -> None:
        names = attributes.get("class", "").split()
        kept = [name for name in names if name not in rules]
        if len(kept) < len(names):
            attributes["style"] = ";".join(rules[name] for name in names if name in rules)
            attributes["class"] = " ".join(kept)
            if not kept:
                del attributes["class"]

    return rewrite_attributes(part, "s-", change)
