"""See to the outline of every page, and give headings lasting anchors."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from docutils import nodes
from myst_parser.slugs import github_slugify
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import clean_astext
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, also_on_lines, report
from valuable.base.slugs import MAX_HEADING, slug
from valuable.base.text_files import brief
from valuable.phases import DoctreeRead, Transform
from valuable.upstream.myst import ANCHORS_AS_WRITTEN

NUMBERED_ID = re.compile(r"id\d+")
UNLISTED_CLASSES = frozenset({"no_toc", "no-toc", "unlisted"})
FRAME_ANCHOR = re.compile(r"Site-|__(?:navigation|toc)$")  # in the templates, and in Furo's
FALLBACK_ANCHOR = "heading"  # the anchor of a heading that has neither words nor signs for one


SECOND_TITLE = (
    "a second title, `# {words}`, is shown as a part of the page: write `##` before it, and one `#` more in what is "
    "below"
)
SKIPPED_LEVEL = "the heading `{words}` leaves out a level, and is shown without the gap: write `{hashes} {words}`"


class Place(NamedTuple):
    """A heading: its line, its words, and its level on the page."""

    line: int
    words: str
    depth: int


class HeadingRemark(NamedTuple):
    """A message about the headings of a page, and where it belongs."""

    path: str
    line: int
    message: str
    severity: Severity
    subject: str = ""


def heading_remarks(doctree: nodes.document, source: str) -> Iterator[HeadingRemark]:
    """Yield what is to be said of the headings of the page that is read from *source*.

    The level of a section is the number of hashes before its heading, which `valuable.upstream.myst` notes; that of the
    heading as it is shown comes from what stands around it. One message of a kind is for all headings of a file.
    """
    title = next((child for child in doctree.children if isinstance(child, nodes.section)), None)
    if title is None or title.get("level", 1) != 1:
        where = section_place(title, source) if title is not None else (source, 1)
        yield HeadingRemark(*where, "the page has no title: begin it with one heading, `# The title`", Severity.FATAL)
        return
    second, skipping = defaultdict[str, list[Place]](list), defaultdict[str, list[Place]](list)
    for section, depth in sections_with_depth(title):
        path, line = section_place(section, source)
        words = section[0].astext()
        if len(words) > MAX_HEADING:
            message = f"the heading has {len(words):,} characters, and {MAX_HEADING} are the most: shorten it"
            yield HeadingRemark(path, line, message, Severity.FATAL)
        level = section.get("level", depth)
        if section is not title and level == 1:
            second[path].append(Place(line, brief(words), depth))
        elif level > depth and leaves_out_level(section):
            skipping[path].append(Place(line, brief(words), depth))
    for path, places in second.items():
        yield remark_on(path, places, SECOND_TITLE)
    for path, places in skipping.items():
        yield remark_on(path, places, SKIPPED_LEVEL)


def section_place(section: nodes.section, source: str) -> tuple[str, int]:
    return section.source or source, section.line or 1


def sections_with_depth(title: nodes.section) -> Iterator[tuple[nodes.section, int]]:
    """Yield a section and those within it, in their order, each with its level on the page."""
    waiting = [(title, 1)]
    while waiting:
        section, depth = waiting.pop()
        yield section, depth
        inner = [child for child in section.children if isinstance(child, nodes.section)]
        waiting += [(child, depth + 1) for child in reversed(inner)]


def leaves_out_level(section: nodes.section) -> bool:
    """Return whether a heading has two hashes more than the one that it belongs to."""
    parent, level = section.parent, section.get("level", 1)
    return isinstance(parent, nodes.section) and level > parent.get("level", level) + 1


def remark_on(path: str, places: Sequence[Place], message: str) -> HeadingRemark:
    """Return the hint for headings of one kind in one file."""
    first, *others = places
    text = message.format(words=first.words, hashes="#" * first.depth)
    return HeadingRemark(
        path, first.line, text + also_on_lines([other.line for other in others]), Severity.HINT, first.words
    )


def numbered_anchors(words: str) -> Iterator[str]:
    """Yield the anchors that headings of the same words may have: ``words``, ``words-2``, ``words-3`` and so on."""
    yield words
    for number in count(2):
        yield f"{words}-{number}"


def is_anchor(text: str) -> bool:
    """Return whether a text can be a fragment of an address without encoding."""
    return text.isprintable() and not set(text) & set(' #%?\\"<>')


def is_of_frame(anchor: str) -> bool:
    """Return whether an anchor is one of the frame around the text, which would lead into the text otherwise."""
    return FRAME_ANCHOR.match(anchor) is not None


def report_frame_anchor(node: nodes.Element, anchor: str) -> None:
    """Report an anchor of the frame's that is left out."""
    message = f"`#{brief(anchor)}`: anchors that begin so are the site's own: write another word"
    report(message, node, "headings", severity=Severity.ACCEPTABLE, subject=anchor)


def is_from_words(anchor: str) -> bool:
    """Return whether docutils has made an id from words; its numbered ones change with the page."""
    return not NUMBERED_ID.fullmatch(anchor)


def anchor_from(words: str) -> str:
    """Return the anchor for the words of a heading: their slug; of signs alone, the signs."""
    signs = "-".join(words.split())
    found = slug(words) or (signs if is_anchor(signs) else "")
    return f"{FALLBACK_ANCHOR}-{found}" if NUMBERED_ID.fullmatch(found) else found or FALLBACK_ANCHOR


def github_anchors(words: Iterable[str]) -> Iterator[str]:
    """Yield the anchors that GitHub would give to headings of these words."""
    given: set[str] = set()
    alike: dict[str, Iterator[str]] = {}
    for text in words:
        base = github_slugify(text)
        names = alike.setdefault(base, chain([base], (f"{base}-{number}" for number in count(1))))
        found = next(name for name in names if name not in given)
        given.add(found)
        yield found


def headings_of(document: nodes.document) -> list[nodes.Element]:
    """Return the sections of a page, and the rubrics that MyST makes of headings in quotes and notes."""
    found: list[nodes.Element] = []
    waiting: list[nodes.Node] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.TextElement):  # in which there is no heading, but it may be one
            if isinstance(node, nodes.rubric) and "level" in node:
                found.append(node)
            continue
        if isinstance(node, nodes.section):
            found.append(node)
        waiting += node.children[::-1]
    return found


def is_listed(section: nodes.section) -> bool:
    """Return whether a section stands in the table of contents: kramdown's ``{:.no_toc}`` and Pandoc's keep it out.

    The title does in any case.
    """
    return isinstance(section.parent, nodes.document) or UNLISTED_CLASSES.isdisjoint(section["classes"])


def listed_sections(parent: nodes.Element) -> Iterator[nodes.section]:
    """Yield the sections of *parent* in the table of contents; in the place of one that is not, those in it."""
    for section in parent.children:
        if isinstance(section, nodes.section):
            if is_listed(section):
                yield section
            else:
                yield from listed_sections(section)


def heading_words(heading: nodes.Element) -> str:
    """Return the plain text of a section's title or of a rubric."""
    title = heading.children[0] if isinstance(heading, nodes.section) else heading
    if isinstance(title, nodes.Element) and any(isinstance(part, nodes.Element) for part in title.children):
        return clean_astext(title)
    return title.astext()


WRITTEN_ANCHORS = "valuable_anchors"  # in a document, while it is read


def note_anchor(document: nodes.document, heading: nodes.Element, anchor: str) -> None:
    """Note the anchor that an author has written for a heading, ``## Words {#anchor}``."""
    document.__dict__.setdefault(WRITTEN_ANCHORS, []).append((heading, anchor))


class HeadingIds(SphinxTransform):
    """Gives each heading an anchor made from its words, the one that readers see and links use.

    It is docutils' own, where that comes from the words, since so it has been published. docutils numbers headings in
    other scripts than Latin, and the second of two that are alike, with whatever else needs a number (``id3``): these
    have the slug of their words, with a number if another has that. MyST would give each a second name, which may be
    the anchor of another. It is an anchor too, where it is free, since links from elsewhere may have it, and so is the
    slug. A label is an anchor as it is written, and the first of its heading. ``{#anchor}`` behind the words is the
    only one.
    """

    default_priority = Transform.ANCHORS

    def apply(self, **kwargs: Any) -> None:
        headings = headings_of(self.document)
        words = [heading_words(heading) for heading in headings]
        slugs = [anchor_from(text) for text in words]
        labels = self.labels()
        former = self.take_ids(headings, labels)
        written = self.written_anchors()
        wanted = [next(filter(is_from_words, ids), name) for ids, name in zip(former, slugs, strict=True)]
        wanted = [written.get(heading, name) for heading, name in zip(headings, wanted, strict=True)]
        anchors = list(self.distinct(headings, wanted, slugs))
        for names in (anchors, github_anchors(words), slugs):
            for heading, name in zip(headings, names, strict=True):
                if names is anchors or heading not in written:
                    self.add(heading, name)
        renamed = {old: anchor for ids, anchor in zip(former, anchors, strict=True) for old in ids if old != anchor}
        self.lead_on(renamed | self.mend_labels(labels))
        self.note(headings, anchors, words)

    def written_anchors(self) -> dict[nodes.Element, str]:
        """Return the anchors that the author has written, by heading, and report those that are not alone."""
        found: dict[nodes.Element, str] = {}
        taken = dict(self.document.ids)
        for heading, anchor in self.document.__dict__.pop(WRITTEN_ANCHORS, ()):
            if is_of_frame(anchor):
                report_frame_anchor(heading, anchor)
                continue
            if taken.get(anchor, heading) is not heading:
                message = f"`#{brief(anchor)}` is the anchor of something else on this page: write another one"
                report(message, heading, "headings", subject=anchor)
            taken[anchor] = heading
            found[heading] = anchor
        return found

    def labels(self) -> dict[str, str]:
        """Return the explicit labels of the page, by the ids that docutils has made of them."""
        types = self.document.nametypes
        return {found: name for name, found in self.document.nameids.items() if found and types.get(name)}

    def take_ids(self, headings: Iterable[nodes.Element], labels: Mapping[str, str]) -> list[list[str]]:
        """Remove from headings the ids that are not of *labels*; return the removed ones of each."""
        former = []
        for heading in headings:
            former.append([old for old in heading["ids"] if old not in labels])
            heading["ids"] = [name for name in heading["ids"] if name in labels]
            for old in former[-1]:
                self.document.ids.pop(old, None)
        return former

    def distinct(self, headings: Iterable[nodes.Element], wanted: Sequence[str], slugs: Sequence[str]) -> Iterator[str]:
        """Yield a unique anchor for each heading: the *wanted* one if it is free, else the slug with a number.

        Those with numbers come after the others, so that they take none that is another heading's by its words.
        """
        taken, owners = self.document.ids, dict[str, nodes.Element]()
        for heading, anchor in zip(headings, wanted, strict=True):
            if taken.get(anchor, heading) is heading:
                owners.setdefault(anchor, heading)
        alike = {name: numbered_anchors(name) for name in slugs}
        for heading, anchor, name in zip(headings, wanted, slugs, strict=True):
            found = anchor
            if owners.get(anchor) is not heading:
                found = next(number for number in alike[name] if number not in owners and number not in taken)
                owners[found] = heading
            yield found

    def add(self, node: nodes.Element, anchor: str) -> None:
        """Add an anchor to a node, if it is valid and free, and none of the frame's."""
        if anchor and is_anchor(anchor) and not is_of_frame(anchor) and anchor not in self.document.ids:
            self.document.ids[anchor] = node
            node["ids"].append(anchor)

    def add_written(self, node: nodes.Element, anchor: str) -> None:
        """Add an anchor that the author has written to a node, or report that it is the frame's."""
        if is_of_frame(anchor):
            report_frame_anchor(node, anchor)
        self.add(node, anchor)

    def mend_labels(self, labels: Mapping[str, str]) -> dict[str, str]:
        """Make the id of each label the label itself; return the ids that were renamed.

        docutils takes accents and underscores out of it, but the anchor of a heading, which a label may keep, has them.
        """
        ids, renamed = self.document.ids, {}
        for old, name in labels.items():
            if NUMBERED_ID.fullmatch(old) and slug(name) and ids.get(slug(name), ids[old]) is ids[old]:
                node = ids[slug(name)] = ids.pop(old)
                node["ids"] = list(dict.fromkeys(slug(name) if known == old else known for known in node["ids"]))
                renamed[old] = slug(name)
        for old, name in labels.items():
            self.add_written(ids[renamed.get(old, old)], name)
        for node, anchor in self.document.__dict__.pop(ANCHORS_AS_WRITTEN, ()):
            self.add_written(node, anchor)
        return renamed

    def lead_on(self, renamed: Mapping[str, str]) -> None:
        """Update names and references to the new anchors."""
        if not renamed:
            return
        document = self.document
        document.nameids.update({name: renamed[old] for name, old in document.nameids.items() if old in renamed})
        for node in chain(document.findall(nodes.reference), document.findall(nodes.target)):
            if node.get("refid") in renamed:
                node["refid"] = renamed[node["refid"]]

    def note(self, headings: Iterable[nodes.Element], anchors: Iterable[str], words: Iterable[str]) -> None:
        """Set the anchors where MyST looks them up (mdit_to_docutils/base.py, DocutilsRenderer._render_finalise).

        Labels, which stand first, lead to themselves; any other name of a heading to the anchor that readers see.
        """
        found: dict[str, tuple[int, str, str]] = {}
        for heading, anchor, text in zip(headings, anchors, words, strict=True):
            labels = heading["ids"][: heading["ids"].index(anchor)]
            found.update({known: (0, known if known in labels else anchor, text) for known in heading["ids"]})
        self.env.metadata[self.env.docname]["myst_slugs"] = found
        self.document.myst_slugs = found  # type: ignore[attr-defined]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    for remark in heading_remarks(doctree, str(app.env.doc2path(app.env.docname))):
        place = f"{remark.path}:{remark.line}"
        report(remark.message, place, "headings", severity=remark.severity, subject=remark.subject)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(HeadingIds)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HEADINGS)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
