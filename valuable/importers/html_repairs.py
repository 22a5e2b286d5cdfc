"""Make plain HTML of what other systems, editors and programs make of it, before it is written as Markdown.

Each repair takes a tree and changes it: formulas that a program has drawn get their source back, code its language,
players of the last century become frames, pictures of smileys become signs. Nothing that has words is taken out.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote

from lxml import html as lxml_html

from valuable.base.uris import split_address
from valuable.content.markdown.embed_services import find_embed

Tell: TypeAlias = Callable[[str, str, bool], None]  # kind, message, whether something is lost
HtmlTree: TypeAlias = Any  # an element of lxml, which has no types

CLASS_OF_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?[-:]\s*|brush:\s*|highlight-(?:source-|text-)?|sourceCode\s+|enlighter-l-|prettyprint\s+lang-"
    r"|code-block-|src-|syntax-)(?P<name>[\w+#.-]+)", re.IGNORECASE,
)  # fmt: skip
# Classes of highlighters beside which the language stands alone: `hljs python`, `geshi php`.
HIGHLIGHTERS = frozenset({
    "hljs", "geshi", "sourcecode", "src", "highlight", "chroma", "codehilite", "listing", "shiki", "prettyprint",
    "code", "programlisting", "crayon-plain", "syntaxhighlighter", "astro-code",
})  # fmt: skip
NO_LANGUAGES = frozenset({
    "plain", "plaintext", "text", "txt", "none", "default", "code", "highlight", "linenums", "wp-block-code",
    "nohighlight", "numberlines", "line-numbers", "no-highlight", "decode", "true", "false", "source", "raw",
    "undefined", "auto", "generic", "copy", "notranslate", "literal-block", "wrap", "nowrap", "dark", "light", "brush",
    "toolbar", "rouge", "github-dark",
})  # fmt: skip
LANGUAGE_ATTRIBUTES = (
    "data-lang", "data-language", "data-enlighter-language", "data-code-block-lang", "lang", "data-syntax",
)  # fmt: skip
GUTTERS = (
    "gutter", "lineno", "linenos", "line-numbers-rows", "rouge-gutter", "crayon-nums", "linenodiv", "hljs-ln-numbers",
    "line-number", "lnt", "code-toolbar-item", "copy-button", "copybtn", "crayon-toolbar", "toolbar-item", "ln",
)  # fmt: skip
FLASH = (
    (re.compile(r"youtube(?:-nocookie)?\.com/(?:v|e)/([\w-]{6,})"), "https://www.youtube.com/watch?v={}"),
    (re.compile(r"vimeo\.com/moogaloop\.swf\?.*?clip_id=(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"dailymotion\.com/(?:swf|embed)/(?:video/)?(\w+)"), "https://www.dailymotion.com/video/{}"),
    (re.compile(r"video\.google\.com/google[Pp]layer\.swf\?doc[Ii]d=(-?\d+)"), "https://video.google.com/?docid={}"),
    (re.compile(r"slideshare\.net/swf/\S*?doc=([\w-]+)"), "https://www.slideshare.net/{}"),
)  # fmt: skip
TRACKERS = re.compile(
    r"feeds\.(?:feedburner|wordpress)\.com/|feedsportal\.com|stats\.wordpress\.com/b\.gif|pixel\.wp\.com|blogger\.googleusercontent"
    r"\.com/tracker|/~r/|/~ff/|doubleclick|google-analytics|medium\.com/_/stat|assoc-amazon\.\w+/e/ir|feedburner\.com/~"
)
SCRIPT_FRAMES = (
    (re.compile(r"gist\.github\.com/(?:[\w-]+/)?\w+(?=\.js)"), "https://{}"),
    (re.compile(r"asciinema\.org/a/\w+(?=\.js)"), "https://{}"),
)
SOCIAL_SCRIPTS = re.compile(
    r"platform\.(?:twitter|x|instagram)\.com|instagram\.com/embed\.js|tiktok\.com/embed\.js|embedr\.flickr|mathjax"
    r"|embed\.redditmedia|facebook\.net|static\.codepen\.io|cpwebassets\.codepen|imgur\.com/min/embed|syntaxhighlighter",
    re.IGNORECASE,
)
DRAWN_FORMULAS = frozenset({
    "katex-display", "katex", "MathJax", "MathJax_Display", "MJXc-display", "mwe-math-element", "MathJax_SVG",
    "mjx-chtml",
})  # fmt: skip
SMILEY = re.compile(r"(?:^|\s)(?:emoji|wp-smiley|smiley|emoticon)(?:\s|$)")
LATEX_PICTURE = re.compile(
    r"(?:latex\.php\?|codecogs\.com/|chart\?.*cht=tx|/latex/|mimetex\.cgi\?|mathtex\.cgi\?)", re.IGNORECASE
)
PICTURE_SIZES = (
    re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)"), re.compile(r"-scaled(?=\.\w{3,4}$)"),
    re.compile(r"(?<=/)s\d+(?:-[a-z0-9-]+)?(?=/)"), re.compile(r"(?<=/)w\d+-h\d+(?:-[a-z0-9-]+)?(?=/)"),
    re.compile(r"(?<=/)size/w\d+(?:h\d+)?/"), re.compile(r"=[swh]\d+(?:-[\w-]+)?$"), re.compile(r"(?<=/max/)\d+(?=/)"),
    re.compile(r"(?<=/)resize:[\w:]+(?=/)"),
)  # fmt: skip
PICTURE_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?)(?:\?|#|$)", re.IGNORECASE)
MERGED = frozenset({"strong", "b", "em", "i", "del", "s", "code", "u", "sub", "sup"})
PARTS_OF_TABLES = frozenset(
    {"caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th", "script", "template"}
)
RENAMED = {
    "acronym": "abbr", "tt": "code", "strike": "del", "dir": "ul", "menu": "ul", "xmp": "pre", "listing": "pre",
    "plaintext": "pre",
}  # fmt: skip


def repair(root: HtmlTree, tell: Tell) -> None:
    """Make all repairs."""
    for one in REPAIRS:
        one(root, tell)


def names_of_classes(element: HtmlTree) -> list[str]:
    return (element.get("class") or "").split()


def elements(root: HtmlTree, *names: str) -> Sequence[HtmlTree]:
    """Return the elements with these names, which may be changed while one goes through them."""
    return [element for element in root.iter(*names) if isinstance(element.tag, str)]


def replace_element(element: HtmlTree, new: HtmlTree) -> None:
    new.tail = element.tail
    element.getparent().replace(element, new)


def drop_element(element: HtmlTree) -> None:
    """Take an element out with all in it; what stands behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def new_element(name: str, text: str = "", **attributes: str) -> HtmlTree:
    element = lxml_html.Element(name)
    element.text = text or None
    for key, value in attributes.items():
        element.set(key.rstrip("_"), value)
    return element


def rename_elements(root: HtmlTree, tell: Tell) -> None:
    """Give elements of the last century today's names."""
    for element in elements(root, *RENAMED):
        element.tag = RENAMED[element.tag]


# -- Formulas -------------------------------------------------------------------------


def formulas(root: HtmlTree, tell: Tell) -> None:
    """Put the source of formulas in the place of what KaTeX, MathJax and WordPress have made of it."""
    for element in elements(root, "span", "div", "mjx-container"):
        if element.tag != "mjx-container" and not DRAWN_FORMULAS & set(names_of_classes(element)):
            continue
        if element.getparent() is None:
            continue
        note = element.find(".//annotation")
        names = names_of_classes(element)
        is_display = (
            bool({"katex-display", "MathJax_Display", "MJXc-display"} & set(names)) or element.get("display") == "true"
        )
        if note is not None and note.text:
            replace_element(element, tex(note.text, is_display=is_display))
        elif element.find(".//math") is not None:
            replace_element(element, element.find(".//math"))
        elif {"MathJax", "MathJax_Display", "MathJax_SVG", "MJXc-display"} & set(names):
            drop_element(element)  # its source stands in a script beside it
    for element in [each for each in elements(root) if {"MathJax_Preview", "katex-html"} & set(names_of_classes(each))]:
        drop_element(element)
    for script in elements(root, "script"):
        kind = (script.get("type") or "").casefold()
        if kind.startswith("math/tex") and script.text:
            replace_element(script, tex(script.text, is_display="mode=display" in kind))


def formula_pictures(root: HtmlTree, tell: Tell) -> None:
    """Put the source of formulas in the place of their pictures."""
    for picture in elements(root, "img"):
        source = picture.get("src") or picture.get("data-src") or ""
        names = names_of_classes(picture)
        is_formula = {
            "latex",
            "tex",
            "ql-img-inline-formula",
            "ql-img-displayed-equation",
            "mwe-math-fallback-image-inline",
        } & set(names)
        if is_formula or LATEX_PICTURE.search(source):
            text = (picture.get("alt") or picture.get("title") or query_text(source)).strip()
            text = re.sub(r"^\{\\displaystyle\s(.*)\}$", r"\1", text)
            if text and re.search(r"[\\^_={}+]|^\w{1,3}$|\d", text):
                replace_element(picture, tex(text.strip("$"), is_display="displayed" in " ".join(names)))


def query_text(address: str) -> str:
    """Return the formula that stands in the address of its picture."""
    query = split_address(address).query
    values = parse_qs(query)
    return next((values[key][0] for key in ("latex", "chl", "tex") if key in values), unquote(query))


def tex(text: str, *, is_display: bool) -> HtmlTree:
    math = new_element("math", display="block" if is_display else "inline")
    math.append(new_element("annotation", text.strip()))
    return math


# -- Code -----------------------------------------------------------------------------


def plain_code(root: HtmlTree, tell: Tell) -> None:
    """Leave of highlighted code the code, and say its language in one place."""
    for script in elements(root, "script"):
        if (script.get("type") or "").casefold() == "syntaxhighlighter" and script.text:
            text = re.sub(r"^\s*<!\[CDATA\[|\]\]>\s*$", "", script.text)
            replace_element(script, new_element("pre", text, class_=script.get("class") or ""))
    for table in elements(root, "table"):
        is_gutter = any(set(names_of_classes(cell)) & set(GUTTERS) for cell in table.iter("td", "pre", "div", "th"))
        code = [pre for pre in table.iter("pre") if not gutter_above(pre, table)]
        if code and (is_gutter or "highlight" in " ".join(names_of_classes(table))):
            take_language(code[-1], [table, *boxes_around(table, 3)])
            replace_element(table, code[-1])
    for gutter in [each for each in elements(root) if set(names_of_classes(each)) & set(GUTTERS)]:
        if any(
            above.tag in {"pre", "code", "figure"} or "highlight" in (above.get("class") or "")
            for above in gutter.iterancestors()
        ):
            drop_element(gutter)
    for pre in elements(root, "pre"):
        take_language(pre, boxes_around(pre, 3))


def gutter_above(pre: HtmlTree, table: HtmlTree) -> bool:
    places = [pre, *pre.iterancestors()]
    return any(set(names_of_classes(place)) & set(GUTTERS) for place in places[: places.index(table)])


def boxes_around(element: HtmlTree, number: int) -> list[HtmlTree]:
    return [above for above, _ in zip(element.iterancestors("div", "figure", "td"), range(number), strict=False)]


def take_language(pre: HtmlTree, above: Sequence[HtmlTree]) -> None:
    """Write the language of code, said by itself, by what stands in it or close around it, where it is read."""
    if pre.get("data-lang") and said_language(pre):
        return
    inner = pre.find("code")
    around = [
        each
        for each in above
        if set(names_of_classes(each)) & HIGHLIGHTERS or CLASS_OF_LANGUAGE.search(each.get("class") or "")
    ]
    for place in [pre, *([inner] if inner is not None else []), *around]:
        name = said_language(place)
        if name:
            pre.set("data-lang", name)
            return


def said_language(element: HtmlTree) -> str:
    """Return the language that an element says; ``""`` if it says none."""
    for key in LANGUAGE_ATTRIBUTES:
        name = (element.get(key) or "").strip().casefold()
        if re.fullmatch(r"[\w+#.-]{1,20}", name) and name not in NO_LANGUAGES:
            return name
    said = element.get("class") or ""
    for found in CLASS_OF_LANGUAGE.finditer(said):
        name = found["name"].casefold().rstrip(";.")
        if name not in NO_LANGUAGES:
            return name
    names = [name.casefold() for name in names_of_classes(element)]
    if HIGHLIGHTERS & set(names):
        return next((name for name in names if re.fullmatch(r"[a-z][a-z0-9+#]{0,14}", name)
                     and name not in NO_LANGUAGES | HIGHLIGHTERS), "")  # fmt: skip
    return ""


# -- Frames, players, pictures ----------------------------------------------------------


def frames_of_players(root: HtmlTree, tell: Tell) -> None:
    """Make frames of the players of the last century, and of scripts that show a page of another site."""
    for element in elements(root, "object", "embed"):
        if element.getparent() is None:
            continue
        sources = [element.get("data") or element.get("src") or ""]
        sources += [
            part.get("value") or ""
            for part in element.iter("param")
            if (part.get("name") or "").casefold() in {"movie", "src"}
        ]
        sources += [part.get("src") or "" for part in element.iter("embed")]
        source = next((source for source in sources if source), "")
        if "wp-block-file__embed" in names_of_classes(element):
            drop_element(element)  # the link to the file stands beside it
        elif source:
            page = page_of_player(source)
            frame = new_element("iframe", src=page or source)
            if not page:
                frame.set(
                    "data-player", "flash" if ".swf" in source or "flash" in (element.get("type") or "") else "file"
                )
            inner = [child for child in element if child.tag not in {"param", "embed", "object", "noembed"}]
            replace_element(element, frame)
            for child in reversed(inner):
                frame.addnext(child)
    for script in elements(root, "script"):
        source = script.get("src") or ""
        for pattern, page in SCRIPT_FRAMES:
            found = pattern.search(source)
            if found:
                replace_element(script, new_element("iframe", src=page.format(found[0])))
                break
        else:
            if SOCIAL_SCRIPTS.search(source):
                drop_element(script)


def page_of_player(source: str) -> str:
    """Return the page on which a reader finds what a player shows; ``""`` if that is not known."""
    source = f"https:{source}" if source.startswith("//") else source
    for pattern, page in FLASH:
        found = pattern.search(source)
        if found:
            return page.format(found[1])
    shown = find_embed(source, {})
    again = find_embed(shown.address, {}) if shown is not None else None
    return shown.address if shown is not None and again is not None and again.frame == shown.frame else ""


def plain_pictures(root: HtmlTree, tell: Tell) -> None:
    """Take out what counts readers, write smileys as signs, and show pictures of small copies themselves."""
    for noscript in elements(root, "noscript"):
        before = noscript.getprevious()
        is_copy = before is not None and (before.tag == "img" or before.find(".//img") is not None)
        if is_copy and not (noscript.text_content() or "").strip():
            drop_element(noscript)
        elif noscript.getparent() is not None:
            noscript.drop_tag()
    for picture in elements(root, "img"):
        sizes = [(picture.get(key) or "").rstrip("px") for key in ("width", "height")]
        names = picture.get("class") or ""
        source = picture.get("src") or ""
        if "1" in sizes or "0" in sizes or TRACKERS.search(source):
            drop_element(picture)
        elif SMILEY.search(names) or "s.w.org/images/core/emoji" in source:
            alt = picture.get("alt") or ""
            picture.tail = alt + (picture.tail or "")
            drop_element(picture)
        else:
            larger(picture)


def larger(picture: HtmlTree) -> None:
    """Show a picture itself where its link leads to no more than that; the link to a page stays."""
    link = picture.getparent()
    if link is None or link.tag != "a" or len(link) != 1 or (link.text_content() or "").strip():
        return
    target, source = link.get("href") or "", picture.get("src") or picture.get("data-src") or ""
    if target and (same_picture(target, source) or (PICTURE_FILE.search(target) and not source)):
        picture.set("src", target)
        for key in ("srcset", "data-src", "data-lazy-src", "data-srcset", "data-orig-file"):
            picture.attrib.pop(key, None)
        link.drop_tag()


def same_picture(target: str, source: str) -> bool:
    """Return whether two addresses are of one picture in two sizes."""
    return bool(source) and plain_size(target) == plain_size(source)


def plain_size(address: str) -> str:
    """Return the address of a picture without what says its size."""
    address = re.sub(r"^https?:", "", address).partition("?")[0]
    for pattern in PICTURE_SIZES:
        address = pattern.sub("", address)
    return re.sub(r"^//(?:i\d\.wp\.com/|\d\.(?=bp\.blogspot))", "//", address).replace("/s1600-h/", "/")


# -- Words ------------------------------------------------------------------------------


def styled_words(root: HtmlTree, tell: Tell) -> None:
    """Make emphasis of what is emphasised by its style alone, and none of what only looks like it."""
    for element in elements(root, "b", "strong", "i", "em"):
        style = (element.get("style") or "").replace(" ", "").casefold()
        if "font-weight:normal" in style or "font-style:normal" in style:
            element.tag = "span"
    for element in elements(root, "span", "font"):
        style = (element.get("style") or "").replace(" ", "").casefold()
        name = ""
        if re.search(r"font-weight:(?:bold|[6-9]00)", style):
            name = "strong"
        elif "font-style:italic" in style:
            name = "em"
        elif "line-through" in style:
            name = "del"
        if (
            name
            and (element.text_content() or "").strip()
            and not any(True for _ in element.iter("div", "p", "li", "table"))
        ):
            element.tag = name


def merged_words(root: HtmlTree, tell: Tell) -> None:
    """Join emphasis that ends where the same begins again, and take out what is emphasised twice."""
    for element in elements(root, *MERGED):
        following = element.getnext()
        while following is not None and following.tag == element.tag and not element.tail and not element.get("class"):
            put_last(element, following.text)
            for child in [*following]:
                element.append(child)
            element.tail = following.tail
            following.getparent().remove(following)
            following = element.getnext()
        above = element.getparent()
        same = {"strong": {"strong", "b"}, "b": {"strong", "b"}, "em": {"em", "i"}, "i": {"em", "i"}}.get(
            element.tag, set()
        )
        if above is not None and any(each.tag in same for each in element.iterancestors()):
            element.drop_tag()


def put_last(element: HtmlTree, text: str | None) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def plain_tables(root: HtmlTree, tell: Tell) -> None:
    """Make figures of Blogger's tables around pictures, and plain blocks of tables that only place something."""
    for table in elements(root, "table"):
        if table.getparent() is None:
            continue
        for stray in [child for child in table if isinstance(child.tag, str) and child.tag not in PARTS_OF_TABLES]:
            table.addprevious(stray)  # where browsers put it
        cells = [*table.iter("td", "th")]
        if "tr-caption-container" in names_of_classes(table):
            figure = new_element("figure")
            for cell in cells:
                if "tr-caption" in names_of_classes(cell):
                    cell.tag = "figcaption"
                    figure.append(cell)
                else:
                    put_last(figure, cell.text)
                    for child in [*cell]:
                        figure.append(child)
            replace_element(table, figure)
        elif len(cells) == 1 and table.find(".//table") is None and table.find("caption") is None:
            cells[0].tag = "div"
            cells[0].attrib.clear()
            replace_element(table, cells[0])


def file_blocks(root: HtmlTree, tell: Tell) -> None:
    """Leave one of two links to a file, which WordPress writes as its name and as a button."""
    for button in [each for each in elements(root, "a") if "wp-block-file__button" in names_of_classes(each)]:
        others = [
            link
            for link in button.getparent().iter("a")
            if link is not button and link.get("href") == button.get("href")
        ]
        if others:
            drop_element(button)


def signs_of_tasks(root: HtmlTree, tell: Tell) -> None:
    """Write boxes of lists of tasks as signs."""
    for box in elements(root, "input"):
        if (box.get("type") or "").casefold() == "checkbox" and any(above.tag == "li" for above in box.iterancestors()):
            sign = new_element("tasksign", "[x]" if box.get("checked") is not None else "[ ]")
            replace_element(box, sign)


def inline_notes(root: HtmlTree, tell: Tell) -> None:
    """Put notes that stand in the text at its end, with a sign that leads there."""
    notes = [each for each in elements(root, "span") if "inline-note" in names_of_classes(each)]
    if not notes:
        return
    items = new_element("ol", class_="footnotes")
    for number, note in enumerate(notes, 1):
        sign = new_element("sup")
        sign.append(
            new_element("a", str(number), href=f"#inline-note-{number}", class_="footnote", id=f"inline-sign-{number}")
        )
        replace_element(note, sign)
        note.tag, note.tail = "li", None
        note.attrib.clear()
        note.set("id", f"inline-note-{number}")
        note.append(new_element("a", "↩", href=f"#inline-sign-{number}"))
        items.append(note)
    root.append(items)


def marked_anchors(root: HtmlTree, tell: Tell) -> None:
    """Mark what links of the same text lead to, so that it keeps its anchor."""
    wanted = {
        unquote((link.get("href") or "")[1:])
        for link in elements(root, "a")
        if (link.get("href") or "").startswith("#")
    }
    for mark in [each for each in elements(root, "a") if each.get("name") and not each.get("href")]:
        above = mark.getparent()
        if above is not None and re.fullmatch("h[1-6]", above.tag) and not above.get("id"):
            above.set("id", mark.attrib.pop("name"))
    for element in elements(root):
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        if name in wanted:
            element.set("data-anchor", name)


def covers_as_pictures(root: HtmlTree, tell: Tell) -> None:
    """Make a picture of what WordPress shows behind words."""
    for element in [each for each in elements(root) if "wp-block-cover" in names_of_classes(each)]:
        found = re.search(r"background-image:\s*url\(['\"]?([^)'\"]+)", element.get("style") or "")
        if found and element.find(".//img") is None:
            element.insert(0, new_element("img", src=found[1], alt=""))
            element[0].tail, element.text = element.text, None


REPAIRS: tuple[Callable[[HtmlTree, Tell], None], ...] = (
    rename_elements, formulas, formula_pictures, plain_code, frames_of_players, plain_pictures, covers_as_pictures,
    plain_tables,
    file_blocks, signs_of_tasks, styled_words, merged_words, inline_notes, marked_anchors,
)  # fmt: skip
