"""What the shortcodes and tags that many systems share are in Markdown: pictures, films, links, code, boxes."""

import re
from collections.abc import Callable, Mapping

from valuable.base.uris import is_web_address
from valuable.content.foreign.arguments import Arguments
from valuable.content.markdown.callout_kinds import KIND_BY_WORD

# Returns Markdown; None if the arguments do not say enough.
Reader = Callable[[Arguments], str | None]
WEB_ADDRESSES: Mapping[str, str] = {
    "bilibili": "https://www.bilibili.com/video/{}",
    "codepen": "https://codepen.io/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "tweet": "https://x.com/i/status/{}",
    "vimeo": "https://vimeo.com/{}",
    "youtube": "https://www.youtube.com/watch?v={}",
}
DATED_SOURCE = re.compile(r"(?:.*/)?(?P<year>\d{4})-\d\d?-\d\d?-(?P<name>[^/]+?)(?:\.\w+)?")
PLAYLIST = re.compile(r"[?&]list=([\w-]+)")
PICTURE_INCLUDE = re.compile(r"(?:.*/)?_?(?:figure|image|img|picture|pic|photo)s?(?:\.\w+)?")
FILM_INCLUDE = re.compile(r"(?:.*/)?_?(?:video|embed|youtube|vimeo)[\w-]*(?:\.\w+)?")
# The words that name kinds of boxes, and what each is called here.
KINDS_OF_BOX: Mapping[str, str] = {
    **{word: word for word in KIND_BY_WORD},
    "alert": "warning",
    "primary": "note",
    "expand": "details",
    "toggle": "details",
    "accordion": "details",
}
KIND_ARGUMENTS = ("type", "kind", "style", "class", "level", "variant")
# In these stands a text in a box; the kind of it is in their name, or an argument.
BOX_NAMES = frozenset({*KINDS_OF_BOX, "admonition", "callout", "notice", "aside", "message"})


def quoted_title(text: str) -> str:
    """Return *text* as the title of a link or picture."""
    return '"' + " ".join(text.split()).replace('"', '\\"') + '"' if text.strip() else ""


def markdown_address(address: str) -> str:
    """Return an address as it stands in a link: one with a space or a bracket in angle brackets."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def markdown_picture(source: str, alt: str, title: str, link: str = "", width: str = "") -> str:
    words = re.sub(r"([\[\]])", r"\\\1", " ".join(alt.split()))
    picture = f"![{words}]({' '.join(filter(None, (markdown_address(source), quoted_title(title))))})"
    picture += f"{{width={width}}}" if re.fullmatch(r"\d+(?:px|%|em|rem)?", width) else ""
    return f"[{picture}]({markdown_address(link)})" if link else picture


def picture(arguments: Arguments) -> str | None:
    """Read a picture with its words, as Hugo's ``figure`` has them: without an ``alt`` its caption is that too."""
    source = arguments.get("src", "url", "image_path", "image", "path", "file", "img", at=0)
    if not source or "{{" in source:
        return None
    caption = ". ".join(filter(None, (arguments.get("title"), arguments.get("caption"))))
    alt = arguments.get("alt", at=1) or caption
    return markdown_picture(source, alt, caption, arguments.get("link", "href"), arguments.get("width"))


def old_picture(arguments: Arguments) -> str | None:
    """Read Octopress's ``{% img [class] source [width [height]] ["title" ["alt"]] %}``."""
    for place, value in enumerate(arguments.values):
        if re.search(r"/|\.\w{3,4}$", value):
            sizes = [word for word in arguments.values[place + 1 :] if re.fullmatch(r"\d+(?:px|%)?", word)]
            words = [word for word in arguments.values[place + 1 :] if word not in sizes]
            title, alt = (*words, "")[:2] if 0 < len(words) < 3 else (" ".join(words), "")
            return markdown_picture(value, alt or title, title if alt else "", width=next(iter(sizes), ""))
    return picture(arguments)


def film_file(arguments: Arguments) -> str | None:
    """Read ``{% video a.mp4 640 320 poster.jpg %}``, of which sizes are left to the page."""
    source = arguments.get("src", "url", "mp4", "file", at=0)
    if not source or "{{" in source:
        return None
    return markdown_picture(source, arguments.get("alt", "title", "caption"), arguments.get("caption"))


def gist_part(file: str) -> str:
    """Return the fragment of a file of a gist, ``#file-a-py``."""
    return f"#file-{re.sub('[^a-z0-9]+', '-', file.casefold())}" if re.search(r"\w\.\w", file) else ""


def web_link(name: str) -> Reader:
    """Return the reader of a shortcode that embeds something of another site."""

    def read(arguments: Arguments) -> str | None:
        value = arguments.get("url", "src", "id", "v", "video", "videoid", "video_id", at=0)
        user = arguments.get("user", "username")
        if is_web_address(value):
            return f"<{value}>"
        if name == "gist" and len(arguments.values) > 1 and "/" not in value and "." not in arguments.values[1]:
            value = "/".join(arguments.values[:2])
        part = arguments.values[-1] if name == "gist" and "." in "".join(arguments.values[1:]) else ""
        playlist = PLAYLIST.search(value)
        if name == "youtube" and playlist:
            return f"<https://www.youtube.com/playlist?list={playlist[1]}>"
        if not re.fullmatch(r"[\w./-]+", value):
            return None
        if name == "tweet" and user:
            return f"<https://x.com/{user}/status/{value}>"
        return f"<{WEB_ADDRESSES[name].format(value)}{gist_part(part)}>"

    return read


def any_link(arguments: Arguments) -> str | None:
    """Read a shortcode that has the address of what it embeds."""
    value = arguments.get("url", "src", "href", at=0)
    return f"<{value}>" if is_web_address(value) else None


def include(arguments: Arguments) -> str | None:
    """Read ``{% include figure.html … %}`` and ``{% include video id="…" provider="youtube" %}``."""
    name = arguments.values[0] if arguments.values else ""
    rest = Arguments(arguments.values[1:], arguments.named)
    if PICTURE_INCLUDE.fullmatch(name):
        return picture(rest)
    provider = rest.get("provider") or next((known for known in ("youtube", "vimeo") if known in name), "")
    if FILM_INCLUDE.fullmatch(name) and (provider in WEB_ADDRESSES or is_web_address(rest.get("url", "src"))):
        return web_link(provider if provider in WEB_ADDRESSES else "youtube")(rest)
    return None


def source_file(arguments: Arguments) -> str | None:
    """Read the file of a post or page, as Jekyll names them: its date is in the name, and here its year in a folder."""
    name = arguments.get("path", at=0)
    if is_web_address(name):
        return f"<{name}>"
    written, mark, anchor = name.partition("#")
    dated = DATED_SOURCE.fullmatch(written)
    if dated:
        return f"/posts/{dated['year']}/{dated['name']}.md{mark}{anchor}"
    written = re.sub(r"^/?_(?:pages|posts|drafts)/", "/", written)
    if collection := re.fullmatch(r"/?_\w+/(?:.*/)?([^/]+\.\w+)", written):  # whose pages may stand anywhere
        return markdown_address(f"{collection[1]}{mark}{anchor}")
    if not re.search(r"[./]", written.strip("/")):
        return None
    return markdown_address(f"/{written.lstrip('/')}{mark}{anchor}")


def page_reference(arguments: Arguments) -> str | None:
    """Read the path in Hugo's ``ref`` and ``relref``."""
    path = arguments.get("path", at=0)
    return markdown_address(path) if path and "{{" not in path else None


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(("figure", "image", "picture", "photo", "imgproc", "asset_img"), picture),
    **dict.fromkeys(("audio", "video"), film_file),
    "img": old_picture,
    **{name: web_link(name) for name in WEB_ADDRESSES},
    "twitter": web_link("tweet"),
    "x": web_link("tweet"),
    "youtubelite": web_link("youtube"),
    "include": include,
    "include_cached": include,
    **dict.fromkeys(("embed", "oembed", "github"), any_link),
    **dict.fromkeys(("link", "post_url", "post_link"), source_file),
    **dict.fromkeys(("ref", "relref"), page_reference),
}


def box_of(name: str, arguments: Arguments) -> str | None:
    """Return the kind and the title of a box, ``note Title``; None if a shortcode makes none."""
    if name not in BOX_NAMES:
        return None
    values, kind = list(arguments.values), KINDS_OF_BOX.get(name)
    if kind is None or name == "alert" or arguments.get(*KIND_ARGUMENTS).casefold() in KINDS_OF_BOX:
        word = arguments.get(*KIND_ARGUMENTS).casefold()
        if not word and values and values[0].casefold() in KINDS_OF_BOX:
            word = values.pop(0).casefold()
        kind = KINDS_OF_BOX.get(word, kind or "note")
    title = arguments.get("title", "summary") or " ".join(values)
    return " ".join([str(kind), *title.split()])


def box_cure(first: str) -> str:
    """Say how to write the box that *first* makes."""
    return f"write `:::{first}`, and `:::` where it ends"
