"""Measure "Read on": ``python benchmarks/related.py`` says how often it names the right posts, and how long it takes.

Some posts of the made-up blogs belong to a theme: a sixth of what they say is in its dozen or two words. The others are
ordinary posts too: as much of each is about a subject of its own, and all say some words of the themes by the way.
Right is a post of the same theme. Beside it stands what an exhaustive comparison with the same score finds, which
judges the search for candidates, and one by TF-IDF, which may weigh every word of a post by the whole blog: that is
about what can be known.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from math import log, sqrt
from pathlib import Path
from random import Random

from report import machine, table
from words import COMMON, made_up

sys.path.append(str(Path(__file__).resolve().parent.parent))

from valuable.base.keywords import WORD, encode_terms, key_terms, singular
from valuable.base.keywords import english_weights as weights
from valuable.knowledge.similarity import (
    MAX_RELATED,
    MIN_SCORE,
    PostFeatures,
    Vector,
    cosine_similarities,
    find_matches,
    named_features,
    update_matches,
)

START = datetime(2015, 1, 1)
HOURS = 24 * 365 * 10
TAGS = tuple(f"tag {number}" for number in range(40))
Pool = tuple[Sequence[str], Sequence[float]]  # words and their cumulative weights


@dataclass(frozen=True)
class Blog:
    """What a made-up blog is like."""

    each: int  # posts a theme
    others: int  # posts that belong to none
    themes: int = 24
    tags: str = "none"  # "third": every third post of a theme has its tag; "noisy": and all have others, by chance
    words: tuple[int, int] = (200, 700)  # of a post
    mentions: int = 8  # words of themes that are said by the way, at most
    own: int = 0  # words that this blog says far more often than others, each in every third post


@dataclass(frozen=True)
class Text:
    docname: str
    date: datetime
    words: str
    tags: tuple[str, ...]
    theme: int | None


# -- The posts ------------------------------------------------------------------


def pool(words: Sequence[str], shares: Sequence[float]) -> Pool:
    return words, list(accumulate(shares))


@cache
def common() -> Pool:
    """Return the 200 commonest words, after Zipf."""
    return pool(COMMON[:200], [1 / rank for rank in range(1, 201)])


@cache
def english() -> Pool:
    """Return English as this blog speaks it: each word about half to twice as often as others do."""
    random, known = Random("english"), weights()
    words = sorted(word for word in known if known[word])
    return pool(words, [2.0 ** (random.gauss(0, 1) - known[word]) for word in words])


@cache
def rare() -> Pool:
    """Return words so rare that no table has them, after Zipf."""
    words = made_up(Random("rare"), 30_000)
    return pool(words, [1 / rank for rank in range(20, 20 + len(words))])


@cache
def subjects() -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Return the words that a vocabulary is drawn from: plain ones, telling ones, and such as no table has."""
    known = weights()
    plain = sorted(word for word in known if 1 <= known[word] <= 3)
    return plain, sorted(word for word in known if known[word] > 3), rare()[0][500:]


def vocabulary(random: Random, least: int, most: int) -> list[str]:
    """Return the words of a subject, those that it says most first: a sixth plain, a quarter in no table."""
    plain, telling, odd = subjects()
    count = random.randint(least, most)
    found = [*random.sample(plain, count // 6), *random.sample(odd, count // 4)]
    found += random.sample(telling, count - len(found))
    random.shuffle(found)
    return found


def write(blog: Blog, random: Random, own: Sequence[str], themes: Sequence[Sequence[str]]) -> str:
    """Return the words of a post: half of them the commonest, a twelfth about *own*, the rest any."""
    count = random.randint(*blog.words)
    found = random.choices(*common()[:1], cum_weights=common()[1], k=count // 2)
    found += random.choices(own, [1 / (rank + 4) for rank in range(len(own))], k=count // 12)
    for _ in range(2):
        found += random.choices(random.choice(themes), k=random.randint(1, blog.mentions // 2))
    for word in vocabulary(Random("own"), blog.own, blog.own):
        if random.random() < 1 / 3:
            found += [word] * random.randint(1, 3)
    found += random.choices(rare()[0], cum_weights=rare()[1], k=count // 24)
    found += random.choices(english()[0], cum_weights=english()[1], k=max(0, count - len(found)))
    random.shuffle(found)
    return " ".join(found)


def tags(blog: Blog, random: Random, theme: int | None) -> tuple[str, ...]:
    own = [f"theme {theme}"] if theme is not None and random.random() < 1 / 3 else []
    if blog.tags == "noisy":
        if theme is None and random.random() < 1 / 20:
            own = [f"theme {random.randrange(blog.themes)}"]
        return (*own, *random.sample(TAGS, k=random.randint(1, 3)))
    return tuple(own) if blog.tags == "third" else ()


def texts(blog: Blog) -> Iterator[Text]:
    """Yield the posts of a blog, the same on every machine; the posts of themes first."""
    themes = [vocabulary(Random(f"theme {number}"), 12, 24) for number in range(blog.themes)]
    of_themes = blog.themes * blog.each
    for number in range(of_themes + blog.others):
        random = Random(f"post {number if number < of_themes else number - of_themes + 1_000_000}")
        theme = number % blog.themes if number < of_themes else None
        own = vocabulary(random, 12, 24) if theme is None else themes[theme]
        words = write(blog, random, own, themes)
        date = START + timedelta(hours=random.randrange(HOURS))
        yield Text(f"posts/p{number:05}", date, words, tags(blog, random, theme), theme)


def traits(text: Text) -> PostFeatures:
    found = encode_terms(key_terms(text.words, "en"))
    return PostFeatures(text.date, text.docname, None, named_features((), text.tags), found)


# -- How many are right ---------------------------------------------------------


def right(posts: Sequence[Text], found: Mapping[str, Sequence[str]]) -> float:
    """Return how many in a hundred of the places for posts of themes have one of the same theme; none is wrong."""
    themes = {post.docname: post.theme for post in posts}
    asked = [post for post in posts if post.theme is not None]
    places = [(post.theme, themes[name]) for post in asked for name in found.get(post.docname, ())[:MAX_RELATED]]
    return 100 * sum(one == other for one, other in places) / (MAX_RELATED * len(asked))


def by_lists(posts: Mapping[str, PostFeatures], asked: Sequence[str]) -> dict[str, list[str]]:
    """Return the related posts by our search for candidates."""
    return {name: [match.docname for match in found] for name, found in find_matches(asked, posts).items()}


def exhaustive(posts: Mapping[str, PostFeatures], asked: Sequence[str]) -> dict[str, list[str]]:
    """Return the related posts if each is compared with all."""
    vectors = {name: post.vector for name, post in posts.items()}
    return {name: best(vectors, name) for name in asked}


def best(vectors: Mapping[str, Vector], name: str) -> list[str]:
    scores = zip(cosine_similarities(vectors[name], vectors.values()), vectors, strict=True)
    found = [
        other
        for score, other in sorted(scores, reverse=True)[: MAX_RELATED + 1]
        if score >= MIN_SCORE and other != name
    ]
    return found[:MAX_RELATED]


def by_tf_idf(posts: Sequence[Text]) -> dict[str, list[str]]:
    """Return the related posts by the cosine of all their words and tags, weighed by how few posts have them."""
    counts = {
        post.docname: Counter([singular(word) for word in WORD.findall(post.words)] + [*post.tags]) for post in posts
    }
    having = Counter(word for found in counts.values() for word in found)
    lists: dict[str, list[tuple[str, float]]] = defaultdict(list)
    vectors = {}
    for name, found in counts.items():
        own = {word: (1 + log(times)) * log(len(posts) / having[word]) for word, times in found.items()}
        size = sqrt(sum(value * value for value in own.values())) or 1
        vectors[name] = {word: value / size for word, value in own.items() if having[word] < len(posts) / 4}
        for word, value in vectors[name].items():
            lists[word].append((name, value))
    result = {}
    for post in posts:
        if post.theme is not None:
            scores: Counter[str] = Counter()
            for word, value in vectors[post.docname].items():
                for name, other in lists[word]:
                    scores[name] += value * other  # type: ignore[assignment]
            del scores[post.docname]
            result[post.docname] = [name for name, _ in scores.most_common(MAX_RELATED)]
    return result


# -- How long it takes ----------------------------------------------------------


def seconds(blog: Blog, runs: int = 3) -> tuple[float, float, int]:
    """Return what all posts of a blog take, what one edit does, and how many posts' matches it changes."""
    posts = {text.docname: traits(text) for text in texts(blog)}
    full, edit, reached = [], [], 0
    for run in range(runs):
        started = time.perf_counter()
        matches = find_matches(posts, posts)
        full.append(time.perf_counter() - started)
        name = f"posts/p{run * 37:05}"
        other = posts[f"posts/p{len(posts) - 1 - run:05}"]
        after = {**posts, name: posts[name]._replace(terms=other.terms)}  # it is about something else now
        started = time.perf_counter()
        changed = update_matches(posts, matches, after)
        edit.append(time.perf_counter() - started)
        reached = max(reached, sum(changed.get(name) != matches.get(name) for name in posts))
    return min(full), min(edit), reached


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000], help="posts to measure times with")
    options = parser.parse_args()
    grid = [
        Blog(each, others, tags=tags)
        for each in (4, 12)
        for others in (0, 500, 5000)
        for tags in ("none", "third", "noisy")
    ]
    hard = [Blog(each, 5000) for each in (4, 12)]
    variants = {"": grid}
    variants["short posts"] = [replace(blog, words=(120, 240)) for blog in hard]
    variants["few themes, often mentioned"] = [replace(blog, themes=8, mentions=16) for blog in hard]
    variants["a blog with 40 words of its own"] = [replace(blog, own=40) for blog in hard]
    rows = []
    for what, blogs in variants.items():
        for blog in blogs:
            posts = list(texts(blog))
            found = {text.docname: traits(text) for text in posts}
            asked = [text.docname for text in posts if text.theme is not None]
            shares = [right(posts, way) for way in (by_lists(found, asked), exhaustive(found, asked), by_tf_idf(posts))]
            rows.append((f"{blog.each} a theme", f"{blog.others:,}", blog.tags, *shares, what))
            print(".", end="", flush=True)
    print(f"\n{machine()}\n\nOf the first three, right in a hundred:\n")
    print(table(("", "others", "tags", "read on", "exhaustive", "TF-IDF", ""), rows))
    times = []
    for size in options.sizes:
        full, edit, reached = seconds(Blog(12, size - 24 * 12, tags="noisy"))
        times.append((f"{size:,} posts", full, 1000 * edit, str(reached)))
    print(f"\n{table(('', 'all, s', 'one edit, ms', 'posts it changes'), times)}")


if __name__ == "__main__":
    main()
