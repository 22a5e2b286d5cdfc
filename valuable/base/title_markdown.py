"""Write a title as Markdown."""

import re

INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
# What would begin a link, a picture, HTML, a formula, a role, a comment or an escape, or end a heading. What closes a
# bracket stays as it is: with a backslash before both, they would be the marks of a formula.
TITLE_MARKUP = re.compile(
    r"[\[{}$]|(?<=\\)\(|<(?=[a-z/!?])|&(?=#|[a-z]+;)|(?:%(?=%)|(?<=%)%)|\\(?=[!-/:-@\[-`{-~]|$)|(?<= )#+$",
    re.IGNORECASE,
)


def title_as_markdown(title: str) -> str:
    """Return *title* as Markdown that shows it as it was typed; emphasis and code may be meant, and stay."""
    parts, end = [], 0
    for code in INLINE_CODE.finditer(title):
        parts += [TITLE_MARKUP.sub(with_backslash, title[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, TITLE_MARKUP.sub(with_backslash, title[end:])])


def with_backslash(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
