"""Select the posts of a list in a page: by tag, category, author, series, year, language and folder."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from valuable.base.people import Person
from valuable.base.slugs import slug
from valuable.content.posts import Post

YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")
POSTS_FOLDER = "posts"


@dataclass(frozen=True)
class PostQuery:
    """What is asked of a post, as its author has written it; what is empty asks nothing.

    Of several tags or authors a post has all, or with ``any_of`` one. Of what it can have but one, it has one of those.
    """

    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    any_of: bool = False
    oldest_first: bool = False
    number: int | None = None

    def select(
        self,
        newest: Sequence[Post],
        here: str,
        people: Mapping[str, Person],
        shown: Callable[[list[Post]], list[Post]] = list,
    ) -> list[Post]:
        """Return the posts that are asked for, out of all, the newest first; never that of the page *here*.

        *shown* takes one post of each text that stands in several languages.
        """
        tests = list(self.tests(people))
        found = shown([post for post in newest if post.docname != here and all(test(post) for test in tests)])
        if self.oldest_first:
            found.reverse()
        return found[: self.number]

    def tests(self, people: Mapping[str, Person]) -> Iterable[Callable[[Post], bool]]:
        """Yield what a post has to pass."""
        if self.tags:
            tags = frozenset(map(slug, self.tags))
            yield lambda post: self.has(tags, frozenset(map(slug, post.tags)))
        if self.authors:
            keys = frozenset(person_key(name, people) or name for name in self.authors)
            yield lambda post: self.has(keys, frozenset(post.authors))
        if self.categories:
            categories = frozenset(map(slug, self.categories))
            yield lambda post: slug(post.category or "") in categories
        if self.series:
            series = frozenset(name.casefold() for name in self.series)
            yield lambda post: (post.series or "").casefold() in series
        if self.years:
            years = [years_of(text) for text in self.years]
            yield lambda post: any(first <= post.date.year <= last for first, last in years)
        if self.languages:
            yield lambda post: any(is_in_language(post, code) for code in self.languages)
        if self.folders:
            folders = tuple(folder_prefix(name) for name in self.folders)
            yield lambda post: post.docname.startswith(folders)

    def has(self, wanted: frozenset[str], there: frozenset[str]) -> bool:
        return not wanted.isdisjoint(there) if self.any_of else wanted <= there

    def names(self) -> Iterable[tuple[str, str]]:
        """Yield each name that is asked for, with its kind: ``("tags", "teams")``."""
        for each in fields(self)[:7]:
            yield from ((each.name, name) for name in getattr(self, each.name))


def person_key(name: str, people: Mapping[str, Person]) -> str | None:
    """Return the key of the person that is called so, by key or by name."""
    if name in people:
        return name
    return next((key for key, person in people.items() if person.name.casefold() == name.casefold()), None)


def years_of(text: str) -> tuple[int, int]:
    """Return the first and the last year of ``2021`` or ``2019-2021``; none for what are no years."""
    found = YEARS.fullmatch(text)
    return (int(found[1]), int(found[2] or found[1])) if found else (1, 0)


def is_in_language(post: Post, code: str) -> bool:
    """Return whether a post is in a language: one in ``pt-BR`` is in ``pt`` too."""
    return f"{post.language}-".casefold().startswith(f"{code}-".casefold())


def folder_prefix(name: str) -> str:
    """Return how the names of documents in a folder begin: ``posts/2021/`` for ``2021`` or ``posts/2021``."""
    path = name.strip("/ ")
    return f"{path}/" if path.split("/")[0] == POSTS_FOLDER else f"{POSTS_FOLDER}/{path}/"


def known_names(posts: Iterable[Post], people: Mapping[str, Person]) -> dict[str, set[str]]:
    """Return the names that lists may ask for, by kind."""
    found: dict[str, set[str]] = {each.name: set() for each in fields(PostQuery)[:7]}
    found["authors"] |= people.keys()
    for post in posts:
        found["tags"].update(post.tags)
        found["categories"].update(filter(None, [post.category]))
        found["series"].update(filter(None, [post.series]))
        found["languages"].add(post.language)
        parts = post.docname.split("/")[:-1]
        found["folders"].update("/".join(parts[: end + 1]) for end in range(len(parts)))
    return found


def is_known_name(kind: str, name: str, known: Mapping[str, set[str]], people: Mapping[str, Person]) -> bool:
    """Return whether there is what a list asks for."""
    if kind == "authors":
        return person_key(name, people) is not None
    if kind in {"tags", "categories"}:
        return slug(name) in map(slug, known[kind])
    if kind == "languages":
        return any(f"{code}-".casefold().startswith(f"{name}-".casefold()) for code in known[kind])
    if kind == "folders":
        return folder_prefix(name).rstrip("/") in known[kind]
    return kind == "years" or name.casefold() in {other.casefold() for other in known[kind]}
