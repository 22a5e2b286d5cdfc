"""Made-up concepts and abbreviations, and sentences with them in the made-up posts: `knowledge.py` measures with them.

Concept number *n* is mentioned about as often as the first is, divided by *n*: one from every third post, most from a
few posts. The same concepts and links come out on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

import corpus
from words import name_of

ABBREVIATIONS = 40


@dataclass(frozen=True)
class Concept:
    """What a concept is called."""

    title: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    @property
    def slug(self) -> str:
        return self.title.lower().replace(" ", "-")


@cache
def called(number: int, seed: int) -> Concept:
    """Return what concept *number* is called. Its last word is the number, so no two are called alike."""
    random = Random(f"{seed}:{number}:concept")
    writer = corpus.Writer(seed, random)
    names = [f"{writer.phrase(1, 2)} {name_of(number)}" for _ in range(random.randint(1, 4))]
    title, *aliases = dict.fromkeys(names)
    return Concept(title.capitalize(), tuple(aliases))


@cache
def weights(concepts: int) -> list[int]:
    """Return the cumulative weights of the concepts after Zipf, which are whole numbers."""
    return list(accumulate(10**9 // rank for rank in range(1, concepts + 1)))


def chosen(random: Random, concepts: int, count: int) -> list[int]:
    """Return *count* different concepts, or as many as there are."""
    found: dict[int, None] = {}
    while len(found) < min(count, concepts):
        found[random.choices(range(concepts), cum_weights=weights(concepts))[0]] = None
    return list(found)


def of_post(number: int, concepts: int, seed: int) -> list[int]:
    """Return the concepts that post *number* links to, one to four."""
    random = Random(f"{seed}:{number}:concepts")
    return chosen(random, concepts, random.randint(1, 4))


def sentence(writer: corpus.Writer, target: int, seed: int) -> str:
    """Return a sentence with a link to a concept, by any of its names, and maybe an abbreviation."""
    name = writer.random.choice(called(target, seed).names)
    name = writer.random.choice((name, name.lower()))
    words = f"|{writer.phrase(1, 3)}" if writer.random.random() < 0.3 else ""
    short = f" {abbreviation(writer.random.randrange(ABBREVIATIONS))}" if writer.random.random() < 0.5 else ""
    return f"{writer.phrase(2, 8).capitalize()} [[{name}{words}]] {writer.phrase(2, 8)}{short}."


def abbreviation(number: int) -> str:
    return name_of(number).upper()


def prose(blocks: Sequence[str]) -> Iterator[int]:
    """Yield the places of the paragraphs among the blocks of a text."""
    inside = False
    for place, block in enumerate(blocks):
        if not inside and block[:1].isalpha():
            yield place
        inside ^= block.count("```") % 2 == 1


def linked(text: str, number: int, concepts: int, seed: int) -> str:
    """Return the text of a post with its links to concepts, each in a sentence more."""
    writer = corpus.Writer(seed, Random(f"{seed}:{number}:sentences"))
    blocks = text.split("\n\n")
    places = list(prose(blocks))
    for target in of_post(number, concepts, seed):
        blocks[writer.random.choice(places)] += f" {sentence(writer, target, seed)}"
    return "\n\n".join(blocks)


def compose(number: int, concepts: int, posts: int, seed: int) -> str:
    """Return the source of a concept: a definition, a few paragraphs, links to three to six concepts and to posts."""
    random = Random(f"{seed}:{number}:{concepts}:{posts}:concept")
    writer = corpus.Writer(seed, random)
    concept = called(number, seed)
    count = random.randint(3, 6)
    others = [other for other in chosen(random, concepts, count + 1) if other != number][:count]
    sentences = [sentence(writer, other, seed) for other in others]
    for post in random.sample(range(posts), k=min(posts, random.randint(1, 2))):
        _, slug, when = corpus.known(post, seed)
        sentences.append(f"See [{writer.phrase(2, 4)}](../posts/{when.year}/{slug}.md) for {writer.phrase(3, 6)}.")
    random.shuffle(sentences)
    blocks = [f"{concept.title} is {writer.phrase(8, 20)}."]
    paragraphs = random.randint(3, 5)
    for place in range(paragraphs):
        blocks += [f"## {writer.heading()}"] if place == paragraphs // 2 else []
        blocks.append(" ".join([writer.paragraph(), *sentences[place::paragraphs]]))
    keys = f"---\naliases: [{', '.join(concept.aliases)}]\n---\n\n" if concept.aliases else ""
    return f"{keys}# {concept.title}\n\n" + "\n\n".join(blocks) + "\n"


def write(folder: Path, files: Sequence[Path], concepts: int, seed: int = corpus.SEED) -> list[Path]:
    """Write concepts under *folder* and links to them into the *files* of the posts; return the concepts' files."""
    writer = corpus.Writer(seed, Random(f"{seed}:abbreviations"))
    lines = [f"{abbreviation(number)}: {writer.phrase(2, 5)}\n" for number in range(ABBREVIATIONS)]
    corpus.put(folder / "abbreviations.txt", "".join(lines).encode())
    for number, file in enumerate(files):
        file.write_bytes(linked(file.read_bytes().decode(), number, concepts, seed).encode())
    found = []
    for number in range(concepts):
        found.append(folder / "concepts" / f"{called(number, seed).slug}.md")
        corpus.put(found[-1], compose(number, concepts, len(files), seed).encode())
    return found
