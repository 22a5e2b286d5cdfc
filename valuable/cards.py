"""Draw a card for each post: the picture of 1,200 by 630 that others show with a link to it.

`_templates/card.svg` says how it looks; resvg draws it with the fonts in `valuable/fonts`, and no others. The address
of a card holds a digest of all that it is drawn from, so it is known before it is drawn. Cards are kept in
`.cache/cards`, outside `_build`: one that has not changed is not drawn again.
"""

import os
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ThemeError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__, card_text
from valuable.builder import SiteBuilder
from valuable.card_text import Font, Words, cut, fitted, read_font, shown
from valuable.checks import address_of
from valuable.faults import in_template
from valuable.freshness import faces_of
from valuable.pages import overview
from valuable.parallel import share
from valuable.phrases import long_date, spoken
from valuable.posts import Post, posts_of

logger = logging.getLogger(__name__)

TEMPLATE = "card.svg"
FONTS = Path(__file__).parent / "fonts"
FIRST = "SourceSerif4"  # the others show what it has not
NORMAL, BOLD = 400, 700
LONGEST = 50  # of a post's name, the characters that stand in its card's: the system limits the whole
CACHE = Path(".cache", "cards")
TOKEN = re.compile(r"--(paper|ink|quiet|accent|rule|wash):\s*(#[0-9a-fA-F]{3,8}|[a-z]+|(?:rgb|hsl)a?\([^)]*\))\s*;")
COLOURS = {"paper": "#fff", "ink": "#000", "quiet": "#555", "accent": "#000", "rule": "#ccc", "wash": "#eee"}
SEPARATOR = " · "
PNG = b"\x89PNG\r\n\x1a\n"


class CardError(Exception):
    """A card can't be drawn; the message says why, and what to do."""


@dataclass(frozen=True)
class Cards:
    """The addresses of this build's cards by docname, each with a digest of what it shows; of all, what is common."""

    common: str = ""
    addresses: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """What all cards are drawn with: font files, the fonts of each weight, colours, and a digest of the tools."""

    files: list[str]
    bold: Sequence[Font]
    normal: Sequence[Font]
    colours: Mapping[str, str]
    digest: bytes


def card_of(app: Sphinx, post: Post) -> str:
    """Return the path of a post's card in the output, once all is read, whether it is drawn or not."""
    return cards_of(app.env).addresses[post.docname][1]


def cards_of(env: BuildEnvironment) -> Cards:
    return getattr(env, "valuable_cards", None) or Cards()


# -- What is on a card


def desk_of(app: Sphinx) -> Desk:
    """Return what all cards of this build are drawn with. Raises :exc:`CardError` for a file that is no font."""
    found: Desk | None = getattr(app, "_valuable_desk", None)
    if found is None:
        digest = blake2b(version("resvg-py").encode(), digest_size=16)
        for file in (*templates(app), Path(card_text.__file__), Path(__file__)):
            digest.update(file.read_bytes())
        files, fonts = sorted(FONTS.glob("*.[ot]tf"), key=lambda file: (FIRST not in file.name, file.name)), []
        for file in files:
            data = file.read_bytes()
            digest.update(data)
            try:
                fonts.append(read_font(data))
            except ValueError as error:
                raise CardError(f"{file}: {error}: take it out, or put another in its place") from None
        bold, normal = ([font for font in fonts if font.weight == weight] for weight in (BOLD, NORMAL))
        found = Desk([str(file) for file in files], bold, normal, palette(app), digest.digest())
        app._valuable_desk = found  # type: ignore[attr-defined]
    return found


def templates(app: Sphinx) -> list[Path]:
    """Return the template of the cards, the first that there is."""
    folders = [Path(app.confdir, folder) for folder in app.config.templates_path]
    return [folder / TEMPLATE for folder in folders if (folder / TEMPLATE).is_file()][:1]


def palette(app: Sphinx) -> dict[str, str]:
    """Return the colours of the light scheme, which `tokens.css` names first."""
    colours = dict(COLOURS)
    for folder in app.config.html_static_path:
        file = Path(app.confdir, folder, "css", "tokens.css")
        if file.is_file():
            for name, value in reversed(TOKEN.findall(file.read_text(encoding="utf-8"))):
                colours[name] = value
    return colours


def byline(app: Sphinx, post: Post, fonts: Sequence[Font]) -> Words | None:
    """Return the day and the authors, as far as they can be shown in one font."""
    people = overview(app).people
    day = long_date(post.date, spoken(post.language, app.config.language))
    names = [people[key].name for key in post.authors if key in people]
    found = shown(SEPARATOR.join([day, *names]), fonts)
    if found is None:
        day = day if shown(day, fonts[:1]) else post.date.date().isoformat()
        found = shown(SEPARATOR.join([day, *(name for name in names if shown(name, fonts[:1]))]), fonts[:1])
    return found


def context(app: Sphinx, post: Post) -> dict[str, Any]:
    """Return what the template prints. A title that no font can show gives its place to the site's name."""
    desk, config = desk_of(app), app.config
    site, title = shown(config.project, desk.bold), shown(post.title, desk.bold)
    return {
        "title": title or site,
        "site": site if title else None,
        "tagline": shown(config.site_tagline, desk.normal),
        "byline": byline(app, post, desk.normal),
        "category": shown(post.category or "", desk.normal),
        "language": post.language,
        "colours": desk.colours,
        "fit": fitted,
        "cut": cut,
    }


def svg_of(app: Sphinx, post: Post) -> str:
    """Print the template for a post. Raises :exc:`CardError` for what is wrong with the template."""
    builder: Any = app.builder
    values = context(app, post)
    try:
        return str(builder.templates.render(TEMPLATE, values))
    except Exception as error:
        wrapped = ThemeError(TEMPLATE)
        wrapped.__cause__ = error
        raise CardError(f"{in_template(wrapped)}: mend the template of the cards") from error


def plain(value: Any) -> Any:
    """Return a value of the template in a form that can be compared; the fonts are in the desk's digest."""
    return (value.text, value.font.family, value.font.weight) if isinstance(value, Words) else value


def address(app: Sphinx, post: Post) -> str:
    """Return the address of a card, from all that it is drawn from."""
    values = [plain(value) for value in context(app, post).values() if not callable(value)]
    digest = blake2b(desk_of(app).digest + repr(values).encode(), digest_size=4).hexdigest()
    return f"_images/card-{address_of(post.docname).rpartition('/')[2][:LONGEST]}.{digest}.png"


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Find the addresses, anew for posts that have changed since the last build."""
    if not isinstance(app.builder, SiteBuilder):
        return
    app._valuable_desk = None  # type: ignore[attr-defined]
    before, common, faces = cards_of(env), app._valuable_common, faces_of(env)  # type: ignore[attr-defined]
    known = before.addresses if before.common == common else {}
    found = {}
    fault = ""
    for docname, post in posts_of(env).items():
        entry = known.get(docname, ("", ""))
        if entry[0] != faces[docname]:
            entry = faces[docname], ""
            try:
                entry = faces[docname], address(app, post) if not fault else ""
            except CardError as error:
                fault = str(error)
        found[docname] = entry
    if fault:
        warn(fault)
    env.valuable_cards = Cards(common, found)  # type: ignore[attr-defined]


# -- Drawing


def draw(app: Sphinx, post: Post) -> bytes:
    """Return a card as PNG. Raises :exc:`CardError` for a template that makes no drawing."""
    import resvg_py  # takes its time, and is seldom needed

    svg = svg_of(app, post)
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=desk_of(app).files))
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise CardError(f"_templates/{TEMPLATE}: it makes no drawing of {post.docname} ({reason}): mend it") from None


def whole(data: bytes) -> bool:
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


def put(file: Path, data: bytes) -> None:
    """Write a file in one step."""
    draft = file.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(data)
    os.replace(draft, file)


def make(app: Sphinx, wanted: Mapping[str, Post], cache: Path) -> list[str]:
    """Bring cards into the output, from the cache or else drawn; return what is wrong."""
    builder, faults = app.builder, []

    def work(paths: Sequence[str]) -> None:
        for path in paths:
            kept, file = cache / Path(path).name, Path(builder.outdir, path)
            data = kept.read_bytes() if kept.is_file() else b""
            if not whole(data):
                try:
                    data = draw(app, wanted[path])
                except CardError as error:
                    faults.append(str(error))
                    return
                put(kept, data)
            file.write_bytes(data)

    share(sorted(wanted), app.parallel, work, lambda part: faults, lambda part, others: faults.extend(others))
    return faults


def cards_wanted(app: Sphinx, exception: Exception | None) -> dict[str, Post] | None:
    """Return the posts of a build by the addresses of their cards, if it is one that publishes and all is well."""
    well = exception is None and not (app._fail_on_warnings and app._warncount)
    if not well or not isinstance(app.builder, SiteBuilder) or app.config.show_drafts:
        return None
    return {path: post for post in posts_of(app.env).values() if (path := card_of(app, post))}


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Draw the cards that the site lacks.

    ``CARDS=0`` in the environment leaves the drawing out, and so does the preview.
    """
    cards, cache = cards_wanted(app, exception), Path(app.confdir, CACHE)
    builder: Any = app.builder
    if cards is None or os.environ.get("CARDS") == "0":
        return
    missing = {path: post for path, post in cards.items() if path not in builder.last.files}
    builder.claimed.update(cards.keys() - missing.keys())
    if missing:
        cache.mkdir(parents=True, exist_ok=True)
        Path(builder.outdir, "_images").mkdir(exist_ok=True)
        faults = make(app, missing, cache)
        if faults:
            warn(min(faults))


def on_site_in_place(app: Sphinx, exception: Exception | None) -> None:
    """Forget the cards that no post needs any more. Not before: a build that is cut short leaves the last site."""
    cards = cards_wanted(app, exception)
    if cards is not None:
        prune(Path(app.confdir, CACHE), {Path(path).name for path in cards})


def prune(cache: Path, names: set[str]) -> None:
    """Remove from the cache all but *names*."""
    for file in cache.glob("*"):
        if file.name not in names and not file.is_dir():
            file.unlink()


def warn(message: str) -> None:
    logger.warning(message, type="valuable", subtype="cards")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.freshness")
    app.connect("env-updated", on_env_updated, priority=650)
    app.connect("build-finished", on_build_finished, priority=700)
    app.connect("build-finished", on_site_in_place, priority=950)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
