"""Write in plain Markdown what only Python-Markdown's extensions know: tabs, snippets, icons, keys, remarks."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from valuable.content.verbatim import VerbatimText
from valuable.importers.links import Links
from valuable.importers.markdown_edits import Edit, edited, line_of, parser
from valuable.importers.records import OldEntry

TAB = re.compile(r"^(?P<indent>[ \t]*)===[!+]?[ \t]+\"(?P<label>[^\"\n]*)\"[ \t]*$")
SNIPPET_LINE = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+([\"'])(?P<names>[^\"'\n]+)\2[ \t]*$", re.MULTILINE)
SNIPPET_BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]*\n(?P<names>(?:(?!.*8<).*\n)+?)[ \t]*-{1,}8<-{1,}[ \t]*$", re.MULTILINE
)
SECTION_SIGN = re.compile(r"^.*-{1,}8<-{1,}[ \t]*\[(?:start|end):.*\n?", re.MULTILINE)
BOX_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+(?P<kind>[A-Za-z][\w -]*?)(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
MAX_TAKEN_IN = 5  # one within the other
MKDOCS_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]+:(?:\{[^}\n]*\})?[ \t]?")
KEYS_PRESSED = re.compile(r"\+\+(?P<keys>[\w\"-]+(?:\+[\w\"-]+)*)\+\+")
KEY_NAMES = frozenset({
    "ctrl", "control", "alt", "shift", "cmd", "command", "win", "windows", "option", "meta", "super", "fn", "tab",
    "enter", "return", "esc", "escape", "space", "backspace", "del", "delete", "insert", "home", "end", "page-up",
    "page-down", "pageup", "pagedown", "up", "down", "left", "right", "arrow-up", "arrow-down", "arrow-left",
    "arrow-right", "caps-lock", "print-screen", "pause", "menu",
})  # fmt: skip
CRITIC = re.compile(r"\{(?P<sign>--|\+\+|==|>>|~~)(?P<words>(?:(?!\1)[\s\S])*?)(?:--|\+\+|==|<<|~~)\}")
INSERTED = re.compile(r"(?<!\^)\^\^(?=\S)(?P<words>[^\n^]+?)(?<=\S)\^\^(?!\^)")
FIGURE = re.compile(
    r"<figure\s+markdown[^>]*>\s*(?P<picture>!\[[^\]]*\]\([^)\n]*\)(?:\{[^}\n]*\})?)\s*"
    r"(?:<figcaption[^>]*>(?P<caption>[\s\S]*?)</figcaption>\s*)?</figure>"
)
WITH_MARKDOWN = re.compile(
    r"<(?P<tag>[a-z]\w*)(?P<before>(?:\s[^<>]*?)?)\s+markdown(?:=(?:\"\w+\"|'\w+'|\w+))?(?P<after>[^<>]*)>"
)
ABBREVIATION = re.compile(r"^\*\[(?P<name>[^\]]+)\]:.*$", re.MULTILINE)


def edit_mkdocs(entry: OldEntry, text: str, links: Links) -> str:
    """Return a text of MkDocs in Markdown that more systems read."""
    if links.plan.site.system not in {"MkDocs", "Zensical"}:
        return text
    text = with_snippets(entry, text, links.plan.site.texts)
    text = with_whole_boxes(entry, text)
    text = without_tabs(entry, text)
    verbatim = VerbatimText(parser(), text)
    edits = []
    for found, new, kind in small_edits(text):
        if not verbatim.holds(found.start()):
            edits.append(Edit(*found.span(), new))
            what = " ".join(found[0].split())[:60]
            entry.note(
                kind,
                f"`{what}` is written `{new}`" if new else f"`{what}` is left out",
                line_of(entry, text, found.start()),
            )
    return edited(text, edits) if edits else text


def small_edits(text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Yield spans, what to write for them, and the kind of it."""
    for found in MKDOCS_ICON.finditer(text):
        yield found, "", "icon"
    for found in KEYS_PRESSED.finditer(text):
        keys = found["keys"].replace('"', "").split("+")
        if any(key.casefold() in KEY_NAMES for key in keys) or (len(keys) == 1 and re.fullmatch(r"f\d{1,2}", keys[0])):
            yield found, "+".join(f"<kbd>{key.replace('-', ' ').title()}</kbd>" for key in keys), "keys"
    for found in CRITIC.finditer(text):
        yield found, critic_written(found["sign"], found["words"]), "remark"
    for found in INSERTED.finditer(text):
        yield found, f"<ins>{found['words']}</ins>", "inserted"
    for found in FIGURE.finditer(text):
        caption = " ".join((found["caption"] or "").split())
        sign = "_" if "*" in caption else "*"
        yield found, found["picture"] + (f"\n{sign}{caption}{sign}" if caption else ""), "figure"
    for found in WITH_MARKDOWN.finditer(text):
        if found["tag"] != "figure" or not FIGURE.match(text, found.start()):
            rest = f"{found['before']}{found['after']}".rstrip()
            follows = text[found.end() : found.end() + 2]
            gap = "\n" if follows.startswith("\n") and follows != "\n\n" else ""
            yield found, f"<{found['tag']}{rest}>{gap}", "HTML"


def with_whole_boxes(entry: OldEntry, text: str) -> str:
    """Return a text in which a box whose text is not indented has it, or stands as its title alone."""
    if "!!!" not in text and "???" not in text:
        return text
    lines, fence = text.split("\n"), ""
    for number, line in enumerate(lines):
        box = BOX_LINE.fullmatch(line) if not fence else None
        fence = fence_after(fence, line)
        if box is None:
            continue
        below = next((other for other in islice(lines, number + 1, None) if other.strip()), "")
        if below.startswith((f"{box['indent']}    ", f"{box['indent']}\t")):
            continue
        following = number + 1
        while following < len(lines) and lines[following].strip():
            lines[following] = f"    {lines[following]}"
            following += 1
        if following == number + 1:
            lines[number] = f"{box['indent']}> [!{box['kind'].split()[0]}] {box['title'] or ''}".rstrip()
        entry.note("box", f"`{line.strip()[:60]}` has no text indented below it, so it was mended", entry.line + number)
    return "\n".join(lines)


def critic_written(sign: str, words: str) -> str:
    """Return what a remark of CriticMarkup (http://criticmarkup.com) says, in HTML."""
    if sign == "~~":
        old, _, new = words.partition("~>")
        return f"<del>{old}</del><ins>{new}</ins>"
    if sign == ">>":
        return f"<!-- {words.strip().replace('--', '- -')} -->"
    return {"--": f"<del>{words}</del>", "++": f"<ins>{words}</ins>"}.get(sign, f"=={words}==")


def without_tabs(entry: OldEntry, text: str) -> str:
    """Return a text whose content tabs stand one below the other, each below its label in bold."""
    if '=== "' not in text and '===+ "' not in text and '===! "' not in text:
        return text
    written: list[str] = []
    fence = ""
    open_tabs: list[int] = []  # the indents of the tabs that a line is in
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        while line.strip() and open_tabs and indent < open_tabs[-1] + 4:
            open_tabs.pop()
        shift = 4 * len(open_tabs)
        tab = TAB.match(line) if not fence else None
        if tab:
            written += ["", f"{line[shift:indent]}**{tab['label']}**", ""]
            open_tabs.append(indent)
            entry.note("tabs", f"the tab “{tab['label']}” stands in the text, below its name", entry.line + number)
        else:
            fence = fence_after(fence, line)
            written.append(line[shift:] if not line[:shift].strip() else line)
    return re.sub(r"\n{3,}(?=[ \t]*\*\*)|(?<=\*\*)\n{3,}", "\n\n", "\n".join(written))


def fence_after(fence: str, line: str) -> str:
    """Return the fence of the block of code that goes on below a line; ``""`` for none."""
    found = re.match(r"[ \t>]*(`{3,}|~{3,})(?P<info>.*)", line)
    if not found:
        return fence
    if not fence:
        return found[1]
    return "" if found[1].startswith(fence) and not found["info"].strip() else fence


# -- Snippets ----------------------------------------------------------------------


def with_snippets(entry: OldEntry, text: str, snippets: Mapping[str, str]) -> str:
    """Return a text with what it takes in: https://facelessuser.github.io/pymdown-extensions/extensions/snippets/."""
    for _ in range(MAX_TAKEN_IN):
        edits = []
        for form in (SNIPPET_LINE, SNIPPET_BLOCK):
            for found in form.finditer(text):
                names = [name.strip() for name in found["names"].split("\n") if name.strip()]
                taken = [snippet_of(name, snippets) for name in names if not name.startswith(";")]
                if all(part is not None for part in taken):
                    body = "\n".join(part for part in taken if part is not None).strip("\n")
                    new = "\n".join(f"{found['indent']}{line}" if line else "" for line in body.split("\n"))
                    edits.append(Edit(*found.span(), new))
                    entry.note(
                        "snippet",
                        f"the text of {', '.join(names)} stands where it was taken in",
                        line_of(entry, text, found.start()),
                    )
        if not edits:
            break
        text = edited(text, edits)
    return text + abbreviations_for(text, snippets.get("", ""))


def snippet_of(name: str, snippets: Mapping[str, str]) -> str | None:
    """Return a file that is taken in, or the lines or the section of it that the name asks for."""
    found = re.fullmatch(r"(?P<file>[^:]+)(?::(?P<part>.*))?", name)
    text = snippets.get(re.sub(r"^(?:\./)+", "", found["file"])) if found else None
    if text is None or found is None or not found["part"]:
        return None if text is None else SECTION_SIGN.sub("", text)
    lines = re.fullmatch(r"(?P<first>\d*)(?::(?P<last>\d*))?", found["part"])
    if lines:
        first, last = int(lines["first"] or 1), int(lines["last"] or 0)
        return "\n".join(text.split("\n")[first - 1 : last or None])
    name = re.escape(found["part"])
    start, end = rf"8<-+[ \t]*\[start:[ \t]*{name}\].*\n", rf"^.*8<-+[ \t]*\[end:[ \t]*{name}\]"
    section = re.search(rf"{start}(?P<text>[\s\S]*?){end}", text, re.MULTILINE)
    return section["text"] if section else None


def abbreviations_for(text: str, appended: str) -> str:
    """Return the abbreviations that stand at the end of every text of the site, those that this one has."""
    lines = [
        found[0] for found in ABBREVIATION.finditer(appended) if re.search(rf"\b{re.escape(found['name'])}\b", text)
    ]
    others = ABBREVIATION.sub("", appended).strip()
    return "".join(f"\n\n{part}" for part in ("\n".join(lines), others) if part)
