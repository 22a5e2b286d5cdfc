"""Keep the classes of the frame to the frame: in a text they would cover the page, or speak for the post.

`{.mobile-header}` would put a paragraph over the menu, and `{.p-name}` would give a post another title. Which names are
the frame's is read from the templates and style sheets, Furo's and the site's.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.theme import static_folders, template_folders
from valuable.content.html.attributes import speaks_for_page
from valuable.phases import ConfigInited, DoctreeRead
from valuable.upstream.furo_rules import FURO, FURO_STYLE

# Its templates that stand around a text.
FURO_TEMPLATES = ("base.html", "page.html", "components/*.html", "sidebar/*.html")
# Furo has them for pictures in a text (docs/reference/images.md).
FOR_AUTHORS = frozenset({"only-dark", "only-light"})
# Everyday words: the rules of the frame for these are for children of the body.
FOR_AUTHORS |= {"page", "main", "content"}
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
STATEMENT = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
CLASS = re.compile(r'class="([^"]*)"')
SCRIPTED = re.compile(r"""\bclassName\s*[:=]\s*["'`]([\w -]+)["'`]""")
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STYLE_RULE = re.compile(r"([^{};]*)\{([^{}]*)\}")
# What takes an element out of the text, or makes another one of it.
TAKES_OUT = re.compile(
    r"(?:^|;)\s*(?:position\s*:\s*(?:absolute|fixed|sticky)|display\s*:\s*none|visibility\s*:\s*hidden"
    r"|z-index|inset|pointer-events|overflow\s*:\s*visible)\b"
)
ARGUMENTS = re.compile(r"\([^()]*\)")
# A rule for what stands in texts says so.
IN_TEXTS = re.compile(r"(?:^|[\s>])article\b")


def classes_in_template(template: str) -> set[str]:
    """Return the classes that a template gives, but those that it puts together."""
    found = " ".join(CLASS.findall(VALUE.sub("\0", STATEMENT.sub(" ", template))))
    return {name for name in found.split() if "\0" not in name}


def displaced_classes(style: str) -> set[str]:
    """Return the classes that a style sheet takes out of the text wherever they stand."""
    found: set[str] = set()
    for selectors, block in STYLE_RULE.findall(STYLE_COMMENT.sub("", style)):
        if TAKES_OUT.search(block):
            found.update(subjects(selectors))
    return found


def subjects(selectors: str) -> Iterator[str]:
    """Yield the classes of the elements that selectors are about, but those of a part that CSS makes up.

    Where these have none, as in ``.map svg``, it is what they stand in that makes the difference.
    """
    while ARGUMENTS.search(selectors):
        selectors = ARGUMENTS.sub("", selectors)
    for selector in selectors.split(","):
        parts = re.split(r"[\s>+~]+", selector.strip())
        if not IN_TEXTS.search(selector) and not re.search(r":(?::|before|after)", parts[-1]):
            yield from next(filter(None, (re.findall(r"\.([\w-]+)", part) for part in reversed(parts))), ())


def has_hyphen(name: str) -> bool:
    return "-" in name


def frame_classes(templates: Iterable[Path], static: Iterable[Path]) -> set[str]:
    """Return the classes of the frame; *templates* and *static* are folders of the site."""
    found: set[str] = set()
    # What is not in UTF-8 is reported where it is used. Everyday words such as `year` are the author's too, if no rule
    # takes them out of the text.
    for folder in templates:
        for path in folder.rglob("*.html"):
            found.update(filter(has_hyphen, classes_in_template(path.read_text(encoding="utf-8", errors="replace"))))
    furo_style = FURO_STYLE.read_text(encoding="utf-8")
    for path in (path for pattern in FURO_TEMPLATES for path in FURO.glob(pattern)):
        # Words such as `title` and `icon` do nothing by themselves.
        names = filter(has_hyphen, classes_in_template(path.read_text(encoding="utf-8")))
        found.update(name for name in names if f".{name}" in furo_style)
    for path in (FURO_STYLE, *(path for folder in static for path in folder.rglob("*.css"))):
        found |= displaced_classes(path.read_text(encoding="utf-8", errors="replace"))
    for path in (path for folder in static for path in folder.rglob("*.js")):
        found.update(" ".join(SCRIPTED.findall(path.read_text(encoding="utf-8", errors="replace"))).split())
    return found - FOR_AUTHORS


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Note them as a setting, so that all is read again when a template or a style sheet brings another."""
    config.frame_classes = sorted(frame_classes(template_folders(app), static_folders(app)))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Leave them out of what is written in Markdown; `valuable.content.raw_html` does of what is written as HTML."""
    frame = frozenset(app.config.frame_classes)
    for node in elements_with_classes(doctree):
        if not isinstance(node, nodes.raw):
            names = node["classes"]
            gone = [name for name in names if name in frame or speaks_for_page(name)]
            for name in gone:
                report(reserved_class_problem(name), node, "raw_html", severity=Severity.ACCEPTABLE, subject=name)
            if gone:
                node["classes"] = [name for name in names if name not in gone]


def elements_with_classes(doctree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the elements that have classes, in order: few of all, which are looked at without a call for each."""
    waiting: list[nodes.Element] = [doctree]
    while waiting:
        found = waiting.pop()
        if found.attributes["classes"]:
            yield found
        waiting += [child for child in found.children[::-1] if isinstance(child, nodes.Element)]


def reserved_class_problem(name: str) -> str:
    if speaks_for_page(name):
        return f"the class `{name}` says something of the whole page, which the site says itself: leave it out"
    return f"the class `{name}` is one of the frame around the text: give it another name, such as `my-{name}`"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("frame_classes", [], "env", types=frozenset({list}))
    app.connect("config-inited", on_config_inited, priority=ConfigInited.FRAME)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.HTML)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
