"""Read what stands in the tags around code: ``{% highlight python linenos %}``, ``{% codeblock Title lang:js %}``."""

import re
from collections.abc import Mapping

from valuable.content.foreign.arguments import Arguments
from valuable.content.markdown.code_languages import is_language

CODE_LANGUAGE = re.compile(r"[\w+#.-]+")
TITLED = "codeblock"  # of Octopress and Hexo: what stands there is the title
TITLE_OPTION = re.compile(r"(?<!\S)(?P<key>[a-z_]+)\s*:\s*(?!//)(?P<value>\S+)")
ADDRESS_WORD = re.compile(r"https?://\S+|(?<!\S)/\S+")
LINE_LIST = re.compile(r"\d{1,6}(?:-\d{1,6})?(?:[\s,]+\d{1,6}(?:-\d{1,6})?)*")
HUGO_OPTION = re.compile(r"(?<![a-z_])(?P<key>[a-z_]+)\s*=\s*\"?(?P<value>[^,\"=]*)\"?", re.IGNORECASE)
NUMBERED_LINES = frozenset({"", "true", "table", "inline", "1"})


def code_info(name: str, rest: str, arguments: Arguments) -> str:
    """Return what stands behind the fence of the code between tags that are called *name*."""
    if name == "mermaid":
        return name
    if name == TITLED:
        return titled_info(rest)
    language = arguments.get("lang", "language", at=0)
    language = language if CODE_LANGUAGE.fullmatch(language) else ""
    options = {key.casefold(): value for key, value in arguments.named.items()}
    for value in arguments.values[1:]:
        found = {option["key"].casefold(): option["value"].strip() for option in HUGO_OPTION.finditer(value)}
        options |= found or {value.casefold(): ""}
    return " ".join(filter(None, [language, *option_words(options)])) if language else ""


def option_words(options: Mapping[str, str]) -> list[str]:
    """Return the options of a block of code as they are written here."""
    words = []
    start = options.get("linenostart") or options.get("first_line") or options.get("start") or ""
    numbered = options.get("linenos", options.get("line_number", "false")).casefold() in NUMBERED_LINES
    if start.isdecimal():
        words.append(f"linenos={start}")
    elif numbered:
        words.append("linenos")
    marked = options.get("hl_lines") or options.get("mark_lines") or options.get("mark") or ""
    if LINE_LIST.fullmatch(marked.strip()):
        words.append("{" + ",".join(re.split(r"[\s,]+", marked.strip())) + "}")
    return words


def titled_info(rest: str) -> str:
    """Read ``{% codeblock The title lang:js https://… words mark:1,3 %}``."""
    options = {found["key"]: found["value"] for found in TITLE_OPTION.finditer(rest)}
    plain = TITLE_OPTION.sub(" ", rest)
    address = ADDRESS_WORD.search(plain)
    title = " ".join((plain[: address.start()] if address else plain).split()).strip("\"'“”")
    language = options.get("lang", "")
    if not language and is_language(title):
        language, title = title, ""
    language = language if CODE_LANGUAGE.fullmatch(language) else ""
    link = [" ".join(plain[address.end() :].split()), address[0]] if address else []
    title = ", ".join(filter(None, [title, *link])).replace('"', "”")
    words = [f'title="{title}"'] if title else []
    language = language or ("text" if title else "")
    return " ".join(filter(None, [language, *words, *option_words(options)]))
