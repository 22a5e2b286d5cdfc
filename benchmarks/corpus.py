"""A made-up blog to measure with: ``python benchmarks/corpus.py FOLDER --posts 1000``.

The same posts come out on every machine, and post number *n* is the same however many there are. Each is prose with
headings, links, lists, code and pictures, and every generator gets it in its own dialect: see ``dialects.py``.
"""

import argparse
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import pictures
from dialects import DIALECTS, Dialect
from words import COMMON, SUBJECTS, code_block, made_up, name_of

SEED = 2021
YEARS = range(2011, 2026)
AUTHORS = {"ada": "Ada Norling", "ben": "Ben Sorge", "chi": "Chi Westra"}
CATEGORIES = ("Business", "Culture", "Design", "Engineering", "Life", "Product", "Research", "Teams")
TAGS = tuple(SUBJECTS.split())
VOCABULARY = 40_000
REFERENCE = re.compile(r"\]\((post|picture):(\d+)\)")


@dataclass(frozen=True)
class Picture:
    name: str
    alternative: str
    content: bytes


@dataclass(frozen=True)
class Post:
    """A post before it is put into a dialect.

    Its body refers to other posts as ``[words](post:12)`` and to its picture as ``![words](picture:7)``, by number.
    """

    number: int
    title: str
    slug: str
    date: date
    author: str
    category: str
    tags: tuple[str, ...]
    description: str
    body: str
    picture: Picture | None

    @property
    def author_name(self) -> str:
        return AUTHORS[self.author]


@cache
def vocabulary(seed: int) -> tuple[list[str], list[int]]:
    """Return the words, the commonest first, and their cumulative weights after Zipf, which are whole numbers."""
    words = [*COMMON, *made_up(Random(f"{seed}:words"), VOCABULARY - len(COMMON))]
    return words, list(accumulate(10**9 // rank for rank in range(1, len(words) + 1)))


class Writer:
    """Writes the prose of one post, and counts its words."""

    def __init__(self, seed: int, random: Random) -> None:
        self.random = random
        self.words, self.weights = vocabulary(seed)
        self.count = 0

    def phrase(self, shortest: int, longest: int) -> str:
        number = self.random.randint(shortest, longest)
        self.count += number
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=number))

    def sentence(self) -> str:
        words = self.phrase(5, 16).split()
        if len(words) > 8 and self.random.random() < 0.5:
            words[len(words) // 2] += ","
        elif self.random.random() < 0.2:
            mark = self.random.choice(("*", "*", "**", "`"))
            words[-2] = f"{mark}{words[-2]}{mark}"
        return " ".join(words).capitalize() + self.random.choice("....?!")

    def paragraph(self, *targets: str) -> str:
        """Return some sentences, and one more for a link to each of *targets*."""
        sentences = [self.sentence() for _ in range(self.random.randint(2, 5))]
        for target in targets:
            sentences.insert(
                self.random.randrange(len(sentences) + 1),
                f"See [{self.phrase(2, 4)}]({target}) for {self.phrase(3, 6)}.",
            )
            self.count += 2
        return " ".join(sentences)

    def bullets(self) -> str:
        mark = self.random.choice(("-", "-", "1."))
        return "\n".join(f"{mark} {self.phrase(4, 12).capitalize()}" for _ in range(self.random.randint(3, 5)))

    def heading(self) -> str:
        return self.phrase(2, 5).capitalize()


@cache
def known(number: int, seed: int) -> tuple[str, str, date]:
    """Return the title, slug and date of a post, which others need to link to it."""
    random = Random(f"{seed}:{number}:title")
    # The last word is the number, so no two titles are alike.
    title = f"{Writer(seed, random).phrase(2, 4)} and the {name_of(number)}".capitalize()
    year = YEARS[number % len(YEARS)]
    return title, title.lower().replace(" ", "-"), date(year, 1, 1) + timedelta(days=random.randrange(365))


def compose(number: int, seed: int = SEED) -> Post:
    """Return post *number*; it depends on nothing but that and *seed*."""
    random = Random(f"{seed}:{number}")
    writer = Writer(seed, random)
    title, slug, when = known(number, seed)
    picture = None
    if number % 8 in {0, 3}:
        name, content = pictures.make(slug, number, random)
        picture = Picture(name, writer.phrase(4, 9).capitalize(), content)
    extras = [f"![{picture.alternative}](picture:{number})"] if picture else []
    if number % 2 == 0:
        extras += [code_block(random, writer.words[len(COMMON) :]) for _ in range(random.randint(1, 2))]
    return Post(
        number,
        title,
        slug,
        when,
        random.choice(list(AUTHORS)),
        random.choice(CATEGORIES),
        tuple(random.sample(TAGS, k=random.randint(2, 4))),
        writer.phrase(8, 20).capitalize() + "." if random.random() < 0.6 else "",
        body(writer, links(number, writer), extras),
        picture,
    )


def links(number: int, writer: Writer) -> list[str]:
    """Return the targets of two or three links to earlier posts and of one to three to other sites."""
    random = writer.random
    targets = [f"post:{other}" for other in random.sample(range(number), k=min(number, random.randint(2, 3)))]
    hosts = random.sample(writer.words[500:9000], k=random.randint(1, 3))
    targets += [f"https://{host}.example/{number}" for host in hosts]
    random.shuffle(targets)
    return targets


def body(writer: Writer, targets: list[str], extras: list[str]) -> str:
    """Return 400 to 800 words in three to six sections with links to *targets* and *extras* in them."""
    random = writer.random
    writer.count = 0
    sections = random.randint(3, 6)
    length = random.randint(430, 740)
    blocks = [writer.paragraph()]
    extras = [*extras, *(writer.bullets() for _ in range(random.randint(1, 2)))]
    random.shuffle(extras)
    for section in range(sections):
        level = "###" if section and random.random() < 0.3 else "##"
        blocks += [f"{level} {writer.heading()}", writer.paragraph(*targets[section::sections])]
        blocks += extras[section::sections]
        while writer.count < length * (section + 1) // sections - 50:
            blocks.append(writer.paragraph())
    while writer.count < 420:
        blocks.append(writer.paragraph())
    return "\n\n".join(blocks) + "\n"


def write(folder: Path, posts: int, dialect: str = "valuable", seed: int = SEED) -> list[Path]:
    """Write *posts* posts and their pictures under *folder* in a *dialect*; return the posts' files by number."""
    tongue = DIALECTS[dialect]
    files = []
    for number in range(posts):
        post = compose(number, seed)
        file = folder / tongue.posts / f"{post.date.year}" / f"{post.slug}.md"
        put(file, tongue.file(post, linked(post, tongue, seed)).encode())
        if post.picture:
            put(folder / tongue.pictures / f"{post.date.year}" / post.picture.name, post.picture.content)
        files.append(file)
    return files


def linked(post: Post, tongue: Dialect, seed: int) -> str:
    """Return the body of *post* with the links of a dialect in it."""

    def link(found: re.Match[str]) -> str:
        if found[1] == "picture" and post.picture:
            return f"]({tongue.picture_link(post.date.year, post.picture.name)})"
        _, slug, when = known(int(found[2]), seed)
        return f"]({tongue.post_link(when.year, slug)})"

    return REFERENCE.sub(link, post.body)


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a made-up blog to measure with.")
    parser.add_argument("folder", type=Path, help="where to write it, such as the folder of a site")
    parser.add_argument("--posts", type=int, default=1000, help="how many posts (default: 1000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another number makes another blog (default: {SEED})")
    parser.add_argument("--dialect", choices=sorted(DIALECTS), default="valuable", help="whose front matter and links")
    options = parser.parse_args()
    files = write(options.folder, options.posts, options.dialect, options.seed)
    print(f"{len(files)} posts written under {options.folder}")


if __name__ == "__main__":
    main()
