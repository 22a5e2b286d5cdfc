"""The order of the machinery's handlers: the priorities of Sphinx's events, by name.

Handlers of one phase run in the order of `valuable.EXTENSIONS`. ``python -m valuable.phases`` prints the table that the
guide shows.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

SOURCE_ROOT = Path(__file__).parent


class Phase(IntEnum):
    """A priority of the handlers of one event, with a sentence about it. Sphinx's own are at 500 as a rule."""

    what: str

    def __new__(cls, priority: int, what: str) -> "Phase":
        phase = int.__new__(cls, priority)
        phase._value_, phase.what = priority, what
        return phase


class ConfigInited(Phase):
    """``conf.py`` is read."""

    FILL_IN = 10, "what `conf.py` leaves out gets its default"
    CHECK = 390, "the settings are checked before anything is made with them, each by whom it belongs to"
    THEME = 395, "the machinery's styles and scripts are put behind the author's"
    PEOPLE = 400, "`people` is given to ABlog as its authors"
    ADDRESS = 450, "ABlog gets the site's address"
    FRAME = 460, "which classes are the frame's is found out"
    EXTRA = 700, "`_extra` is taken out of Sphinx's hands, before it looks for the folder (800)"
    MEND = 900, "what a crash has left is finished or thrown away"


class BuilderInited(Phase):
    """The builder is made."""

    TEMPLATES = 50, "templates are looked for in the machinery's folder too, behind the author's"
    EMPTY_BLOG = 99, "ABlog forgets the build before"
    AUTHORS = 100, "authors get their keys as addresses"
    PREPARE = 500, "the files of `_extra` are found; what Sphinx would do in vain is set aside"


class EnvGetOutdated(Phase):
    """The files of the site are known; which are to be read is not yet."""

    BEGIN = 100, "the time is noted: what is changed from now on makes the build go again"
    CHECK = 400, "every source is parsed and checked, before Sphinx reads anything; one that has not changed is known"
    HOLD_BACK = (
        500,
        ("drafts, posts of the future and whatever can't be read with certainty are taken out of Sphinx's hands"),
    )
    SPELL = (
        540,
        "of tags that have several spellings one is chosen; posts that have shown it otherwise are read again",
    )
    COMPARE = 550, "a page is read again if one of its files has other bytes"
    RECORDS = 560, "the author's records are read: the ledger of addresses, the abbreviations"
    SAY_AGAIN = 570, "pages are read again of which something is to be said again"
    REPORT = 600, "what is wrong with the sources is said, of drafts nothing"
    LABELS = 900, "the labels of all pages that are read again are forgotten at once"


class SourceRead(Phase):
    """The text of a page, before MyST has it."""

    FRONT_MATTER = 100, "front matter is cut off, so that MyST does not read it again"


class Transform(Phase):
    """A doctree is made of the text of a page."""

    LANGUAGE = 10, "quotes follow the language of the post, long before they are made (750)"
    CAPTIONS = (
        200,
        "a picture that stands alone gets its caption, several get to be a gallery, before figures are counted (210)",
    )
    ANCHORS = 699, "headings get their anchors, once docutils has given its ids and before MyST adds its own (700)"
    BLOCK_IDS = 705, "`^name` becomes the anchor of its block, once headings have theirs"
    FOOTNOTES = 710, "footnotes get their numbers and stand last, before text is changed (750)"
    ADDRESSES = 740, "addresses that are shown are kept from typographic quotes and dashes (750)"


class DoctreeRead(Phase):
    """The doctree of a page, before the environment takes what it needs of it."""

    REFUSE = 200, "a page into which a directive has put a file that must not be seen is emptied"
    MATHS = 250, "formulas are numbered and become MathML"
    NESTING = 290, "what stands in an element of HTML belongs to the section in which that is opened"
    HEADINGS = 300, "a page has a title; links have words; `<!--more-->` is noted"
    MEDIA = 340, "films, sound and embeds are told from pictures and links"
    HTML = (
        350,
        "HTML is written anew from what may stand; classes of the frame are left out; `![[…]]` gets its place",
    )
    ADDRESSES = 360, "links and pictures lead to pages and files, by whatever address they are written"
    IMAGES = 400, "each image has its text alternative"
    FILES = 410, "images and downloads that are refused are taken out, before Sphinx looks for them (500)"
    LINKS = 500, "what is noted of the text: links with their sentences, anchors, telling words, dates of `{update}`"
    COMPANIONS = 510, "films get their posters and captions"
    INCLUDED = 550, "files that a page takes in and no reader may see are reported"
    PUBLISHED = 560, "files that would run something in a browser are taken out"
    NOTEBOOKS = 570, "pictures that are stored in a notebook become files"
    FORGET = 580, "how a page was typed that was refused a file is forgotten"
    RECORD = 600, "the `Post`: title, dates, words, description; the `Concept`: names, definition"
    DARK = 620, "pictures get those that stand in their place in the dark scheme"
    END = 990, "which kinds of nodes the page holds is forgotten"


class EnvUpdated(Phase):
    """All is read."""

    FORGET = 0, "what was computed before all was read is forgotten"
    REGISTER = (
        500,
        "posts are handed to ABlog; pictures get their files and names; what the next build asks is remembered",
    )
    DIGEST = 520, "what each page is read from, and what others may show of it, gets a digest"
    NAMES = 540, "what each name in `[[…]]` leads to; names that two concepts have are reported"
    MENU = 560, "what in the menu is no page is reported, what of `start_here` is no post, and a language without words"
    RELATED = 580, "which posts are related"
    INVALIDATE = 600, "pages that show something of a changed one are written again"
    CARDS = 650, "each post's card has its address"
    MISSING = 700, "what the ledger has and the site has not is reported, with its cure"
    KEEP = 900, "what was said of the pages that were read is kept, and said again of the others"


class PostTransform(Phase):
    """What is yet to be known of a page is known: its references are resolved."""

    WIKILINKS = 5, "names in `[[…]]` become references to documents; definitions are put in their places"
    ADDRESSES = 6, "addresses within the site are those from the page that is printed"
    HELD_BACK = 7, "links to what is held back are reported, before MyST would say that there is no such file (9)"
    ANCHORS = 8, "links to headings lead to their anchors, however these are written"
    CALLOUTS = 10, "callouts get their kind, and a title in the language of the page"
    IDS = 510, "of two equal ids one stays, after Furo has put boxes around tables (500)"


class DoctreeResolved(Phase):
    """The doctree of a page that is about to be printed."""

    ABBREVIATIONS = 450, "abbreviations are explained, before ABlog fills its lists of posts (500)"
    BODY = 500, "drawings are put into the page, footnotes beside the text"
    TITLE = 900, "the title is taken out of a post's or concept's body, for the template to show"


class HtmlPageContext(Phase):
    """The values of a page that is about to be printed."""

    VALUES = 600, "plain values for the templates: the site, the post, its neighbours"
    RELATED = 610, "related posts"
    LINKED = 620, "who mentions the page, and its map"
    METADATA = 650, "what a page says of itself to programs, its feeds; styles and scripts that it does not need go"
    CITATION = 660, "how a post is cited"
    IN_VAIN = 700, "what Sphinx and Furo put into every page, and this site has no use for, goes"
    NOT_FOUND = 800, "the page of what is not found has addresses from the site's root on"
    COPY = 850, "the page's body once more, in plain Markdown"
    SEARCH = 900, "the script of the search"


class HtmlCollectPages(Phase):
    """The pages that have a source are written."""

    PAGES = 500, "lists, old addresses, `404.html`, `sitemap.xml`, `llms.txt`: those whose inputs have changed"
    FEEDS = 700, "each feed whose posts have changed, with their text from their pages"


class BuildFinished(Phase):
    """All is made, or something has failed."""

    CARDS = 700, "the cards and the files of pictures that the site lacks, from `.cache` or anew"
    SEARCH = 800, "the index of the search, if a page in it has changed"
    EXTRA = 850, "the files of `_extra`, unless the site has made one of that name"
    COPIES = 860, "an old address of a feed or a file gets the bytes of the new one"
    LOOK_UP = 870, "what leads nowhere on the site is reported, with what is nearest"
    JUDGE = 880, "which messages stop the site, which stand in `accepted.txt`"
    INTO_PLACE = 900, "what is new goes to `_build/html`, and whatever this build stands for no longer is removed"
    PRUNE = 950, "cards, files of pictures and pictures of notebooks that no page needs any more are forgotten"


class Between(NamedTuple):
    """What Sphinx does between two events."""

    name: str
    what: str


# In the order in which they come.
STEPS: tuple[type[Phase] | Between, ...] = (
    ConfigInited,
    BuilderInited,
    EnvGetOutdated,
    SourceRead,
    Between("reading", "MyST makes a doctree of the text, in as many processes as there are cores"),
    Transform,
    DoctreeRead,
    Between("joining", "what parallel readers have noted is joined (`env-merge-info`)"),
    EnvUpdated,
    PostTransform,
    DoctreeResolved,
    HtmlPageContext,
    Between(
        "printing",
        "the page is printed, with its policy first in its head, and a class in the place of each `style` attribute",
    ),
    HtmlCollectPages,
    BuildFinished,
)


def event_of(phases: type[Phase]) -> str:
    """Return the event whose phases these are: ``env-updated`` for ``EnvUpdated``. Transforms count as one, too."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in phases.__name__).removeprefix("-")


PHASES_BY_EVENT = {event_of(step): step for step in STEPS if not isinstance(step, Between)}


class Connection(NamedTuple):
    """A place in the machinery where a handler is connected to an event, or a transform says when it comes.

    ``module`` is without the package's name; ``priority`` is what stands in the code, None if nothing does.
    """

    module: str
    line: int  # from 1
    event: str
    priority: str | None


def connections() -> Iterator[Connection]:
    """Yield every connection and every transform, by what stands in the code."""
    for path in sorted(SOURCE_ROOT.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE_ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="connect") | ast.Attribute(attr="connect"),
                    args=[ast.Constant(value=str(event)), *_],
                    keywords=keywords,
                ):
                    given = [ast.unparse(keyword.value) for keyword in keywords if keyword.arg == "priority"]
                    yield Connection(module, node.lineno, event, given[0] if given else None)
                case ast.ClassDef(bases=[ast.Name(id="SphinxTransform" | "SphinxPostTransform" as base)], body=body):
                    event = "post-transform" if "Post" in base else "transform"
                    for part in body:
                        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "default_priority":
                            yield Connection(module, part.lineno, event, ast.unparse(part.value))


def phases_table() -> str:
    """Return the phases as a table in Markdown: event and priority, phase, modules, what happens."""
    modules = defaultdict(set)
    for found in connections():
        modules[found.priority].add(f"`{found.module}`")
    rows = ["| Event (priority) | Phase | Modules | What happens |", "|---|---|---|---|"]
    for step in STEPS:
        if isinstance(step, Between):
            rows.append(f"| {step.name} | | | {step.what} |")
            continue
        for phase in step:
            name = f"{step.__name__}.{phase.name}"
            rows.append(
                f"| `{event_of(step)}` ({phase.value}) | `{name}` | {', '.join(sorted(modules[name]))} | {phase.what} |"
            )
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(phases_table(), end="")
