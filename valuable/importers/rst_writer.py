"""Write what docutils has read as HTML in the forms that `html_text` reads: code, formulas, notes, captions."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from docutils.writers import html5_polyglot

from valuable.content.headings import anchor_from

TEASER_END = re.compile(r"(?:TEASER_END|PELICAN_END_SUMMARY|more|END_SUMMARY)\b.*", re.IGNORECASE | re.DOTALL)
MARKED_AS_CODE = frozenset({"code", "literal-block", "highlight", "number-lines"})


class RstTranslator(html5_polyglot.HTMLTranslator):
    """HTML with what an import needs and without what only styles need."""

    def __init__(self, document: nodes.document) -> None:
        super().__init__(document)
        self.context_of_import = document.settings.imported
        self.wanted = {node["refid"] for node in document.findall(nodes.reference) if "refid" in node}
        self.wanted |= {
            node["refuri"].removeprefix("#")
            for node in document.findall(nodes.reference)
            if node.get("refuri", "").startswith("#")
        }

        self.anchors = {
            name: place for section in document.findall(nodes.section) for name, place in self.places(section)
        }

    # -- Places that links lead to --------------------------------------------------

    def mark(self, node: Any) -> str:
        """Return the anchors of a node that something leads to."""
        labels = {nodes.make_id(name): name for name in node.get("names", [])}
        wanted = [name for name in node.get("ids", []) if name in self.wanted or name in labels]
        return "".join(f'<a id="{escape(name)}"></a>' for name in wanted)

    def places(self, section: nodes.section) -> Iterator[tuple[str, str]]:
        """Yield each id of a section with the anchor that its heading has here."""
        words = section[0].astext() if section.children else ""
        title = nodes.fully_normalize_name(words)
        labels = [nodes.make_id(name) for name in section["names"] if name != title]
        anchor = labels[-1] if labels else ""
        for name in section["ids"]:
            yield name, anchor or anchor_from(words)

    def visit_title(self, node: nodes.title) -> None:
        section = node.parent
        if not isinstance(section, nodes.section):
            super().visit_title(node)
            return
        usual = anchor_from(node.astext())
        anchor = next((place for name in section["ids"] if (place := self.anchors.get(name, usual)) != usual), "")
        level = min(self.section_level + 1, 6)
        self.body.append(f'<h{level} id="{escape(anchor)}">' if anchor else f"<h{level}>")
        self.context.append(f"</h{level}>\n")

    def visit_section(self, node: nodes.section) -> None:
        if "system-messages" in node["classes"]:
            raise nodes.SkipNode
        self.section_level += 1

    def depart_section(self, node: nodes.section) -> None:
        self.section_level -= 1

    def visit_reference(self, node: nodes.reference) -> None:
        target = node.get("refuri") or f"#{self.anchors.get(node['refid'], node['refid'])}"
        self.body.append(f'<a href="{escape(target)}">')

    def depart_reference(self, node: nodes.reference) -> None:
        self.body.append("</a>")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        tag = "" if isinstance(node.parent, nodes.entry) and len(node.parent) == 1 else "<p>"
        self.body.append(f"{tag}{self.mark(node)}")
        self.context.append(tag.replace("<", "</"))

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        self.body.append(self.context.pop())

    def visit_target(self, node: nodes.target) -> None:
        if not ("refuri" in node or "refid" in node or "refname" in node):
            self.body.append(self.mark(node))

    def depart_target(self, node: nodes.target) -> None:
        pass

    # -- Code and formulas ----------------------------------------------------------

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        classes = [name for name in node["classes"] if name not in MARKED_AS_CODE]
        language = node.get("language") or ("code" in node["classes"] and next(iter(classes), "")) or ""
        said = f' class="language-{escape(language)}"' if language else ""
        self.body.append(f"<pre><code{said}>{escape(node.astext(), quote=False)}</code></pre>\n")
        raise nodes.SkipNode

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        self.body.append(f'<pre><code class="language-pycon">{escape(node.astext(), quote=False)}</code></pre>\n')
        raise nodes.SkipNode

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"<code>{escape(node.astext(), quote=False)}</code>")
        raise nodes.SkipNode

    def visit_math(self, node: nodes.math) -> None:
        self.body.append(f"<math><annotation>{escape(node.astext(), quote=False)}</annotation></math>")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.body.append(f'<pre><code class="language-math">{escape(node.astext(), quote=False)}</code></pre>\n')
        raise nodes.SkipNode

    # -- Lists ----------------------------------------------------------------------

    def visit_line_block(self, node: nodes.line_block) -> None:
        lines = [*written_lines(node)]
        self.body.append("<p>")
        for number, (depth, line) in enumerate(lines):
            self.body.append("<br>" if number else "")
            self.body.append("&emsp;" * depth)
            for child in line.children:
                child.walkabout(self)
        self.body.append("</p>\n")
        raise nodes.SkipNode

    def visit_classifier(self, node: nodes.classifier) -> None:
        self.body.append(" : <em>")

    def depart_classifier(self, node: nodes.classifier) -> None:
        self.body.append("</em>")

    def visit_option_list(self, node: nodes.option_list) -> None:
        self.body.append("<dl>\n")

    def visit_option_group(self, node: nodes.option_group) -> None:
        said = ", ".join(option.astext().replace("\n", " ") for option in node.children)
        self.body.append(f"<dt><code>{escape(said)}</code></dt>")
        raise nodes.SkipNode

    def visit_field_list(self, node: nodes.field_list) -> None:
        self.body.append("<dl>\n")

    def depart_field_list(self, node: nodes.field_list) -> None:
        self.body.append("</dl>\n")

    def visit_field_name(self, node: nodes.field_name) -> None:
        self.body.append("<dt>")

    def depart_field_name(self, node: nodes.field_name) -> None:
        self.body.append("</dt>\n")

    def visit_field_body(self, node: nodes.field_body) -> None:
        self.body.append("<dd>")

    def depart_field_body(self, node: nodes.field_body) -> None:
        self.body.append("</dd>\n")

    # -- Boxes ----------------------------------------------------------------------

    def visit_admonition(self, node: nodes.admonition) -> None:
        kind = next((name for name in node["classes"] if not name.startswith("admonition-")), node.tagname)
        kind = "note" if kind == "admonition" else kind
        self.body.append(f'<div class="{escape(kind)}">')

    def depart_admonition(self, node: nodes.admonition | None = None) -> None:
        self.body.append("</div>\n")

    def visit_sidebar(self, node: nodes.sidebar) -> None:
        self.body.append('<div class="note">')

    def depart_sidebar(self, node: nodes.sidebar) -> None:
        self.body.append("</div>\n")

    def visit_topic(self, node: nodes.topic) -> None:
        self.body.append('<div class="note">')

    def depart_topic(self, node: nodes.topic) -> None:
        self.body.append("</div>\n")

    def visit_container(self, node: nodes.container) -> None:
        title = node.get("folded")
        self.body.append(f"<details><summary>{escape(title)}</summary>" if title else "<div>")

    def depart_container(self, node: nodes.container) -> None:
        self.body.append("</details>\n" if node.get("folded") else "</div>\n")

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.body.append("<p><strong>")

    def depart_rubric(self, node: nodes.rubric) -> None:
        self.body.append("</strong></p>\n")

    # -- Pictures -------------------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        width = str(node.get("width") or "").replace(" ", "")
        asked = f' asked-width="{escape(width)}"' if re.fullmatch(r"\d+(?:px|%|em|rem)?", width) else ""
        alone = not isinstance(node.parent, nodes.TextElement)
        picture = f'<img src="{escape(node["uri"])}" alt="{escape(node.get("alt") or "")}"{asked}>'
        self.body.append(
            f"<p>{self.mark(node)}{picture}</p>\n" if alone and node.parent.tagname != "figure" else picture
        )

    def depart_image(self, node: nodes.image) -> None:
        pass

    def visit_figure(self, node: nodes.figure) -> None:
        self.body.append(f"<p>{self.mark(node)}</p>" if self.mark(node) else "")
        self.body.append("<figure>")

    def depart_figure(self, node: nodes.figure) -> None:
        if any(isinstance(child, (nodes.caption, nodes.legend)) for child in node.children):
            self.body.append("</figcaption>")
        self.body.append("</figure>\n")

    def visit_caption(self, node: nodes.caption) -> None:
        self.body.append("<figcaption><p>")

    def depart_caption(self, node: nodes.caption) -> None:
        self.body.append("</p>")

    def visit_legend(self, node: nodes.legend) -> None:
        self.body.append("" if any(isinstance(n, nodes.caption) for n in node.parent.children) else "<figcaption>")

    def depart_legend(self, node: nodes.legend) -> None:
        pass

    # -- Words ----------------------------------------------------------------------

    def visit_title_reference(self, node: nodes.title_reference) -> None:
        words = node.astext()
        if words.startswith(("~", "!")):  # the name of something in a program
            shown = words.rpartition(".")[2] if words.startswith("~") else words
            self.body.append(f"<code>{escape(shown.lstrip('~!'))}</code>")
            raise nodes.SkipNode
        self.body.append("<em>")

    def depart_title_reference(self, node: nodes.title_reference) -> None:
        self.body.append("</em>")

    def visit_citation_reference(self, node: nodes.citation_reference) -> None:
        target = node.get("refid") or nodes.make_id(node.astext())
        self.body.append(f'<a href="#{escape(target)}">[')

    def depart_citation_reference(self, node: nodes.citation_reference) -> None:
        self.body.append("]</a>")

    def visit_citation(self, node: nodes.citation) -> None:
        label = next(iter(node.findall(nodes.label)), None)
        words = label.astext() if label is not None else ""
        anchor = next(iter(node["ids"]), nodes.make_id(words))
        first = next((child for child in node.children if isinstance(child, nodes.paragraph)), None)
        said = nodes.raw("", f'<a id="{escape(anchor)}"></a><strong>[{escape(words)}]</strong> ', format="html")
        if label is not None:
            node.remove(label)
        if first is not None:
            first.insert(0, said)
        else:
            node.insert(0, nodes.paragraph("", "", said))
        self.body.append("<div>")

    def depart_citation(self, node: nodes.citation) -> None:
        self.body.append("</div>\n")

    def visit_comment(self, node: nodes.comment, sub: Any = None) -> None:
        if TEASER_END.fullmatch(node.astext().strip()):
            self.body.append("<!--more-->")
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        if "html" in node.get("format", "").split():
            self.body.append(node.astext())
        else:
            message = f"`raw` for {node.get('format', '')} is shown on no page of the web, so it was left out"
            self.context_of_import.note("directive", message, node.line)
        raise nodes.SkipNode

    def visit_meta(self, node: Any) -> None:
        raise nodes.SkipNode

    def visit_problematic(self, node: nodes.problematic) -> None:
        pass

    def depart_problematic(self, node: nodes.problematic) -> None:
        pass

    def visit_system_message(self, node: nodes.system_message) -> None:
        """Keep the source of what docutils could not read, as code."""
        for block in node.findall(nodes.literal_block):
            self.body.append(f"<pre><code>{escape(block.astext(), quote=False)}</code></pre>\n")
        raise nodes.SkipNode


def written_lines(block: nodes.line_block, depth: int = 0) -> Any:
    """Yield the lines of a block of lines, each with how deep it stands."""
    for child in block.children:
        if isinstance(child, nodes.line_block):
            yield from written_lines(child, depth + 1)
        else:
            yield depth, child


class RstWriter(html5_polyglot.Writer):
    """Writes with `RstTranslator`."""

    def __init__(self) -> None:
        super().__init__()
        self.translator_class = RstTranslator

    def translate(self) -> None:
        document = self.document
        if document is not None:
            document.settings.imported.note_messages(document)
        super().translate()
