"""What is changed in Furo, apart from its looks, which `shame.css` undoes where a rule of ours is not enough."""

from collections.abc import Mapping
from typing import Any

import furo
from docutils import nodes
from pygments.token import STANDARD_TYPES
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from valuable.phases import HtmlPageContext, PostTransform
from valuable.upstream.patches import Patch, Target, connect, replace

FURO_FILES = {f"_static/styles/{name}.css" for name in ("furo", "furo-extensions")}
FURO_FILES |= {"_static/pygments.css", "_static/scripts/furo.js"}
UNDERLINE = "text-decoration:underline"


class SingleIds(SphinxPostTransform):
    """Keep one of two equal ids, that of a table or equation: the box around it is for nothing but the looks."""

    default_priority = PostTransform.IDS
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.container):
            if {"table-wrapper", "math-wrapper"} & set(node["classes"]):
                node["ids"] = []
                node["classes"] = [name for name in node["classes"] if name.endswith("-wrapper")]


def keep_single_ids(app: Sphinx, target: Target) -> None:
    app.add_post_transform(SingleIds)


def drop_furo_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out what the site has in its own style sheets and script, or no use for."""
    for kind in ("css_files", "script_files"):
        context[kind] = [file for file in context[kind] if str(file.filename) not in FURO_FILES]


def declarations(light: Mapping[str, Any], dark: Mapping[str, Any]) -> str:
    """Return how code of one kind looks, by its styles in Pygments for either scheme; bold and italic by the first."""
    found = [
        f"{name}:light-dark({', '.join('#' + style[key] if style[key] else none for style in (light, dark))})"
        for name, key, none in (("color", "color", "currentColor"), ("background", "bgcolor", "transparent"))
        if light[key] or dark[key]
    ]
    for key, words in (("bold", "font-weight:bold"), ("italic", "font-style:italic"), ("underline", UNDERLINE)):
        if light[key]:
            found.append(words)
    return ";".join(found)


def code_stylesheet() -> str:
    """Return the colours of code, those of both schemes in one rule."""
    light, dark = (furo._KNOWN_STYLES_IN_USE[scheme] for scheme in ("light", "dark"))
    classes: dict[str, list[str]] = {}
    for kind, name in STANDARD_TYPES.items():
        found = declarations(light.style_for_token(kind), dark.style_for_token(kind)) if name else ""
        if found:
            classes.setdefault(found, []).append(f".{name}")
    return "".join(f".highlight :is({', '.join(names)}){{{found}}}\n" for found, names in classes.items())


def hide_toc(context: dict[str, Any], **page: Any) -> bool:
    """Return whether a page has but one heading, its title."""
    return str(context.get("toc", "")).count("<ul") < 2


PATCHES = (
    Patch(
        name="single ids of tables and formulas",
        target="furo.WrapTableAndMathInAContainerTransform",
        reason="It copies the ids of a table or formula to the box that it puts around it.",
        upstream="furo/__init__.py:WrapTableAndMathInAContainerTransform",
        digests={"2025.12.19": "a62b8d36"},
        test="tests/test_upstream_fixes.py::test_ids_of_tables_and_formulas_are_there_once",
        apply=keep_single_ids,
    ),
    Patch(
        name="no style sheets and scripts beside the site's",
        target="furo._builder_inited",
        reason="It links its own, of which two thirds have no use here; `furo_rules` takes from them what has.",
        upstream="furo/__init__.py:_builder_inited",
        digests={"2025.12.19": "e95f1940"},
        test="tests/test_upstream_fixes.py::test_page_links_no_styles_and_scripts_in_vain",
        apply=connect("html-page-context", drop_furo_files, priority=HtmlPageContext.IN_VAIN),
    ),
    Patch(
        name="the contents of a page are made once",
        target="furo._compute_hide_toc",
        reason="It makes the contents of each page a second time, to see whether there are any.",
        upstream="furo/__init__.py:_compute_hide_toc",
        digests={"2025.12.19": "0219f431"},
        test="tests/test_upstream_speed.py::test_contents_of_a_page_are_made_once",
        apply=replace(hide_toc),
        saves=True,
    ),
    Patch(
        name="no style sheet for code at the end",
        target="furo._overwrite_pygments_css",
        reason="It writes one for the colours of code, which are in the site's own.",
        upstream="furo/__init__.py:_overwrite_pygments_css",
        digests={"2025.12.19": "d6332df2"},
        test="tests/test_upstream_fixes.py::test_page_links_no_styles_and_scripts_in_vain",
        apply=replace(lambda app, exception: None),
    ),
    Patch(
        name="colours of code in one rule for both schemes",
        target="furo.get_pygments_stylesheet",
        reason="It writes each rule three times, by attributes instead of the page's `color-scheme`, with a remark.",
        upstream="furo/__init__.py:get_pygments_stylesheet",
        digests={"2025.12.19": "0c4b3af3"},
        test="tests/test_upstream_fixes.py::test_chosen_colours_of_code_are_pairs",
        apply=replace(code_stylesheet),
    ),
)
