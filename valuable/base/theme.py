"""The look of a site: templates and static files of the machinery, and before them the author's, which win by name.

A template of the author's may extend the one that it stands for: ``{% extends "!page.html" %}``.
"""

import os
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.jinja2glue import SphinxFileSystemLoader
from sphinx.util.typing import ExtensionMetadata

import valuable
from valuable import __version__
from valuable.base.directions import direction, language_attributes
from valuable.features import files_off
from valuable.phases import BuilderInited, ConfigInited

THEME = Path(valuable.__file__).parent / "theme"
TEMPLATES_FOLDER, STATIC_FOLDER = THEME / "templates", THEME / "static"
ICON_FILE = "images/icon.svg"
CUSTOM = "css/custom.css"  # the author's own rules, if there are any
# The style sheets that a page may link, each with the files that it is made of, in the order in which they are read
# (`valuable.build.style_sheets`). What every page may need is in the first; the others are linked where there is
# something of their kind, or fetched by a script.
CODE_COLOURS = "css/code-colours.css"
SITE_STYLE, CODE_STYLE, MATHS_STYLE, BOX_STYLE = "css/site.css", "css/code.css", "css/maths.css", "css/callouts.css"
TABLE_STYLE, NOTE_STYLE, MANUAL_STYLE = "css/tables.css", "css/notes.css", "css/manual.css"
PICTURE_STYLE, LIST_STYLE, LANGUAGE_STYLE = "css/pictures.css", "css/listing.css", "css/languages.css"
STYLES: Mapping[str, tuple[str, ...]] = {
    SITE_STYLE: (
        "css/tokens.css",
        "css/base.css",
        "css/frame.css",
        "css/prose.css",
        "css/directions.css",
        "css/post.css",
        "css/mentioned.css",
        "css/related.css",
        "css/search.css",
        "css/needs.css",
        "css/print.css",
    ),
    PICTURE_STYLE: ("css/pictures.css",),
    LIST_STYLE: ("css/listing.css", "css/concepts.css", "css/page-lists.css"),
    LANGUAGE_STYLE: ("css/languages.css",),
    "css/wide.css": ("css/wide.css",),
    TABLE_STYLE: ("css/tables.css",),
    "css/gallery.css": ("css/gallery.css",),
    MATHS_STYLE: ("css/maths.css",),
    BOX_STYLE: ("css/callouts.css",),
    CODE_STYLE: (CODE_COLOURS, "css/code.css"),
    NOTE_STYLE: ("css/footnotes.css", "css/sidenotes.css"),
    MANUAL_STYLE: ("css/manual.css",),
    "css/media.css": ("css/media.css",),
    "css/embeds.css": ("css/embeds.css",),
    "css/map.css": ("css/map.css",),
    "css/search-page.css": ("css/search-page.css",),
    "css/subscribe.css": ("css/subscribe.css",),
}
# Styles and scripts that a script fetches once a reader wants what they are for.
FETCHED = (
    "css/preview.css",
    "js/preview-box.js",
    "css/search-panel.css",
    "js/search-box.js",
    "js/copy-code.js",
    "js/embeds.js",
    "css/viewer.css",
    "js/viewer.js",
)
# The script of every page, which is fetched once a reader does something, and what it is made of.
SITE_SCRIPT = "js/site.js"
SCRIPT_PARTS = (
    "js/fetching.js",
    "js/scheme.js",
    "js/contents.js",
    "js/email.js",
    "js/search.js",
    "js/previews.js",
    "js/scroll.js",
    "js/code.js",
    "js/embed-cards.js",
    "js/pictures.js",
)
DEFERRED = {"defer": "defer"}
SCRIPTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("js/search-box.js", DEFERRED),  # on its page, as the next
    ("js/search-page.js", DEFERRED),
)


def linked_styles(off: Set[str]) -> list[str]:
    """Return the style sheets that pages may link, if the files in *off* are not published."""
    return [sheet for sheet, names in STYLES.items() if not off >= {*names}]


def template_folders(app: Sphinx) -> list[Path]:
    """Return the folders of templates, the author's first, which wins."""
    return [*(Path(app.confdir, name) for name in app.config.templates_path), TEMPLATES_FOLDER]


def static_folders(app: Sphinx) -> list[Path]:
    """Return the folders of static files, the author's first, which wins."""
    return [Path(app.confdir, name) for name in reversed(app.config.html_static_path)]


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Put the machinery's static files behind the author's, in whose favour Sphinx copies what comes later."""
    off = files_off(config)
    custom = [CUSTOM] if any(Path(app.confdir, name, CUSTOM).is_file() for name in config.html_static_path) else []
    own = [name for name in config.html_css_files if name not in {*STYLES, CUSTOM}]
    config.html_css_files = [*linked_styles(off), *own, *custom]
    config.html_js_files = [*(script for script in SCRIPTS if script[0] not in off), *config.html_js_files]
    if not config.html_favicon:
        found = (Path(name, ICON_FILE) for name in reversed(config.html_static_path))
        config.html_favicon = os.fspath(
            next((icon for icon in found if (app.confdir / icon).is_file()), STATIC_FOLDER / ICON_FILE)
        )
    place = STATIC_FOLDER.relative_to(app.confdir) if STATIC_FOLDER.is_relative_to(app.confdir) else STATIC_FOLDER
    config.html_static_path = [os.fspath(place), *config.html_static_path]


def on_builder_inited(app: Sphinx) -> None:
    """Look for templates in the machinery's folder after the author's and before Furo's.

    It is not counted as one of ``templates_path``, so a name with ``!`` before it is looked for there first
    (sphinx/jinja2glue.py, BuiltinTemplateLoader.get_source).
    """
    templates: Any = getattr(app.builder, "templates", None)
    if templates is not None:
        place = templates.templatepathlen
        templates.pathchain.insert(place, TEMPLATES_FOLDER)
        templates.loaders.insert(place, SphinxFileSystemLoader(TEMPLATES_FOLDER))
        templates.environment.globals |= {"lang": language_attributes, "direction": direction}


def shadowed(app: Sphinx) -> Iterator[str]:
    """Yield the templates of the machinery in whose place one of the author's stands."""
    for folder in template_folders(app)[:-1]:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if (TEMPLATES_FOLDER / name).is_file():
                yield name


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("config-inited", on_config_inited, priority=ConfigInited.THEME)
    app.connect("builder-inited", on_builder_inited, priority=BuilderInited.TEMPLATES)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
