"""Show what stands on another host as a card, which asks nobody before a reader clicks on it.

A link to a film, a post or a map that stands alone in its paragraph is one, and so are ``{embed}`` and the ``<iframe>``
that such services tell people to copy. The card is a link to the page; a script puts a frame in its place
(``embeds.js``). In feeds and copies it is the link.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.translations import gettext_noop, translator, ui_language
from valuable.base.uris import is_web_address
from valuable.base.word_count import is_line_break
from valuable.content.images import DECORATIVE
from valuable.content.markdown.embed_services import (
    CODE,
    MAP,
    PAGE,
    POST,
    SOUND,
    VIDEO,
    Embed,
    embeds_problems,
    find_embed,
    frame_host,
)
from valuable.content.markdown.media import located
from valuable.content.source_checks import page_language
from valuable.features import is_on
from valuable.phases import DoctreeRead

# In these a link alone is a source, not something to be seen.
LINKS_STAY = (nodes.footnote, nodes.citation, nodes.entry, nodes.caption, nodes.legend, nodes.field, nodes.attribution)
# The name that services themselves give to what is copied from them.
NO_TITLE = re.compile(r"(?:youtube |vimeo |video )?(?:video |embed )?player|vimeo-player|iframe|video", re.IGNORECASE)
RATIO = re.compile(r"([1-9]\d{0,4})\s*[:/]\s*([1-9]\d{0,4})")
REFERRER_POLICIES = ("no-referrer", "strict-origin")
# What a card is called whose author gives no title.
CARD_TITLES = {
    VIDEO: gettext_noop("{service} video"),
    SOUND: gettext_noop("{service} recording"),
    POST: gettext_noop("Post on {service}"),
    MAP: gettext_noop("Map on {service}"),
    CODE: gettext_noop("Code on {service}"),
    PAGE: gettext_noop("Page on {service}"),
}


class embed(nodes.reference):  # noqa: N801
    """A card: a link with a picture, if its author gives one, and a title.

    ``frame`` is the address of what takes its place, ``note`` says below the title where it comes from, and ``loads``
    what a click does.
    """


# -- Markup -------------------------------------------------------------------------


def card_start(found: Embed, style: str = "", referrer: str = "") -> str:
    """Return what stands before the picture and the title of a card."""
    frame = f' data-frame="{escape(found.frame)}"' if found.frame else ""
    frame += f' data-referrer="{referrer}"' if frame and referrer not in {"", REFERRER_POLICIES[0]} else ""
    styled = f' style="{style}"' if style else ""
    return (
        f'<span class="embed embed-{found.kind}"{frame}{styled}>'
        f'<a class="embed-card reference external" href="{escape(found.address)}">'
    )


def card_end(found: Embed, language: str) -> str:
    """Return what stands behind the title: the service, its host, and what a click does."""
    names = dict.fromkeys([found.service, frame_host(found.address).removeprefix("www.")])
    host = frame_host(found.frame)
    loads = translator(language).gettext("A click loads it from {host}.", host=host) if found.frame else ""
    note = f'<span class="embed-loads">{escape(loads)}</span>' if loads else ""
    return f'<span class="embed-host">{escape(" · ".join(names))} {note}</span></a></span>'


def card_title(found: Embed, language: str) -> str:
    """Return the title of a card whose author gives none."""
    return translator(language).gettext(CARD_TITLES[found.kind], service=found.service)


def card_style(ratio: str = "", width: str = "", height: str = "") -> str:
    """Return the ``style`` of a card: the shape of its frame, and how wide it is at most."""
    shape = RATIO.fullmatch(ratio.strip())
    said = {
        "--embed-ratio": f"{shape[1]} / {shape[2]}" if shape else "",
        "--embed-height": "auto" if shape else height,
        "max-width": width,
    }
    return "; ".join(f"{name}: {value}" for name, value in said.items() if value)


def frame_card(config: Config, language: str, given: Mapping[str, str]) -> str:
    """Return the card of an ``<iframe>`` with the attributes *given*; ``""`` if its host has none."""
    found = find_embed(given.get("src", "").strip(), config.embeds)
    if found is None:
        return ""
    language = ui_language(language, config.language)
    title = given.get("title", "").strip()
    if not title or NO_TITLE.fullmatch(title):
        title = card_title(found, language)
    if not is_on(config, "embeds"):
        return f'<a href="{escape(found.address)}">{escape(title)}</a>'
    ratio = f"{given.get('width', '')}:{given.get('height', '')}"
    start = card_start(found, card_style(ratio), config.embed_referrer)
    return f'{start}<span class="embed-title">{escape(title)}</span>{card_end(found, language)}'


def embed_of(node: embed) -> Embed:
    return Embed(node["refuri"], node["service"], node["kind"], node["frame"])


def visit_embed(translator: Any, node: embed) -> None:
    translator.body.append(card_start(embed_of(node), node.get("style", ""), translator.builder.config.embed_referrer))


def depart_embed(translator: Any, node: embed) -> None:
    translator.body.append(card_end(embed_of(node), node["language"]))


# -- Reading ------------------------------------------------------------------------


def make_card(found: Embed, language: str, words: list[nodes.Node], picture: nodes.image | None = None) -> embed:
    """Return the card of an embed; *words* are its title."""
    title = nodes.inline("", "", *(words or [nodes.Text(card_title(found, language))]), classes=["embed-title"])
    card = embed(
        "",
        "",
        refuri=found.address,
        frame=found.frame,
        service=found.service,
        kind=found.kind,
        language=language,
        internal=False,
    )
    if picture is not None:
        picture["alt"] = ""  # the title says it
        picture["classes"] += ["embed-picture", DECORATIVE]
        card += [picture, nodes.Text(" ")]
    card.append(title)
    return card


def lone_links(paragraph: nodes.paragraph) -> list[nodes.reference]:
    """Return the links of a paragraph that holds nothing else, each in a line of its own."""
    found: list[nodes.reference] = []
    lines = 1
    for child in paragraph.children:
        if isinstance(child, nodes.reference) and "refuri" in child and not isinstance(child, embed):
            found.append(child)
        elif is_line_break(child) or (isinstance(child, nodes.Text) and not child.strip()):
            lines += "\n" in child.astext()
        else:
            return []
    return found if len(found) <= lines else []


def is_bare(link: nodes.reference) -> bool:
    """Return whether the words of a link are its address."""
    words = link.astext().strip()
    return words in {link["refuri"], link["refuri"].partition("://")[2]}


def may_be_cards(paragraph: nodes.paragraph, links: list[nodes.reference]) -> bool:
    """Return whether links alone in a paragraph are to be seen there: in a list, a link with words is one of many."""
    around: nodes.Element | None = paragraph.parent
    while around is not None:
        if isinstance(around, LINKS_STAY):
            return False
        if isinstance(around, nodes.list_item) and not all(is_bare(link) or not link.astext() for link in links):
            return False
        around = around.parent
    return True


def card_of_link(link: nodes.reference, found: Embed, language: str) -> embed:
    """Return the card of a link: its words are the title, and a picture in it is that of the card."""
    pictures = [child for child in link.children if isinstance(child, nodes.image)]
    words = [child for child in link.children if not isinstance(child, nodes.image)]
    picture = pictures[0] if pictures else None
    if is_bare(link) or not "".join(child.astext() for child in words).strip():
        alternative = picture.get("alt", "").strip() if picture is not None else ""
        words = [nodes.Text(alternative)] if alternative else []
    if picture is not None and is_web_address(picture["uri"]):
        message = (
            f"the picture {brief(picture['uri'])} is on another host, and is left out of the card: "
            "put a copy beside the post, and write its name"
        )
        report(message, located(link), "embeds", severity=Severity.HINT, subject=picture["uri"])
        picture = None
    card = make_card(found, language, words, picture)
    card.source, card.line = link.source, link.line
    card["ids"], card["names"] = link["ids"], link["names"]
    return card


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    config = app.config
    language = ui_language(page_language(app), config.language)
    for image in list(doctree.findall(nodes.image)):
        found = find_embed(image["uri"], config.embeds) if "//" in image["uri"] else None
        if found is not None:  # as Obsidian has it
            words = image.get("alt", "").strip() or card_title(found, language)
            link = nodes.reference("", "", nodes.Text(words), refuri=image["uri"], internal=False)
            link.source, link.line = image.source, image.line
            is_figure = isinstance(image.parent, nodes.figure) and is_on(config, "embeds")
            image.replace_self(card_of_link(link, found, language) if is_figure else link)
    if not is_on(config, "embeds"):
        return
    for paragraph in list(doctree.findall(nodes.paragraph)):
        links = lone_links(paragraph)
        if not links or not may_be_cards(paragraph, links):
            continue
        embeds = [find_embed(link.get("refuri", ""), config.embeds) for link in links]
        if all(embeds):
            for link, found in zip(links, embeds, strict=True):
                if found is not None:
                    link.replace_self(card_of_link(link, found, language))


# -- Directives ---------------------------------------------------------------------


class EmbedDirective(SphinxDirective):
    """``{embed}``, and ``{iframe}`` as MyST has it: a page on another host, with details that its author gives."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    base: ClassVar[str] = ""  # what stands before an argument that is no address
    option_spec: ClassVar[dict[str, Any]] = {
        "title": directives.unchanged,
        "picture": directives.uri,
        "placeholder": directives.uri,  # MyST's name of it
        "ratio": directives.unchanged,
        "aspect": directives.unchanged,  # the name of it in `sphinxcontrib.youtube`
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": directives.unchanged,
        "class": directives.class_option,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        address = "".join(self.arguments[0].split())
        if self.base and "/" not in address:
            address = self.base + address
        for message in self.problems(address):
            report(message, self.get_location(), "embeds")
            return []
        language = ui_language(page_language(self.env._app), self.config.language)
        found = find_embed(address, self.config.embeds)
        if found is None:
            found = Embed(address, frame_host(address).removeprefix("www."), PAGE)
        title = self.options.get("title", "").strip()
        words: list[nodes.Node] = [nodes.Text(title)] if title else []
        if not is_on(self.config, "embeds"):
            plain = words or [nodes.Text(card_title(found, language))]
            return [nodes.paragraph("", "", nodes.reference("", "", *plain, refuri=found.address, internal=False))]
        card = make_card(found, language, words, self.picture())
        card["style"] = self.style()
        self.set_source_info(card)
        self.add_name(card)
        return [self.with_caption(card)]

    def problems(self, address: str) -> Iterator[str]:
        if not is_web_address(address):
            yield (
                f"`{{{self.name}}}` shows a page on another host, and {brief(address)} is no address of one: "
                "write it whole, from `https://` on"
            )
        ratio = self.options.get("ratio") or self.options.get("aspect")
        if ratio and not RATIO.fullmatch(ratio.strip()):
            yield f"`:ratio: {brief(ratio)}` is no shape: write its width and height, as in `:ratio: 4/3`"

    def picture(self) -> nodes.image | None:
        name = self.options.get("picture") or self.options.get("placeholder")
        if not name:
            return None
        picture = nodes.image(uri=name)
        self.set_source_info(picture)
        return picture

    def style(self) -> str:
        def length(name: str) -> str:
            value = str(self.options.get(name, ""))
            return f"{value}px" if value.isdigit() else value

        ratio = self.options.get("ratio") or self.options.get("aspect") or ""
        return card_style(ratio, length("width"), length("height"))

    def with_caption(self, card: embed) -> nodes.Element:
        """Return the card as a block: in a figure if there are words in the directive."""
        if not self.content:
            return nodes.paragraph("", "", card)
        first, *others = self.parse_content_to_nodes()
        words = first.children if isinstance(first, nodes.paragraph) else [first]
        figure = nodes.figure("", card, nodes.caption("", "", *words))
        if others:
            figure += nodes.legend("", *others)
        return figure


class YouTubeDirective(EmbedDirective):
    """``{youtube}``, as `sphinxcontrib.youtube` has it."""

    base = "https://www.youtube.com/watch?v="


class VimeoDirective(EmbedDirective):
    """``{vimeo}``, as `sphinxcontrib.youtube` has it."""

    base = "https://vimeo.com/"


def settings_of_embeds(config: Config) -> Iterator[str]:
    """Yield the problems of the settings."""
    yield from embeds_problems(config.embeds)
    if config.embed_referrer not in REFERRER_POLICIES:
        yield f"embed_referrer is {config.embed_referrer!r}: write one of {', '.join(map(repr, REFERRER_POLICIES))}"


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    return list(settings_of_embeds(config))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.settings")
    app.add_config_value("embeds", {}, "env", types=frozenset({dict}))
    app.add_config_value("embed_referrer", REFERRER_POLICIES[0], "env", types=frozenset({str}))
    app.add_node(embed, html=(visit_embed, depart_embed))
    app.add_directive("embed", EmbedDirective)
    app.add_directive("iframe", EmbedDirective)
    app.add_directive("youtube", YouTubeDirective)
    app.add_directive("vimeo", VimeoDirective)
    app.connect("check-settings", on_check_settings)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.MEDIA)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
