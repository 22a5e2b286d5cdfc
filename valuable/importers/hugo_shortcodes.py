"""Write Hugo's shortcodes in Markdown: those of themes by what they are, those of the blog's own by what they print."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from valuable.base.uris import is_web_address
from valuable.content.foreign.arguments import read_arguments
from valuable.content.foreign.quotations import QUOTATION_PAIRS
from valuable.content.foreign.shortcodes import READERS, markdown_picture
from valuable.content.foreign.template_tags import CODE_PAIRS, COMMENT_PAIRS, CONTENTS_TAGS, MATHS_PAIRS, PLAIN_PAIRS
from valuable.content.verbatim import LineIndex, VerbatimText
from valuable.importers.go_functions import NotPlainError, TemplateText, picture_file
from valuable.importers.go_templates import print_template
from valuable.importers.html_text import markdown_of
from valuable.importers.links import Links
from valuable.importers.markdown_edits import Edit, edited, parser
from valuable.importers.records import OldEntry
from valuable.importers.shortcode_kinds import ADDRESS_NAMES, PICTURE_END, Shortcode, file_in_place, link
from valuable.importers.shortcode_names import KIND_READERS

SHORTCODE_OPENING = re.compile(r"\{\{(?P<sign>[<%])")
SHORTCODE_NAME = re.compile(r"-?\s*(?P<end>/?)\s*(?P<name>[\w./-]+)")
BEFORE = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*")
MARK_OF_TEXT = re.compile("\ue000(\\d+)\ue001")
CODE_LIKE_PAIRS = CODE_PAIRS | MATHS_PAIRS | COMMENT_PAIRS
# Names that many blogs give shortcodes of their own, whose templates know better than we do.
OFTEN_OWN = frozenset({"img", "image", "picture", "photo", "imgproc", "asset_img", "audio", "video", "embed", "link"})
MAX_SHORTCODE_DEPTH = 12
MAX_TAG = 5_000  # characters
MAX_TAKEN = 3  # texts, one in the other
# What our own build reads without an import, as it stands.
READ_LATER = frozenset({*READERS, *CONTENTS_TAGS, *PLAIN_PAIRS, *CODE_LIKE_PAIRS, *QUOTATION_PAIRS})


class ShortcodeTag(NamedTuple):
    """A tag, ``text[start:end]``; one in ``/* */`` shows how it is written."""

    start: int
    end: int
    name: str
    rest: str
    is_end: bool = False
    is_shown: bool = False
    is_whole: bool = False  # it ends itself: `{{< x />}}`


@dataclass
class ShortcodePart:
    """A tag with what stands between it and its end, if it has one."""

    tag: ShortcodeTag
    end: ShortcodeTag | None = None
    inner: "list[ShortcodePart]" = field(default_factory=list)


def tags_in(text: str) -> list[ShortcodeTag]:
    """Return all tags of shortcodes, in code too, as Hugo finds them."""
    found: list[ShortcodeTag] = []
    place = 0
    while opening := SHORTCODE_OPENING.search(text, place):
        place = opening.end()
        stop = end_of_tag(text, place, {"<": ">", "%": "%"}[opening["sign"]])
        if stop < 0:
            continue
        body = text[place:stop]
        if body.startswith("/*") and body.rstrip().endswith("*/"):
            found.append(ShortcodeTag(opening.start(), stop + 3, "", body, is_shown=True))
        elif named := SHORTCODE_NAME.match(body):
            rest = body[named.end() :].rstrip().removesuffix("-").rstrip()
            is_whole = (
                rest.endswith("/")
                and not rest.endswith("//")
                and (rest == "/" or rest[-2].isspace() or rest[-2] in "\"'`")
            )
            rest = rest.removesuffix("/") if is_whole else rest
            name = named["name"].casefold().removesuffix(".html")
            found.append(
                ShortcodeTag(opening.start(), stop + 3, name, rest, is_end=bool(named["end"]), is_whole=is_whole)
            )
        place = stop + 3
    return found


def end_of_tag(text: str, place: int, sign: str) -> int:
    """Return where the signs stand that end a tag; -1 if there are none. Signs in quotation marks end nothing."""
    end = text.find(f"{sign}}}}}", place)
    paragraph = text.find("\n\n", place)
    while 0 <= end <= place + MAX_TAG and not (0 <= paragraph < end and "`" not in text[place:end]):
        before = re.sub(r"\\.", "", text[place:end])
        if before.count('"') % 2 == 0 and before.count("`") % 2 == 0:
            return end
        after = text.find(f"{sign}}}}}", end + 1)
        if after < 0 or ("\n" in text[end:after] and before.count("`") % 2 == 0):
            return end  # a quotation mark that is a letter of a text
        end = after
    return -1


def shortcode_parts(tags: list[ShortcodeTag]) -> list[ShortcodePart]:
    """Return tags as a tree: what has an end holds what stands before that."""
    top: list[ShortcodePart] = []
    opened: list[ShortcodePart] = []
    for tag in tags:
        here = opened[-1].inner if opened else top
        if tag.is_shown or tag.is_whole:
            here.append(ShortcodePart(tag))
        elif not tag.is_end:
            part = ShortcodePart(tag)
            here.append(part)
            opened.append(part)
        elif any(part.tag.name == tag.name for part in opened):
            while opened[-1].tag.name != tag.name:  # those in between have no end
                unended = opened.pop()
                holder = opened[-1].inner if opened else top
                holder += unended.inner
                unended.inner = []
            opened.pop().end = tag
        else:
            here.append(ShortcodePart(tag))
    for unended in reversed(opened):
        at = opened.index(unended)
        holder = opened[at - 1].inner if at else top
        holder += unended.inner
        unended.inner = []
    return sorted(top, key=lambda part: part.tag.start)


class ShortcodeWriter:
    """Writes the shortcodes of one text."""

    def __init__(self, entry: OldEntry, text: str, links: Links, *, is_html: bool = False) -> None:
        self.entry, self.text, self.links, self.is_html = entry, text, links, is_html
        self.site = links.plan.site
        self.verbatim = VerbatimText(parser(), text)
        self.lines = LineIndex(text)
        self.count = 0
        self.depth = 0  # of texts that are taken in

    def edits(self) -> list[Edit]:
        return self.edits_of(shortcode_parts(tags_in(self.text)), None, 0)

    def edits_of(self, parts: list[ShortcodePart], parent: Shortcode | None, depth: int) -> list[Edit]:
        found: list[Edit] = []
        for part in parts:
            end = (part.end or part.tag).end
            is_code = self.verbatim.holds(part.tag.start) and not self.is_html
            if part.tag.is_shown:
                found.append(Edit(part.tag.start, end, self.shown(part.tag, is_code=is_code)))
            elif is_code:
                found += [Edit(each.start, each.end, self.shown(each, is_code=True)) for each in shown_in(part)]
            elif depth < MAX_SHORTCODE_DEPTH:
                made = self.written(part, parent, depth)
                if made is not None:
                    found.append(self.placed(part, made))
                elif part.tag.name in CODE_LIKE_PAIRS:
                    found += [Edit(each.start, each.end, self.shown(each, is_code=True)) for each in shown_in(part)]
                else:
                    found += self.edits_of(part.inner, parent, depth + 1)
        return found

    def shown(self, tag: ShortcodeTag, *, is_code: bool) -> str:
        """Return a tag that shows how it is written: as it is in code, else with a backslash."""
        whole = self.text[tag.start : tag.end]
        inner = tag.rest.strip().removeprefix("/*").removesuffix("*/")
        plain = f"{whole[:3]}{inner}{whole[-3:]}"
        return plain if is_code else "\\" + re.sub(r"<(?=[\w/!])", r"\\<", plain)

    def written(self, part: ShortcodePart, parent: Shortcode | None, depth: int) -> str | None:
        """Return Markdown for a shortcode; None to leave it as it is."""
        tag = part.tag
        if tag.is_end:
            self.tell(tag, "ends no shortcode, so it was left out")
            return ""
        arguments = read_arguments(tag.rest)
        raw = self.text[tag.end : part.end.start] if part.end else ""
        code = Shortcode(tag.name, arguments, None, raw, parent, self.entry, self.links)
        if part.end is not None:
            code.inner = raw if tag.name in CODE_LIKE_PAIRS else self.inner_of(part, code, depth)
        made = self.made(code, part)
        if parent is not None and made is not None:
            parent.children += 1
        return made

    def inner_of(self, part: ShortcodePart, code: Shortcode, depth: int) -> str:
        """Return what stands in a shortcode, with those in it written."""
        assert part.end is not None
        start, end = part.tag.end, part.end.start
        edits = self.edits_of(part.inner, code, depth + 1)
        moved = [Edit(edit.start - start, edit.end - start, edit.instead) for edit in edits]
        text = edited(self.text[start:end], moved)
        prefix = self.prefix(part.tag.start)
        return without_prefix(text, prefix) if prefix else text

    def made(self, code: Shortcode, part: ShortcodePart) -> str | None:
        name = code.name
        reader = KIND_READERS.get(name)
        template = self.site.shortcodes.get(name) or self.site.shortcodes.get(name.lower())
        if name in CODE_LIKE_PAIRS and part.end is not None:
            return None
        made = reader(code) if reader is not None else None
        if made is not None:
            self.tell(part.tag, "is written in Markdown")
            return self.taken(made) if reader is file_in_place else made
        if self.is_html and name in READERS and code.inner is None and (made := READERS[name](code.arguments)):
            return made
        if name in READ_LATER and (template is None or (name not in OFTEN_OWN and self.is_read_later(code))):
            return None
        if template is not None:
            printed = self.printed(template, code, part)
            if printed is not None:
                return printed
        if name in OFTEN_OWN and self.is_read_later(code):
            return None
        return self.guessed(code, part)

    def taken(self, text: str) -> str:
        """Return a text that was taken in, with the shortcodes in it written; they may take in others."""
        if self.depth >= MAX_TAKEN:
            return text
        inner = ShortcodeWriter(self.entry, text, self.links)
        inner.depth = self.depth + 1
        return edited(text, inner.edits())

    def is_read_later(self, code: Shortcode) -> bool:
        if code.inner is not None:
            return True
        read = READERS.get(code.name)
        return read is None or read(code.arguments) is not None

    # -- The blog's own ---------------------------------------------------------------

    def printed(self, template: str, code: Shortcode, part: ShortcodePart) -> str | None:
        """Return what the blog's own template prints, as Markdown; None if it does more than that."""
        try:
            text, texts = print_template(template, self.template_values(code), self.site.shortcodes)
        except NotPlainError:
            return None
        text = re.sub(r"<!--[\s\S]*?-->|<style\b[\s\S]*?</style>", "", text)
        if re.search(r"<\w", text):
            text, notes = markdown_of(text, self.line(part.tag))
            self.entry.notes += [note for note in notes if note.lost]
        text = put_back(text.strip(), texts)
        if not text.strip() and (code.text or re.search(r"<(?:script|canvas|ins)\b", template)):
            return code.inner if code.text else None
        self.tell(part.tag, "stands as what the template of it prints")
        return text

    def template_values(self, code: Shortcode) -> dict[str, Any]:
        """Return what a template of a shortcode can ask for (https://gohugo.io/methods/shortcode/)."""
        named = {**code.arguments.named}
        values: list[Any] = list(code.arguments.values)

        def get(key: Any) -> Any:
            if isinstance(key, int):
                return values[key] if key < len(values) else ""
            return named.get(str(key).casefold(), "")

        params: Any = {**named, "is plain": True} if named else values
        parent = self.template_values(code.parent) if code.parent is not None else None
        self.count += 1
        heads = self.site.data.get("heads")
        head = heads.get(self.entry.source, {}) if isinstance(heads, dict) else {}
        file = PurePosixPath(self.entry.source)
        base = file.parent.name if file.stem == "index" else file.stem
        names = {"Dir": f"{file.parent}/", "Path": str(file), "LogicalName": file.name, "Ext": file.suffix[1:]}
        page = {
            "File": {**names, **dict.fromkeys(("BaseFileName", "ContentBaseName", "TranslationBaseName"), base)},
            "Title": self.entry.title, "RelPermalink": self.entry.address, "Permalink": self.entry.address,
            "Params": {**head, "is plain": True}, "Description": self.entry.description,
            "Resources": {"Get": picture_file, "GetMatch": picture_file},
            "RenderString": lambda *given: TemplateText(str(given[-1]), is_markdown=True),
        }  # fmt: skip
        site = {
            "Title": self.site.name, "BaseURL": "/", "Params": self.plain_params(),
            "Language": {"Lang": self.site.language}, "LanguageCode": self.site.language,
        }  # fmt: skip
        inner = TemplateText(code.inner or "", is_markdown=True)
        return {
            "Get": get, "Params": params, "Inner": inner, "InnerDeindent": inner, "Name": code.name,
            "IsNamedParams": bool(named), "Ordinal": self.count, "Parent": parent, "Page": {**page, "Site": site},
            "Site": site,
        }  # fmt: skip

    def plain_params(self) -> Mapping[str, Any]:
        found = self.site.data.get("params")
        return {**found, "is plain": True} if isinstance(found, dict) else {"is plain": True}

    # -- Others -------------------------------------------------------------------------

    def guessed(self, code: Shortcode, part: ShortcodePart) -> str | None:
        """Return what an unknown shortcode seems to be: a picture, a link, the text in it; else a comment."""
        source = code.get("src", "image", "img", "url", "path", "file", at=0)
        written = " ".join(self.text[part.tag.start : part.tag.end].split())
        if code.inner is not None and code.text:
            self.lose(part.tag, f"`{written}` is not known here, so what stands in it stands alone")
            return code.inner
        if PICTURE_END.search(source) and "{{" not in source:
            self.tell(part.tag, "is written as a picture")
            return markdown_picture(source, code.get("alt", "caption", "title", at=1), code.get("caption", "title"))
        address = next((code.get(name) for name in ADDRESS_NAMES if is_web_address(code.get(name))), "")
        if not address and code.arguments.values and is_web_address(code.arguments.values[0]):
            address = code.arguments.values[0]
        if address and (made := link(code)):
            self.lose(part.tag, f"`{written}` is not known here, so it is a link")
            return made
        self.lose(part.tag, f"`{written}` is not known here, so it stands in a comment: write what it shows")
        return f"<!-- {written.replace('--', '- -')} -->" if not self.is_html else ""

    # -- Where it goes ---------------------------------------------------------------------

    def placed(self, part: ShortcodePart, made: str) -> Edit:
        """Return the edit that puts Markdown in the place of a shortcode: a block with blank lines around it."""
        start, end = part.tag.start, (part.end or part.tag).end
        line = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        after = self.text[end : last if last >= 0 else len(self.text)]
        is_alone = BEFORE.fullmatch(self.text, line, start) is not None and not after.strip()
        prefix = self.prefix(start)
        made = made if "\n" in made else made.strip() if is_alone else made
        if "\n" not in made.strip():
            return Edit(start, end, made.strip("\n"))
        block = made.strip("\n")
        block = with_prefix(block, prefix)
        if not is_alone:
            return Edit(start, end, f"\n\n{block}\n\n")
        after_blank = "" if last < 0 or self.text[last:].startswith("\n\n") or prefix.strip() else "\n"
        return Edit(start, end, f"{block}{after_blank}")

    def prefix(self, start: int) -> str:
        """Return what the lines of a block at a place begin with, in lists and quotations."""
        line = self.text.rfind("\n", 0, start) + 1
        before = BEFORE.match(self.text, line, start)
        return re.sub(r"[^>\s]", " ", before[0]) if before and before.end() == start else ""

    def line(self, tag: ShortcodeTag) -> int:
        return self.entry.line + self.lines.at(tag.start)

    def tell(self, tag: ShortcodeTag, what: str) -> None:
        written = " ".join(self.text[tag.start : tag.end].split())
        written = written if len(written) <= 60 else f"{written[:59]}…"
        self.entry.note("shortcodes", f"`{written}` {what}", self.line(tag))

    def lose(self, tag: ShortcodeTag, message: str) -> None:
        self.entry.note(f"shortcode {tag.name}", message, self.line(tag), lost=True)


def shown_in(part: ShortcodePart) -> list[ShortcodeTag]:
    """Return the tags in code that show how they are written."""
    found = [part.tag] if part.tag.is_shown else []
    return found + [tag for inner in part.inner for tag in shown_in(inner)]


def put_back(text: str, texts: list[str]) -> str:
    """Return Markdown with the texts for which there are marks, whose lines begin as the line of the mark."""
    for _ in range(3):  # a text may hold the mark of another

        def text_for(found: re.Match[str]) -> str:
            if int(found[1]) >= len(texts):
                return ""
            inner = texts[int(found[1])].strip("\n")
            line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
            before = BEFORE.match(line)
            prefix = re.sub(r"[^>\s]", " ", before[0]) if before else ""
            return with_prefix(inner, prefix)

        text = MARK_OF_TEXT.sub(text_for, text)
    return text


def with_prefix(text: str, prefix: str) -> str:
    """Return lines, all but the first with what they begin with in a list or quotation."""
    lines = text.split("\n")
    return "\n".join([lines[0], *(f"{prefix}{line}".rstrip() if prefix else line for line in lines[1:])])


def without_prefix(text: str, prefix: str) -> str:
    """Return lines without what they begin with in a list or quotation."""
    if prefix.strip():
        return re.sub(r"\n[ \t]*>[ \t]?", "\n", text)
    return re.sub(rf"\n[ \t]{{1,{len(prefix)}}}", "\n", text)


def write_shortcodes(entry: OldEntry, text: str, links: Links) -> str:
    """Return a text with its shortcodes in Markdown."""
    if not SHORTCODE_OPENING.search(text) or links.plan.site.system != "Hugo":
        return text
    edits = ShortcodeWriter(entry, text, links).edits()
    return edited(text, edits) if edits else text


def hold_shortcodes(entry: OldEntry, text: str, links: Links) -> tuple[str, list[str]]:
    """Return HTML with marks for its shortcodes, and these as Markdown."""
    if not SHORTCODE_OPENING.search(text) or links.plan.site.system != "Hugo":
        return text, []
    edits = ShortcodeWriter(entry, text, links, is_html=True).edits()
    held = [edit.instead for edit in edits]
    marks = [Edit(edit.start, edit.end, f"\ue000{number}\ue001") for number, edit in enumerate(edits)]
    return edited(text, marks), held
