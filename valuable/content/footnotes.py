"""Number footnotes in the order of their references, whatever their labels are: ``[^1]``, ``[^why]``.

One may stand where it belongs, too: ``^[its text]``, as in Pandoc and Obsidian. Its label is its text.

docutils takes a label of digits for the number, counts the others beside it, and gives them all names, which headings
and labels share (transforms/references.py, Footnotes). So notes are made here as MyST reads them, without names, and
brought together once the page is there.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from valuable import __version__
from valuable.base.reports import Severity, also_on_lines, report
from valuable.base.slugs import slug
from valuable.base.text_files import brief
from valuable.content.headings import NUMBERED_ID, is_anchor, numbered_anchors
from valuable.phases import Transform
from valuable.upstream.first_signs import begins_with
from valuable.upstream.myst import add_renderer

MAX_LABEL = 60  # characters of a label in an anchor
SPACED_LABEL = re.compile(r"\[\^([\w.-]+(?: [\w.-]+){1,4})\]")
INLINE_NOTES = "valuable_inline_notes"  # in the state of a parser: how often each text has stood in a note
LINK_NODES = (nodes.reference, addnodes.pending_xref)


class footnote_reference(nodes.footnote_reference):  # noqa: N801
    """The number of a note, which is no word of the title, heading or sentence in which it stands.

    Translators know it by the name of its class, which is docutils' own.
    """

    def astext(self) -> str:
        return ""


def render_reference(renderer: Any, token: Any) -> None:
    """Make a reference of ``[^label]``."""
    node = footnote_reference(f"[^{token.meta['label']}]", label=token.meta["label"])
    renderer.add_line_and_source_path(node, token)
    renderer.current_node.append(node)


def render_note(renderer: Any, token: Any) -> None:
    """Make a note of ``[^label]: …``."""
    node = nodes.footnote("", label=token.meta["label"])
    renderer.add_line_and_source_path(node, token)
    with renderer.current_node_context(node, append=True):
        renderer.render_children(token)


@begins_with("^")
def read_inline_note(state: StateInline, silent: bool) -> bool:
    """Read ``^[the text of a note]``."""
    if not state.src.startswith("^[", state.pos):
        return False
    start, end = state.pos + 2, state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < start or not state.src[start:end].strip():
        return False
    if not silent:
        label = "^" + " ".join(state.src[start:end].split())
        before = state.env.setdefault(INLINE_NOTES, defaultdict(count))
        number = next(before[label])
        token = state.push("inline_note_open", "", 1)
        token.meta = {"label": f"{label} {number + 1}" if number else label}
        limit, level, state.pos, state.posMax, state.linkLevel = state.posMax, state.linkLevel, start, end, 0
        state.md.inline.tokenize(state)
        state.posMax, state.linkLevel = limit, level
        state.push("inline_note_close", "", -1)
    state.pos = end + 1
    return True


def render_inline_note(renderer: Any, token: Any) -> None:
    """Make a reference, and a note at the end of the page, where :class:`Footnotes` brings them together."""
    render_reference(renderer, token)
    note = nodes.footnote("", label=token.meta["label"])
    renderer.add_line_and_source_path(note, token)
    renderer.document.append(note)
    text = nodes.paragraph()
    renderer.add_line_and_source_path(text, token)
    note.append(text)
    with renderer.current_node_context(text):
        renderer.render_children(token)


@begins_with("[")
def read_spaced_label(state: StateInline, silent: bool) -> bool:
    """Read ``[^two words]`` as text that is reported: the label of a note has no spaces."""
    found = SPACED_LABEL.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if found is None or silent or state.src.startswith(("(", "["), found.end()):
        return False
    token = state.push("spaced_label", "", 0)
    token.content, token.meta = found[0], {"label": found[1]}
    state.pos = found.end()
    return True


def render_spaced_label(renderer: Any, token: Any) -> None:
    """Show what may be meant for a note as it is typed, and report it."""
    place, label = nodes.inline(), token.meta["label"]
    renderer.add_line_and_source_path(place, token)
    renderer.current_node.append(nodes.Text(token.content))
    better = f"[^{'-'.join(label.split())}]"
    warn_of_footnote(
        place,
        f"`{brief(token.content)}` has spaces, and the name of a note has none: write `{brief(better)}` here and where "
        f"its text stands, or `\\{brief(token.content)}` if no note is meant",
        label,
    )


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.inline.ruler.before("emphasis", "inline_note", read_inline_note)
    parser.inline.ruler.before("link", "spaced_label", read_spaced_label)
    add_renderer(parser, "footnote_ref", render_reference)
    add_renderer(parser, "footnote_reference", render_note)
    add_renderer(parser, "inline_note", render_inline_note)
    add_renderer(parser, "spaced_label", render_spaced_label)


def warn_of_footnote(node: nodes.Node, message: str, subject: str) -> None:
    report(message, node, "footnotes", severity=Severity.ACCEPTABLE, subject=subject)


class Footnotes(SphinxTransform):
    """Numbers the footnotes of a page, links them with their references, and moves them to its end."""

    default_priority = Transform.FOOTNOTES

    def apply(self, **kwargs: Any) -> None:
        document = self.document
        references: list[nodes.Element] = list(document.findall(nodes.footnote_reference))
        notes: list[nodes.Element] = list(document.findall(nodes.footnote))
        if references or notes:
            references = labelled_references(references, notes)
            take_out_of_links(references)
            self.alike: dict[str, Iterator[str]] = {}
            for number, (note, referring) in enumerate(cited_notes(references, notes).items(), 1):
                self.join(note, referring, str(number))
            take_out_notes(notes)
            notes.sort(key=note_number)
            document.extend(notes)

    def join(self, note: nodes.Element, references: Iterable[nodes.Element], number: str) -> None:
        """Link a note and its references with each other."""
        base = note_anchor_base(note["label"])
        note["ids"], note["backrefs"] = [self.free("note" if base.isdigit() else "", base, note)], []
        note.insert(0, nodes.label("", number))
        for reference in references:
            reference["ids"], reference["refid"] = [self.free("ref", base, reference)], note["ids"][0]
            reference.append(nodes.Text(number))
            note["backrefs"] += reference["ids"]

    def free(self, kind: str, base: str, node: nodes.Element) -> str:
        """Return an anchor that the page does not use yet, and assign it to *node*."""
        plain = [] if kind else [base]
        kind = kind or "note"
        names = self.alike.setdefault(f"{kind} {base}", chain(plain, numbered_anchors(f"{kind}-{base}")))
        anchor = next(name for name in names if name not in self.document.ids)
        self.document.ids[anchor] = node
        return anchor


def labelled_references(references: list[nodes.Element], notes: list[nodes.Element]) -> list[nodes.Element]:
    """Return the references; give a label to those of reStructuredText, and to its notes, that have none."""
    found: list[nodes.Element] = []
    counts: dict[tuple[type, Any], Iterator[int]] = defaultdict(count)
    for node in (*references, *notes):
        if "label" not in node:
            kind = node.get("auto", "")
            names = [node["refname"]] if "refname" in node else node["names"] or node["dupnames"]
            node["label"] = names[0] if names else f"{kind} {next(counts[node.__class__, kind])}"
            node["names"] = []
            node.children = [child for child in node if isinstance(node, nodes.footnote) and not is_label(child)]
        if isinstance(node, nodes.footnote_reference):
            found.append(node if isinstance(node, footnote_reference) else as_wordless(node))
    return found


def as_wordless(reference: nodes.footnote_reference) -> footnote_reference:
    """Replace a docutils reference by one of ours, and return it."""
    found = footnote_reference(reference.rawsource, label=reference["label"])
    found.source, found.line = reference.source, reference.line
    reference.replace_self(found)
    return found


def is_label(node: nodes.Node) -> bool:
    return isinstance(node, nodes.label)


def note_anchor_base(label: str) -> str:
    """Return the beginning of the anchors of a note, made from its label."""
    found = (slug(label) or (label if is_anchor(label) else ""))[:MAX_LABEL].strip("-")
    return f"note-{found}" if NUMBERED_ID.fullmatch(found) else found or "sign"


def note_number(note: nodes.Element) -> int:
    return int(note[0].astext())


def take_out_of_links(references: Iterable[nodes.Element]) -> None:
    """Move references out of links, behind them: links can't be nested."""
    for reference in reversed(list(references)):
        around = list(iterate_parents(reference))
        link = next((node for node in reversed(around) if isinstance(node, LINK_NODES)), None)
        if link is not None:
            reference.parent.remove(reference)
            link.parent.insert(link.parent.index(link) + 1, reference)


def iterate_parents(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def take_out_notes(notes: Iterable[nodes.Element]) -> None:
    """Remove the notes from where they are written, with block quotes that are empty then."""
    for parent in dict.fromkeys(note.parent for note in notes):
        parent.children = [child for child in parent if not isinstance(child, nodes.footnote)]
        if isinstance(parent, nodes.block_quote) and not parent.children:
            parent.parent.remove(parent)


# -- Who refers to what ----------------------------------------------------------


def cited_notes(
    references: Iterable[nodes.Element], notes: Iterable[nodes.Element]
) -> dict[nodes.Element, list[nodes.Element]]:
    """Return the notes with what refers to each, in the order of their numbers, and report what does not fit.

    First come those of the text, in the order in which it refers to them; then those to which only other notes refer.
    """
    known = notes_by_label(notes)
    folded = {label.casefold(): note for label, note in reversed(known.items())}
    inside: dict[nodes.Element | None, list[nodes.Element]] = defaultdict(list)
    for reference in references:
        around = (node for node in iterate_parents(reference) if isinstance(node, nodes.footnote))
        inside[next(around, None)].append(reference)
    found: dict[nodes.Element, list[nodes.Element]] = {}
    uncited: list[nodes.Element] = []
    for start in (None, *notes):
        if start in found:
            continue
        if start is not None:
            found[start] = []
            uncited.append(start)
        waiting = [start]
        for holder in waiting:
            for reference in inside[holder]:
                label = reference["label"]
                target = known.get(label) or folded.get(label.casefold())
                if target is None:
                    report_undefined(reference)
                    continue
                if target not in found:
                    waiting.append(target)
                found.setdefault(target, []).append(reference)
    report_uncited(note for note in uncited if known[note["label"]] is note)  # of the second of a label all is said
    return found


def notes_by_label(notes: Iterable[nodes.Element]) -> dict[str, nodes.Element]:
    """Return the first note of each label, and report the others."""
    known: dict[str, nodes.Element] = {}
    for note in notes:
        first = known.setdefault(note["label"], note)
        if first is not note:
            message = f"`[^{brief(note['label'])}]` has a text in line {first.line} already: call one otherwise"
            warn_of_footnote(note, message, note["label"])
    return known


def report_uncited(notes: Iterable[nodes.Element]) -> None:
    """Say of notes to which nothing refers that they stand at the end, once a file."""
    by_file: dict[str | None, list[nodes.Element]] = defaultdict(list)
    for note in notes:
        by_file[note.source].append(note)
    for first, *others in by_file.values():
        written = f"`[^{brief(first['label'])}]`"
        message = f"nothing refers to the note {written}, so it is shown at the end: write {written} where it belongs"
        message += also_on_lines([other.line for other in others])
        report(message, first, "footnotes", severity=Severity.HINT, subject=first["label"])


def report_undefined(reference: nodes.Element) -> None:
    """Report a reference to no note, and leave what is written."""
    written = brief(f"[^{reference['label']}]")
    warn_of_footnote(
        reference,
        f"`{written}` has no text: write `{written}: …` on a line of its own, or `\\{written}` if no note is meant",
        reference["label"],
    )
    reference.replace_self(nodes.Text(reference.rawsource))


def visit_footnote(self: HTML5Translator, node: nodes.footnote) -> None:
    """Write a note; those that stand together are no landmark, of which a page would have many without a name."""
    start = len(self.body)
    HTML5Translator.visit_footnote(self, node)
    self.body[start:] = [
        part.replace('<aside class="footnote-list', '<aside role="none" class="footnote-list')
        for part in self.body[start:]
    ]


def depart_footnote(self: HTML5Translator, node: nodes.footnote) -> None:
    HTML5Translator.depart_footnote(self, node)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.add_transform(Footnotes)
    app.add_node(nodes.footnote, override=True, html=(visit_footnote, depart_footnote))
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
