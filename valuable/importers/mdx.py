"""Write MDX in plain Markdown: its components where they are known, its pictures by name; nothing of it is run.

Lines of programs are taken out. A component that nobody knows leaves its words, and its name in a report.
"""

import re
from collections.abc import Iterator
from posixpath import join, normpath

from valuable.base.uris import is_web_address
from valuable.content.foreign.arguments import Arguments, read_arguments
from valuable.content.foreign.mdx import COMPONENT_TAG, NO_COMPONENTS
from valuable.content.foreign.shortcodes import BOX_NAMES, READERS
from valuable.content.verbatim import VerbatimText
from valuable.importers.heads import read_head
from valuable.importers.html_text import escaped_words, markdown_target
from valuable.importers.links import Links
from valuable.importers.markdown_edits import Edit, edited, line_of, parser
from valuable.importers.records import OldEntry

MODULE_START = re.compile(
    r"^(?:(?P<word>import)(?=[ \t{*\"'])|export(?=[ \t]+(?:const|let|var|default|function|async|class)\b|[ \t]*[{*]))",
    re.MULTILINE,
)
IMPORTED = re.compile(r"(?:(?P<name>\w+)|\{[^}]*\}|\*)?[\s,]*(?:\{[^}]*\}\s*)?(?:from\s*)?(['\"])(?P<path>[^'\"\n]+)\2")
MODULE_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|mp4|webm|mp3|pdf)(?:\?[^'\"]*)?\Z", re.IGNORECASE)
MODULE_TEXT = re.compile(r"\.mdx?\Z")
BRACKETS = re.compile(r"""(["'`])(?:\\.|(?!\1)[\s\S])*?\1|/\*[\s\S]*?\*/|//[^\n]*|[\[\]{}()]|\n""")
NAMED_VALUE = re.compile(r"=\{(\w+)(?:\.src|\.default)?\}")
# The values that JSX gives attributes; one may have braces within braces.
JSX_VALUE = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
JSX_ATTRIBUTE = re.compile(rf"(?P<gap>\s+)(?P<name>[\w:-]+)=(?P<value>{JSX_VALUE})")
JSX_TAG = re.compile(rf"<(?P<name>[a-z][\w-]*)(?P<rest>(?:\s(?:[^<>{{}}]|{JSX_VALUE})*?)?)(?P<end>/?)>")
PLAIN_VALUE = re.compile(
    r"\{\s*(?:(?:require|useBaseUrl|withBaseUrl|url)\(\s*)?(?P<quote>[\"'`])(?P<text>(?:(?!(?P=quote))[^{}])*)(?P=quote)\s*\)?"
    r"(?:\.default)?\s*\}|\{\s*(?P<number>[\d.]+|true|false)\s*\}"
)
STYLE_PAIR = re.compile(r"[\"']?([\w-]+)[\"']?\s*:\s*(?:[\"'`]([^\"'`]*)[\"'`]|(-?[\d.]+))")
JSX_EXPRESSION = re.compile(r"(?<![\\$#{])\{(?![#.:%{\s]*[{%])(?P<inner>[^{}\n:#%|]+)\}(?!\})")
BRACE_OF_OTHERS = re.compile(r"[\w\])=]")  # before a brace that belongs to a link, an attribute or a word
PROGRAM_WORDS = re.compile(r"[\w\s.$?\[\]'\"()=>+*/-]+")
NO_UNIT = frozenset({"opacity", "zIndex", "fontWeight", "lineHeight", "flex", "flexGrow", "order", "zoom"})
TABS = frozenset({"tabs", "tabgroup", "codegroup", "codetabs"})
TAB_ITEMS = frozenset({"tabitem", "tab"})
LINK_COMPONENTS = frozenset({"link", "navlink", "externallink", "a", "customlink", "nextlink"})
LINK_TARGETS = ("to", "href", "url")
SHOWN_BY = ("url", "src", "href", "link", "video", "embed", "to")  # of what a component shows
FOLDED = frozenset({"details", "accordion", "collapse", "collapsible", "spoiler", "toggle"})
SILENT_FRAMES = frozenset({"browserwindow", "center", "fragment", "div", "wrapper", "layout", "head"})
TAB_MARK = "\0tab\0"
GONE_LINE = "\0\n"  # in the place of a line, so that those below keep their numbers
MAX_PARTIALS = 5  # one within the other


def is_mdx(entry: OldEntry, links: Links) -> bool:
    """Return whether a text is MDX: some systems take all of their Markdown for it."""
    return entry.source.endswith(".mdx") or (links.plan.site.is_mdx and entry.markup == "markdown")


def plain_mdx(entry: OldEntry, text: str, links: Links) -> str:
    """Return a text of MDX in Markdown; one of any other kind as it is, but for pictures that it imports."""
    if not is_mdx(entry, links):
        return text
    text, files = without_modules(entry, text, links)
    for step in (name_files, plain_tags, plain_components, tell_expressions):
        text = step(entry, text, files)
    return text


# -- Lines of programs --------------------------------------------------------------


def without_modules(entry: OldEntry, text: str, links: Links) -> tuple[str, dict[str, str]]:
    """Return a text without its imports and exports, and the files that it has imported by name."""
    files: dict[str, str] = {}
    for _ in range(MAX_PARTIALS):
        verbatim, edits, partials = VerbatimText(parser(), text), [], {}
        for start in MODULE_START.finditer(text):
            if verbatim.holds(start.start()):
                continue
            end = end_of_module(text, start.end())
            imported = IMPORTED.match(text[start.end() : end].strip()) if start["word"] else None
            if start["word"] and imported is None:
                continue
            edits.append(Edit(start.start(), end, GONE_LINE * text.count("\n", start.start(), end)))
            if imported and imported["name"] and MODULE_FILE.search(imported["path"]):
                files[imported["name"]] = imported["path"].partition("?")[0]
            elif imported and imported["name"] and MODULE_TEXT.search(imported["path"]):
                partials[imported["name"]] = imported["path"]
            elif not start["word"]:
                first = text[start.start() : end].split("\n", maxsplit=1)[0][:60]
                message = f"`{first}` begins a part of a program, which was taken out"
                entry.note(
                    "program", message, line_of(entry, text, start.start()), lost="=>" in text[start.end() : end]
                )
        taken = edited(text, edits)
        text = with_partials(entry, taken, partials, links)
        if text == taken:
            break
    return text, files


def end_of_module(text: str, place: int) -> int:
    """Return where a statement ends: with the line on which all its brackets are closed."""
    depth = 0
    for sign in BRACKETS.finditer(text, place):
        if sign[0] in "{[(":
            depth += 1
        elif sign[0] in "}])":
            depth -= 1
        elif sign[0] == "\n" and depth <= 0:
            rest = text[place : sign.start()].rstrip()
            if not rest.endswith(("=", "=>", ",", "from", "?", ":", "&&", "||", "+")):
                return sign.end()
    return len(text)


def with_partials(entry: OldEntry, text: str, partials: dict[str, str], links: Links) -> str:
    """Put the texts that are imported where they are asked for: ``<Part />``."""
    edits = []
    for tag in COMPONENT_TAG.finditer(text) if partials else ():
        path = partials.get(tag["name"], "")
        source = path.removeprefix("@site/") if path.startswith("@site/") else normpath(join(entry.folder, path))
        if path and source in links.plan.site.texts:
            edits.append(Edit(*tag.span(), read_head(links.plan.site.texts[source]).body.strip()))
            entry.note(
                "partial", f"the text of {source} stands where it was taken in", line_of(entry, text, tag.start())
            )
    return edited(text, edits) if edits else text


def name_files(entry: OldEntry, text: str, files: dict[str, str]) -> str:
    """Write the paths of files where the names stand that they were imported by."""
    return NAMED_VALUE.sub(lambda value: f'="{files[value[1]]}"' if value[1] in files else value[0], text)


# -- Tags of HTML -------------------------------------------------------------------


def plain_tags(entry: OldEntry, text: str, files: dict[str, str]) -> str:
    """Write the attributes of JSX as HTML has them."""
    if "<" not in text:
        return text
    verbatim = VerbatimText(parser(), text)
    edits = [
        Edit(*tag.span("rest"), plain_attributes(entry, tag["rest"], line_of(entry, text, tag.start())))
        for tag in JSX_TAG.finditer(text)
        if ("{" in tag["rest"] or "className" in tag["rest"]) and not verbatim.holds(tag.start())
    ]
    fragments = re.finditer(r"</?>", text)
    edits += [Edit(*each.span(), "") for each in fragments if not verbatim.holds(each.start())]
    return edited(text, edits) if edits else text


def plain_attributes(entry: OldEntry, written: str, line: int) -> str:
    def plain(found: re.Match[str]) -> str:
        name, value = found["name"], found["value"]
        known = PLAIN_VALUE.fullmatch(value)
        if known:
            return f'{found["gap"]}{name}="{known["text"] if known["text"] is not None else known["number"]}"'
        if name == "style":
            return f'{found["gap"]}style="{style_written(value)}"'
        entry.note("expression", f"`{name}={value[:50]}` is a program's, so it was taken out", line)
        return ""

    plain_text = JSX_ATTRIBUTE.sub(plain, written)
    return re.sub(r"\bhtmlFor=", "for=", re.sub(r"\bclassName=", "class=", plain_text))


def style_written(value: str) -> str:
    """Return an object of styles as CSS writes it."""
    pairs = []
    for name, text, number in STYLE_PAIR.findall(value):
        unit = "" if name in NO_UNIT or number in {"", "0"} else "px"
        hyphened = re.sub(r"([A-Z])", r"-\1", name).lower()
        pairs.append(f"{hyphened}: {text or number + unit}")
    return "; ".join(pairs).replace('"', "'")


# -- Components ---------------------------------------------------------------------


def plain_components(entry: OldEntry, text: str, files: dict[str, str]) -> str:
    """Write known components in Markdown, take the tags of others out, and name those."""
    verbatim = VerbatimText(parser(), text)
    tags = [tag for tag in COMPONENT_TAG.finditer(text) if is_component(tag) and not verbatim.holds(tag.start())]
    edits = []
    for tag in tags:
        new = known_component(entry, text, tag)
        if new is not None:
            edits.append(Edit(*tag.span(), new))
    return dedented_items(edited(text, edits)) if edits else text


def is_component(tag: re.Match[str]) -> bool:
    return tag["name"] in {"Link", "Head"} or tag["name"].casefold() not in NO_COMPONENTS


def known_component(entry: OldEntry, text: str, tag: re.Match[str]) -> str | None:
    """Return what to write for a tag; None for what the build's own rules write next."""
    name, line = tag["name"].casefold(), line_of(entry, text, tag.start())
    arguments = read_arguments(plain_attributes(entry, tag["args"], line))
    if name in TABS:
        return ""
    if name in TAB_ITEMS:
        label = arguments.get("label", "title", "name", "value")
        return "" if tag["end"] else f"\n{TAB_MARK}**{label}**\n" if label else f"\n{TAB_MARK}\n"
    if name in LINK_COMPONENTS:
        target = arguments.get(*LINK_TARGETS)
        opened = text.rfind(f"<{tag['name']}", 0, tag.start())
        before = COMPONENT_TAG.match(text, opened) if opened >= 0 else None
        if tag["end"] and before:
            target = read_arguments(before["args"]).get(*LINK_TARGETS)
        return "" if tag["alone"] else f"]({target})" if tag["end"] else "["
    if name in FOLDED:
        title = arguments.get("title", "summary", "label")
        return "</details>" if tag["end"] else f"<details>\n<summary>{title or '…'}</summary>\n"
    if name in BOX_NAMES or (tag["alone"] and name in READERS):
        written = plain_attributes(entry, tag["args"], line)
        return None if written == tag["args"] else f"<{tag['end']}{tag['name']}{written}{tag['alone']}>"
    if name not in SILENT_FRAMES and not tag["end"]:
        what = " ".join(tag[0].split())
        link = link_of_component(arguments) if tag["alone"] else ""
        if link:
            entry.note("component", f"`{what[:70]}` is a component that is not known here, so it is a link", line)
            return link
        rest = "so it was left out: write what it shows" if tag["alone"] else "so its words stand alone"
        entry.note("component", f"`{what[:70]}` is a component that is not known here, {rest}", line, lost=True)
    return ""


def link_of_component(arguments: Arguments) -> str:
    """Return the link that says what a component shows which is named by its address; ``""`` if none is.

    Alone on its line, that to a film, a post or a map is a card.
    """
    address = arguments.get(*SHOWN_BY)
    if not is_web_address(address):
        return ""
    said = arguments.get("title", "alt", "label", "caption", "name") or re.sub(r"^https?://", "", address)
    return f"[{escaped_words(said)}]({markdown_target(address)})"


def dedented_items(text: str) -> str:
    """Return a text whose tabs stand at the margin: what JSX indents, Markdown takes for code."""
    if TAB_MARK not in text:
        return text
    written, shift = [], 0
    for line in text.split("\n"):
        if line.startswith(TAB_MARK):
            written += [line.removeprefix(TAB_MARK), ""]
            shift = -1
            continue
        if shift == -1 and line.strip():
            shift = len(line) - len(line.lstrip())
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent < shift:
            shift = 0
        written.append(line[shift:] if shift > 0 else line)
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", "\n".join(written))


# -- Expressions --------------------------------------------------------------------


def tell_expressions(entry: OldEntry, text: str, files: dict[str, str]) -> str:
    """Write texts that stand in braces without these; name what a program would have made."""
    if "{" not in text:
        return text
    verbatim, edits = VerbatimText(parser(), text), []
    for found in expressions_in(text, verbatim):
        plain = PLAIN_VALUE.fullmatch(found[0])
        if plain:
            edits.append(Edit(*found.span(), plain["text"] if plain["text"] is not None else plain["number"]))
        elif BRACE_OF_OTHERS.match(text, max(found.start() - 1, 0)) is None and PROGRAM_WORDS.fullmatch(found["inner"]):
            message = f"`{found[0][:60]}` is what a program would fill in, and stays as it is: write the text itself"
            entry.note("expression", message, line_of(entry, text, found.start()), lost=True)
    return edited(text, edits) if edits else text


def expressions_in(text: str, verbatim: VerbatimText) -> Iterator[re.Match[str]]:
    for found in JSX_EXPRESSION.finditer(text):
        if not verbatim.holds(found.start()) and not found["inner"].startswith("/*"):
            yield found
