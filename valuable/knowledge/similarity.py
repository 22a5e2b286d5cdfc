"""Find the posts that are most similar to each other, by the features that they share: concepts, tags and keywords.

A post is compared only with those near it in time in the lists of its strongest features, or of two of them together.
So all posts take linear time, and a change reaches only the posts whose lists it stands in.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from itertools import combinations, zip_longest
from math import sqrt
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from valuable.base.keywords import NO_SUBJECT, STRENGTHS, decode_terms, singular

MAX_FEATURES = 16  # features of a post that propose others
MAX_PAIRED = 8  # of which so many do by twos as well, half of them concepts and tags if it has as many
SHORT_LIST = 32  # posts in a list that proposes all of them;
NEAR_IN_LONG_LIST = 3  # a longer one proposes so many on either side
MAX_RELATED = 3
ALL_AGAIN_FROM = 20  # if more than one post in so many has changed, all are compared again
MIN_SCORE = 0.09  # the score below which nothing is shown
NORM_SMOOTHING = 400  # counted in with what a post holds, so that two posts of few words are not alike by one of them
CONCEPT_MARK, TAG_MARK = "C", "T"  # what the name of a concept or tag begins with; a term is in small letters
STRENGTH_BY_MARK = {CONCEPT_MARK: 16, TAG_MARK: 12}  # strengths; a rare word said three times has 12
BY_DATE = itemgetter(0, 1)

Key = str | tuple[str, str]  # a feature, or two that stand together


class PostFeatures(NamedTuple):
    """The features of a post. Sorts by date."""

    date: datetime
    docname: str
    series: str | None
    names: tuple[str, ...]  # concepts and tags
    terms: str  # as :func:`valuable.base.keywords.encode_terms` gives them

    @property
    def strongest(self) -> list[str]:
        words = self.terms.split(" ", MAX_PAIRED + 1)[1 : MAX_PAIRED + 1]
        return [*self.names[: MAX_PAIRED // 2], *words, *self.names[MAX_PAIRED // 2 :]][:MAX_FEATURES]

    @property
    def vector(self) -> "Vector":
        words, digits, numbers = decode_terms(self.terms)
        found = {intern(name): STRENGTH_BY_MARK[name[0]] for name in self.names}
        found.update(zip(map(intern, words), map(STRENGTHS.__getitem__, digits), strict=True))
        subjects = [word for word, number in zip(words, numbers, strict=False) if number != NO_SUBJECT]
        size = NORM_SMOOTHING + sum([strength * strength for strength in found.values()])
        return Vector(found, frozenset(found), size, frozenset([*self.names, *subjects]))


class Vector(NamedTuple):
    """The features of a post with their weights, the square of its norm, and the features that may be named."""

    strengths: dict[str, int]  # the weight of each feature
    names: frozenset[str]  # the features, for quick intersections
    size: int  # the sum of the squared weights, and :data:`NORM_SMOOTHING`
    subjects: frozenset[str]  # the features that may be named as a reason


class Vectors(dict[int, Vector]):
    """The vectors of posts by their indexes, each made when it is first asked for."""

    def __init__(self, order: Sequence[PostFeatures]) -> None:
        self.order = order

    def __missing__(self, place: int) -> Vector:
        self[place] = found = self.order[place].vector
        return found


class Match(NamedTuple):
    """A related post and the strongest features that both share, at most two."""

    docname: str
    shared: tuple[str, ...]


Matches = dict[str, tuple[Match, ...]]


def named_features(concepts: Iterable[str], tags: Iterable[str]) -> tuple[str, ...]:
    """Return concepts and tags as features, alternating."""
    both = zip_longest((CONCEPT_MARK + name for name in sorted(concepts)), (TAG_MARK + tag for tag in sorted(tags)))
    return tuple(intern(name) for pair in both for name in pair if name is not None)


def cosine_similarities(one: Vector, others: Iterable[Vector]) -> list[float]:
    """Return the cosine similarity, 0 to 1, of a post and each of others.

    Between posts that hold little, it is less.
    """
    mine, own, size, _ = one
    return [
        sum([mine[name] * theirs[name] for name in own & names]) / sqrt(size * other_size)
        for theirs, names, other_size, _ in others
    ]


def postings(order: Sequence[PostFeatures], wanted: Set[str]) -> dict[Key, list[int]]:
    """Return the indexes of the posts that have each feature among their strongest, and each pair of features.

    No pairs are made of a short list: all in it are near each other already.
    """
    found: dict[Key, list[int]] = defaultdict(list)
    strongest = []
    for place, post in enumerate(order):
        strongest.append([name for name in post.strongest if name in wanted])
        for name in strongest[-1]:
            found[name].append(place)
    long = {name for name, members in found.items() if len(members) > SHORT_LIST}
    for place, own in enumerate(strongest):
        for one, other in combinations(sorted(name for name in own[:MAX_PAIRED] if name in long), 2):
            found[one, other].append(place)
    return found


def list_neighbours(place: int, members: list[int], earlier: bool = True) -> list[int]:
    """Return the places around *place* in a posting list that has it, or only those after it."""
    at = bisect_left(members, place)
    most = NEAR_IN_LONG_LIST if len(members) > SHORT_LIST else SHORT_LIST
    after = members[at + 1 : at + 1 + most]
    return members[max(0, at - most) : at] + after if earlier else after


def candidate_places(place: int, strongest: Sequence[str], lists: Mapping[Key, list[int]], earlier: bool) -> set[int]:
    """Return the places of the posts that the posting lists propose for the one at *place*, or only those after it."""
    keys: list[Key] = [*strongest, *combinations(sorted(strongest[:MAX_PAIRED]), 2)]
    found: set[int] = set()
    for key in keys:
        if key in lists:
            found.update(list_neighbours(place, lists[key], earlier))
    return found


def find_matches(wanted: Collection[str], posts: Mapping[str, PostFeatures]) -> Matches:
    """Return the related posts of each of *wanted*, the most similar first; of equals the newer."""
    order = sorted(posts.values(), key=BY_DATE)
    vectors = Vectors(order)
    return {
        order[place].docname: tuple(
            Match(order[other].docname, shared_features(vectors[place], vectors[other])) for _, other in found
        )
        for place, found in best_scores(order, wanted, vectors).items()
        if found
    }


def best_scores(
    order: Sequence[PostFeatures], wanted: Collection[str], vectors: Mapping[int, Vector]
) -> Mapping[int, list[tuple[float, int]]]:
    """Return the highest scores of each of *wanted* with the places of those posts, by its own place in *order*."""
    best: dict[int, list[tuple[float, int]]] = {place: [] for place, post in enumerate(order) if post.docname in wanted}
    strongest = {place: order[place].strongest for place in best}
    lists = postings(order, {name for own in strongest.values() for name in own})
    least, everything = dict.fromkeys(best, MIN_SCORE), len(best) == len(order)
    for place, found in best.items():
        series = order[place].series
        # Two that are both wanted are compared once.
        others = [
            other
            for other in candidate_places(place, strongest[place], lists, earlier=not everything)
            if (other > place or other not in best) and not (series and order[other].series == series)
        ]
        scores = cosine_similarities(vectors[place], [vectors[other] for other in others])
        for other, score in zip(others, scores, strict=True):
            if score >= least[place]:
                least[place] = keep_best(found, (score, other))
            if other in best and score >= least[other]:
                least[other] = keep_best(best[other], (score, place))
    return best


def keep_best(found: list[tuple[float, int]], one: tuple[float, int]) -> float:
    """Insert *one* among the best so far, in descending order, and return the score that another must have at least."""
    found.append(one)
    found.sort(reverse=True)
    del found[MAX_RELATED:]
    return found[-1][0] if len(found) == MAX_RELATED else MIN_SCORE


def shared_features(one: Vector, other: Vector) -> tuple[str, ...]:
    """Return the features to name as the reason: concepts before tags before terms, the strongest first."""
    mine, others = one.strengths, other.strengths
    told = [
        (name[0] not in STRENGTH_BY_MARK, -mine[name] * others[name], name) for name in one.subjects & other.subjects
    ]
    found: list[str] = []
    said: set[str] = set()
    for *_, name in sorted(told):
        words = {singular(word) for word in feature_words(name).split()}
        if not words <= said:
            said |= words
            found.append(name)
            if len(found) == 2:
                break
    return tuple(found)


def feature_words(name: str) -> str:
    """Return the text of a feature; of a concept, its address."""
    if name[0] in STRENGTH_BY_MARK:
        name = name[1:].rpartition("/")[2].replace("-", " ").casefold()
    return name


def update_matches(before: Mapping[str, PostFeatures], matches: Matches, after: Mapping[str, PostFeatures]) -> Matches:
    """Return the related posts of all of *after*, given those of *before*: what ``find_matches(after, after)`` gives.

    Besides the changed posts, only those are compared again that a changed post moves in a list, if it was or could be
    one of their related posts, or has moved one.
    """
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed:
        return matches
    if len(changed) * ALL_AGAIN_FROM > len(after):
        return find_matches(after, after)
    moved = moved_posts(before, after, changed)
    again = changed & after.keys()
    again |= {name for name, others in moved.items() if may_match(after, name, others, matches.get(name, ()))}
    kept = {name: found for name, found in matches.items() if name in after and name not in again}
    return kept | find_matches(again, after)


def may_match(after: Mapping[str, PostFeatures], name: str, others: Collection[str], known: Sequence[Match]) -> bool:
    """Return whether one of *others* was a related post of an unchanged one, or may be by now."""
    if any(match.docname in others for match in known):
        return True
    is_full = len(known) == MAX_RELATED
    near_by = [after[known[-1].docname]] if is_full else []
    near_by += [after[other] for other in others if other in after]
    scores = cosine_similarities(after[name].vector, [post.vector for post in near_by])
    least = scores.pop(0) if is_full else MIN_SCORE
    return max(scores, default=0) >= least


def moved_posts(
    before: Mapping[str, PostFeatures], after: Mapping[str, PostFeatures], changed: Set[str]
) -> Mapping[str, set[str]]:
    """Return for each unchanged post those that have entered or left its neighbourhood; a changed one has done both."""
    old, new = ([posts[name] for name in changed if name in posts] for posts in (before, after))
    rest = [post for name, post in after.items() if name not in changed]
    order = sorted([*rest, *old, *new], key=BY_DATE)
    lists = postings(order, {name for post in (*old, *new) for name in post.strongest})
    places = {id(post): place for place, post in enumerate(order)}
    gone, come = ({places[id(post)] for post in posts} for posts in (old, new))
    found: dict[str, set[str]] = defaultdict(set)
    for members in lists.values():
        for place, others in moved_in_list(members, gone, come):
            found[order[place].docname] |= {order[other].docname for other in others}
    return found


def moved_in_list(members: Sequence[int], gone: set[int], come: set[int]) -> Iterator[tuple[int, set[int]]]:
    """Yield the unchanged places of a list, each with those that have entered or left its neighbourhood.

    *gone* and *come* are the places of the changed posts, as they were and as they are.
    """
    marks = (gone | come).intersection(members)
    if not marks:
        return
    sides = [[place for place in members if place not in left_out] for left_out in (come, gone)]
    around = set(members)
    if min(map(len, sides)) > SHORT_LIST:
        around = {other for side in sides for mark in marks.intersection(side) for other in list_neighbours(mark, side)}
    for place in around - marks:
        was, now = (set(list_neighbours(place, side)) for side in sides)
        yield place, was ^ now
