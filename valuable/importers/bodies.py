"""Edit spans of a Markdown body: its title, links, other systems' tags. All else stays as its author typed it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from valuable.base.title_markdown import title_as_markdown
from valuable.content.foreign.cures import is_same_text
from valuable.content.foreign.findings import Finding, apart
from valuable.content.foreign.headers import first_heading
from valuable.content.foreign.reading import foreign_findings, without_code
from valuable.content.markdown.one_line_directives import NEXT_OPTION, ONE_LINE
from valuable.content.verbatim import VerbatimText
from valuable.importers.html_text import markdown_of
from valuable.importers.hugo_shortcodes import hold_shortcodes, put_back, write_shortcodes
from valuable.importers.links import Links, quoted_address, targets_in
from valuable.importers.markdown_edits import Edit, edited, line_of, parser
from valuable.importers.mdx import GONE_LINE, plain_mdx
from valuable.importers.mkdocs_markdown import edit_mkdocs
from valuable.importers.note_links import note_link_edits, tell_queries
from valuable.importers.plan import comparable
from valuable.importers.records import OldEntry
from valuable.importers.rst_reading import RstContext, html_of_rst

LINK_TAG = re.compile(
    r"\{%-?\s*(?P<liquid>post_url|link|ref|relref)\s+(?P<name>[^%\s]+)\s*-?%\}"
    r"|\{\{[<%]-?\s*(?P<hugo>relref|ref)\s+(?P<hugo_name>\"[^\"]*\"|'[^']*'|`[^`]*`|[^\s>%]+)[^>%]*-?[>%]\}\}"
)
ASSET_IMG = re.compile(
    r"\{%-?\s*asset_img\s+(?:[^%\"']*?\s)??(?P<name>[^%\s\"']+\.\w{2,5})(?:\s+\d+){0,2}\s*"
    r"(?:[\"'](?P<title>[^\"'%]*)[\"']\s+[\"'](?P<alt>[^\"'%]*)[\"']|(?P<words>[^%]*?))\s*-?%\}"
)
POST_LINK = re.compile(r"\{%-?\s*post_link\s+(?P<name>[^%\s]+)(?P<words>[^%]*?)-?%\}")
SITE_URL = re.compile(
    r"\{\{-?\s*(?:site\.(?:url|baseurl)|\$?\.?Site\.BaseURL|site_url|base_url|SITEURL|__GHOST_URL__)"
    r"(?:\s*\|\s*\w+)?\s*-?\}\}|__GHOST_URL__"
)
URL_FILTER = re.compile(
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}]*)(?P=quote)\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL)[^{}]*\}\}"
)


def rewrite(entry: OldEntry, links: Links) -> str:
    """Return the body of an entry for its new place, and note in it what was changed."""
    text = entry.body
    if entry.markup == "rst":
        site = links.plan.site
        context = RstContext(entry.folder, site.root, site.texts, entry.line, links.by_source, site.labels)
        text = html_of_rst(text, context)
        entry.notes += context.notes
    if entry.markup in {"html", "rst"}:
        text, held = hold_shortcodes(entry, text, links)
        text, notes = markdown_of(text, entry.line)
        text = put_back(text, held)
        entry.notes += notes
        return with_title(entry, edit_links(entry, text, links))
    for step in BODY_STEPS:
        text = step(entry, text, links)
    return with_title(entry, text.replace(GONE_LINE, ""))


def rewrite_cell(entry: OldEntry, source: str, links: Links) -> str:
    """Return the Markdown of a notebook's cell for its new place."""
    cell = replace(entry, body=source, markup="markdown", line=0)  # a cell has no line of its own in the file
    for step in BODY_STEPS:
        source = step(cell, source, links)
    return source.replace(GONE_LINE, "")


def spans_outside_code(text: str, found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    verbatim = None
    for match in found:
        verbatim = verbatim or VerbatimText(parser(), text)
        if not verbatim.holds(match.start()):
            yield match


# -- Links between notes -----------------------------------------------------------


def edit_note_links(entry: OldEntry, text: str, links: Links) -> str:
    """Write ``[[name]]`` so that it leads here where it led before."""
    if "```" in text or "~~~" in text:
        tell_queries(entry, text, entry.line)
    if "[[" not in text:
        return text
    edits = []
    for link, new, lost in note_link_edits(entry, text, links, VerbatimText(parser(), text)):
        edits.append(Edit(*link.span(), new))
        message = lost or f"`{link[0]}` is written `{new}`"
        entry.note("note links" if lost else "links", message, line_of(entry, text, link.start()), lost=bool(lost))
    return edited(text, edits) if edits else text


# -- Tags that lead somewhere ------------------------------------------------------


def edit_tags(entry: OldEntry, text: str, links: Links) -> str:
    """Write addresses where tags of templates stand for them."""
    edits: list[Edit] = []
    if "{" in text or "__GHOST_URL__" in text:
        edits += tag_edits(entry, text, links)
        edits += [Edit(*found.span(), "") for found in SITE_URL.finditer(text)]
        edits += [
            Edit(*found.span(), quoted_address("/" + found["path"].lstrip("/"))) for found in URL_FILTER.finditer(text)
        ]
    return edited(text, edits) if edits else text


def tag_edits(entry: OldEntry, text: str, links: Links) -> Iterator[Edit]:
    if "post_link" in text or "asset_img" in text:
        yield from hexo_edits(text, links)
    for tag in spans_outside_code(text, LINK_TAG.finditer(text)):
        name = (tag["name"] or tag["hugo_name"] or "").strip("\"'`")
        if name.startswith("#"):
            yield Edit(*tag.span(), name)
            continue
        address = links.named(name)
        if address:
            yield Edit(*tag.span(), address)
        else:
            message = f"`{tag[0]}` names no text that came over, so the link is left as it is"
            entry.note("link", message, line_of(entry, text, tag.start()), lost=True)


def hexo_edits(text: str, links: Links) -> Iterator[Edit]:
    """Write the links and pictures of Hexo, ``{% post_link name 'Words' %}`` (https://hexo.io/docs/tag-plugins)."""
    for tag in spans_outside_code(text, ASSET_IMG.finditer(text)):
        title = f' "{tag["title"]}"' if tag["title"] else ""
        words = tag["alt"] or tag["title"] or (tag["words"] or "").strip("\"' ")
        yield Edit(*tag.span(), f"![{title_line(words)}]({quoted_address(tag['name'])}{title})")
    for tag in spans_outside_code(text, POST_LINK.finditer(text)):
        name, _, mark = tag["name"].strip("\"'").partition("#")
        dated = re.compile(rf"(?:.*/)?\d{{4}}-\d\d-\d\d-{re.escape(name)}\.\w+")
        address = links.named(name) or next(
            (links.named(source) for source in links.by_source if dated.fullmatch(source)), ""
        )
        if address:
            other = links.plan.by_address.get(comparable(address))
            words = re.sub(r"\s+(?:true|false)$", "", tag["words"].strip()).strip("\"'")
            shown = title_line(words or (other.title if other else name))
            yield Edit(*tag.span(), f"[{shown}]({address}{f'#{mark}' if mark else ''})")


# -- Other systems' syntax ---------------------------------------------------------


def edit_foreign(entry: OldEntry, text: str, links: Links) -> str:
    """Write in plain Markdown what the build would read as that, and tell what it can't."""
    verbatim = VerbatimText(parser(), without_code(text))
    edits = []
    for finding in apart(foreign_findings(text, verbatim)):
        if finding.instead is None:
            if finding.cure:
                what = f"`{brief_span(text, finding)}` is {finding.what}, and stays as it is: {finding.cure}"
                entry.note(finding.kind, what, line_of(entry, text, finding.start), lost=True)
        elif finding.instead != text[finding.start : finding.end]:
            edits.append(Edit(finding.start, finding.end, on_lines(finding.instead)))
            if finding.cure:
                entry.note(
                    "converted", f"`{brief_span(text, finding)}` is {finding.what}", line_of(entry, text, finding.start)
                )
    return edited(text, edits) if edits else text


def on_lines(instead: str) -> str:
    """Return what the build reads on one line as authors write it: a directive on lines of its own."""
    return ONE_LINE.sub(
        lambda found: "\n".join([f"```{found[1]}", *found[2].split(NEXT_OPTION), "```"]).replace("\n\n", "\n"), instead
    )


def brief_span(text: str, finding: Finding) -> str:
    words = " ".join(text[finding.start : finding.end].split())
    return words if len(words) <= 60 else f"{words[:59]}…"


# -- Links -------------------------------------------------------------------------


def edit_links(entry: OldEntry, text: str, links: Links) -> str:
    edits = []
    verbatim: VerbatimText | None = None
    for target in targets_in(text):
        new = links.new_target(entry, target.written)
        if new is None:
            continue
        verbatim = verbatim or VerbatimText(parser(), text)
        if not verbatim.holds(target.start):
            edits.append(Edit(target.start, target.end, new))
            message = f"`{target.written}` is written `{new}`"
            entry.note("links", message, line_of(entry, text, target.start))
    return edited(text, edits) if edits else text


# -- The title ---------------------------------------------------------------------


def with_title(entry: OldEntry, text: str) -> str:
    """Return a body that begins with its one title."""
    heading, line = first_heading(text)
    if line > 0 and (not entry.title or is_same_text(heading, entry.title)):
        return text
    if line > 0 and entry.title and not is_same_text(heading, entry.title):
        entry.note("title", f"the heading `# {heading}` stands below the title now", line_of(entry, text, 0))
    return f"# {title_line(entry.title)}\n\n{text.lstrip(chr(10))}"


def title_line(title: str) -> str:
    return title_as_markdown(" ".join(title.split()))


SECOND_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)(?P<label>(?:[^\[\]\n\\]|\\.)+)\]:[ \t]*\S[^\n]*(?:\n|\Z)", re.MULTILINE
)


def drop_second_definitions(entry: OldEntry, text: str, links: Links) -> str:
    """Take out definitions of links whose label has one already: nothing has ever read them."""
    seen: set[str] = set()
    edits: list[Edit] = []
    found = list(SECOND_DEFINITION.finditer(text)) if "]:" in text else []
    labels = [" ".join(definition["label"].casefold().split()) for definition in found]
    if len(set(labels)) == len(labels):
        return text
    for definition in spans_outside_code(text, iter(found)):
        label = " ".join(definition["label"].casefold().split())
        if label in seen:
            edits.append(Edit(*definition.span(), ""))
            message = f"`[{definition['label']}]: …` stood there twice; the first one counts, as it did, and stays"
            entry.note("definition", message, line_of(entry, text, definition.start()))
        seen.add(label)
    return edited(text, edits)


BODY_STEPS: tuple[Callable[[OldEntry, str, Links], str], ...] = (
    plain_mdx, edit_mkdocs, write_shortcodes, edit_tags, edit_note_links, edit_links, edit_foreign, edit_links,
    drop_second_definitions,
)  # fmt: skip
