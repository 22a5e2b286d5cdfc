"""What exports of all systems need: plain words of HTML, a title for a text without one, the old site's address."""

import re
from collections import Counter
from html import unescape
from urllib.parse import unquote

from valuable.base.uris import split_address
from valuable.importers.records import OldEntry, OldPerson, OldSite

TITLE_WORDS = 8
MAX_MADE_TITLE = 80  # characters of a title that is made of first words
OWN_LINK = re.compile(r"""https?://[\w.:-]+/[^\s"'<>)\]]+""")


def words_of_html(text: str) -> str:
    """Return the words of a title or an excerpt, which may hold HTML."""
    return unescape(unescape(re.sub(r"<[A-Za-z/!][^>]*>", "", text)))


def made_title(entry: OldEntry) -> str:
    """Return a title for a text that has none: its first words."""
    text = re.sub(r"<(script|style|figcaption)\b.*?</\1>", " ", entry.body, flags=re.DOTALL | re.IGNORECASE)
    words = words_of_html(re.sub(r"</(?:p|div|h\d|li|blockquote)>|<br\s*/?>", " ", text)).split()
    title = " ".join(words[:TITLE_WORDS]).strip(" ,;:–—-")
    if not title:
        return entry.slug.replace("-", " ").strip().capitalize() or entry.date[:10] or "Untitled"
    title = f"{title[:MAX_MADE_TITLE]}{'…' if len(words) > TITLE_WORDS or len(title) > MAX_MADE_TITLE else ''}"
    entry.note("title", f"it had no title; its first words are one now: {title}")
    return title


def guess_address(site: OldSite) -> None:
    """Find out where the old site stood, if the export does not say: where its texts link to each other."""
    if site.address:
        return
    known = {entry.address.rstrip("/") for entry in site.entries if entry.address.count("/") > 0} - {""}
    hosts: Counter[str] = Counter()
    for entry in site.entries:
        for link in OWN_LINK.findall(entry.body):
            parts = split_address(link)
            if unquote(parts.path).rstrip("/") in known:
                hosts[f"{parts.scheme}://{parts.netloc}/"] += 1
    if hosts:
        site.address = hosts.most_common(1)[0][0]


def authors_by_posts(site: OldSite) -> list[str]:
    """Return the names of those who have written, who has written most first: the site is theirs."""
    counts = Counter(name for entry in site.entries for name in entry.authors)
    return [name for name, _ in counts.most_common()]


def add_named_people(site: OldSite) -> OldSite:
    """Add those whom texts name as their authors."""
    known = {person.name for person in site.people}
    site.people += [OldPerson(name) for name in authors_by_posts(site) if name not in known]
    return site
