"""Somebody who writes a tiny site: what its sources say, and what of that has been saved.

A page is written anew only when its author edits it, so a link may lead to nothing once another page has gone:
:meth:`Author.mend` sees to it.
"""

import os
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from conftest import CONF

from valuable.content.validators import parse_moment

LONG_AGO = datetime(2020, 5, 17, tzinfo=UTC).timestamp()
CONF_HERE = f"""{CONF}
import os
html_baseurl = os.environ.get("SITE_URL") or "https://lights.example/"
templates_path = ["templates"]
html_static_path = [*html_static_path, "assets"]
html_extra_path = ["extra"]
html_css_files = ["own.css"]
"""


@dataclass
class Post:
    """A post: a name for its labels, where it stands, its front matter, and the parts of its body with a number each.

    The number says which of its texts a part has (:data:`PARTS`).
    """

    label: str
    name: str = ""
    year: str = "2021"
    folder: bool = False
    title: str = "Hello"
    keys: dict[str, str | None] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def docname(self) -> str:
        return f"posts/{self.year}/{self.name or self.label}" + ("/index" if self.folder else "")

    @property
    def path(self) -> str:
        return f"{self.docname}.md"

    def way_to(self, path: str) -> str:
        """Return the way from this post to another file of the site."""
        return os.path.relpath(path, os.path.dirname(self.path))

    @property
    def anchor(self) -> str:
        """The label of the post's heading."""
        return f"lab-{self.label}" + ("-b" if self.parts.get("heading", 0) > 2 else "")

    @property
    def tags(self) -> list[str]:
        return (self.keys.get("tags") or "").strip("[]").split(", ")


@dataclass
class Author:
    """The author of the site in *root*, at a time of their own.

    ``pages`` has the number of each page's text (:data:`PAGES`), ``drafts`` the pages that are held back, ``files`` all
    that is neither page nor post.
    """

    root: Path
    posts: list[Post]
    pages: dict[str, int]
    files: dict[str, bytes]
    drafts: set[str] = field(default_factory=set)
    settings: dict[str, str] = field(default_factory=dict)
    address: str = ""
    now: datetime = datetime(2024, 6, 1, 12, tzinfo=UTC)
    saved: dict[str, bytes] = field(default_factory=dict)
    saved_pages: dict[str, tuple[int, bool]] = field(default_factory=dict)

    @property
    def html(self) -> Path:
        return self.root / "_build" / "html"

    @property
    def public(self) -> list[Post]:
        return [post for post in self.posts if self.is_public(post)]

    def is_public(self, post: Post) -> bool:
        zone = ZoneInfo(self.settings.get("site_timezone", "'Europe/London'").strip("'"))
        try:
            return post.keys.get("draft") is None and parse_moment(post.keys.get("date") or "", zone) <= self.now
        except ValueError:
            return False

    @property
    def concepts(self) -> list[str]:
        return [path for path in self.pages if path.startswith("concepts/") and path not in self.drafts]

    def text_of(self, post: Post) -> str:
        keys = "".join(f"{key}: {value}\n" for key, value in post.keys.items() if value is not None)
        parts = "\n".join(PARTS[name](self, post, number) for name, number in sorted(post.parts.items()))
        return f"---\n{keys}---\n\n# {post.title}\n\n{parts}\n"

    def page(self, path: str) -> str:
        text = PAGES[path][self.pages[path] % len(PAGES[path])](self)
        if path not in self.drafts:
            return text
        return "---\ndraft: true\n" + (text.removeprefix("---\n") if text.startswith("---") else f"---\n\n{text}")

    def names(self, path: str) -> list[str]:
        """Return what a concept is called: its title and its aliases."""
        text = self.page(path)
        title, aliases = re.search(r"^# (.+)", text, re.MULTILINE), re.search(r"^aliases: \[(.+)\]", text, re.MULTILINE)
        return [
            *(title[1].replace("*", "") for title in [title] if title),
            *(aliases[1].split(", ") if aliases else []),
        ]

    def save(self, *posts: Post, every_page: bool = False, age: float | None = None) -> None:
        """Bring to the disk what was edited: *posts*, pages and files. *age* is the time that the files get."""
        conf = CONF_HERE + "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        there = {post.path for post in self.posts}
        wanted = {path: text for path, text in self.saved.items() if path in there}
        wanted |= {post.path: self.text_of(post).encode() for post in posts if post.path in there}
        states = {path: (number, path in self.drafts) for path, number in self.pages.items()}
        for path, state in states.items():
            edited = every_page or path not in self.saved or self.saved_pages.get(path) != state
            wanted[path] = self.page(path).encode() if edited else self.saved[path]
        wanted |= self.files | {"conf.py": conf.encode()}
        for path in self.saved.keys() - wanted.keys():
            self.remove(path)
        for path, text in wanted.items():
            if self.saved.get(path) != text:
                file = self.root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text)
                if age is not None:
                    os.utime(file, (age, age))
        self.saved, self.saved_pages = wanted, states

    def save_all(self, age: float | None = None) -> None:
        self.save(*self.posts, every_page=True, age=age)

    def remove(self, path: str) -> None:
        """Remove a file, and its folder if nothing else is in it."""
        file = self.root / path
        file.unlink(missing_ok=True)
        if file.parent != self.root and file.parent.is_dir() and not any(file.parent.iterdir()):
            file.parent.rmdir()

    def mend(self) -> None:
        """Take out whatever is wrong, and write every link anew."""
        self.settings.pop("broken", None)
        self.drafts.clear()
        if not any("a" in re.findall(r"\w+", post.keys.get("tags") or "") for post in self.posts):
            self.pages.pop("about.md", None)  # which lists the posts of a tag
        for path in ("templates/post.html", "posts/stray.md", "permalinks.txt"):
            self.files.pop(path, None)
        for path, content in {
            "posts/2021/line.svg": svg(0),
            "posts/2021/dot.png": png(0),
            "part.inc": b"In.\n",
        }.items():
            self.files.setdefault(path, content)
        for post in self.posts:
            post.parts.pop("broken", None)
            for key in ("address", "author", "redirect", "unknown"):
                post.keys.pop(key, None)
            if post.keys.get("draft") == "bad":
                post.keys["draft"] = None
            if post.keys.get("date") == "bad":
                post.keys["date"] = "2021-05-05"
            if post.keys.get("cover"):
                post.keys["cover"] = post.way_to("posts/2021/dot.png")
        if any("term" in post.parts for post in self.posts):
            self.pages.setdefault("concepts/idea.md", 0)
        self.save_all()


def svg(number: int) -> bytes:
    """Return a drawing, or with every third number a picture that is none."""
    colour = "red" if number % 3 == 2 else "currentColor"
    root = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    return f'{root}<path id="p" stroke="{colour}" d="M0 {number}h9"/></svg>'.encode()


def png(number: int) -> bytes:
    """Return a picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    dot = chunk(b"IDAT", zlib.compress(bytes([0, number])))
    return b"\x89PNG\r\n\x1a\n" + header + dot + chunk(b"IEND", b"")


# -- The parts of a post ----------------------------------------------------------------------------------------------


def link(author: Author, post: Post, number: int) -> str:
    others = [other for other in author.public if other is not post]
    if not others:
        return "No link.\n"
    other = others[number // 5 % len(others)]
    way, name = post.way_to(other.path), post.way_to(other.docname)
    forms = (f"[]({way})", f"[words]({way})", f"{{doc}}`{name}`", f"[](/{other.path})", f"[]({name})")
    return f"A link: {forms[number % 5]}.\n"


def address(author: Author, post: Post, number: int) -> str:
    """Link to another post, show a picture and name what the site makes, by addresses, in Markdown and HTML."""
    others = [other for other in author.public if other is not post]
    if not others:
        return "No address.\n"
    other = others[number % len(others)]
    part = f"#by-{other.anchor}" if "heading" in other.parts else ""
    there = other.docname.removesuffix("/index")
    forms = (
        f"[words](/{there}/)",
        f'<a href="/{there}/{part}">words</a>',
        f'<img src="{post.way_to("posts/2021/dot.png")}" alt="A dot">',
        "![A dot](/posts/2021/dot.png)",
        f'<a href="{post.way_to(other.path)}">words</a> [all](/blog/)',
        f"[]({there}.md) [more](https://lights.example/{there}/)",
    )
    return f"An address: {forms[number % 6]}.\n"


def ref(author: Author, post: Post, number: int) -> str:
    found = [other for other in author.public if "heading" in other.parts]
    if not found:
        return "No reference.\n"
    other = found[number // 5 % len(found)]
    label, way = other.anchor, post.way_to(other.path)
    forms = (f"{{ref}}`{label}`", f"[](#{label})", f"[words](#{label})", f"[]({way}#{label})", f"[w]({way}#by-{label})")
    return f"A reference: {forms[number % (3 if other is post else 5)]}.\n"


def equation(author: Author, post: Post, number: int) -> str:
    found = [other for other in author.public if "maths" in other.parts]
    return f"An equation: {{eq}}`eq-{found[number % len(found)].label}`.\n" if found else "No equation.\n"


def maths(author: Author, post: Post, number: int) -> str:
    first = f"$$z$$ (eq-first-{post.label})\n\n" if number % 2 else ""
    return f"{first}$$a = {number}$$ (eq-{post.label})\n"


def tag(author: Author, post: Post, number: int) -> str:
    used = sorted({name for other in author.public for name in other.tags if name in {"a", "b", "c"}})
    return f"Posts under {{ref}}`tag-{used[number % len(used)]}`.\n" if used else "No tag.\n"


def picture(author: Author, post: Post, number: int) -> str:
    names = ("line.svg", "dot.png")
    wanted = names if number % 3 == 2 else names[number % 3 : number % 3 + 1]
    return "".join(f"![A picture]({post.way_to('posts/2021/' + name)})\n\n" for name in wanted)


def taken(author: Author, post: Post, number: int) -> str:
    """Show a picture from the folder of another post, or take a part of its text."""
    others = [other for other in author.public if other is not post and "words" in other.parts]
    if not others:
        return "Nothing.\n"
    other = others[number // 2 % len(others)]
    if other.folder and number % 2:
        picture = f"{os.path.dirname(other.path)}/inner.png"
        author.files[picture] = png(9)
        return f"![Inner]({post.way_to(picture)})\n"
    return f"```{{include}} {post.way_to(other.path)}\n:start-after: 'The words'\n:end-before: '.'\n```\n"


def name(author: Author, post: Post, number: int) -> str:
    """Link to a concept by one of its names, by its file, or to a post by its place."""
    others = [other.docname.removesuffix("/index") for other in author.public if other is not post]
    named = [(path, called) for path in author.concepts for called in author.names(path)]
    if not named:
        return f"A name: [[{others[number % len(others)]}|a post]].\n" if others else "No name.\n"
    path, called = named[number % len(named)]
    forms = (f"[[{called}]]", f"[[{called.upper()}|it]]", f"[]({post.way_to(path)})", f"[[{path.removesuffix('.md')}]]")
    other = f"[[{others[number % len(others)]}|post]]" if others else "post"
    return f"It is said (e.g. in a {other}) that {forms[number % 4]} is no [[{called}]]. So it is.\n"


def definition(author: Author, post: Post, number: int) -> str:
    shown = [called for path in author.concepts for called in author.names(path)]
    return f"![[{shown[number % len(shown)]}]]\n" if shown else "No definition.\n"


def term(author: Author, post: Post, number: int) -> str:
    return "A {term}`shared idea`.\n" if "concepts/idea.md" in author.concepts else "No term.\n"


BROKEN = (
    "[](nowhere.md)\n",
    "{ref}`no-such-label`\n",
    "{ref}`tag-nobody`\n",
    "![](../2021/dot.png)\n",
    "![Gone](gone.png)\n",
    "#### Too deep\n",
    "(lab-alpha)=\n## Twice\n",
    "(here)=\nA paragraph with a name.\n\n[words](#here)\n",
    "$$b$$ (eq-alpha)\n",
    "```{include} gone.inc\n```\n",
    "```{update} soon\nNews.\n```\n",
    "```{toctree}\nnowhere\n```\n",
    '[x](/posts/2021/nowhere/) <a href="nowhere.pdf">y</a> [z](#nowhere)\n',
)
WORDS = ("one", "two", "six", "ten", "many more words than before, and a price of $5")

PARTS: dict[str, Callable[[Author, Post, int], str]] = {
    "words": lambda author, post, number: f"The words {WORDS[number % len(WORDS)]}.\n",
    "link": link,
    "address": address,
    "ref": ref,
    "equation": equation,
    "tag": tag,
    "picture": picture,
    "taken": taken,
    "maths": maths,
    "update": lambda author, post, number: f"```{{update}} 2022-01-0{number % 3 + 1}\nNews.\n```\n",
    "heading": lambda author, post, number: (
        f"({post.anchor})=\n## Heading {number % 3}\n\n(by-{post.anchor})=\nText.\n"
    ),
    "include": lambda author, post, number: f"```{{include}} {post.way_to('part.inc')}\n```\n",
    "code": lambda author, post, number: f"```python\nnumber = {number}\n```\n",
    "note": lambda author, post, number: f"A note[^n{number % 2}].\n\n[^n{number % 2}]: It says {number}.\n",
    "download": lambda author, post, number: f"{{download}}`{post.way_to('assets/own.css')}`\n",
    "list": lambda author, post, number: f"```{{postlist}} {number % 3 + 1}\n```\n",
    "term": term,
    "name": name,
    "definition": definition,
    "broken": lambda author, post, number: BROKEN[number % len(BROKEN)],
}


# -- Pages ------------------------------------------------------------------------------------------------------------


def glossary(who: str) -> str:
    return f"```{{glossary}}\nshared idea\n  One that {who} have.\n```\n"


def concept_with_link(author: Author) -> str:
    link = f"[](../{author.public[0].path}) has it.\n\n" if author.public else "We have it.\n\n"
    return "# An idea\n\n" + link + glossary("we")


def tree(author: Author) -> str:
    return "```{toctree}\n:glob:\n:maxdepth: 2\n\nconcepts/*\n```\n" if author.concepts else "No concepts.\n"


def named_tree(author: Author) -> str:
    there = [path for path in ("about.md", "concepts/idea.md") if path in author.pages and path not in author.drafts]
    there += [post.path for post in author.public[:1]]
    return "```{toctree}\n:maxdepth: 2\n" + "".join(path.removesuffix(".md") + "\n" for path in there) + "```\n"


FORMAT = ":date: '%Y'\n:format: '{title} of {author} {date} {tags}'\n:sort:"

PAGES: dict[str, Sequence[Callable[[Author], str]]] = {
    "index.md": (
        lambda author: "# Home\n\nWelcome.\n",
        lambda author: "---\ndescription: What this is.\n---\n\n# Home & hearth\n\nWelcome all.\n",
        lambda author: f"# Home\n\n{tree(author)}",
        lambda author: f"# Home\n\n{named_tree(author)}",
    ),
    "about.md": (
        lambda author: "# About\n\n```{postlist} 3\n```\n",
        lambda author: "# About\n\n```{postlist}\n:tags: a\n:excerpts:\n```\n\n{ref}`Posts <blog-posts>`\n",
        lambda author: "# About us\n\nNothing.\n",
        lambda author: "# About\n\n```{postlist}\n:year: 2021\n:show: covers\n```\n\n```{conceptlist}\n```\n",
        lambda author: "# About\n\n```{postlist} 2\n:tag: b\n:order: oldest\n:show: rows\n```\n",
        lambda author: f"# About\n\n```{{postlist}} 2\n{FORMAT}\n```\n",
    ),
    "subscribe.md": (lambda author: "# Subscribe\n\nDo.\n", lambda author: "# Subscribe\n\n{ref}`author-crew`\n"),
    "colophon.md": (lambda author: "# Colophon\n\nInk.\n", lambda author: f"# Colophon\n\n{tree(author)}"),
    "concepts/idea.md": (
        lambda author: "# Idea\n\nA *thing* to have.\n\n## Why\n\n" + glossary("many"),
        lambda author: (
            "# An idea\n\nA thing that all have. See [below](#why).\n\n(why)=\n\n## Why `not`\n\n" + glossary("all")
        ),
        lambda author: "---\naliases: [thought]\n---\n\n" + concept_with_link(author),
        lambda author: "---\naliases: [notion, thought]\n---\n\n" + concept_with_link(author),
        lambda author: "---\naliases: [notion]\n---\n\n# Idea\n\nA *thing* to think.\n\n" + glossary("some"),
    ),
    "concepts/plan.md": (
        lambda author: (
            "# Plan\n\nOne.\n"
            + ("The [[concepts/idea|thing]] counts.\n" if "concepts/idea.md" in author.concepts else "")
        ),
        lambda author: (
            "# A *plan*\n\nSo.\n\n"
            + (
                "{doc}`idea`\n\n![[concepts/idea]]\n\nAnd [[concepts/idea]].\n"
                if "concepts/idea.md" in author.concepts
                else ""
            )
        ),
    ),
}


# -- Sites to begin with ----------------------------------------------------------------------------------------------


def first_files() -> dict[str, bytes]:
    return {
        "posts/2021/line.svg": svg(0),
        "posts/2021/dot.png": png(0),
        "posts/2021/own0.png": png(1),
        "part.inc": b"Included.\n",
        "assets/own.css": b"body { --paper: black }",
        "assets/static.png": png(2),
        "templates/parts/footer.html": b"<footer>Own</footer>",
        "extra/CNAME": b"lights.example\n",
        "extra/robots.txt": b"",
    }


def first_posts() -> list[Post]:
    """Return six posts, which share tags and a series and link to one another; one is a draft and one not due."""
    full = {"words": 0, "picture": 2, "update": 0, "heading": 0, "include": 0, "maths": 0, "name": 0}
    tags: list[dict[str, str | None]] = [{"tags": "[a, b]", "series": "S"}, {"tags": "[b, a]", "series": "S"}]
    plain = {"words": 1, "ref": 1, "name": 3}
    linked = {"words": 2, "link": 7, "name": 1}
    last = {"link": 4, "tag": 0, "term": 0, "equation": 0, "definition": 0}
    cover = {"cover": "own0.png", "cover_alt": "A dot", "redirect": "[/old/covered/]"}
    return [
        Post("alpha", title="Alpha", keys={"date": "2021-01-01", **tags[0]}, parts=full),
        Post("beta", title="Beta", folder=True, keys={"date": "2021-01-02", **tags[1]}, parts=plain),
        Post("gamma", "", "2022", title="C", keys={"date": "2022-03-04", "tags": "[a]"}, parts=linked),
        Post("delta", "", "2022", title="D", keys={"date": "2024-06-20", "series": "S"}, parts={"words": 3}),
        Post("omega", keys={"date": "2021-01-02", "draft": "true", "tags": "[d]"}, parts={"words": 0}),
        Post("covered", keys={"date": "2023-01-01", **cover}, parts=last),
    ]


def author_of(root: Path, variant: int = 0) -> Author:
    """Return the author of a site that is saved: one with everything, one of two posts, or one with none to show."""
    posts, pages = first_posts(), {"index.md": 0, "about.md": 0, "concepts/idea.md": 0}
    if variant == 1:
        posts, pages = posts[:2], {"index.md": 3, "about.md": 2, "concepts/idea.md": 0, "concepts/plan.md": 0}
    elif variant == 2:
        posts, pages = posts[3:5], {"index.md": 0}
    author = Author(root, posts, pages, first_files())
    author.save_all(age=LONG_AGO)
    return author
