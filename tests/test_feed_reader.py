"""A reader that follows the site over fifty of its versions sees each post, and each once."""

import random
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import feedparser
from conftest import Site

from valuable.commands.permalinks import record_addresses

VERSIONS = 50
FEED_LENGTH = 5
NAME = re.compile(r"post-token-\d+")
FIRST_DAY = datetime(2021, 1, 1)


@dataclass
class Written:
    """A post, whose ``token`` stands in its text for as long as it lives."""

    token: str
    path: str
    title: str
    day: datetime
    updates: list[str] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)
    words: str = "Words."

    def text(self) -> str:
        keys = f"date: {self.day:%Y-%m-%d}\n" + (f"redirect: [{', '.join(self.redirects)}]\n" if self.redirects else "")
        notes = "".join(f"```{{update}} {day}\nMore.\n```\n\n" for day in self.updates)
        return f"---\n{keys}---\n\n# {self.title}\n\n{self.words} {self.token}\n\n{notes}"


class Author:
    """Changes a site from one version to the next."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site, self.chance = site, chance
        self.posts: list[Written] = []
        self.address = "https://lights.example/"
        self.day = FIRST_DAY

    def change(self) -> None:
        self.day += timedelta(days=self.chance.randint(1, 9))
        post = self.chance.choice(self.posts) if self.posts else None
        what = self.chance.choice(["add", "add", "edit", "retitle", "rename", "move", "redate", "update", "address"])
        if what == "add" or post is None:
            for _ in range(self.chance.choice([1, 1, 1, FEED_LENGTH + 2])):
                number = len(self.posts)
                path = f"posts/{self.day.year}/p{number}.md"
                self.posts.append(Written(f"post-token-{number}", path, f"Post {number}", self.day))
        elif what == "edit":
            post.words = self.chance.choice(["Words.", "Other words.", "A typo mended."])
        elif what == "retitle":
            post.title += " again"
        elif what in {"rename", "move"}:
            post.redirects.append(f"/{post.path.removesuffix('.md').removesuffix('/index')}/")
            (self.site.folder / post.path).unlink()
            name = Path(post.path.removesuffix("/index.md").removesuffix(".md")).name
            year = 2010 + self.chance.randrange(10) if what == "move" else post.day.year
            post.path = f"posts/{year}/{name}{'-x' if what == 'rename' else ''}{len(post.redirects)}.md"
        elif what == "redate":
            post.day -= timedelta(days=1)
        elif what == "update":
            post.updates.append(f"{self.day:%Y-%m-%d}")
        else:
            self.address = f"https://{self.chance.choice(['valuable', 'another', 'third'])}.example/"
        for written in self.posts:
            self.site.write(written.path, written.text())


class Reader:
    """Keeps what it has seen by the ids of entries, as feed readers do, and follows archives to what it has missed."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}  # the token of each entry by its id
        self.updated: dict[str, str] = {}

    def fetch(self, html: Path, address: str) -> set[str]:
        """Read the feed of *html*, published at *address*; return the tokens of entries that have been updated."""
        renewed, path = set(), "blog/atom.xml"
        while path:
            feed = feedparser.parse((html / path).read_bytes())
            missed = True
            for entry in feed.entries:
                (token,) = set(NAME.findall(entry.content[0].value))
                known = self.seen.get(entry.id)
                assert known in {None, token}, f"{token} has taken the id of {known}"
                assert known or token not in self.seen.values(), f"{token} is seen twice"
                assert entry.link.startswith(address)
                missed = missed and not known
                if known and self.updated[entry.id] != entry.updated:
                    renewed.add(token)
                self.seen[entry.id], self.updated[entry.id] = token, entry.updated
            older = [link.href for link in feed.feed.links if link.rel == "prev-archive"]
            path = older[0].removeprefix(address) if older and missed else ""
        return renewed


def test_reader_sees_each_post_once(site: Site) -> None:
    chance = random.Random(7)
    author, reader = Author(site, chance), Reader()
    told: set[str] = set()
    for version in range(VERSIONS):
        updates = {post.token: len(post.updates) for post in author.posts}
        author.change()
        said = site.build(html_baseurl=author.address, blog_feed_length=FEED_LENGTH)
        assert said == []
        assert site.app is not None
        record_addresses(site.app, site.folder / "permalinks.txt")
        told |= {post.token for post in author.posts if len(post.updates) > updates.get(post.token, 0)}
        if chance.random() < 0.6 or version == VERSIONS - 1:
            renewed = reader.fetch(site.html, author.address)
            assert renewed <= told, "an entry was renewed that its author has said nothing about"
            assert set(reader.seen.values()) >= {post.token for post in author.posts[-FEED_LENGTH:]}
            told -= renewed
    assert sorted(reader.seen.values()) == sorted(post.token for post in author.posts)
    assert len(author.posts) > 2 * FEED_LENGTH
