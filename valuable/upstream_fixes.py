"""What this site changes in Sphinx and Furo. Each change names its reason and the place upstream."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude as SphinxLiteralInclude
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

TEMPLATES = "templates"  # in the folder of doctrees
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
# Scripts of Sphinx's own search and of its highlighting of searched words: no other page has a use for them.
SEARCH_SCRIPTS = re.compile(r"(documentation_options|doctools|sphinx_highlight|searchtools|language_data)\.js$")


class LiteralInclude(SphinxLiteralInclude):
    """Note the other file of ``:diff:`` as a dependency too (sphinx/directives/code.py, LiteralInclude.run)."""

    def run(self) -> list[nodes.Node]:
        if "diff" in self.options:
            self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        return super().run()


class SingleIds(SphinxPostTransform):
    """Keep one of two equal ids: Furo copies those of tables and equations to the box that it puts around them.

    Upstream: furo/__init__.py, WrapTableAndMathInAContainerTransform (priority 500).
    """

    default_priority = 510
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.container):
            if {"table-wrapper", "math-wrapper"} & set(node["classes"]):
                node["ids"] = []
                node["classes"] = [name for name in node["classes"] if name.endswith("-wrapper")]


def on_builder_inited(app: Sphinx) -> None:
    """Keep compiled templates between builds: Sphinx compiles them anew (jinja2glue.py, BuiltinTemplateLoader.init)."""
    templates = getattr(app.builder, "templates", None)
    if templates is not None:
        folder = Path(app.doctreedir, TEMPLATES)
        folder.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    # Furo's base.html writes a viewport of its own before docutils' (writers/_html_base.py, viewport).
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))
    if pagename != "search":
        context["script_files"] = [
            script for script in context["script_files"] if not SEARCH_SCRIPTS.search(str(script.filename))
        ]
    # Furo links an extension's style sheet of sphinx-design and others, which this site has no use for (__init__.py).
    context["css_files"] = [css for css in context["css_files"] if "furo-extensions" not in str(css.filename)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("literalinclude", LiteralInclude, override=True)
    app.add_post_transform(SingleIds)
    app.connect("builder-inited", on_builder_inited)
    app.connect("html-page-context", on_html_page_context, priority=700)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
