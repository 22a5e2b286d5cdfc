"""Show lists of tasks: ``- [ ] to do`` and ``- [x] done``, as GitHub does, with a word for who can't see the box."""

import re
from typing import Any

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.translations import translator, ui_language
from valuable.content.posts import posts_of
from valuable.upstream.myst import add_renderer
from valuable.upstream.nesting import FIRST_LINE

# Of Obsidian's tasks; and without a space in or behind the brackets.
OTHER_STATE = re.compile(r"\[[-/<>?!*\"]\](?=[ \t])|\[\](?=[ \t])|\[[ xX]\](?=\w)")
TASK_SIGNS = {False: "☐", True: "☑"}


class task_box(nodes.General, nodes.Inline, nodes.TextElement):  # noqa: N801
    """The box before a task, which is no word of it."""


def render_item(renderer: Any, token: Any) -> None:
    """Make an item of a list, with a box if it is a task."""
    checked = token.meta.pop("checked", None) if token.meta else None  # MyST would make a field of a form
    renderer.render_list_item(token)
    if checked is not None:
        item = renderer.current_node[-1]
        if not isinstance(next(iter(item.children), None), nodes.paragraph):
            item.insert(0, nodes.paragraph())
        item[0].insert(0, task_box(checked=checked))


def visit_task_box(writer: Any, node: task_box) -> None:
    builder, checked = writer.builder, node["checked"]
    post = posts_of(builder.env).get(builder.current_docname)
    language = ui_language(post.language if post else builder.config.language, builder.config.language)
    words = translator(language)
    label = words.gettext("Done") if checked else words.gettext("To do")
    classes = ["task-box", *(["done"] if checked else [])]
    attributes = {"role": "img", "aria-label": label}
    writer.body.append(writer.starttag(node, "span", "", CLASS=" ".join(classes), **attributes))
    writer.body.append(TASK_SIGNS[checked])


def depart_task_box(writer: Any, node: task_box) -> None:
    writer.body.append("</span> ")


def report_other_states(state: StateCore) -> None:
    """Core rule: say of ``- [/]`` that it is no task here."""
    for place, token in enumerate(state.tokens):
        if token.type != "list_item_open" or len(state.tokens) < place + 3:
            continue
        text = state.tokens[place + 2]
        found = OTHER_STATE.match(text.content) if text.type == "inline" else None
        if found and token.map and "document" in state.md.options:
            where = f"{state.md.options['document']['source']}:{state.env.get(FIRST_LINE, 0) + token.map[0] + 1}"
            message = f"`{found[0]}` is no task here, and stays as it is typed: write `[ ]` or `[x]`, and a space"
            report(message, where, "syntax", severity=Severity.HINT, subject=found[0])


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    parser.options["tasklists"] = True
    parser.core.ruler.after("block", "other_tasks", report_other_states)
    add_renderer(parser, "list_item", render_item)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.upstream.registry")
    app.add_node(task_box, html=(visit_task_box, depart_task_box))
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
