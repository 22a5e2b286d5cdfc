"""Write the comments of an old post as words at its end: threaded, without addresses, with no program in them."""

import re
from collections.abc import Sequence
from html import escape

from lxml import html as lxml_html
from lxml.etree import ParserError

from valuable.importers.records import OldComment, OldSite

SAID_BY_NOBODY = "Anonymous"
KEPT_IN_COMMENTS = frozenset(
    {"p", "br", "em", "i", "strong", "b", "code", "pre", "blockquote", "ul", "ol", "li", "del"}
)
ADDRESS_OF_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
MAX_THREAD = 6  # answers one within the other


def comments_text(comments: Sequence[OldComment]) -> str:
    """Return HTML of comments, answers within what they answer."""
    numbers = {comment.number for comment in comments}
    below: dict[str, list[OldComment]] = {}
    for comment in comments:
        below.setdefault(comment.parent if comment.parent in numbers - {comment.number} else "", []).append(comment)
    seen: set[str] = set()

    def written(parent: str, depth: int) -> str:
        parts = []
        for comment in below.get(parent, ()):
            if comment.number in seen:
                continue
            seen.add(comment.number)
            head = f"<p><strong>{escape(comment.name.strip() or SAID_BY_NOBODY)}</strong>, {escape(comment.day)}</p>"
            answers = written(comment.number, depth + 1) if depth < MAX_THREAD else ""
            parts.append(f"<blockquote>{head}{plain_html(comment.text)}{answers}</blockquote>")
        return "\n".join(parts)

    return written("", 0)


def plain_html(text: str) -> str:
    """Return the words of a comment with their simplest marks: no links, pictures, styles or programs."""
    text = ADDRESS_OF_MAIL.sub("…", text.replace("\r\n", "\n").strip())
    if "<p" not in text:
        text = "".join(f"<p>{part}</p>" for part in text.replace("\n\n", "\0").replace("\n", "<br>").split("\0"))
    try:
        root = lxml_html.fragment_fromstring(text, create_parent="div")
    except (ParserError, ValueError):
        return f"<p>{escape(text)}</p>"
    for element in [*root.iter()]:
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "iframe", "object", "form"}:
            element.drop_tree()
        elif element is not root:
            element.attrib.clear()
            if element.tag not in KEPT_IN_COMMENTS:
                element.drop_tag()
    return "".join([escape(root.text or ""), *(lxml_html.tostring(child, encoding="unicode") for child in root)])


def settle_comments(site: OldSite, *, wanted: bool) -> None:
    """Put the comments of each post at its end, if they are wanted; else say how many stay behind."""
    number = sum(len(entry.comments) for entry in site.entries)
    if not number:
        return
    posts = sum(bool(entry.comments) for entry in site.entries)
    if not wanted:
        message = f"{number:,} comments on {posts:,} posts are other people's and stay behind; COMMENTS=1 brings them"
        site.note("comments", message)
        return
    site.note("comments", f"{number:,} comments stand as words at the end of {posts:,} posts, with names alone")
    for entry in site.entries:
        if entry.comments:
            entry.body += f"\n\n<hr>\n<h2>Comments</h2>\n{comments_text(entry.comments)}"
