"""Read the head of a text in the forms that many systems share, by its markup."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from valuable.importers.heads import Head, read_head
from valuable.importers.notebook_heads import read_notebook_head
from valuable.importers.other_markups import PANDOC_FORMATS, other_head
from valuable.importers.records import Markup
from valuable.importers.rst import read_rst_head
from valuable.importers.trees import Tree

# What pandoc reads for us, each with its markup.
OTHER_TEXTS: Mapping[str, Markup] = {
    ".org": "org", ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".textile": "textile", ".mediawiki": "mediawiki",
    ".wiki": "mediawiki", ".dokuwiki": "dokuwiki", ".t2t": "t2t", ".creole": "creole", ".muse": "muse",
    ".dj": "djot", ".typ": "typst",
}  # fmt: skip
MARKUPS: Mapping[str, Markup] = {
    ".html": "html", ".htm": "html", ".rst": "rst", ".ipynb": "notebook", **OTHER_TEXTS,
}  # fmt: skip


def markup_of(path: str) -> Markup:
    """Return the markup of a text, by the end of its name."""
    return MARKUPS.get(PurePosixPath(path).suffix.lower(), "markdown")


def usual_head(tree: Tree, path: str, text: str, markup: str = "") -> Head:
    """Return the head of a text in a form that many systems share."""
    markup = markup or markup_of(path)
    if markup == "notebook":
        return notebook_head(tree, path, text)
    if markup in PANDOC_FORMATS:
        return other_head(text, markup)
    head = read_head(text)
    if markup != "rst" or head.values:
        return head
    values, title, body, taken = read_rst_head(text)
    return Head({**values, **({"title": title} if title else {})}, body, taken + 1)


def notebook_head(tree: Tree, path: str, text: str) -> Head:
    """Return the front matter of a notebook: of its first cell, or of Pelican's file beside it."""
    beside = tree.text_or_none(f"{path.removesuffix('.ipynb')}.nbdata")
    return Head(read_head(f"{beside}\n\n").values, text) if beside else read_notebook_head(text)
