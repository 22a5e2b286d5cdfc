"""Draw a card for each post: the picture of 1,200 by 630 that others show with a link to it.

The template `card.svg` says how it looks; resvg draws it with the fonts in `valuable/fonts`, and no others. The address
of a card holds a digest of its bytes, so it stays as long as the picture does. Cards are drawn before the pages are
written and kept in `.cache/cards`, outside `_build`, each under a digest of all that it is drawn from, its recipe: one
whose recipe has not changed is not drawn again.
"""

import os
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ThemeError
from sphinx.util.typing import ExtensionMetadata

import valuable
from valuable import __version__
from valuable.base.build_errors import template_problem
from valuable.base.build_state import once_per_build
from valuable.base.env_store import EnvValue
from valuable.base.page_addresses import address_by_name, bare_address
from valuable.base.reports import report
from valuable.base.theme import CUSTOM, static_folders, template_folders
from valuable.base.translations import long_date, ui_language
from valuable.build.builder import SiteBuilder
from valuable.build.fork_map import share
from valuable.content.digests import summary_digests
from valuable.content.posts import Post, posts_of
from valuable.outputs.cards import text as card_text
from valuable.outputs.cards.text import FittedText, Font, cut_line, fit_block, read_font, text_in_fonts
from valuable.pages.invalidation import common_digest
from valuable.pages.page_context import overview
from valuable.phases import BuildFinished, EnvUpdated

TEMPLATE = "card.svg"
FONTS = Path(valuable.__file__).parent / "fonts"
FIRST_FONT = "SourceSerif4"  # the others show what it has not
NORMAL, BOLD = 400, 700
LONGEST_CARD_NAME = 50  # of a post's name, the characters that stand in its card's: the system limits the whole
CACHE = Path(".cache", "cards")
TOKEN = re.compile(
    r"--(paper|ink|quiet|accent|rule|wash):\s*(?:light-dark\(\s*)?(#[0-9a-fA-F]{3,8}|[a-z]+|(?:rgb|hsl)a?\([^)]*\))\s*[;,]"
)
COLOURS = {"paper": "#fff", "ink": "#000", "quiet": "#555", "accent": "#000", "rule": "#ccc", "wash": "#eee"}
SEPARATOR = " · "
PNG = b"\x89PNG\r\n\x1a\n"


class CardError(Exception):
    """A card can't be drawn; the message says why, and what to do."""


class Card(NamedTuple):
    """The card of a post: a digest of what it shows, the name of its file in the cache, and its path in the output.

    ``path`` is empty for a card that can't be drawn.
    """

    summary: str  # the digest of what other pages may show of the post
    kept: str  # the name of the file in the cache
    path: str


@dataclass(frozen=True)
class Cards:
    """The cards of this build by docname, and a digest of what is common to all."""

    common: str = ""
    by_docname: dict[str, Card] = field(default_factory=dict)


@dataclass(frozen=True)
class CardAssets:
    """What all cards are drawn with: font files, the fonts of each weight, colours, and a digest of the tools."""

    files: list[str]
    bold: Sequence[Font]
    normal: Sequence[Font]
    colours: Mapping[str, str]
    digest: bytes


def card_of(app: Sphinx, post: Post) -> str:
    """Return the path of a post's card in the output, once all is read, whether it is drawn or not."""
    return cards_of(app.env).by_docname[post.docname].path


CARDS = EnvValue[Cards]("cards", Cards)


def cards_of(env: BuildEnvironment) -> Cards:
    return CARDS.of(env)


# -- What is on a card


@once_per_build
def card_assets(app: Sphinx) -> CardAssets:
    """Return what all cards of this build are drawn with. Raises :exc:`CardError` for a file that is no font."""
    digest = blake2b(version("resvg-py").encode(), digest_size=16)
    for file in (*card_templates(app), Path(card_text.__file__), Path(__file__)):
        digest.update(file.read_bytes())
    files, fonts = sorted(FONTS.glob("*.[ot]tf"), key=lambda file: (FIRST_FONT not in file.name, file.name)), []
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        try:
            fonts.append(read_font(data))
        except ValueError as error:
            raise CardError(f"{file}: {error}: take it out, or put another in its place") from None
    bold, normal = ([font for font in fonts if font.weight == weight] for weight in (BOLD, NORMAL))
    return CardAssets([str(file) for file in files], bold, normal, palette(app), digest.digest())


def card_templates(app: Sphinx) -> list[Path]:
    """Return the template of the cards, and those that it may extend."""
    return [folder / TEMPLATE for folder in template_folders(app) if (folder / TEMPLATE).is_file()]


def palette(app: Sphinx) -> dict[str, str]:
    """Return the colours of the light scheme, which `tokens.css` and the author's `custom.css` name first."""
    colours = dict(COLOURS)
    for folder in reversed(static_folders(app)):
        for file in (folder / "css" / "tokens.css", folder / CUSTOM):
            if file.is_file():
                colours.update(reversed(TOKEN.findall(file.read_text(encoding="utf-8"))))
    return colours


def card_byline(app: Sphinx, post: Post, fonts: Sequence[Font]) -> FittedText | None:
    """Return the date and the authors, as far as one font can show them."""
    people = overview(app).people
    day = long_date(post.date, ui_language(post.language, app.config.language))
    names = [people[key].name for key in post.authors if key in people]
    found = text_in_fonts(SEPARATOR.join([day, *names]), fonts)
    if found is None:
        day = day if text_in_fonts(day, fonts[:1]) else post.date.date().isoformat()
        found = text_in_fonts(
            SEPARATOR.join([day, *(name for name in names if text_in_fonts(name, fonts[:1]))]), fonts[:1]
        )
    return found


def card_context(app: Sphinx, post: Post) -> dict[str, Any]:
    """Return the values of the template. A title that no font can show is replaced by the site's name."""
    assets, config = card_assets(app), app.config
    site, title = text_in_fonts(config.project, assets.bold), text_in_fonts(post.title, assets.bold)
    return {
        "title": title or site,
        "site": site if title else None,
        "tagline": text_in_fonts(config.site_tagline, assets.normal),
        "byline": card_byline(app, post, assets.normal),
        "category": text_in_fonts(post.category or "", assets.normal),
        "language": post.language,
        "colours": assets.colours,
        "fit": fit_block,
        "cut": cut_line,
    }


def card_svg(app: Sphinx, post: Post) -> str:
    """Return the SVG of a post's card. Raises :exc:`CardError` for what is wrong with the template."""
    builder: Any = app.builder
    values = card_context(app, post)
    try:
        return str(builder.templates.render(TEMPLATE, values))
    except Exception as error:
        wrapped = ThemeError(TEMPLATE)
        wrapped.__cause__ = error
        raise CardError(f"{template_problem(wrapped)}: mend the template of the cards") from error


def comparable_value(value: Any) -> Any:
    """Return a value of the template in a form that can be compared; the fonts are in the digest of the assets."""
    return (value.text, value.font.family, value.font.weight) if isinstance(value, FittedText) else value


def card_file_name(post: Post, digest: str) -> str:
    """Return the name of the file of a post's card, by a digest of its recipe or of its bytes."""
    return f"card-{bare_address(address_by_name(post.docname)).rpartition('/')[2][:LONGEST_CARD_NAME]}.{digest}.png"


def card_recipe(app: Sphinx, post: Post) -> str:
    """Return a digest of all that a card is drawn from."""
    values = [comparable_value(value) for value in card_context(app, post).values() if not callable(value)]
    return blake2b(card_assets(app).digest + repr(values).encode(), digest_size=4).hexdigest()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Draw the cards of posts that have changed since the last build; return the pages whose card has another address.

    ``CARDS=0`` in the environment leaves the drawing out, and so does the preview: a card has then the address of its
    recipe.
    """
    if not isinstance(app.builder, SiteBuilder):
        return []
    drawing = is_drawn(app)
    common = f"{common_digest(app)} {drawing}"
    before, summaries = cards_of(env), summary_digests(env)
    known = before.by_docname if before.common == common else {}
    found, wanted = {}, {}
    try:
        for docname, post in posts_of(env).items():
            card = known.get(docname)
            if card is None or card.summary != summaries[docname]:
                kept = card_file_name(post, card_recipe(app, post))
                card = Card(summaries[docname], kept, f"_images/{kept}")
                wanted[kept] = post
            found[docname] = card
        digests = draw_missing_cards(app, wanted) if drawing else {}
    except CardError as error:
        warn_of_cards(str(error))
        found = {docname: Card("", "", "") for docname in posts_of(env)}
    else:
        for kept, digest in digests.items():
            docname = wanted[kept].docname
            found[docname] = found[docname]._replace(path=f"_images/{card_file_name(wanted[kept], digest)}")
    CARDS.set(env, Cards(common, found))
    return [
        docname
        for docname, card in found.items()
        if docname in before.by_docname and before.by_docname[docname].path != card.path
    ]


def is_drawn(app: Sphinx) -> bool:
    """Return whether this build draws cards: it is one that publishes, and without an error so far."""
    well = not (app._fail_on_warnings and app._warncount)
    return well and not app.config.show_drafts and os.environ.get("CARDS") != "0"


# -- Drawing


def draw_card(app: Sphinx, post: Post) -> bytes:
    """Return a card as PNG. Raises :exc:`CardError` for a template that makes no drawing."""
    import resvg_py  # takes its time, and is seldom needed

    svg = card_svg(app, post)
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=card_assets(app).files))
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise CardError(f"_templates/{TEMPLATE}: it makes no drawing of {post.docname} ({reason}): mend it") from None


def is_whole_png(data: bytes) -> bool:
    """Return whether *data* is a PNG from its first chunk to its last, each with the checksum that it should have."""
    place = len(PNG)
    if not data.startswith(PNG):
        return False
    while place < len(data):
        length = int.from_bytes(data[place : place + 4])
        name, end = data[place + 4 : place + 8], place + 12 + length
        if int.from_bytes(data[end - 4 : end]) != zlib.crc32(data[place + 4 : end - 4]) or end > len(data):
            return False
        if name == b"IEND":
            return end == len(data)
        place = end
    return False


def write_atomically(file: Path, data: bytes) -> None:
    """Write a file atomically: under another name first, which then takes the place of the old one."""
    draft = file.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(data)
    draft.replace(file)


def draw_missing_cards(app: Sphinx, wanted: Mapping[str, Post]) -> dict[str, str]:
    """Draw each card of *wanted* that the cache lacks, by the name of its file; return a digest of the bytes of each.

    Raises :exc:`CardError` for one that can't be drawn.
    """
    cache = Path(app.confdir, CACHE)
    digests: dict[str, str] = {}
    errors: list[str] = []
    if wanted:
        cache.mkdir(parents=True, exist_ok=True)

    def work(names: Sequence[str]) -> None:
        for name in names:
            try:
                digests[name] = blake2b(card_bytes(app, wanted[name], cache / name), digest_size=4).hexdigest()
            except CardError as error:
                errors.append(str(error))
                return

    def join(part: Sequence[str], other: tuple[dict[str, str], list[str]]) -> None:
        digests.update(other[0])
        errors.extend(other[1])

    share(sorted(wanted), app.parallel, work, lambda part: (digests, errors), join)
    if errors:
        raise CardError(min(errors))
    return digests


def card_bytes(app: Sphinx, post: Post, kept: Path) -> bytes:
    """Return a card from its file in the cache; drawn and stored first if it is not there, or not whole."""
    data = kept.read_bytes() if kept.is_file() else b""
    if not is_whole_png(data):
        data = draw_card(app, post)
        write_atomically(kept, data)
    return data


def cards_wanted(app: Sphinx, exception: Exception | None) -> dict[str, Card] | None:
    """Return the cards of a build by docname; None for a build that does not publish or has failed."""
    if exception is not None or not isinstance(app.builder, SiteBuilder) or not is_drawn(app):
        return None
    cards = cards_of(app.env).by_docname
    return {docname: card for docname, card in cards.items() if card.path}


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Copy the cards that the site lacks into the output."""
    builder: Any = app.builder
    for docname, card in (cards_wanted(app, exception) or {}).items():
        builder.claimed.add(card.path)
        if card.path not in builder.last.files:
            file = Path(builder.outdir, card.path)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(card_bytes(app, posts_of(app.env)[docname], Path(app.confdir, CACHE, card.kept)))


def on_site_in_place(app: Sphinx, exception: Exception | None) -> None:
    """Remove the cards that no post needs any more; not before, since a build that is cut short keeps the last site."""
    cards = cards_wanted(app, exception)
    if cards is not None:
        prune_cache(Path(app.confdir, CACHE), {card.kept for card in cards.values()})


def prune_cache(cache: Path, names: set[str]) -> None:
    """Remove from the cache all but *names*."""
    for file in cache.glob("*"):
        if file.name not in names and not file.is_dir():
            file.unlink()


def warn_of_cards(message: str) -> None:
    report(message, None, "cards")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.pages.invalidation")
    app.setup_extension("valuable.pages.metadata")
    app.connect("share-picture", card_of)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.CARDS)
    app.connect("build-finished", on_build_finished, priority=BuildFinished.CARDS)
    app.connect("build-finished", on_site_in_place, priority=BuildFinished.PRUNE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
