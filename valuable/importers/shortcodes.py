<<<<<<< HEAD
"""Write Hugo's shortcodes in Markdown: those of themes by what they are, those of the blog's own by what they print."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from valuable.importers.shortcode_kinds import ADDRESS_NAMES, PICTURE_END, Shortcode, link
from valuable.importers.shortcode_names import KIND_READERS

SHORTCODE_OPENING = re.compile(r"\{\{(?P<sign>[<%])")
SHORTCODE_NAME = re.compile(r"-?\s*(?P<end>/?)\s*(?P<name>[\w./-]+)")
BEFORE = re.compile(r"(?:[ \t>]|[-+*][ \t]+|\d{1,9}[.)][ \t]+)*")
MARK_OF_TEXT = re.compile("\ue000(\\d+)\ue001")
CODE_LIKE_PAIRS = CODE_PAIRS | MATHS_PAIRS | COMMENT_PAIRS
MAX_SHORTCODE_DEPTH = 12
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
    while end >= 0 and not (0 <= paragraph < end and "`" not in text[place:end]):
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
            return made
        if self.is_html and name in READERS and code.inner is None and (made := READERS[name](code.arguments)):
            return made
        if name in READ_LATER and (template is None or self.is_read_later(code)):
            return None
        if template is not None:
            printed = self.printed(template, code, part)
            if printed is not None:
                return printed
        return self.guessed(code, part)

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
        page = {
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
        block = re.sub(r"\n(?=[^\n])", f"\n{prefix}", block) if prefix else block
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
            inner = texts[int(found[1])].strip("\n")
            line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
            before = BEFORE.match(line)
            prefix = re.sub(r"[^>\s]", " ", before[0]) if before else ""
            return re.sub(r"\n(?=[^\n])", f"\n{prefix}", inner)

        text = MARK_OF_TEXT.sub(text_for, text)
    return text


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
=======
"""Return texts of WordPress with their shortcodes resolved: ``[gallery ids="1,2"]``, ``[caption]``, ``$latex x$``.

Those of WordPress, of Jetpack and of common plugins; of others the words within stay, and the tag is told.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING

from valuable.importers.records import OldEntry

if TYPE_CHECKING:
    from valuable.importers.wordpress import WordPressItem

CODE_LANGUAGES = (
    "as3|actionscript3|bash|shell|cf|coldfusion|c|cpp|c-sharp|csharp|css|delphi|pascal|diff|patch|erlang|fsharp|go|groovy"
    "|haskell|html|xhtml|java|javafx|js|javascript|jscript|json|latex_code|lua|matlab|objc|perl|php|plain|powershell|ps1"
    "|python|py|r|ruby|rails|ror|rust|scala|scss|sql|swift|typescript|vb|vbnet|xml|yaml"
)
CODE_SHORTCODE = re.compile(
    rf"(?<!\[)\[(?P<name>code|sourcecode|source|highlight|crayon|cci?[A-Z]?(?:_\w+)?|codesyntax|ccode|prism|{CODE_LANGUAGES})"
    r"(?P<args>(?:[ \t_][^\]\n]*)?)\](?P<inner>.*?)\[/(?P=name)\](?!\])", re.DOTALL,
)  # fmt: skip
UNREAD_HTML = re.compile(r"<(pre|code|script|style|textarea|math)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
ESCAPED = re.compile(r"\[(\[/?[A-Za-z][\w-]*(?:[\s=][^\]\n]*)?\])\]")
SHORTCODE = re.compile(
    r"(?<![\[\\])\[(?P<end>/)?(?P<name>[A-Za-z][\w-]*[A-Za-z0-9])"
    r"(?P<args>(?:[ \t\n=:](?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*'"
    r"|&#?\w+;)*)?)(?P<alone>/)?\](?![\](:])"
)
SHORTCODE_ARGUMENT = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\]\"']+))"
)
ALONE = re.compile(r"^(?P<space>[ \t]*)(?P<url>https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
DOLLARS = re.compile(r"\$latex\b\s*(?P<tex>[^$]+?)(?:&amp;[a-z]=\w+|&[a-z]=-?\w+)*\s*\$")
NOTE_NAMES = frozenset({"efn_note", "footnote", "ref", "fn", "sidenote", "note_ref", "mfn", "modern_footnote"})
# Tags that only arrange what they hold.
FRAMES = re.compile(
    r"vc_(?:row|column|section|column_text|row_inner|column_inner|tta_\w+|empty_space|separator|custom_heading)\w*|et_pb_\w+"
    r"|fusion_\w+|av_\w+|cs_\w+|mk_\w+|nectar_\w+|x_\w+|wpb_\w+|kc_\w+|su_(?:row|column|box|dropcap|list|note|service|"
    r"highlight|quote|heading|spacer|divider|expand)|one_(?:half|third|fourth|fifth)(?:_last)?|two_thirds?(?:_last)?"
    r"|three_fourths?(?:_last)?|columns?|row|col|dropcap|center|left|right|clear|raw|box|intro|lead|section|tabs?|divider|hr|br"
    r"|toggles?|accordions?|spoilers?|collapse|highlight|ngg|content_band|custom_headline|gap|line|half|third|container",
    re.IGNORECASE,
)
SUMMARY_NAMES = re.compile(
    r"(?:su_)?(?:spoiler|toggle|expand|collapse|accordion(?:-item)?)|vc_toggle|et_pb_toggle", re.IGNORECASE
)
QUOTE_NAMES = frozenset({"quote", "blockquote", "pullquote", "su_quote", "su_pullquote"})
DROPPED_FRAMES = frozenset({"hr", "divider", "su_divider", "vc_separator", "line"})
# What nobody misses on a page that has these by itself: a table of contents, buttons to share.
OWN_NAMES = frozenset({
    "toc", "ez-toc", "more", "nextpage", "addtoany", "sharedaddy", "social", "share", "latexpage", "mathjax", "no_toc",
    "table_of_contents", "jetpack-related-posts", "jp_post_flair",
})  # fmt: skip
VIDEO_HOSTS = {
    "youtube": "https://www.youtube.com/watch?v={}", "yt": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}", "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "https://www.ted.com/talks/{}", "gist": "https://gist.github.com/{}",
    "wpvideo": "https://videopress.com/v/{}", "videopress": "https://videopress.com/v/{}",
    "archiveorg": "https://archive.org/details/{}", "tweet": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/", "spotify": "https://open.spotify.com/{}",
    "soundcloud": "https://soundcloud.com/{}", "flickr": "https://www.flickr.com/{}", "googlemaps": "{}", "embed": "{}",
    "embedyt": "{}", "iframe": "{}", "facebook": "{}", "tiktok": "{}", "bandcamp": "{}", "codepen": "https://codepen.io/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}", "scribd": "https://www.scribd.com/document/{}",
    "googleapps": "{}", "kickstarter": "{}", "twitter": "{}", "lyte": "https://www.youtube.com/watch?v={}",
    "advanced_iframe": "{}", "pdf": "{}", "pdf-embedder": "{}", "gdoc": "{}", "google-map": "{}", "loom": "{}",
}  # fmt: skip
RECIPE_FACTS = ("servings", "time", "difficulty", "preptime", "cooktime", "source")
SOUNDS = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "m4v", "ogv", "flv", "wmv")


class WordPressShortcodes:
    """Resolves the shortcodes of the texts of one export."""

    def __init__(self, items: Mapping[str, "WordPressItem"], attached: Mapping[str, Sequence["WordPressItem"]]) -> None:
        self.items, self.attached = items, attached
        self.known: dict[str, Callable[[OldEntry, WordPressItem, str, str, str], str]] = {
            "caption": self.figure, "wp_caption": self.figure, "gallery": self.gallery, "playlist": self.playlist,
            "audio": self.media, "video": self.media, "latex": self.maths, "katex": self.maths, "math": self.maths,
            "recipe": self.recipe, "button": self.button, "su_button": self.button, "vc_btn": self.button,
            "vc_single_image": self.single_image, "et_pb_image": self.single_image, "wpcom_image": self.single_image,
        }  # fmt: skip

    def resolved(self, entry: OldEntry, item: "WordPressItem", text: str) -> str:
        """Return HTML of a text, code apart, in which no shortcode stands that is known."""
        text = CODE_SHORTCODE.sub(code_element, text)
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[0])
            return f"\x02{len(kept) - 1}\x03"

        text = UNREAD_HTML.sub(keep, text)
        text = DOLLARS.sub(lambda found: tex_element(found["tex"]), text)
        text = ESCAPED.sub(lambda found: keep_text(found[1], kept), text)
        if "[" in text:
            text = self.tags(entry, item, text)
        text = ALONE.sub(lambda found: f'\n<iframe src="{escape(unescape(found["url"]))}"></iframe>\n', text)
        return re.sub("\x02(\\d+)\x03", lambda found: kept[int(found[1])], text)

    def tags(self, entry: OldEntry, item: "WordPressItem", text: str) -> str:
        """Return a text with its tags replaced, the inner ones first."""
        tags = [*SHORTCODE.finditer(text)]
        ends: dict[str, list[re.Match[str]]] = {}
        for tag in tags:
            if tag["end"]:
                ends.setdefault(tag["name"], []).append(tag)
        parts: list[str] = []
        place = 0
        for tag in tags:
            if tag.start() < place:
                continue
            if tag["end"]:
                if FRAMES.fullmatch(tag["name"]):  # of a frame within one of its own kind
                    parts.append(text[place : tag.start()])
                    place = tag.end()
                continue
            end = next((end for end in ends.get(tag["name"], ()) if end.start() >= tag.end()), None)
            if tag["alone"] or (end and any(
                other["name"] == tag["name"] and not other["end"] and not is_enclosing(tag["name"])
                for other in tags if tag.end() <= other.start() < end.start()
            )):  # fmt: skip
                end = None
            inner = text[tag.end() : end.start()] if end else ""
            if "[" in inner and tag["name"].casefold() not in self.known:
                inner = self.tags(entry, item, inner)
            if end is None and not tag["args"].strip() and re.match(r"\w", text[tag.start() - 1 : tag.start()]):
                continue  # a list's index, as in a[i]
            made = self.made(entry, item, tag, inner, is_closed=end is not None)
            if made is None and (end is not None or is_surely_tag(tag["name"], unescape(tag["args"]).strip())):
                made = unknown(entry, tag, inner, is_closed=end is not None, is_alone=is_alone_on_line(text, tag))
            if made is not None:
                parts += (text[place : tag.start()], made)
                place = end.end() if end else tag.end()
        return "".join([*parts, text[place:]])

    def made(
        self, entry: OldEntry, item: "WordPressItem", tag: re.Match[str], inner: str, *, is_closed: bool
    ) -> str | None:
        """Return what a shortcode stands for; None if it is none that anybody could tell."""
        name, said = tag["name"], unescape(tag["args"]).strip()
        low = name.casefold()
        known = self.known.get(low)
        if low in OWN_NAMES or (low in DROPPED_FRAMES and not is_closed):
            return "\n\n<hr>\n\n" if low in DROPPED_FRAMES else inner
        if known is not None:
            return known(entry, item, low, said, inner)
        if low in VIDEO_HOSTS and (said or inner):
            return shown_elsewhere(entry, low, said, inner)
        if low in NOTE_NAMES and is_closed:
            return note_element(entry, inner)
        if low in QUOTE_NAMES and is_closed:
            return f"\n\n<blockquote>{inner}</blockquote>\n\n"
        if SUMMARY_NAMES.fullmatch(low) and is_closed:
            title = argument(said, "title", "heading", "trigger_text") or "More"
            return f"\n\n<details><summary>{escape(title, quote=False)}</summary>\n\n{inner}\n\n</details>\n\n"
        if FRAMES.fullmatch(low) and (
            is_closed or SHORTCODE_ARGUMENT.search(said) or low.startswith(("vc_", "et_pb_", "fusion_"))
        ):
            title = argument(said, "title", "heading") or (argument(said, "text") if "heading" in low else "")
            heading = f"\n\n<h3>{escape(title, quote=False)}</h3>\n\n" if title and is_closed else ""
            return (
                f"{heading}{inner}"
                if is_closed or "heading" not in low
                else f"\n\n<h2>{escape(title, quote=False)}</h2>\n\n"
            )
        return None

    # -- What each is -------------------------------------------------------------------

    def figure(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        found = re.match(
            r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", inner, re.DOTALL | re.IGNORECASE
        )
        words = (found["words"].strip() if found else "") or escape(argument(said, "caption"), quote=False)
        words = re.sub(r"\s*\n\s*", " ", words)
        picture = found["picture"] if found else inner
        return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"

    def gallery(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        """Return the pictures of a gallery: those that it names, else those that belong to its post."""
        numbers = [number for number in re.split(r"[\s,]+", argument(said, "ids", "include")) if number]
        pictures = [self.items[number] for number in numbers if number in self.items and self.items[number].address]
        if not numbers:
            left = re.split(r"[\s,]+", argument(said, "exclude"))
            pictures = [
                other
                for other in self.attached.get(argument(said, "id") or item.number, ())
                if other.number not in left
                and re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", other.address, re.IGNORECASE)
            ]
            pictures.sort(key=gallery_order(argument(said, "orderby").casefold().split(" ")[0]))
            if argument(said, "order").casefold() == "desc":
                pictures.reverse()
        if len(pictures) < len(numbers) or not pictures:
            missing = f"{len(numbers) - len(pictures)} of its {len(numbers)} pictures" if numbers else "its pictures"
            message = (
                f"`[gallery{' ' if said else ''}{said[:50]}]`: {missing} are not in the export, so they are missing"
            )
            entry.note("gallery", message, entry.line, lost=True)
        if not pictures:
            return ""
        shown = "\n".join(picture_element(picture, argument(said, "link")) for picture in pictures)
        return f'\n\n<div class="gallery">{shown}</div>\n\n'

    def playlist(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        numbers = [number for number in re.split(r"[\s,]+", argument(said, "ids")) if number]
        sounds = [self.items[number] for number in numbers if number in self.items]
        sounds = sounds or [
            other for other in self.attached.get(item.number, ())
            if re.search(r"\.(?:mp3|m4a|ogg|wav|mp4|webm)$", other.address, re.IGNORECASE)
        ]  # fmt: skip
        if not sounds:
            entry.note("gallery", f"`[playlist {said[:50]}]` names no files of this export", entry.line, lost=True)
        kinds = ["video" if re.search(r"\.(?:mp4|webm)$", other.address) else "audio" for other in sounds]
        return "".join(
            f'\n\n<p>{escape(other.title, quote=False)}</p>\n\n<{kind} src="{escape(other.address)}"></{kind}>\n\n'
            for other, kind in zip(sounds, kinds, strict=True)
        )

    def media(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        source = argument(said, *SOUNDS) or next(iter(re.findall(r"https?://[^\s|\]\"']+", said + " " + inner)), "")
        if not source:
            attached = [other.address for other in self.attached.get(item.number, ()) if other.address]
            wanted = r"\.(?:mp4|m4v|webm|ogv)$" if name == "video" else r"\.(?:mp3|m4a|ogg|wav)$"
            source = next((address for address in attached if re.search(wanted, address, re.IGNORECASE)), "")
        if not source:
            entry.note("shortcode", f"`[{name}]` names no file, so it was left out", entry.line, lost=True)
            return inner
        if not re.search(r"\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|ogg|wav)(?:\?|$)", source, re.IGNORECASE):
            return f'\n\n<iframe src="{escape(source)}"></iframe>\n\n'
        return f'\n\n<{name} src="{escape(source)}"></{name}>\n\n'

    def maths(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        return tex_element(inner or said.strip("= "))

    def recipe(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        """Return a recipe of Jetpack: its title, what is said of it, its parts under their headings."""
        title = argument(said, "title")
        facts = [f"{key.capitalize()}: {argument(said, key)}" for key in RECIPE_FACTS if argument(said, key)]
        about = argument(said, "description")
        image = argument(said, "image")
        head = "".join([
            f"\n\n<h3>{escape(title, quote=False)}</h3>\n\n" if title else "",
            f'\n\n<img src="{escape(image)}" alt="">\n\n' if image.startswith("http") else "",
            f"<p>{escape(about, quote=False)}</p>\n\n" if about else "",
            f"<p>{escape(' · '.join(facts), quote=False)}</p>\n\n" if facts else "",
        ])  # fmt: skip
        part = re.compile(r"\[recipe-(?P<part>[a-z]+)(?P<args>[^\]]*)\](?P<inner>.*?)\[/recipe-(?P=part)\]", re.DOTALL)

        def titled(found: re.Match[str]) -> str:
            words = argument(unescape(found["args"]), "title") or found["part"].capitalize()
            return f"\n\n<h4>{escape(words, quote=False)}</h4>\n\n{as_list(found['inner'])}\n\n"

        return head + part.sub(titled, inner) + "\n\n"

    def button(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        link = argument(said, "url", "link", "href")
        words = inner.strip() or escape(argument(said, "title", "text"), quote=False)
        link = next(iter(re.findall(r"url:([^|]+)", link)), link)
        return f'<a href="{escape(unescape(link))}">{words}</a>' if link and words else words

    def single_image(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        aim = self.items.get(argument(said, "image", "id"))
        source = argument(said, "src") or (aim.address if aim else "")
        if not source:
            entry.note("shortcode", f"`[{name}]` names no picture of this export", entry.line, lost=True)
            return ""
        alt = argument(said, "alt", "title_text") or (aim.value("_wp_attachment_image_alt") if aim else "")
        return f'\n\n<img src="{escape(source)}" alt="{escape(alt)}">\n\n'


def is_enclosing(name: str) -> bool:
    return FRAMES.fullmatch(name) is not None


def argument(said: str, *keys: str) -> str:
    """Return the value of the first of these keys that a shortcode has."""
    values = {found["key"].casefold(): found["double"] or found["single"] or found["bare"] or ""
              for found in SHORTCODE_ARGUMENT.finditer(said)}  # fmt: skip
    return next((values[key] for key in keys if values.get(key)), "")


def is_surely_tag(name: str, said: str) -> bool:
    """Return whether words in brackets can be nothing but a plugin's tag."""
    if not said:
        return re.search(r"[a-z]_[a-z]", name) is not None
    return re.fullmatch(rf"(?:{SHORTCODE_ARGUMENT.pattern}\s*)+".replace("?P<", "?P<_"), said) is not None


def keep_text(text: str, kept: list[str]) -> str:
    kept.append(text)
    return f"\x02{len(kept) - 1}\x03"


def code_element(found: re.Match[str]) -> str:
    said = unescape(found["args"]).strip()
    name = found["name"]
    generic = re.fullmatch(r"code|sourcecode|source|highlight|crayon|cc.*|codesyntax|ccode|prism", name)
    language = argument(said, "language", "lang") or (
        re.sub(r"^cc[A-Za-z]?_?", "", name) if name.startswith("cc") else ""
    )
    language = language or (said if re.fullmatch(r"[\w+#-]+", said) and generic else "") or ("" if generic else name)
    inner = found["inner"]
    if not re.search(r"&(?:lt|gt|amp|#0?39|quot);", inner):
        inner = escape(re.sub(r"</?p>|<br ?/?>(?=\n)", "", inner), quote=False)
    is_within_line = "\n" not in inner.strip() and (name.startswith("cci") or "inline" in said)
    if is_within_line:
        return f"<code>{inner.strip()}</code>"
    return f'\n\n<pre><code class="language-{escape(language)}">{inner.strip(chr(10))}</code></pre>\n\n'


def tex_element(tex: str) -> str:
    return f"<math><annotation>{escape(unescape(tex).strip(), quote=False)}</annotation></math>"


def picture_element(picture: "WordPressItem", link: str) -> str:
    caption = escape(re.sub(r"<[^>]*>", "", picture.excerpt))
    alt = escape(picture.value("_wp_attachment_image_alt"))
    said = f' title="{caption}"' if caption else ""
    return f'<img src="{escape(picture.address)}" alt="{alt}"{said}>'


def gallery_order(key: str) -> Callable[["WordPressItem"], tuple[int, str]]:
    """Return how the pictures of a gallery are sorted: by their place in the post, by title, date or number."""
    if key == "title":
        return lambda picture: (0, picture.title.casefold())
    if key in {"post_date", "date"}:
        return lambda picture: (0, picture.local)
    if key == "id":
        return lambda picture: (int(picture.number) if picture.number.isdecimal() else 0, "")
    return lambda picture: (picture.order, picture.number.zfill(12))


def shown_elsewhere(entry: OldEntry, name: str, said: str, inner: str) -> str:
    """Return what another site shows as a frame, which becomes a link that does."""
    value = argument(said, "url", "src", "href", "id", "v", "code", "videoid", "permalink")
    plain = re.sub(r"^[=:\s]+", "", SHORTCODE_ARGUMENT.sub("", said) if value else said).strip("\"' ")
    value = value or (plain.split()[0] if plain.split() else "") or inner.strip()
    value = value.strip("\"'<>")
    if not value or (name == "embed" and inner.strip()):
        value = inner.strip()
    whole = value if re.match(r"(?:https?:)?//", value) else VIDEO_HOSTS[name].format(value)
    whole = f"https:{whole}" if whole.startswith("//") else whole
    if not re.match(r"https?://", whole):
        entry.note("shortcode", f"`[{name} {said[:40]}]` names no address, so it was left out", entry.line, lost=True)
        return ""
    return f'\n\n<iframe src="{escape(unescape(whole))}"></iframe>\n\n'


def note_element(entry: OldEntry, inner: str) -> str:
    """Return a footnote that is written where its sign stands."""
    return f'<span class="inline-note">{inner.strip()}</span>'


def as_list(text: str) -> str:
    """Return lines of a recipe as a list: those that begin with a dash or a number, or all of them."""
    if "<li" in text or "<p" in text:
        return text
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.strip().split("\n") if line.strip()]
    name = "ol" if re.match(r"\s*\d+[.)]", text.strip()) else "ul"
    return f"<{name}>{''.join(f'<li>{line}</li>' for line in lines)}</{name}>" if len(lines) > 1 else text


def is_alone_on_line(text: str, tag: re.Match[str]) -> bool:
    """Return whether a tag stands by itself: on a line, or in a paragraph."""
    return (
        re.search(r"(?:^|[\n>])[ \t]*\Z", text[max(0, tag.start() - 200) : tag.start()]) is not None
        and re.match(r"[ \t]*(?:\Z|[\n<])", text[tag.end() : tag.end() + 200]) is not None
    )


def unknown(entry: OldEntry, tag: re.Match[str], inner: str, *, is_closed: bool, is_alone: bool) -> str | None:
    """Return what stays of a plugin's tag: the words within, or a remark that no reader sees; None for all of it."""
    shown = " ".join(tag[0].split())
    shown = shown if len(shown) < 60 else f"{shown[:59]}…"
    if is_closed:
        entry.note("shortcode", f"`{shown}` is a plugin's: the words within it came over", entry.line, lost=True)
        return inner
    what = "a remark stands in its place" if is_alone else "it stays as it is"
    entry.note("shortcode", f"`{shown}` shows what a plugin makes; {what}", entry.line, lost=True)
    return f"<!-- {tag[0].strip('[]').replace('--', '- -')} -->" if is_alone else None
>>>>>>> main
