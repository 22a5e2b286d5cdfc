"""Find the menu of a Jekyll site, which each theme keeps elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from valuable.importers.profiles.base import is_true, plain_mapping, string
from valuable.importers.records import OldEntry, OldSite

# Where themes have it: in files of `_data` and in the settings.
MENU_FILES = ("navigation", "nav", "menu", "menus", "main_menu", "navbar", "header", "links", "topnav", "mainmenu")
MENU_PARTS = (
    "main",
    "header",
    "top",
    "primary",
    "navbar",
    "main_menu",
    "docs",
    "nav",
    "items",
    "links",
    "header_pages",
)
MENU_SETTINGS = ("navigation", "nav", "menu", "menus", "navbar-links", "navbar", "header_links", "main_menu", "links",
                 "nav_links", "tabs", "pages_list")  # fmt: skip
LABELS = ("title", "label", "name", "text", "page")
ADDRESSES = ("url", "link", "href", "path", "permalink", "page", "slug")


def menu_of(config: Mapping[str, Any], data: Mapping[str, Any], site: OldSite) -> list[tuple[str, str]]:
    """Return labels and addresses of the menu: as files or settings have it, else as pages say of themselves."""
    sources = [data.get(name) for name in MENU_FILES] + [config.get(name) for name in MENU_SETTINGS]
    for source in sources:
        found = list(dict.fromkeys(items_of(source)))
        if found:
            return found
    return pages_in_menu(config, site.entries)


def items_of(source: Any) -> Iterator[tuple[str, str]]:
    """Yield the entries of a menu that lead to a page of the site, those below others too."""
    if isinstance(source, Mapping):
        part = next((source[name] for name in MENU_PARTS if isinstance(source.get(name), (list, Mapping))), None)
        if part is not None:
            yield from items_of(part)
            return
        for label, target in source.items():
            if isinstance(target, str) and leads_within(target):
                yield str(label), with_root(target)
            elif isinstance(target, list):  # the entries below one
                yield from items_of(target)
        return
    for item in source if isinstance(source, list) else ():
        about = plain_mapping(item)
        label = next((string(about[name]) for name in LABELS if string(about.get(name))), "")
        target = next((string(about[name]) for name in ADDRESSES if leads_within(string(about.get(name)))), "")
        if label and target:
            yield label, with_root(target)
        elif len(about) == 1:
            yield from items_of(about)
        yield from (found for name in ("children", "subitems", "sublinks") for found in items_of(about.get(name)))


def leads_within(target: str) -> bool:
    return bool(target) and "://" not in target and not target.startswith(("#", "mailto:", "//")) and " " not in target


def with_root(target: str) -> str:
    return "/" + target.removeprefix("{{ site.baseurl }}").lstrip("/")


def pages_in_menu(config: Mapping[str, Any], entries: list[OldEntry]) -> list[tuple[str, str]]:
    """Return the pages that say that they stand in the menu, as ``nav: true`` or by being tabs, in their order."""
    named = (
        [str(name) for name in config.get("header_pages") or []] if isinstance(config.get("header_pages"), list) else []
    )
    found: list[tuple[float, str, str]] = []
    for entry in entries:
        values, folder = entry.values, entry.source.split("/")[-2:-1]
        place = next(
            (string(values[key]) for key in ("nav_order", "order", "weight", "menu_order") if key in values), ""
        )
        says_so = any(
            is_true(values.get(key)) for key in ("nav", "navigation", "navbar", "menu", "in_menu", "main_nav")
        )
        if entry.kind == "page" and (says_so or folder == ["_tabs"] or entry.source in named):
            number = float(named.index(entry.source)) if entry.source in named else number_or(place, 99.0)
            found.append((number, string(values.get("nav_title")) or entry.title, entry.address))
    return [(label, address) for _, label, address in sorted(found, key=lambda item: item[0])]


def number_or(text: str, other: float) -> float:
    try:
        return float(text)
    except ValueError:
        return other
