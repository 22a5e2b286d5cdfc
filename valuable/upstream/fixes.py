"""What this site changes in Sphinx, MyST, Furo and sphinx-autobuild, each with its reason and the place upstream.

What they do too often, and no page shows, is in `valuable.upstream.speed`.
"""

import contextlib
import re
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import markdown_it.common.utils
from docutils import nodes
from docutils.transforms.misc import Transitions
from markdown_it import MarkdownIt
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.allowed_hosts import AllowedHosts
from valuable.base.nesting import placed

VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
# Scripts of Sphinx's own search and of its highlighting of searched words: no other page has a use for them.
SEARCH_SCRIPTS = re.compile(r"(documentation_options|doctools|sphinx_highlight|searchtools|language_data)\.js$")
# What reloads a page of the preview: the same in each, whatever name it was asked for by.
RELOAD = 'new WebSocket("ws://" + location.host + "/websocket-reload").onmessage = () => location.reload();'
UPDATE_LEVEL = DocutilsRenderer.update_section_level_state
NESTED_RENDER = DocutilsRenderer.nested_render_text
VALID_ENTITY_CODE = markdown_it.common.utils.isValidEntityCode


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


def update_section_level_state(renderer: DocutilsRenderer, section: nodes.section, level: int) -> None:
    """Note a heading's level in its section: MyST drops it (myst_parser/mdit_to_docutils/base.py)."""
    section["level"] = level
    UPDATE_LEVEL(renderer, section, level)


def is_valid_entity_code(code: int) -> bool:
    """Take ``&#12;`` for no character: a feed can't hold it (markdown_it/common/utils.py, isValidEntityCode)."""
    return code != 0x0C and VALID_ENTITY_CODE(code)


def validate_link(parser: MarkdownIt, address: str) -> bool:
    """Read every link as one, whatever its address: markdown-it shows ``[k](javascript:x)`` as text without a word.

    What may stand is said by :mod:`valuable.content.link_targets`, with a message (markdown_it/main.py, validateLink).
    """
    return True


def leave_transitions(transform: Transitions) -> None:
    """Leave a line between two thoughts where it stands: Markdown has it anywhere.

    docutils reports one in a quotation, in a list, beside another, first or last (docutils/transforms/misc.py).
    """


def run_autobuild(
    root: Path, html: Path, build: Callable[..., None], ignored: Iterable[str], names: Iterable[str], sockets: list[Any]
) -> None:
    """Build, watch, serve and reload, as sphinx-autobuild does, with a builder, a script and a guard of ours.

    It has no setting for the builder (sphinx_autobuild/__main__.py, main), starts a process for each change (server.py,
    RebuildServer.watch), opens the web socket at one address whatever the page's is (middleware.py, web_socket_script),
    and answers whomever asks (__main__.py, _create_app).
    """
    import sphinx_autobuild.middleware
    import sphinx_autobuild.server
    import uvicorn
    from sphinx_autobuild.__main__ import _create_app
    from sphinx_autobuild.filter import IgnoreFilter

    sphinx_autobuild.server.ProcessPoolExecutor = ThreadPoolExecutor
    sphinx_autobuild.middleware.web_socket_script = lambda ws_url: f"<script>{RELOAD}</script>\n"
    html.mkdir(parents=True, exist_ok=True)
    build(changed_paths=())
    app = _create_app([root], IgnoreFilter([str(root / name) for name in ignored], []), build, html, "")
    # A header of a proxy says nothing here: there is none.
    config = uvicorn.Config(AllowedHosts(app, names), log_level="warning", proxy_headers=False)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    # Furo's base.html writes a viewport of its own before docutils' (writers/_html_base.py, viewport).
    context["metatags"] = VIEWPORT.sub("", context.get("metatags", ""))
    context["script_files"] = [
        script for script in context["script_files"] if not SEARCH_SCRIPTS.search(str(script.filename))
    ]
    # Furo links an extension's style sheet of sphinx-design and others, which this site has no use for (__init__.py).
    unused = ["furo-extensions"]
    if "highlight" not in context.get("body", ""):
        unused.append("pygments.css")  # Sphinx links it everywhere, for a page without code too
    context["css_files"] = [
        css for css in context["css_files"] if not any(name in str(css.filename) for name in unused)
    ]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(SingleIds)
    DocutilsRenderer.update_section_level_state = update_section_level_state  # type: ignore[assignment,method-assign]
    DocutilsRenderer.nested_render_text = placed(NESTED_RENDER)  # type: ignore[method-assign]
    for module in ("markdown_it.common.utils", "markdown_it.rules_inline.entity"):
        sys.modules[module].isValidEntityCode = is_valid_entity_code  # type: ignore[attr-defined]
    Transitions.apply = leave_transitions
    MarkdownIt.validateLink = validate_link  # type: ignore[assignment,method-assign]
    app.connect("html-page-context", on_html_page_context, priority=700)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
