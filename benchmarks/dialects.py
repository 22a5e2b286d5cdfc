"""How each generator wants a post: its front matter, its places and its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus import Post


@dataclass(frozen=True)
class Dialect:
    """This site's own. A folder for each year stands in ``posts`` and in ``pictures``."""

    posts: str = "posts"
    pictures: str = "posts"
    teaser: str = ""  # what ends the part of a post that listings show

    def file(self, post: Post, body: str) -> str:
        """Return the whole file of *post*, whose *body* has its links in it."""
        first, rest = body.split("\n\n", 1)
        heading = f"# {post.title}\n\n" if self.title_in_body else ""
        teaser = f"{self.teaser}\n\n" if self.teaser else ""
        return f"{self.front_matter(post)}\n{heading}{first}\n\n{teaser}{rest}"

    title_in_body = True

    def front_matter(self, post: Post) -> str:
        return block(
            date=f"{post.date}",
            author=post.author,
            category=post.category,
            tags=f"[{', '.join(post.tags)}]",
            description=quoted(post.description),
        )

    def post_link(self, year: int, slug: str) -> str:
        return f"../{year}/{slug}.md"

    def picture_link(self, year: int, name: str) -> str:
        return name


def block(**keys: str) -> str:
    """Return YAML front matter with those of *keys* that have a value."""
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items() if value) + "---\n"


def quoted(text: str) -> str:
    return f'"{text}"' if text else ""


class Sphinx(Dialect):
    """ABlog's, as it is without this site's extensions."""

    def front_matter(self, post: Post) -> str:
        return block(
            blogpost="true",
            date=f"{post.date}",
            author=post.author_name,
            category=post.category,
            tags=", ".join(post.tags),
            myst=f'{{html_meta: {{description: "{post.description}"}}}}' if post.description else "",
        )


class Pelican(Dialect):
    title_in_body = False

    def front_matter(self, post: Post) -> str:
        keys = {
            "Title": post.title,
            "Date": f"{post.date}",
            "Slug": post.slug,
            "Authors": post.author_name,
            "Category": post.category,
            "Tags": ", ".join(post.tags),
            "Summary": post.description,
        }
        return "".join(f"{key}: {value}\n" for key, value in keys.items() if value)

    def post_link(self, year: int, slug: str) -> str:
        return f"{{filename}}/posts/{year}/{slug}.md"

    def picture_link(self, year: int, name: str) -> str:
        return f"{{static}}/posts/{year}/{name}"


class Nikola(Dialect):
    title_in_body = False

    def front_matter(self, post: Post) -> str:
        keys = {
            "title": post.title,
            "slug": post.slug,
            "date": f"{post.date} 00:00:00 UTC",
            "author": post.author_name,
            "category": post.category,
            "tags": ", ".join(post.tags),
            "description": post.description,
        }
        return "<!--\n" + "".join(f".. {key}: {value}\n" for key, value in keys.items()) + "-->\n"

    def post_link(self, year: int, slug: str) -> str:
        return f"link://slug/{slug}"

    def picture_link(self, year: int, name: str) -> str:
        return f"/pictures/{year}/{name}"


class MkDocs(Dialect):
    """Material for MkDocs' and Zensical's."""

    def front_matter(self, post: Post) -> str:
        return block(
            date=f"{post.date}",
            authors=f"[{post.author}]",
            categories=f"[{post.category}]",
            tags=f"[{', '.join(post.tags)}]",
            slug=post.slug,
            description=quoted(post.description),
        )


class Hugo(Dialect):
    title_in_body = False

    def front_matter(self, post: Post) -> str:
        return block(
            title=quoted(post.title),
            date=f"{post.date}",
            authors=f'["{post.author_name}"]',
            categories=f'["{post.category}"]',
            tags=f"[{', '.join(post.tags)}]",
            years=f'["{post.date.year}"]',
            description=quoted(post.description),
        )

    def picture_link(self, year: int, name: str) -> str:
        return f"/posts/{year}/{name}"


class Eleventy(Dialect):
    title_in_body = False

    def front_matter(self, post: Post) -> str:
        return block(
            title=quoted(post.title),
            date=f"{post.date}",
            author=post.author_name,
            category=post.category,
            tags=f"[{', '.join(post.tags)}]",
            description=quoted(post.description),
        )

    def post_link(self, year: int, slug: str) -> str:
        return f"/posts/{year}/{slug}/"

    def picture_link(self, year: int, name: str) -> str:
        return f"/posts/{year}/{name}"


DIALECTS = {
    "valuable": Dialect(),
    "sphinx": Sphinx(),
    "pelican": Pelican("content/posts", "content/posts"),
    "nikola": Nikola("posts", "files/pictures", "<!-- TEASER_END -->"),
    "mkdocs": MkDocs("docs/posts", "docs/posts", "<!-- more -->"),
    "hugo": Hugo("content/posts", "static/posts"),
    "eleventy": Eleventy(),
}
