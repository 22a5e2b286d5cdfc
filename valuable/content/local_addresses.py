"""Collect addresses within the site from HTML, ``:target:`` and reStructuredText, which Sphinx does not check.

Markdown's own links and pictures are looked up by MyST and Sphinx; these nobody looks at before
:mod:`valuable.addresses.dead_links`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.env_store import DocnameStore
from valuable.base.html_scan import parse_attributes, scan_tags
from valuable.base.uris import scheme_of, srcset_candidates
from valuable.content.link_targets import located_node

LINK_ELEMENT = "reference"  # not HTML, but `:target:` and the like


class LocalAddress(NamedTuple):
    """An address within the site, the element that it stands in, and its place in the source."""

    address: str
    element: str
    location: str  # ``path:line``, for messages


LOCAL_ADDRESSES = DocnameStore[tuple[LocalAddress, ...]]("local_addresses")


def local_addresses(env: BuildEnvironment) -> dict[str, tuple[LocalAddress, ...]]:
    return LOCAL_ADDRESSES.of(env)


def note_local_addresses(env: BuildEnvironment, links: Iterable[nodes.Element], raws: Iterable[nodes.raw]) -> None:
    """Store the addresses in the *links* and in *raws*, the HTML, of the page being read."""
    found = tuple(dict.fromkeys([*addresses_of_links(links), *addresses_in_html(raws)]))
    if found:
        local_addresses(env)[env.docname] = found


def addresses_of_links(links: Iterable[nodes.Element]) -> Iterator[LocalAddress]:
    for node in links:
        if isinstance(node, nodes.reference) and not node.get("internal") and is_local(node.get("refuri", "")):
            yield LocalAddress(node["refuri"], LINK_ELEMENT, written_at(node))


def addresses_in_html(raws: Iterable[nodes.raw]) -> Iterator[LocalAddress]:
    for node in raws:
        for element, inside, _ in scan_tags(node.astext()):
            for address in local_addresses_of(element, parse_attributes(inside)):
                yield LocalAddress(address, element, written_at(node))


def local_addresses_of(element: str, given: dict[str, str]) -> Iterator[str]:
    """Yield the addresses within the site in the attributes of an element."""
    for name in ("href", "src", "poster"):
        if is_local(given.get(name, "")) and (name != "href" or element in {"a", "link"}):
            yield given[name]
    yield from (address for address, _ in srcset_candidates(given.get("srcset", "")) if is_local(address))


def is_local(address: str) -> bool:
    """Return whether an address has neither scheme nor host."""
    return bool(address) and not scheme_of(address) and not address.replace("\\", "/").startswith("//")


def written_at(node: nodes.Element) -> str:
    """Return where a node stands, ``path:line``, or as near as it is known."""
    return get_node_location(located_node(node)) or ""


def setup(app: Sphinx) -> ExtensionMetadata:
    LOCAL_ADDRESSES.register(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
