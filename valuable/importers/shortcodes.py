"""Return texts of WordPress with their shortcodes resolved: ``[gallery ids="1,2"]``, ``[caption]``, ``$latex x$``.

Those of WordPress, of Jetpack and of common plugins; of others the words within stay, and the tag is told.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING

from valuable.importers.records import OldEntry

if TYPE_CHECKING:
    from valuable.importers.wordpress import WordPressItem

CODE_LANGUAGES = (
    "as3|actionscript3|bash|shell|cf|coldfusion|c|cpp|c-sharp|csharp|css|delphi|pascal|diff|patch|erlang|fsharp|go|groovy"
    "|haskell|html|xhtml|java|javafx|js|javascript|jscript|json|latex_code|lua|matlab|objc|perl|php|plain|powershell|ps1"
    "|python|py|r|ruby|rails|ror|rust|scala|scss|sql|swift|typescript|vb|vbnet|xml|yaml"
)
CODE_SHORTCODE = re.compile(
    rf"(?<!\[)\[(?P<name>code|sourcecode|source|highlight|crayon|cci?[A-Z]?(?:_\w+)?|codesyntax|ccode|prism|{CODE_LANGUAGES})"
    r"(?P<args>(?:[ \t_][^\]\n]*)?)\](?P<inner>.*?)\[/(?P=name)\](?!\])", re.DOTALL,
)  # fmt: skip
UNREAD_HTML = re.compile(r"<(pre|code|script|style|textarea|math)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
ESCAPED = re.compile(r"\[(\[/?[A-Za-z][\w-]*(?:[\s=][^\]\n]*)?\])\]")
SHORTCODE = re.compile(
    r"(?<![\[\\])\[(?P<end>/)?(?P<name>[A-Za-z][\w-]*[A-Za-z0-9])"
    r"(?P<args>(?:[ \t\n=:](?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*'"
    r"|&#?\w+;)*)?)(?P<alone>/)?\](?![\](:])"
)
SHORTCODE_ARGUMENT = re.compile(
    r"(?P<key>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\]\"']+))"
)
ALONE = re.compile(r"^(?P<space>[ \t]*)(?P<url>https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
DOLLARS = re.compile(r"\$latex\b\s*(?P<tex>[^$]+?)(?:&amp;[a-z]=\w+|&[a-z]=-?\w+)*\s*\$")
NOTE_NAMES = frozenset({"efn_note", "footnote", "ref", "fn", "sidenote", "note_ref", "mfn", "modern_footnote"})
# Tags that only arrange what they hold.
FRAMES = re.compile(
    r"vc_(?:row|column|section|column_text|row_inner|column_inner|tta_\w+|empty_space|separator|custom_heading)\w*|et_pb_\w+"
    r"|fusion_\w+|av_\w+|cs_\w+|mk_\w+|nectar_\w+|x_\w+|wpb_\w+|kc_\w+|su_(?:row|column|box|dropcap|list|note|service|"
    r"highlight|quote|heading|spacer|divider|expand)|one_(?:half|third|fourth|fifth)(?:_last)?|two_thirds?(?:_last)?"
    r"|three_fourths?(?:_last)?|columns?|row|col|dropcap|center|left|right|clear|raw|box|intro|lead|section|tabs?|divider|hr|br"
    r"|toggles?|accordions?|spoilers?|collapse|highlight|ngg|content_band|custom_headline|gap|line|half|third|container",
    re.IGNORECASE,
)
SUMMARY_NAMES = re.compile(
    r"(?:su_)?(?:spoiler|toggle|expand|collapse|accordion(?:-item)?)|vc_toggle|et_pb_toggle", re.IGNORECASE
)
QUOTE_NAMES = frozenset({"quote", "blockquote", "pullquote", "su_quote", "su_pullquote"})
DROPPED_FRAMES = frozenset({"hr", "divider", "su_divider", "vc_separator", "line"})
# What nobody misses on a page that has these by itself: a table of contents, buttons to share.
OWN_NAMES = frozenset({
    "toc", "ez-toc", "more", "nextpage", "addtoany", "sharedaddy", "social", "share", "latexpage", "mathjax", "no_toc",
    "table_of_contents", "jetpack-related-posts", "jp_post_flair",
})  # fmt: skip
VIDEO_HOSTS = {
    "youtube": "https://www.youtube.com/watch?v={}", "yt": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}", "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "https://www.ted.com/talks/{}", "gist": "https://gist.github.com/{}",
    "wpvideo": "https://videopress.com/v/{}", "videopress": "https://videopress.com/v/{}",
    "archiveorg": "https://archive.org/details/{}", "tweet": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/", "spotify": "https://open.spotify.com/{}",
    "soundcloud": "https://soundcloud.com/{}", "flickr": "https://www.flickr.com/{}", "googlemaps": "{}", "embed": "{}",
    "embedyt": "{}", "iframe": "{}", "facebook": "{}", "tiktok": "{}", "bandcamp": "{}", "codepen": "https://codepen.io/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}", "scribd": "https://www.scribd.com/document/{}",
    "googleapps": "{}", "kickstarter": "{}", "twitter": "{}", "lyte": "https://www.youtube.com/watch?v={}",
    "advanced_iframe": "{}", "pdf": "{}", "pdf-embedder": "{}", "gdoc": "{}", "google-map": "{}", "loom": "{}",
}  # fmt: skip
RECIPE_FACTS = ("servings", "time", "difficulty", "preptime", "cooktime", "source")
PLAYED = re.compile(r"player|audio|video|tube|mp3|\.(?:mp3|m4a|ogg|wav|mp4|webm)\b")
SOUNDS = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "webm", "m4v", "ogv", "flv", "wmv")


class WordPressShortcodes:
    """Resolves the shortcodes of the texts of one export."""

    def __init__(self, items: Mapping[str, "WordPressItem"], attached: Mapping[str, Sequence["WordPressItem"]]) -> None:
        self.items, self.attached = items, attached
        self.known: dict[str, Callable[[OldEntry, WordPressItem, str, str, str], str]] = {
            "caption": self.figure, "wp_caption": self.figure, "gallery": self.gallery, "playlist": self.playlist,
            "audio": self.media, "video": self.media, "latex": self.maths, "katex": self.maths, "math": self.maths,
            "recipe": self.recipe, "button": self.button, "su_button": self.button, "vc_btn": self.button,
            "vc_single_image": self.single_image, "et_pb_image": self.single_image, "wpcom_image": self.single_image,
        }  # fmt: skip

    def resolved(self, entry: OldEntry, item: "WordPressItem", text: str) -> str:
        """Return HTML of a text, code apart, in which no shortcode stands that is known."""
        text = CODE_SHORTCODE.sub(code_element, text)
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[0])
            return f"\x02{len(kept) - 1}\x03"

        text = UNREAD_HTML.sub(keep, text)
        text = DOLLARS.sub(lambda found: tex_element(found["tex"]), text)
        text = ESCAPED.sub(lambda found: keep_text(found[1], kept), text)
        if "[" in text:
            text = self.tags(entry, item, text)
        text = ALONE.sub(lambda found: f'\n<iframe src="{escape(unescape(found["url"]))}"></iframe>\n', text)
        return re.sub("\x02(\\d+)\x03", lambda found: kept[int(found[1])], text)

    def tags(self, entry: OldEntry, item: "WordPressItem", text: str) -> str:
        """Return a text with its tags replaced, the inner ones first."""
        tags = [*SHORTCODE.finditer(text)]
        ends: dict[str, list[re.Match[str]]] = {}
        for tag in tags:
            if tag["end"]:
                ends.setdefault(tag["name"], []).append(tag)
        parts: list[str] = []
        place = 0
        for tag in tags:
            if tag.start() < place:
                continue
            if tag["end"]:
                if FRAMES.fullmatch(tag["name"]):  # of a frame within one of its own kind
                    parts.append(text[place : tag.start()])
                    place = tag.end()
                continue
            end = next((end for end in ends.get(tag["name"], ()) if end.start() >= tag.end()), None)
            if tag["alone"] or (end and any(
                other["name"] == tag["name"] and not other["end"] and not is_enclosing(tag["name"])
                for other in tags if tag.end() <= other.start() < end.start()
            )):  # fmt: skip
                end = None
            inner = text[tag.end() : end.start()] if end else ""
            if "[" in inner and tag["name"].casefold() not in self.known:
                inner = self.tags(entry, item, inner)
            if end is None and not tag["args"].strip() and re.match(r"\w", text[tag.start() - 1 : tag.start()]):
                continue  # a list's index, as in a[i]
            made = self.made(entry, item, tag, inner, is_closed=end is not None)
            if made is None and (end is not None or is_surely_tag(tag["name"], unescape(tag["args"]).strip())):
                made = unknown(entry, tag, inner, is_closed=end is not None, is_alone=is_alone_on_line(text, tag))
            if made is not None:
                parts += (text[place : tag.start()], made)
                place = end.end() if end else tag.end()
        return "".join([*parts, text[place:]])

    def made(
        self, entry: OldEntry, item: "WordPressItem", tag: re.Match[str], inner: str, *, is_closed: bool
    ) -> str | None:
        """Return what a shortcode stands for; None if it is none that anybody could tell."""
        name, said = tag["name"], unescape(tag["args"]).strip()
        low = name.casefold()
        known = self.known.get(low)
        if low in OWN_NAMES or (low in DROPPED_FRAMES and not is_closed):
            return "\n\n<hr>\n\n" if low in DROPPED_FRAMES else inner
        if known is not None:
            return known(entry, item, low, said, inner)
        if low in VIDEO_HOSTS and (said or inner):
            return shown_elsewhere(entry, low, said, inner)
        address = re.fullmatch(r"[:=]?\s*(https?://[^\s|]+)", said)
        if address and not is_closed and PLAYED.search(f"{low} {address[1]}"):
            return self.media(entry, item, "audio", said, inner)
        if low in NOTE_NAMES and is_closed:
            return note_element(entry, inner)
        if low in QUOTE_NAMES and is_closed:
            return f"\n\n<blockquote>{inner}</blockquote>\n\n"
        if SUMMARY_NAMES.fullmatch(low) and is_closed:
            title = argument(said, "title", "heading", "trigger_text") or "More"
            return f"\n\n<details><summary>{escape(title, quote=False)}</summary>\n\n{inner}\n\n</details>\n\n"
        if FRAMES.fullmatch(low) and (
            is_closed or SHORTCODE_ARGUMENT.search(said) or low.startswith(("vc_", "et_pb_", "fusion_"))
        ):
            title = argument(said, "title", "heading") or (argument(said, "text") if "heading" in low else "")
            heading = f"\n\n<h3>{escape(title, quote=False)}</h3>\n\n" if title and is_closed else ""
            return (
                f"{heading}{inner}"
                if is_closed or "heading" not in low
                else f"\n\n<h2>{escape(title, quote=False)}</h2>\n\n"
            )
        return None

    # -- What each is -------------------------------------------------------------------

    def figure(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        found = re.match(
            r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", inner, re.DOTALL | re.IGNORECASE
        )
        words = (found["words"].strip() if found else "") or escape(argument(said, "caption"), quote=False)
        words = re.sub(r"\s*\n\s*", " ", words)
        picture = found["picture"] if found else inner
        return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"

    def gallery(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        """Return the pictures of a gallery: those that it names, else those that belong to its post."""
        numbers = [number for number in re.split(r"[\s,]+", argument(said, "ids", "include")) if number]
        pictures = [self.items[number] for number in numbers if number in self.items and self.items[number].address]
        if not numbers:
            left = re.split(r"[\s,]+", argument(said, "exclude"))
            pictures = [
                other
                for other in self.attached.get(argument(said, "id") or item.number, ())
                if other.number not in left
                and re.search(r"\.(?:jpe?g|png|gif|webp|avif)$", other.address, re.IGNORECASE)
            ]
            pictures.sort(key=gallery_order(argument(said, "orderby").casefold().split(" ")[0]))
            if argument(said, "order").casefold() == "desc":
                pictures.reverse()
        if len(pictures) < len(numbers) or not pictures:
            missing = f"{len(numbers) - len(pictures)} of its {len(numbers)} pictures" if numbers else "its pictures"
            message = (
                f"`[gallery{' ' if said else ''}{said[:50]}]`: {missing} are not in the export, so they are missing"
            )
            entry.note("gallery", message, entry.line, lost=True)
        if not pictures:
            return ""
        shown = "".join(picture_element(picture, argument(said, "link")) for picture in pictures)
        return f'\n\n<figure class="wp-block-gallery">{shown}</figure>\n\n'

    def playlist(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        numbers = [number for number in re.split(r"[\s,]+", argument(said, "ids")) if number]
        sounds = [self.items[number] for number in numbers if number in self.items]
        sounds = sounds or [
            other for other in self.attached.get(item.number, ())
            if re.search(r"\.(?:mp3|m4a|ogg|wav|mp4|webm)$", other.address, re.IGNORECASE)
        ]  # fmt: skip
        if not sounds:
            entry.note("gallery", f"`[playlist {said[:50]}]` names no files of this export", entry.line, lost=True)
        kinds = ["video" if re.search(r"\.(?:mp4|webm)$", other.address) else "audio" for other in sounds]
        return "".join(
            f'\n\n<p>{escape(other.title, quote=False)}</p>\n\n<{kind} src="{escape(other.address)}"></{kind}>\n\n'
            for other, kind in zip(sounds, kinds, strict=True)
        )

    def media(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        source = argument(said, *SOUNDS) or next(iter(re.findall(r"https?://[^\s|\]\"']+", said + " " + inner)), "")
        if not source:
            attached = [other.address for other in self.attached.get(item.number, ()) if other.address]
            wanted = r"\.(?:mp4|m4v|webm|ogv)$" if name == "video" else r"\.(?:mp3|m4a|ogg|wav)$"
            source = next((address for address in attached if re.search(wanted, address, re.IGNORECASE)), "")
        if not source:
            entry.note("shortcode", f"`[{name}]` names no file, so it was left out", entry.line, lost=True)
            return inner
        if not re.search(r"\.(?:mp4|m4v|webm|ogv|mov|mp3|m4a|ogg|wav)(?:\?|$)", source, re.IGNORECASE):
            return f'\n\n<iframe src="{escape(source)}"></iframe>\n\n'
        return f'\n\n<{name} src="{escape(source)}"></{name}>\n\n'

    def maths(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        return tex_element(inner or said.strip("= "))

    def recipe(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        """Return a recipe of Jetpack: its title, what is said of it, its parts under their headings."""
        title = argument(said, "title")
        facts = [f"{key.capitalize()}: {argument(said, key)}" for key in RECIPE_FACTS if argument(said, key)]
        about = argument(said, "description")
        image = argument(said, "image")
        head = "".join([
            f"\n\n<h3>{escape(title, quote=False)}</h3>\n\n" if title else "",
            f'\n\n<img src="{escape(image)}" alt="">\n\n' if image.startswith("http") else "",
            f"<p>{escape(about, quote=False)}</p>\n\n" if about else "",
            f"<p>{escape(' · '.join(facts), quote=False)}</p>\n\n" if facts else "",
        ])  # fmt: skip
        part = re.compile(r"\[recipe-(?P<part>[a-z]+)(?P<args>[^\]]*)\](?P<inner>.*?)\[/recipe-(?P=part)\]", re.DOTALL)

        def titled(found: re.Match[str]) -> str:
            words = argument(unescape(found["args"]), "title") or found["part"].capitalize()
            return f"\n\n<h4>{escape(words, quote=False)}</h4>\n\n{as_list(found['inner'])}\n\n"

        return head + part.sub(titled, inner) + "\n\n"

    def button(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        link = argument(said, "url", "link", "href")
        words = inner.strip() or escape(argument(said, "title", "text"), quote=False)
        link = next(iter(re.findall(r"url:([^|]+)", link)), link)
        return f'<a href="{escape(unescape(link))}">{words}</a>' if link and words else words

    def single_image(self, entry: OldEntry, item: "WordPressItem", name: str, said: str, inner: str) -> str:
        aim = self.items.get(argument(said, "image", "id"))
        source = argument(said, "src") or (aim.address if aim else "")
        if not source:
            entry.note("shortcode", f"`[{name}]` names no picture of this export", entry.line, lost=True)
            return ""
        alt = argument(said, "alt", "title_text") or (aim.value("_wp_attachment_image_alt") if aim else "")
        return f'\n\n<img src="{escape(source)}" alt="{escape(alt)}">\n\n'


def is_enclosing(name: str) -> bool:
    return FRAMES.fullmatch(name) is not None


def argument(said: str, *keys: str) -> str:
    """Return the value of the first of these keys that a shortcode has."""
    values = {found["key"].casefold(): found["double"] or found["single"] or found["bare"] or ""
              for found in SHORTCODE_ARGUMENT.finditer(said)}  # fmt: skip
    return next((values[key] for key in keys if values.get(key)), "")


def is_surely_tag(name: str, said: str) -> bool:
    """Return whether words in brackets can be nothing but a plugin's tag."""
    if not said:
        return re.search(r"[a-z]_[a-z]", name) is not None
    return re.fullmatch(rf"(?:{SHORTCODE_ARGUMENT.pattern}\s*)+".replace("?P<", "?P<_"), said) is not None


def keep_text(text: str, kept: list[str]) -> str:
    kept.append(text)
    return f"\x02{len(kept) - 1}\x03"


def code_element(found: re.Match[str]) -> str:
    said = unescape(found["args"]).strip()
    name = found["name"]
    generic = re.fullmatch(r"code|sourcecode|source|highlight|crayon|cc.*|codesyntax|ccode|prism", name)
    language = argument(said, "language", "lang") or (
        re.sub(r"^cc[A-Za-z]?_?", "", name) if name.startswith("cc") else ""
    )
    language = language or (said if re.fullmatch(r"[\w+#-]+", said) and generic else "") or ("" if generic else name)
    inner = found["inner"]
    if not re.search(r"&(?:lt|gt|amp|#0?39|quot);", inner):
        inner = escape(re.sub(r"</?p>|<br ?/?>(?=\n)", "", inner), quote=False)
    is_within_line = "\n" not in inner.strip() and (name.startswith("cci") or "inline" in said)
    if is_within_line:
        return f"<code>{inner.strip()}</code>"
    return f'\n\n<pre><code class="language-{escape(language)}">{inner.strip(chr(10))}</code></pre>\n\n'


def tex_element(tex: str) -> str:
    return f"<math><annotation>{escape(unescape(tex).strip(), quote=False)}</annotation></math>"


def picture_element(picture: "WordPressItem", link: str) -> str:
    caption = escape(re.sub(r"<[^>]*>", "", picture.excerpt))
    alt = escape(picture.value("_wp_attachment_image_alt"))
    said = f' title="{caption}"' if caption else ""
    return f'<img src="{escape(picture.address)}" alt="{alt}"{said}>'


def gallery_order(key: str) -> Callable[["WordPressItem"], tuple[int, str]]:
    """Return how the pictures of a gallery are sorted: by their place in the post, by title, date or number."""
    if key == "title":
        return lambda picture: (0, picture.title.casefold())
    if key in {"post_date", "date"}:
        return lambda picture: (0, picture.local)
    if key == "id":
        return lambda picture: (int(picture.number) if picture.number.isdecimal() else 0, "")
    return lambda picture: (picture.order, picture.number.zfill(12))


def shown_elsewhere(entry: OldEntry, name: str, said: str, inner: str) -> str:
    """Return what another site shows as a frame, which becomes a link that does."""
    value = argument(said, "url", "src", "href", "id", "v", "code", "videoid", "permalink")
    plain = re.sub(r"^[=:\s]+", "", SHORTCODE_ARGUMENT.sub("", said) if value else said).strip("\"' ")
    value = value or (plain.split()[0] if plain.split() else "") or inner.strip()
    value = value.strip("\"'<>")
    if not value or (name == "embed" and inner.strip()):
        value = inner.strip()
    whole = value if re.match(r"(?:https?:)?//", value) else VIDEO_HOSTS[name].format(value)
    whole = f"https:{whole}" if whole.startswith("//") else whole
    if not re.match(r"https?://", whole):
        entry.note("shortcode", f"`[{name} {said[:40]}]` names no address, so it was left out", entry.line, lost=True)
        return ""
    return f'\n\n<iframe src="{escape(unescape(whole))}"></iframe>\n\n'


def note_element(entry: OldEntry, inner: str) -> str:
    """Return a footnote that is written where its sign stands."""
    return f'<span class="inline-note">{inner.strip()}</span>'


def as_list(text: str) -> str:
    """Return lines of a recipe as a list: those that begin with a dash or a number, or all of them."""
    if "<li" in text or "<p" in text:
        return text
    lines = [re.sub(r"^\s*(?:[-*•]|\d+[.)])\s*", "", line) for line in text.strip().split("\n") if line.strip()]
    name = "ol" if re.match(r"\s*\d+[.)]", text.strip()) else "ul"
    return f"<{name}>{''.join(f'<li>{line}</li>' for line in lines)}</{name}>" if len(lines) > 1 else text


def is_alone_on_line(text: str, tag: re.Match[str]) -> bool:
    """Return whether a tag stands by itself: on a line, or in a paragraph."""
    return (
        re.search(r"(?:^|[\n>])[ \t]*\Z", text[max(0, tag.start() - 200) : tag.start()]) is not None
        and re.match(r"[ \t]*(?:\Z|[\n<])", text[tag.end() : tag.end() + 200]) is not None
    )


def unknown(entry: OldEntry, tag: re.Match[str], inner: str, *, is_closed: bool, is_alone: bool) -> str | None:
    """Return what stays of a plugin's tag: the words within, or a remark that no reader sees; None for all of it."""
    shown = " ".join(tag[0].split())
    shown = shown if len(shown) < 60 else f"{shown[:59]}…"
    if is_closed:
        entry.note("shortcode", f"`{shown}` is a plugin's: the words within it came over", entry.line, lost=True)
        return inner
    what = "a remark stands in its place" if is_alone else "it stays as it is"
    entry.note("shortcode", f"`{shown}` shows what a plugin makes; {what}", entry.line, lost=True)
    return f"<!-- {' '.join(tag[0].split()).replace('--', '- -')} -->" if is_alone else None
