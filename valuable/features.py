"""The features that an author can switch off, by their names in ``switched_off`` in ``conf.py``."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from sphinx.config import Config


class Feature(NamedTuple):
    """A part of the machinery that no other needs.

    ``extensions`` are modules of the package that are not set up, ``files`` those of its style sheets and scripts that
    are not published. A feature that has neither is asked for by what makes it, with :func:`is_on`.
    """

    extensions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


FEATURES = {
    "abbreviations": Feature(("knowledge.abbreviations",)),
    "backlinks": Feature(("knowledge.backlinks",), ("css/mentioned.css",)),
    "cards": Feature(("outputs.cards",)),
    "citations": Feature(("pages.citations",)),
    "copies": Feature(("outputs.markdown_copies", "outputs.llms")),
    "embeds": Feature(files=("css/embeds.css", "js/embed-cards.js", "js/embeds.js")),
    "maps": Feature(("knowledge.maps",), ("css/map.css",)),
    "previews": Feature(files=("css/preview.css", "js/previews.js", "js/preview-box.js")),
    "related": Feature(("knowledge.related",)),
    "search": Feature(
        ("outputs.search",),
        (
            *("css/search.css", "css/search-panel.css", "css/search-page.css"),
            *("js/search.js", "js/search-box.js", "js/search-page.js"),
        ),
    ),
    "sidenotes": Feature(("pages.sidenotes",), ("css/sidenotes.css",)),
    "tag-feeds": Feature(),
}


def is_on(config: Config, name: str) -> bool:
    return name not in config.switched_off


def extensions_off(config: Config) -> set[str]:
    """Return the modules that are switched off, relative to the package."""
    return {module for name in config.switched_off if name in FEATURES for module in FEATURES[name].extensions}


def files_off(config: Config) -> set[str]:
    """Return the style sheets and scripts of what is switched off, relative to the folder of static files."""
    return {file for name in config.switched_off if name in FEATURES for file in FEATURES[name].files}


def switch_problems(switched_off: object) -> Iterator[str]:
    """Yield the problems of the setting."""
    if not isinstance(switched_off, (list, tuple)):
        yield f"switched_off is {switched_off!r}: write a list, such as ['cards']"
        return
    for name in switched_off:
        if name not in FEATURES:
            near = get_close_matches(str(name), FEATURES, n=1, cutoff=0.4)
            advice = f"did you mean {near[0]!r}?" if near else f"write some of {', '.join(FEATURES)}"
            yield f"switched_off has {name!r}, and there is no such feature: {advice}"
