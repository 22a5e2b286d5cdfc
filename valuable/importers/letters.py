"""Read the archives that Substack and Medium give their authors: a table or none, and a file of HTML for each text."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from io import StringIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from lxml import html as lxml_html
from lxml.etree import ParserError

from valuable.base.uris import split_address
from valuable.importers.old_words import add_named_people, guess_address, made_title
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import SourceError, Tree
from valuable.importers.xml_stream import CONTROL_CHARACTERS

SUBSTACK_PICTURE = re.compile(
    r"https?://(?:substackcdn\.com|cdn\.substack\.com)/image/fetch/[^\s\"'<>]*?/(https?(?:%3A|:)[^\s\"'<>]+)"
)
SUBSTACK_UNREAD = (
    "subscription-widget-wrap", "subscription-widget-wrap-editor", "subscription-widget", "button-wrapper",
    "poll-embed",
    "install-substack-app-embed", "image-link-expand", "community-chat", "subscribe-widget", "captioned-button-wrap",
    "directMessage", "sponsorship-campaign-embed", "recipe-tools",
)  # fmt: skip
MEDIUM_NAME = re.compile(r"(?:^|/)posts/(?:draft_|\d{4}-\d\d-\d\d_)[^/]*\.html$")


# -- Substack ----------------------------------------------------------------------------


def is_substack(tree: Tree) -> bool:
    table = substack_table(tree)
    return bool(table) and "post_id" in tree.text(table).partition("\n")[0]


def substack_table(tree: Tree) -> str:
    return next((path for path in tree.paths if PurePosixPath(path).name == "posts.csv" and path.count("/") <= 1), "")


def read_substack(tree: Tree) -> OldSite:
    """Return the site of an archive of Substack. The lists of subscribers in it are not opened."""
    site = OldSite("Substack")
    table = substack_table(tree)
    folder = table.removesuffix("posts.csv")
    csv.field_size_limit(10_000_000)
    for row in csv.DictReader(StringIO(tree.text(table))):
        number = (row.get("post_id") or "").strip()
        path = f"{folder}posts/{number}.html"
        text = tree.text_or_none(path)
        if number and (text or row.get("title")):
            site.entries.append(substack_entry(row, number, path, text))
    guess_address(site)
    host = split_address(site.address).hostname or ""
    site.name = host.partition(".")[0].replace("-", " ").capitalize() if host.endswith(".substack.com") else host
    site.moved |= {"/feed": "/blog/rss.xml", "/feed/": "/blog/rss.xml", "/archive": "/blog/"}
    if any("email_list" in path for path in tree.paths):
        site.note("subscribers", "the lists of subscribers were not opened: they are other people's")
    return site


def substack_entry(row: Mapping[str, str], number: str, path: str, text: str) -> OldEntry:
    kind = "page" if row.get("type") == "page" else "post"
    entry = OldEntry(path, kind, (row.get("title") or "").strip(), "", "html")  # type: ignore[arg-type]
    entry.slug = number.partition(".")[2] or number
    entry.date = iso_moment(row.get("post_date") or "")
    entry.draft = (row.get("is_published") or "").casefold() != "true"
    entry.description = (row.get("subtitle") or "").strip()
    if number.partition(".")[2]:
        entry.address = f"/{entry.slug}" if kind == "page" else f"/p/{entry.slug}"
    audience = row.get("audience") or "everyone"
    if audience != "everyone":
        entry.draft = True
        entry.note("private", f"it was for `{audience}`, so it is a draft")
    entry.body = substack_body(text, entry)
    sound = (row.get("podcast_url") or "").strip()
    if sound.startswith("http"):
        entry.body = f'<audio src="{escape(sound)}"></audio>\n{entry.body}'
    entry.title = entry.title or made_title(entry)
    return entry


def iso_moment(text: str) -> str:
    """Return a moment as exports of the web write it, without parts of a second."""
    found = re.match(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)\S*)?", text.strip())
    if not found:
        return ""
    return f"{found[1]}T{found[2]}+00:00" if found[2] else found[1]


def parsed_html(text: str) -> Any:
    """Return a text of HTML as a tree; None if it can't be read."""
    try:
        return lxml_html.fragment_fromstring(CONTROL_CHARACTERS.sub("", text), create_parent="div")
    except (ParserError, ValueError):
        return None


def inner_of(root: Any) -> str:
    inner = "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return escape(root.text or "", quote=False) + inner


def substack_body(text: str, entry: OldEntry) -> str:
    """Return HTML without what asks readers to subscribe, with films and formulas as other systems write them."""
    text = SUBSTACK_PICTURE.sub(lambda found: unquote(found[1]), text)
    root = parsed_html(text)
    if root is None:
        return text
    dropped = 0
    for element in [*root.iter()]:
        names = (element.get("class") or "").split() if isinstance(element.tag, str) else []
        if element.getparent() is None or not names:
            continue
        if any(name in SUBSTACK_UNREAD for name in names):
            dropped += 1
            element.drop_tree()
            continue
        made = substack_embed(names, attributes_of(element))
        if made:
            put_instead(element, made)
    if dropped:
        entry.note("button", f"{dropped} buttons and boxes that ask to subscribe or share were left out")
    return inner_of(root)


def attributes_of(element: Any) -> Mapping[str, Any]:
    """Return what Substack keeps of an embedded thing beside its HTML."""
    try:
        found = json.loads(element.get("data-attrs") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def substack_embed(names: list[str], said: Mapping[str, Any]) -> str:
    """Return HTML of a film, a post, a formula or a file of Substack's; ``""`` of what is plain HTML already."""
    value = {key: str(text) for key, text in said.items() if isinstance(text, (str, int))}
    if "youtube-wrap" in names and value.get("videoId"):
        return f'<iframe src="https://www.youtube.com/embed/{escape(value["videoId"])}"></iframe>'
    if "vimeo-wrap" in names and value.get("videoId"):
        return f'<iframe src="https://player.vimeo.com/video/{escape(value["videoId"])}"></iframe>'
    if "latex-rendered" in names and value.get("persistentExpression"):
        tex = escape(value["persistentExpression"], quote=False)
        return f'<math display="block"><annotation>{tex}</annotation></math>'
    if "tweet" in names and value.get("url"):
        words = escape(value.get("full_text", ""), quote=False)
        name = escape(value.get("name") or value.get("username", ""), quote=False)
        url = escape(value["url"])
        return f'<blockquote><p>{words}</p><p><a href="{url}">{name or url}</a></p></blockquote>'
    if (
        names[0] in {"embedded-post-wrap", "digest-post-embed", "embedded-publication-wrap"}
        or "file-embed-wrapper" in names
    ):
        url = value.get("url") or value.get("canonical_url") or value.get("base_url", "")
        title = value.get("title") or value.get("name") or url
        return f'<p><a href="{escape(url)}">{escape(title, quote=False)}</a></p>' if url else ""
    if names[0] in {
        "spotify-wrap",
        "soundcloud-wrap",
        "apple-podcast-container",
        "instagram",
        "tiktok-wrap",
        "bandcamp-wrap",
    }:
        url = value.get("url") or value.get("instagram_id", "")
        url = (
            url
            if url.startswith("http")
            else f"https://www.instagram.com/p/{url}/"
            if url and "instagram" in names
            else ""
        )
        return f'<iframe src="{escape(url)}"></iframe>' if url else ""
    return ""


def put_instead(element: Any, text: str) -> None:
    new = lxml_html.fragment_fromstring(text, create_parent="div")
    new.tail = element.tail
    element.getparent().replace(element, new)


# -- Medium ------------------------------------------------------------------------------


def is_medium(tree: Tree) -> bool:
    path = next(medium_paths(tree), "")
    if not path:
        return False
    text = tree.text(path)
    return "h-entry" in text and "graf" in text


def medium_paths(tree: Tree) -> Iterator[str]:
    return (
        path
        for path in tree.paths
        if MEDIUM_NAME.search(f"/{path}") or re.match(r"(?:draft_|\d{4}-\d\d-\d\d_)[^/]*\.html$", path)
    )


def read_medium(tree: Tree) -> OldSite:
    """Return the site of an archive of Medium: stories and drafts."""
    site = OldSite("Medium")
    for path in medium_paths(tree):
        try:
            entry = medium_entry(path, tree.whole_text(path))
        except SourceError as error:
            site.note("unreadable", str(error), lost=True)
            continue
        if entry is not None:
            site.entries.append(entry)
    hosts = [split_address(str(entry.canonical_link)).netloc for entry in site.entries]
    own = [host for host in hosts if host and host != "medium.com" and not host.endswith(".medium.com")]
    host = max(set(own), key=own.count) if own else ""
    for entry in site.entries:
        parts = split_address(entry.canonical_link)
        if host and parts.netloc == host:
            entry.address = unquote(parts.path)
        entry.canonical_link = ""
    site.address = f"https://{host}/" if host else ""
    guess_address(site)
    add_named_people(site)
    site.name = site.people[0].name if len(site.people) == 1 else ""
    if not host:
        site.note(
            "address", "Medium forwards no addresses: its stories stay there until you delete them, or link to these"
        )
    return site


def medium_entry(path: str, text: str) -> OldEntry | None:
    try:
        root = lxml_html.document_fromstring(CONTROL_CHARACTERS.sub("", text))
    except (ParserError, ValueError):
        return None
    stem = PurePosixPath(path).stem
    entry = OldEntry(path, "post", class_words(root, "p-name"), "", "html")
    entry.draft = stem.startswith("draft_")
    name = re.sub(r"^(?:draft_|\d{4}-\d\d-\d\d_)", "", stem)
    found = re.fullmatch(r"(?P<slug>.*?)-+(?P<id>[0-9a-f]{8,16})", name)
    entry.slug = found["slug"] if found else name
    entry.id = f"https://medium.com/p/{found['id']}" if found and not entry.draft else ""
    time = next(iter(root.find_class("dt-published")), None)
    entry.date = iso_moment(time.get("datetime") or "") if time is not None else stem[:10] if not entry.draft else ""
    entry.authors = [name for name in [class_words(root, "p-author")] if name]
    link = next(iter(root.find_class("p-canonical")), None)
    entry.canonical_link = link.get("href") or "" if link is not None else ""
    body = next(iter(root.find_class("e-content")), None)
    if body is None:
        return None
    entry.description = class_words(root, "p-summary")
    if (
        not body.find_class("graf--title")
        and not body.find_class("graf--h3")
        and len(class_words(root, "e-content")) < 1500
    ):
        entry.note("response", "it may be an answer to another's story: Medium's archive does not tell them apart")
    entry.body = medium_body(body, entry)
    entry.title = entry.title or made_title(entry)
    return entry


def class_words(root: Any, name: str) -> str:
    element = next(iter(root.find_class(name)), None)
    return " ".join(element.text_content().split()) if element is not None else ""


def medium_body(body: Any, entry: OldEntry) -> str:
    """Return the HTML of a story without its title, which stands in it once more, and with cards as links."""
    for title in [*body.find_class("graf--title")][:1]:
        if " ".join(title.text_content().split()).casefold()[:40] == entry.title.casefold()[:40]:
            title.drop_tree()
    for line in [*body.find_class("section-divider")][:1]:
        line.drop_tree()
    for picture in [*body.find_class("mixtapeImage"), *body.find_class("js-mixtapeImage")]:
        if picture.getparent() is not None:
            picture.drop_tree()
    for card in [*body.find_class("graf--mixtapeEmbed")]:
        link = card.find(".//a")
        if link is not None and link.get("href"):
            title = link.find("strong")
            words = title.text_content() if title is not None else link.text_content()
            rest = link.text_content().replace(words, "", 1)
            said = f"<br>{escape(' '.join(rest.split()), quote=False)}" if rest.strip() else ""
            put_instead(card, f'<p><a href="{escape(link.get("href"))}">{escape(words, quote=False)}</a>{said}</p>')
    for code in [*body.iter("pre")]:
        code.attrib.pop("id", None)
        if code.get("data-code-block-lang"):
            code.set("data-lang", code.get("data-code-block-lang"))
    for part in [*body.find_class("graf")]:
        part.attrib.pop("id", None)
        part.attrib.pop("name", None)
    return inner_of(body)
