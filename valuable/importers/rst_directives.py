"""The directives and roles of reStructuredText that an import reads, beside docutils' own.

Those of Sphinx, ABlog, Nikola, Pelican and their common extensions. What is not known keeps its words, and is told.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.tables import CSVTable
from docutils.statemachine import StringList
from sphinx.util.docutils import CustomReSTDispatcher

from valuable.importers.rst_roles import RST_ROLES, named_target, unknown_role

REFUSED_VALUE = object()  # an option whose value docutils would refuse
FILMS: Mapping[str, str] = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
    "github-gist": "https://gist.github.com/",
    "soundcloud": "https://soundcloud.com/",
    "soundcloud_playlist": "https://soundcloud.com/",
    "asciinema": "https://asciinema.org/a/",
    "peertube": "",
    "media": "",
}
LANGUAGES_OF_DIRECTIVES: Mapping[str, str] = {
    "ipython": "ipython", "jupyter-execute": "python", "execute_code": "python", "plot": "python", "testcode": "python",
    "testsetup": "python", "doctest": "pycon", "testoutput": "text", "console": "console", "prompt": "console",
    "graphviz": "dot", "digraph": "dot", "graph": "dot", "mermaid": "mermaid", "uml": "plantuml",
    "plantuml": "plantuml", "productionlist": "text", "altair-plot": "python", "bokeh-plot": "python",
}  # fmt: skip
DRAWN_DIRECTIVES = frozenset({"graphviz", "digraph", "graph", "uml", "plantuml", "plot", "altair-plot", "bokeh-plot"})
# What only says how a page is made, or stands beside it here anyway.
SILENT_DIRECTIVES = frozenset({
    "post", "blogpost", "index", "contents", "meta", "sectnum", "section-numbering", "currentmodule", "module",
    "highlight", "tabularcolumns", "class", "rst-class", "cssclass", "default-domain", "toctree-only", "codeauthor",
    "sectionauthor", "moduleauthor", "restructuredtext-test-directive", "title", "target-notes", "no-index",
})  # fmt: skip
BOX_KINDS: Mapping[str, str] = {
    "seealso": "seealso", "todo": "note", "versionadded": "note", "versionchanged": "note", "deprecated": "warning",
    "versionremoved": "warning", "aside": "note", "margin": "note", "sidebar": "note", "topic": "note",
    "abstract": "note", "admonition": "note", "nbinfo": "note", "nbwarning": "warning", "info": "note",
    "success": "tip", "failure": "danger", "question": "note", "example": "note", "bug": "danger", "card": "note",
    "grid-item-card": "note",
}  # fmt: skip
BOX_TITLES: Mapping[str, str] = {
    "versionadded": "New in version", "versionchanged": "Changed in version", "deprecated": "Deprecated since version",
    "versionremoved": "Removed in version", "todo": "To do",
}  # fmt: skip
# Of these what stands in them is the text itself.
PLAIN_DIRECTIVES = frozenset({
    "only", "ifconfig", "grid", "grid-item", "row", "column", "hlist", "container", "compound", "centered", "tab-set",
    "tabs", "div", "glossary", "header", "footer", "toggle-header", "figure-md", "carousel", "slide", "jinja", "advert",
    "rubric-block", "panels", "update-list",
})  # fmt: skip
TITLED_DIRECTIVES = frozenset({"tab-item", "tab", "group-tab", "code-tab", "dropdown", "toggle", "collapse", "details"})
FILE_DIRECTIVES = frozenset({"literalinclude", "listing", "code-include", "include-code", "snippet"})
RST_CODE_DIRECTIVES = frozenset({"code-block", "sourcecode", "code", "code-cell", "parsed-code"})
COSMETIC_OPTIONS = frozenset({
    "class", "name", "align", "width", "height", "figwidth", "scale", "linenos", "id", "aspect", "privacy_mode",
    "url_parameters", "hidden", "language", "nosearch", "color", "shadow", "margin", "padding", "columns", "gutter",
})  # fmt: skip


class RstAnyOptions(dict[str, Any]):
    """The options of a directive: those that docutils checks are dropped if they are wrong, others kept as typed."""

    def __init__(self, known: Mapping[str, Any] | None) -> None:
        super().__init__(known or {"class": directives.unchanged})

    def __getitem__(self, key: str) -> Any:
        checked = self.get(key)

        def convert(value: str | None) -> Any:
            try:
                return checked(value) if checked else (value or "")
            except (ValueError, TypeError):
                return REFUSED_VALUE

        return convert

    def __missing__(self, key: str) -> Any:
        return self[key]


class ForeignDirective(Directive):
    """A directive of another system; options and words are taken as they come."""

    optional_arguments: ClassVar[int] = 1
    final_argument_whitespace: ClassVar[bool] = True
    has_content: ClassVar[bool] = True
    option_spec: ClassVar[Any] = RstAnyOptions(None)

    @property
    def context(self) -> Any:
        return self.state.document.settings.imported

    @property
    def argument(self) -> str:
        return str(self.arguments[0]) if self.arguments else ""

    def note(self, message: str, *, lost: bool = True) -> None:
        self.context.note("directive", message, self.lineno, lost=lost)

    def parsed(self, box: nodes.Element) -> nodes.Element:
        """Return *box* with what stands in the directive, parsed."""
        self.state.nested_parse(self.content, self.content_offset, box)
        return box

    def words(self, text: str) -> list[nodes.Node]:
        """Return a line of text, parsed."""
        found, messages = self.state.inline_text(text, self.lineno)
        return [*found, *messages]


def raw_html(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def markdown_block(text: str) -> nodes.raw:
    """Return a block that is Markdown already."""
    return raw_html(f"<rawblock>{escape(text)}</rawblock>")


def code_of_rst(text: str, language: str, options: Mapping[str, Any]) -> nodes.Node:
    """Return a block of code: with a caption or marked lines as a directive of MyST, else as a plain one."""
    marked = {
        key: options.get(name)
        for key, name in (
            ("caption", "caption"),
            ("emphasize-lines", "emphasize-lines"),
            ("lineno-start", "lineno-start"),
        )
        if options.get(name) and options[name] is not REFUSED_VALUE
    }
    if not marked:
        return nodes.literal_block(text, text, language=language)
    ticks = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    said = "\n".join(f":{key}: {' '.join(str(value).split())}" for key, value in marked.items())
    return markdown_block(f"{ticks}{{code-block}} {language or 'text'}\n{said}\n\n{text}\n{ticks}")


class RstCodeDirective(ForeignDirective):
    """Code in a language."""

    def run(self) -> list[nodes.Node]:
        language = self.argument.split()[0].casefold() if self.argument.split() else ""
        language = LANGUAGES_OF_DIRECTIVES.get(self.name, language)
        lines = list(self.content)
        if self.name in LANGUAGES_OF_DIRECTIVES and self.argument and self.name not in {"prompt", "code-cell"}:
            lines.insert(0, self.argument)
        text = "\n".join(lines).strip("\n")
        if not text and self.argument and self.name in RST_CODE_DIRECTIVES:  # `.. code:: print(1)`
            text, language = self.argument, ""
        if self.name in DRAWN_DIRECTIVES:
            self.note(f"what `{self.name}` draws is not drawn here; its source is shown as code")
        return [code_of_rst(text, "" if language in {"none", "text"} else language, self.options)]


class RstFileDirective(ForeignDirective):
    """Code of a file of the source."""

    def run(self) -> list[nodes.Node]:
        name, _, language = self.argument.partition(" ")
        folders = ("", "listings/", "code/") if self.name == "listing" else ("",)
        found = next((text for folder in folders if (text := self.context.read(f"{folder}{name}")) is not None), None)
        if found is None and self.name == "listing":
            found = self.context.read(f"/listings/{name}")
        if found is None:
            self.note(f"the file `{name}`, whose code stands here, is not in the source")
            return [nodes.paragraph("", "", nodes.literal("", name))]
        text = chosen_lines(found, self.options)
        said = str(self.options.get("language") or language.strip() or name.rpartition(".")[2])
        options = {**self.options, "caption": self.options.get("caption") or name.rpartition("/")[2]}
        return [code_of_rst(text.strip("\n"), said if re.fullmatch(r"[\w+#-]+", said) else "", options)]


def chosen_lines(text: str, options: Mapping[str, Any]) -> str:
    """Return the lines that the options of ``include`` and ``literalinclude`` name."""
    lines = text.split("\n")
    if options.get("lines"):
        lines = [lines[number] for number in numbers_in(str(options["lines"]), len(lines))]
    start, end = whole_number(options.get("start-line")), whole_number(options.get("end-line"))
    lines = lines[start:end]
    text = "\n".join(lines)
    after, before = options.get("start-after") or options.get("start-at"), options.get("end-before")
    if after and str(after) in text:
        text = text[text.index(str(after)) + (0 if options.get("start-at") else len(str(after))) :]
    return text[: text.index(str(before))] if before and str(before) in text else text


def whole_number(value: Any) -> int | None:
    return int(value) if re.fullmatch(r"-?\d+", str(value or "")) else None


def numbers_in(said: str, count: int) -> Iterator[int]:
    """Yield the numbers of lines in ``1,3,5-10,20-``, from 0."""
    for part in said.split(","):
        found = re.fullmatch(r"\s*(\d*)\s*(-?)\s*(\d*)\s*", part)
        if found and (found[1] or found[3]):
            first = int(found[1] or 1)
            last = (int(found[3]) if found[3] else count) if found[2] else first
            yield from range(max(first - 1, 0), min(last, count))


class IncludeDirective(ForeignDirective):
    """A text of the source that stands here."""

    def run(self) -> list[nodes.Node]:
        name = self.argument
        text = self.context.read(name)
        depth = self.state.document.settings.__dict__.setdefault("include_depth", [0])
        if text is None or depth[0] > 20:
            self.note(f"the file `{name}`, which is taken in here, is not in the source")
            return []
        depth[0] += 1
        text = chosen_lines(text, self.options).expandtabs(8)
        if "literal" in self.options or "code" in self.options or not name.endswith((".rst", ".txt", ".inc", ".rest")):
            return [code_of_rst(text.strip("\n"), str(self.options.get("code") or ""), {})]
        self.state_machine.insert_input(text.split("\n"), name)
        return []


class RawDirective(ForeignDirective):
    """HTML, which is read as such; of what is made for other forms nothing is shown, as on the old page."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        if self.options.get("file"):
            found = self.context.read(str(self.options["file"]))
            if found is None:
                self.note(f"the file `{self.options['file']}`, which is taken in here, is not in the source")
            text = found or ""
        if self.options.get("url"):
            self.note(f"what stands at {self.options['url']} was taken in here, and is not fetched")
        if "html" in self.argument.split():
            return [raw_html(text)]
        self.note(f"`raw:: {self.argument}` is shown on no page of the web, so it was left out", lost=False)
        return []


class TableOfFile(CSVTable):
    """A table whose values may stand in a file of the source."""

    def run(self) -> list[Any]:
        name = self.options.pop("file", None)
        context = self.state.document.settings.imported
        if self.options.pop("url", None):
            context.note("directive", "the values of this table stand on another site, and are not fetched", lost=True)
            return []
        if name:
            text = context.read(name)
            if text is None:
                context.note("directive", f"the table's file, `{name}`, is not in the source", self.lineno, lost=True)
                return []
            self.content = StringList(text.rstrip("\n").split("\n"), source=name)
        return list(super().run())


class BoxDirective(ForeignDirective):
    """A box, with a title if it has one."""

    def run(self) -> list[nodes.Node]:
        kind, title = BOX_KINDS.get(self.name, "note"), self.argument
        box = nodes.admonition(classes=[kind])
        if self.name in BOX_TITLES and self.name != "todo":
            version, rest = [*title.split(None, 1), "", ""][:2]
            box += nodes.title("", f"{BOX_TITLES[self.name]} {version}".strip())
            if rest:
                box += nodes.paragraph("", "", *self.words(rest))
        elif self.name == "seealso" and title:
            box += nodes.paragraph("", "", *self.words(title))
        else:
            title = title or str(self.options.get("title") or "") or BOX_TITLES.get(self.name, "")
            box += nodes.title("", "", *self.words(title)) if title else []
        if self.options.get("subtitle"):
            box += nodes.paragraph("", "", nodes.strong("", str(self.options["subtitle"])))
        link = self.options.get("link") or self.options.get("url")
        self.parsed(box)
        if link:
            box += nodes.paragraph("", "", nodes.reference("", str(link), refuri=str(link)))
        return [box]


class PlainDirective(ForeignDirective):
    """Around a text, and nothing to see."""

    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        if self.argument and self.name in {"centered", "header", "footer"}:
            box += nodes.paragraph("", "", *self.words(self.argument))
        return [self.parsed(box)]


class TitledDirective(ForeignDirective):
    """A part with a name that a reader opens or chooses: here the parts stand below each other."""

    def run(self) -> list[nodes.Node]:
        title = self.argument or str(self.options.get("title") or "")
        box = nodes.container()
        if self.name == "code-tab":
            language, _, title = title.partition(" ")
            text = "\n".join(self.content)
            code = nodes.literal_block(text, text, language=language)
            return [nodes.paragraph("", "", nodes.strong("", title or language)), code]
        if self.name in {"dropdown", "toggle", "collapse", "details"}:
            return [self.parsed(nodes.container(folded=title or "More"))]
        box += nodes.paragraph("", "", nodes.strong("", "", *self.words(title))) if title else []
        return [self.parsed(box)]


class SilentDirective(ForeignDirective):
    """Nothing that a reader sees."""

    def run(self) -> list[nodes.Node]:
        return []


class FilmDirective(ForeignDirective):
    """A film, a sound or a page of another host, as a link alone on its line."""

    def run(self) -> list[nodes.Node]:
        found = []
        for name in (self.argument or "\n".join(self.content)).split():
            address = name if "://" in name else FILMS[self.name] + name
            found.append(raw_html(f"<rawblock>&lt;{escape(address)}&gt;</rawblock>"))
        return [*found, self.parsed(nodes.container())] if self.argument and self.content else list(found)


class MediaFileDirective(ForeignDirective):
    """A film or a sound in a file: ``video``, ``audio``."""

    def run(self) -> list[nodes.Node]:
        source = self.argument.split(",")[0].split()[0] if self.argument else ""
        words = str(self.options.get("alt") or self.options.get("caption") or "")
        image = nodes.image("", uri=source, alt=words)
        return [nodes.paragraph("", "", image)] if source else [self.parsed(nodes.container())]


class PictureLinkDirective(ForeignDirective):
    """Nikola's ``thumbnail``: a small picture that leads to the large one, with its caption."""

    def run(self) -> list[nodes.Node]:
        figure = nodes.figure("", nodes.image("", uri=re.sub(r"\s+", "", self.argument), **self.picture_options()))
        box = self.parsed(nodes.container())
        if box.children:
            figure += nodes.caption("", "", *getattr(box[0], "children", []))
            figure += nodes.legend("", *box.children[1:]) if len(box.children) > 1 else []
            return [figure]
        return [nodes.paragraph("", "", figure[0])]

    def picture_options(self) -> dict[str, str]:
        return {key: str(self.options[key]) for key in ("alt", "width") if self.options.get(key)}


class TocDirective(ForeignDirective):
    """Sphinx's ``toctree``: a list of links to the pages that it names, where readers saw it."""

    def run(self) -> list[nodes.Node]:
        if "hidden" in self.options:
            return []
        names = [line.strip() for line in self.content if line.strip() and not line.strip().startswith(":")]
        links = nodes.bullet_list()
        for name in names:
            words, target = named_target(name)
            if target != "self" and not re.search(r"[*?\[]", target):
                address, title = self.context.place_of("doc", target)
                link = nodes.reference("", words if words != target else title or target, refuri=address)
                links += nodes.list_item("", nodes.paragraph("", "", link))
        caption = str(self.options.get("caption") or "")
        above = [nodes.paragraph("", "", nodes.strong("", caption))] if caption else []
        return [*above, links] if links.children else []


class FormulaDirective(ForeignDirective):
    """A formula on lines of its own, with the label by which others name it."""

    def run(self) -> list[nodes.Node]:
        text = "\n".join([*filter(None, [self.argument]), *self.content]).strip("\n")
        label = str(self.options.get("label") or "")
        if label:
            return [markdown_block(f"```{{math}}\n:label: {label}\n\n{text}\n```")]
        blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text)]
        return [nodes.math_block(block, block) for block in blocks if block.strip()]


class ButtonDirective(ForeignDirective):
    """A link that looks like a button: ``button-link``, ``button-ref``."""

    def run(self) -> list[nodes.Node]:
        words = " ".join(self.content) or self.argument
        address = self.argument
        if self.name == "button-ref":
            address, title = self.context.place_of(str(self.options.get("ref-type") or "ref"), self.argument)
            words = " ".join(self.content) or title or words
        return [nodes.paragraph("", "", nodes.reference("", words, refuri=address))]


class OldPostListDirective(ForeignDirective):
    """A list of posts, which the site makes by itself: a link to it."""

    def run(self) -> list[nodes.Node]:
        self.note(f"`{self.name}` lists posts: a link to the list of all of them stands here", lost=False)
        return [nodes.paragraph("", "", nodes.reference("", "All posts", refuri="/blog/"))]


class UpdateDirective(ForeignDirective):
    """ABlog's ``update``, in the form that this site has for it."""

    def run(self) -> list[nodes.Node]:
        box = nodes.admonition(classes=["note"])
        box += nodes.title("", f"Updated {self.argument}".strip())
        return [self.parsed(box)]


class UnknownDirective(ForeignDirective):
    """A directive of which nothing is known: its argument, its options and its text are kept as words."""

    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        if self.argument:
            box += nodes.paragraph("", "", nodes.strong("", "", *self.words(self.argument)))
        said = [(key, value) for key, value in self.options.items() if key not in COSMETIC_OPTIONS and value]
        for key, value in said:
            value_nodes = (
                [nodes.reference("", str(value), refuri=str(value))] if "://" in str(value) else self.words(str(value))
            )
            box += nodes.paragraph("", "", nodes.Text(f"{key}: "), *value_nodes)
        self.note(f"the directive `{self.name}` is not known here; what stands in it is kept as text")
        return [self.parsed(box)]


def directive_table() -> dict[str, type[Directive]]:
    """Return the directives by name."""
    table: dict[str, type[Directive]] = {}
    for names, found in (
        (SILENT_DIRECTIVES, SilentDirective), (BOX_KINDS, BoxDirective), (PLAIN_DIRECTIVES, PlainDirective),
        (TITLED_DIRECTIVES, TitledDirective), (FILMS, FilmDirective), (FILE_DIRECTIVES, RstFileDirective),
        (RST_CODE_DIRECTIVES, RstCodeDirective), (LANGUAGES_OF_DIRECTIVES, RstCodeDirective),
        (("video", "audio"), MediaFileDirective), (("thumbnail",), PictureLinkDirective),
        (("button-link", "button-ref"), ButtonDirective),
        (("postlist", "post-list", "recentposts", "gallery"), OldPostListDirective), (("update",), UpdateDirective),
    ):  # fmt: skip
        table.update(dict.fromkeys(names, found))
    return {
        **table, "include": IncludeDirective, "raw": RawDirective, "csv-table": TableOfFile, "toctree": TocDirective,
        "math": FormulaDirective,
    }  # fmt: skip


RST_DIRECTIVES = directive_table()


class ForeignMarkup(CustomReSTDispatcher):
    """Has docutils read the directives and roles of other systems, as long as this context lasts."""

    def directive(self, directive_name: str, language_module: Any, document: nodes.document) -> Any:
        name = directive_name.lower()
        plain = name.rpartition(":")[2]
        if name in RST_DIRECTIVES:
            return tolerant(RST_DIRECTIVES[name]), []
        found, _ = super().directive(name, language_module, document)
        if found is not None:
            return tolerant(found), []
        return RST_DIRECTIVES.get(plain, UnknownDirective), []

    def role(self, role_name: str, language_module: Any, lineno: int, reporter: Any) -> Any:
        name = role_name.lower()
        if name in RST_ROLES:
            return RST_ROLES[name], []
        found, _ = super().role(role_name, language_module, lineno, cast(Any, Quiet()))
        return (found if found is not None else RST_ROLES.get(name.rpartition(":")[2]) or unknown_role), []


class Quiet:
    """A reporter that says nothing: an unknown role is no error here."""

    def __getattr__(self, name: str) -> Any:
        return lambda *words, **more: nodes.system_message()


def tolerant(found: Any) -> Any:
    """Return a directive of docutils that takes any option, and drops the values that it would refuse."""
    if not isinstance(found, type) or issubclass(found, ForeignDirective) or not getattr(found, "option_spec", None):
        return found

    class Tolerant(found):  # type: ignore[misc]
        option_spec = RstAnyOptions(found.option_spec)

        def run(self) -> Any:
            self.options: dict[str, Any] = {
                key: value for key, value in self.options.items() if value is not REFUSED_VALUE
            }
            return super().run()

    return Tolerant
