"""Show films and sound where a picture would stand: ``![A seal](seal.mp4)``, ``{figure}``, ``{video}``.

They are pictures to whatever looks for files that a page shows: the gate, the names under ``_images``, the copies. A
film's poster and captions lie beside it: ``seal.jpg``, ``seal.vtt``, ``seal.de.vtt``. Nothing is loaded before a reader
starts it.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from docutils import nodes
from docutils.parsers.rst import directives
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.reports import Severity, report
from valuable.base.text_files import brief
from valuable.base.translations import locale
from valuable.base.uris import uri
from valuable.content.included_files import admit_included_file
from valuable.content.markdown.media_files import (
    UNPLAYED_SUFFIXES,
    Companions,
    are_captions,
    film_size,
    find_companions,
    media_kind,
    names_by_stem,
    suffix_of,
)
from valuable.content.pictures.known import middle_name
from valuable.content.site_addresses import address_table
from valuable.content.source_checks import page_language
from valuable.phases import DoctreeRead, EnvGetOutdated
from valuable.upstream.myst import add_renderer

LINKING_NODES = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
MEDIA_WORDS = {"video": "film", "audio": "recording"}
# By docname, what lay beside each film when the page was read.
FILM_COMPANIONS = DocnameStore[Mapping[str, Companions]]("film_companions")


class media(nodes.image):  # noqa: N801
    """A film or sound: ``kind`` is ``video`` or ``audio``.

    ``poster`` and ``captions`` are paths in the site's folder; ``part`` is the fragment that says from where to where
    it is played.
    """


# -- Reading ------------------------------------------------------------------------


def told_media(image: nodes.image) -> media | None:
    """Return what stands in the place of a picture that is a film or sound; None if it is a picture."""
    name, _, part = image["uri"].partition("#")
    kind = media_kind(unquote(name))
    if not kind or name.startswith("data:"):
        return None
    found = media("", **image.attributes)
    found["uri"], found["kind"], found["part"] = name, kind, part if part.startswith("t=") else ""
    found.source, found.line = image.source, image.line
    return found


def on_doctree_read_first(app: Sphinx, doctree: nodes.document) -> None:
    for image in list(doctree.findall(nodes.image)):
        found = told_media(image) if not isinstance(image, media) else None
        if found is not None:
            image.replace_self(found)
            move_out(found)


def media_name(node: media) -> str:
    """Return the name of a film or recording; that of its file if the author gives none."""
    return node.get("alt", "").strip() or Path(node["uri"]).stem


def move_out(film: media) -> None:
    """Put a film where it can be played: outside of a link and of a heading."""
    around: nodes.Element | None = film.parent
    while isinstance(around, nodes.Element):
        if isinstance(around, LINKING_NODES):
            take_out_of_link(film, around)
        elif isinstance(around, nodes.title) and isinstance(around.parent, nodes.section):
            take_out_of_title(film, around)
        around = around.parent


def take_out_of_link(film: media, link: nodes.Element) -> None:
    """Put a film before the link that it stands in, where a click would not play it; the link gets its name."""
    film.replace_self(nodes.Text(media_name(film)))
    link.parent.insert(link.parent.index(link), [film, nodes.Text(" ")])


def take_out_of_title(film: media, title: nodes.title) -> None:
    """Put a film below the heading that it stands in, which lists name in other places; its name stays there."""
    film.replace_self(nodes.Text(media_name(film)))
    paragraph = nodes.paragraph("", "", film)
    paragraph.source, paragraph.line = title.source, title.line
    title.parent.insert(title.parent.index(title) + 1, paragraph)


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Find the poster and the captions of each film, once Sphinx has found the film."""
    env, listings, known = app.env, dict[str, dict[str, list[str]]](), dict[str, Companions]()
    for node in doctree.findall(media):
        name = node["uri"].rpartition("/")[2]
        suffix = suffix_of(node["uri"])
        if suffix in UNPLAYED_SUFFIXES:
            message = (
                f"no browser plays {brief(name)}: save it as `{UNPLAYED_SUFFIXES[suffix]}`, and write the new name"
            )
            report(message, located(node), "media", severity=Severity.ACCEPTABLE, subject=name)
        if node["uri"] not in env.images:
            continue  # on another host, or not there, which has been said
        known[node["uri"]] = found = companions_of(app, node["uri"], listings)
        add_poster(env, node, found)
        add_captions(env, node, found)
        if node["kind"] == "video" and (size := film_size(Path(app.srcdir, node["uri"]))):
            node["pixels"] = size
        for message in lacking(node, found):
            report(message, located(node), "media", severity=Severity.HINT, subject=name)
        node["language"] = page_language(app)
    if known:
        FILM_COMPANIONS.of(env)[env.docname] = known


def located(node: nodes.Element) -> nodes.Element:
    return node if node.line or node.parent is None else node.parent


def companions_of(app: Sphinx, path: str, listings: dict[str, dict[str, list[str]]]) -> Companions:
    """Return what lies beside the film at *path*; *listings* keeps what was found in each folder."""
    folder = path.rpartition("/")[0]
    if folder not in listings:
        found = Path(app.srcdir, folder)
        listings[folder] = names_by_stem(file.name for file in found.iterdir()) if found.is_dir() else {}
    return find_companions(path, listings[folder].get(Path(path).stem, []))


def add_poster(env: BuildEnvironment, node: media, found: Companions) -> None:
    """Note the poster that the author names, else the one that lies beside the film."""
    named = node.get("poster", "")
    path = found.poster
    if named:
        path = address_table(env._app).find_file(named, env.docname) or ""
        if not path:
            message = f"there is no poster {brief(named)}: write the name of a picture beside this page"
            report(message, located(node), "media", severity=Severity.ACCEPTABLE, subject=named)
            env.note_reread()
    node["poster"] = path if path and add_file(env, node, path) else ""


def add_captions(env: BuildEnvironment, node: media, found: Companions) -> None:
    node["captions"] = []
    for language, path in found.captions:
        if add_file(env, node, path):
            if are_captions(Path(env.srcdir, path)):
                node["captions"].append((language, path))
            else:
                name = path.rpartition("/")[2]
                message = f"{brief(name)} is shown by no browser: captions are WebVTT, whose first line is `WEBVTT`"
                report(message, located(node), "media", severity=Severity.ACCEPTABLE, subject=name)


def add_file(env: BuildEnvironment, node: media, path: str) -> bool:
    """Have a file published that belongs to a film; return whether it may be."""
    if admit_included_file(env, f"/{path}", located(node)) is None:
        return False
    env.note_dependency(path)
    env.images.add_file(env.docname, path)
    return True


def lacking(node: media, found: Companions) -> Iterator[str]:
    """Yield what a film or recording could do better."""
    name = node["uri"].rpartition("/")[2]
    stem = Path(name).stem
    if not node.get("alt", "").strip():
        yield f"the {MEDIA_WORDS[node['kind']]} {brief(name)} has no name: write `![what it shows]({name})`"
    for path in found.unused:
        other = path.rpartition("/")[2]
        if suffix_of(other) == ".srt":
            yield f"{brief(other)} is not shown: browsers show WebVTT, so convert it to `{stem}.vtt`"
        else:
            yield f"{brief(other)} is not shown: its name has no language, as `{stem}.en.vtt` has"
    if node["kind"] != "video":
        return
    if suffix_of(name) == ".mov":
        yield f"some browsers do not play {brief(name)}: save it as `.mp4`"
    missing = {
        "captions": "" if node["captions"] else f"`{stem}.vtt`",
        "poster": "" if node["poster"] else f"`{stem}.jpg`",
    }
    if any(missing.values()):
        what = " and no ".join(word for word, file in missing.items() if file)
        yield f"the film {brief(name)} has no {what}: put {' and '.join(filter(None, missing.values()))} beside it"


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Have pages read again beside whose films a poster or captions have come or gone."""
    listings: dict[str, dict[str, list[str]]] = {}

    def has_changed(known: Mapping[str, Companions]) -> bool:
        return any(companions_of(app, path, listings) != found for path, found in known.items())

    return [
        docname
        for docname, known in FILM_COMPANIONS.of(env).items()
        if docname in env.found_docs and has_changed(known)
    ]


# -- Writing ------------------------------------------------------------------------


def media_markup(node: media, name: str, address: str, poster: str, tracks: Iterable[str]) -> str:
    """Return the element of a film or of sound at *address*."""
    kind = node["kind"]
    attributes: dict[str, Any] = {"src": address, "controls": None, "preload": "none", "aria-label": name}
    if kind == "video":
        attributes["playsinline"] = None
        if poster:
            attributes["poster"] = poster
        if "pixels" in node:
            attributes["width"], attributes["height"] = node["pixels"]
    style = "; ".join(f"{side}: {pixels(node[side])}" for side in ("width", "height") if side in node)
    if style:
        attributes["style"] = style
    classes = " ".join([*node["classes"], *([f"align-{node['align']}"] if "align" in node else [])])
    if classes:
        attributes["class"] = classes
    written = "".join(
        f" {name}" if value is None else f' {name}="{escape(str(value))}"' for name, value in attributes.items()
    )
    inside = "".join(tracks) + f'<a href="{escape(address)}">{escape(name)}</a>'
    return f"<{kind}{written}>{inside}</{kind}>"


def pixels(length: str) -> str:
    return f"{length}px" if length.isdigit() else length


def track_markup(language: str, address: str, words: str) -> str:
    """Return the captions of a film in *language*, named in the language of the page, *words*."""
    label = locale(language.partition("-")[0]).get_language_name(locale(words)) or language
    return f'<track kind="captions" src="{escape(address)}" srclang="{language}" label="{escape(label)}">'


def visit_media(translator: Any, node: media) -> None:
    builder = translator.builder

    def there(path: str) -> str:
        name = builder.images.get(path)
        return f"{builder.imgpath}/{quote(name)}" if name else path

    name = media_name(node)
    address, part = there(node["uri"]), f"#{node['part']}" if node.get("part") else ""
    language = node.get("language", builder.config.language)
    captions: list[tuple[str, str]] = node.get("captions", [])
    tracks = [track_markup(found or language, there(path), language) for found, path in captions]
    has_poster = node.get("poster") and middle_name(builder.env, node["poster"])
    poster = there(node["poster"]) if has_poster else ""
    whole = address
    if node["uri"] in builder.images:
        whole = uri(f"{builder.config.html_baseurl}{builder.imagedir}/{builder.images[node['uri']]}")
    ids = f' id="{escape(node["ids"][0])}"' if node["ids"] else ""
    translator.body.append(f'<span class="media"{ids} data-name="{escape(name)}" data-address="{escape(whole)}">')
    translator.body.append(media_markup(node, name, address + part, poster, tracks))


def depart_media(translator: Any, node: media) -> None:
    translator.body.append("</span>")


# -- Markdown -----------------------------------------------------------------------


def render_image(renderer: Any, token: SyntaxTreeNode) -> None:
    """Render a picture as MyST does, with the poster that an attribute list gives to a film."""
    type(renderer).render_image(renderer, token)
    if token.attrs.get("poster"):
        renderer.current_node[-1]["poster"] = str(token.attrs["poster"])


def on_markdown_parser_inited(app: Sphinx, parser: MarkdownIt) -> None:
    add_renderer(parser, "image", render_image)


# -- Directives ---------------------------------------------------------------------


class MediaDirective(SphinxDirective):
    """``{video}`` and ``{audio}``: as a picture is written, with a poster of another name."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "alt": directives.unchanged,
        "poster": directives.unchanged,
        "width": directives.length_or_percentage_or_unitless,
        "height": directives.length_or_unitless,
        "align": lambda value: directives.choice(value, ("left", "center", "right")),
        "class": directives.class_option,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        name = directives.uri(self.arguments[0])
        if not media_kind(name.partition("#")[0]):
            report(
                f"`{{{self.name}}}` shows a film or sound, and {brief(name)} is none: write `![what it shows]({name})`",
                self.get_location(),
                "media",
            )
            return []
        node = nodes.image(uri=name, alt=self.options.get("alt", ""), classes=self.options.get("class", []))
        node.attributes.update(
            {key: self.options[key] for key in ("poster", "width", "height", "align") if key in self.options}
        )
        self.set_source_info(node)
        self.add_name(node)
        return [nodes.paragraph("", "", node)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.included_files")
    app.setup_extension("valuable.upstream.registry")
    app.add_node(media, html=(visit_media, depart_media))
    app.add_directive("video", MediaDirective)
    app.add_directive("audio", MediaDirective)
    app.connect("markdown-parser-inited", on_markdown_parser_inited)
    app.connect("doctree-read", on_doctree_read_first, priority=DoctreeRead.MEDIA)
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.COMPANIONS)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.COMPARE)
    FILM_COMPANIONS.register(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
