"""Make the style sheets and the script that pages link: from the files of the theme, the author's, and Furo's rules.

They depend on templates, settings and what is switched on, never on what a text says: an edit changes no style sheet,
so no page but its own. Each keeps its name, with a checksum behind it: a page that a cache has kept finds its styles
after the site was published anew.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import furo
import lightningcss
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _file_checksum
from sphinx.config import Config

from valuable.base.reports import report
from valuable.base.settings import DEFAULTS
from valuable.base.theme import (
    BOX_STYLE,
    CODE_COLOURS,
    CODE_STYLE,
    FETCHED,
    LIST_STYLE,
    MANUAL_STYLE,
    MATHS_STYLE,
    NOTE_STYLE,
    PICTURE_STYLE,
    SCRIPT_PARTS,
    SITE_SCRIPT,
    SITE_STYLE,
    STYLES,
    TABLE_STYLE,
    static_folders,
    template_folders,
)
from valuable.content.reserved_classes import classes_in_template
from valuable.features import files_off
from valuable.upstream.furo_rules import FURO, furo_rules

# What MyST, Sphinx and docutils write into a text, by the sheet that has the rules for it. With `<`, an element.
CONTENT: Mapping[str, str] = {
    PICTURE_STYLE: "<figure <img <picture <svg drawing",
    CODE_STYLE: """
        <pre code code-block-caption gp highlight highlighttable hll linenodiv linenos literal-block
        literal-block-wrapper
    """,
    MATHS_STYLE: "<math eqno math math-wrapper",
    BOX_STYLE: """
        admonition admonition-title admonition-todo attention caution danger error hint important note seealso sidebar
        sidebar-title tip topic topic-title warning
    """,
    NOTE_STYLE: "fn-backref footnote footnote-reference",
    TABLE_STYLE: "<table",
    "css/gallery.css": "gallery",
    "css/media.css": "<audio <video",
    "css/embeds.css": "embed",
    LIST_STYLE: "conceptlist peoplelist postlist",
    MANUAL_STYLE: """
        <kbd align-center align-left align-right centered classifier compound deprecated epigraph field-list
        glossary guilabel highlights line-block loweralpha lowerroman only-dark only-light option-list
        problematic property task-box pull-quote rubric sig sig-inline sig-name sig-param sig-paren sig-prename
        toctree-wrapper upperalpha upperroman versionadded versionchanged versionmodified versionremoved
    """,
}
CONTENT_SHEETS: Mapping[str, str] = {mark: sheet for sheet, marks in CONTENT.items() for mark in marks.split()}
# Of these our sheets say everything: Furo's rules for them would only be undone.
STYLED_BY_US = {"admonition", "admonition-title", "versionmodified", "<table"}
STYLE_SETTINGS = ("pygments_style", "pygments_dark_style")  # of the author's own choice of colours for code
INCLUDED_TEMPLATE = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']!?([^"']+)["']""")
DECLARED_VARIABLE = re.compile(r"(--[\w-]+)\s*:")
AUTHOR_VARIABLES = ("light_css_variables", "dark_css_variables")  # of `html_theme_options`


def theme_file(app: Sphinx, name: str) -> Path:
    """Return a static file of the author's, or else of the theme's."""
    return next(path for folder in static_folders(app) if (path := folder / name).is_file())


def minified_style(app: Sphinx, name: str) -> str:
    """Return a style sheet without what only its author reads; report one that can't be read."""
    path = theme_file(app, name)
    style = path.read_text(encoding="utf-8")
    try:
        return lightningcss.process_stylesheet(style, filename=path.name)
    except ValueError as error:
        report(f"a browser can't read all of this style sheet: {error}", str(path), "theme")
        return lightningcss.process_stylesheet(style, filename=path.name, error_recovery=True)


def template_classes(app: Sphinx) -> set[str]:
    """Return the classes that templates of the author's use and ours do not, with those that they take from Furo."""
    *own, ours = template_folders(app)
    waiting = [path for folder in own for path in folder.rglob("*.html")]
    found: set[str] = set()
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            text = path.read_text(encoding="utf-8", errors="replace")
            found |= classes_in_template(text)
            names = [name for name in INCLUDED_TEMPLATE.findall(text) if (FURO / name).is_file()]
            waiting += [FURO / name for name in names if not any((folder / name).is_file() for folder in (ours, *own))]
    if found:
        for path in ours.rglob("*.html"):
            found -= classes_in_template(path.read_text(encoding="utf-8"))
    return found


def author_variables(config: Config) -> str:
    """Return rules for the variables that the author gives to Furo by `html_theme_options`."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in (config.html_theme_options.get(option) or {}).items())
        for option in AUTHOR_VARIABLES
    )
    rules = f"html body{{{light}}}" if light else ""
    if dark:
        rules += f'@media not print{{html body[data-theme="dark"]{{{dark}}}'
        rules += f'@media (prefers-color-scheme:dark){{html body:not([data-theme="light"]){{{dark}}}}}}}'
    return lightningcss.process_stylesheet(rules, error_recovery=True) if rules else ""


def own_styles(app: Sphinx) -> Iterator[str]:
    """Yield the author's style sheets."""
    for folder in static_folders(app)[:-1]:
        yield from (path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob("*.css"))


def own_words(app: Sphinx) -> Iterator[str]:
    """Yield the author's style sheets, scripts and templates, which may name any class."""
    yield from own_styles(app)
    for folder in (*static_folders(app)[:-1], *template_folders(app)[:-1]):
        for pattern in ("*.js", "*.html"):
            yield from (path.read_text(encoding="utf-8", errors="replace") for path in folder.rglob(pattern))


def style_sheets(app: Sphinx) -> dict[str, str]:
    """Return the style sheets that pages may link, by name."""
    off = files_off(app.config)
    chosen = any(app.config[name] != DEFAULTS[name] for name in STYLE_SETTINGS)
    off |= {CODE_COLOURS} if chosen else set()
    ours = {
        sheet: "".join(minified_style(app, name) for name in names if name not in off)
        for sheet, names in STYLES.items()
        if any(name not in off for name in names)
    }
    own = author_variables(app.config)
    known = {name for style in (*ours.values(), own, *own_styles(app)) for name in DECLARED_VARIABLE.findall(style)}
    usable = template_classes(app)
    kinds = {mark: sheet for mark, sheet in CONTENT_SHEETS.items() if mark not in STYLED_BY_US}
    for sheet, rules in furo_rules(kinds, usable, known, SITE_STYLE).items():
        if sheet in ours:
            ours[sheet] = lightningcss.process_stylesheet(rules) + ours[sheet]
    if chosen:
        ours[CODE_STYLE] += lightningcss.process_stylesheet(furo.get_pygments_stylesheet())
    ours[SITE_STYLE] += own
    return ours


def site_script(app: Sphinx, versions: Mapping[str, str]) -> str:
    """Return the script of every page: the checksums of what it fetches, how it does that, and its parts."""
    off = files_off(app.config)
    fetching, *parts = (theme_file(app, name).read_text(encoding="utf-8") for name in SCRIPT_PARTS if name not in off)
    begin = f"(() => {{\nconst versions = {json.dumps(versions)};\n{fetching}"
    return "".join((begin, *(f"{{\n{part}}}\n" for part in parts), "})();\n"))


def write_assets(app: Sphinx, static: Path) -> None:
    """Write the style sheets and the script of pages in the place of the files that they are made of."""
    sheets = style_sheets(app)
    for name in (*(name for names in STYLES.values() for name in names), *SCRIPT_PARTS):
        Path(static, name).unlink(missing_ok=True)
    off = files_off(app.config)
    fetched = [name for name in FETCHED if name not in off]
    for name in fetched:
        if name.endswith(".css"):
            sheets[name] = minified_style(app, name)
    for name, style in sheets.items():
        Path(static, name).parent.mkdir(parents=True, exist_ok=True)
        Path(static, name).write_text(style, encoding="utf-8")
    versions = {name: _file_checksum(static, name) for name in fetched}
    Path(static, SITE_SCRIPT).write_text(site_script(app, versions), encoding="utf-8")
