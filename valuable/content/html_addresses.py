"""Lead the addresses in an author's HTML to pages and files of the site, as those in Markdown are.

A file that is shown or offered comes along: it goes through the gate, and is published where pictures and downloads of
Markdown are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from valuable.base.reports import Severity
from valuable.base.text_files import brief
from valuable.base.uris import srcset_candidates
from valuable.content.attachments import is_shown_file
from valuable.content.drafts import held_back
from valuable.content.images import report_no_alternative
from valuable.content.included_files import admit_included_file
from valuable.content.local_addresses import (
    ADDRESS_LINK,
    SHOWN_FILE,
    find_address,
    marked_address,
    note_destination,
)
from valuable.content.notebooks import MADE_BY_PROGRAM
from valuable.content.site_addresses import TO_ADDRESS, TO_FILE, TO_NOTHING, TO_PAGE, Destination, address_table
from valuable.content.site_links import (
    TO_DOWNLOAD,
    publish_file,
    report_held_back,
    written_at,
)

FOLLOWED = {"a": "href", "area": "href"}
SHOWN = ("src", "poster", "data")  # of any element; `data` of `<object>`, which only trusted HTML has
SHOWING = frozenset({"audio", "embed", "img", "object", "source", "track", "video"})


class HtmlAddresses:
    """Finds what the addresses in the HTML of one page lead to, and notes or reports what leads nowhere.

    *is_trusted*: a script may make what leads nowhere, so that it is left as it is.
    """

    def __init__(self, env: BuildEnvironment, *, is_trusted: bool = False) -> None:
        self.env = env
        self.is_trusted = is_trusted

    def find(self, name: str, given: dict[str, str], mark: Any, at: int) -> None:
        """Put marks (`valuable.content.local_addresses`) into the attributes of an element, or take addresses out."""
        source = given.get("src") or given.get("srcset", "")
        for attribute in list(self.addressed(name, given)):
            address = given[attribute]
            if attribute == "srcset":
                found = ", ".join(self.candidates(address, mark.location(at)))
            else:
                found = self.found(address, mark.location(at), is_shown=name not in FOLLOWED) or ""
            if found:
                given[attribute] = found
            else:
                del given[attribute]
        if name == "img" and not self.is_trusted and "alt" not in given:
            said, advice = f"the picture {brief(source)}", ('`alt="what it shows"`', '`alt=""`')
            made = mark.raw.get(MADE_BY_PROGRAM)  # whose markup no author can mend
            severity = Severity.HINT if made else Severity.ACCEPTABLE
            report_no_alternative(said, source, advice, mark.location(at), severity)
            given["alt"] = ""

    def addressed(self, name: str, given: dict[str, str]) -> Iterator[str]:
        """Yield the attributes of an element that hold addresses."""
        if name in FOLLOWED:
            yield from (each for each in (FOLLOWED[name],) if given.get(each))
        elif name == "image":  # of a drawing
            yield from (each for each in ("href",) if given.get(each))
        elif name in SHOWING:
            yield from (each for each in (*SHOWN, "srcset") if given.get(each))

    def candidates(self, srcset: str, location: Any) -> Iterator[str]:
        for address, size in srcset_candidates(srcset):
            if found := self.found(address, location, is_shown=True):
                yield f"{found} {size}".strip()

    def found(self, address: str, location: Any, *, is_shown: bool) -> str | None:
        """Return an address as it is kept; None if it leads nowhere, or where it may not."""
        found = find_address(self.env, address, is_shown=is_shown, as_html=True)
        if found is None or (self.is_trusted and not self.is_there(found)):
            return address
        if not self.is_trusted:
            place = written_at(location) if isinstance(location, nodes.Element) else location or ""
            note_destination(self.env, address, SHOWN_FILE if is_shown else ADDRESS_LINK, place, found)
        if found.kind == TO_PAGE:
            return self.of_page(address, found, location)
        if found.kind == TO_FILE:
            return self.of_file(found, location, is_shown=is_shown)
        if found.kind == TO_ADDRESS:
            return marked_address(TO_ADDRESS, found.name, found.rest)
        return None

    def is_there(self, found: Destination) -> bool:
        """Return whether something likely stands where an address leads."""
        is_made = address_table(self.env._app).is_made
        return found.kind != TO_NOTHING and (found.kind != TO_ADDRESS or is_made(found.name))

    def of_page(self, address: str, found: Destination, location: Any) -> str | None:
        if found.name in held_back(self.env._app):
            report_held_back(self.env, found.name, location)
            return None
        if address.startswith("#"):
            return address
        return marked_address(TO_PAGE, found.name, found.rest)

    def of_file(self, found: Destination, location: Any, *, is_shown: bool) -> str | None:
        """Publish a file; return None if the page may not have it."""
        if is_shown or is_shown_file(found.name):
            return (
                marked_address(TO_FILE, found.name, found.rest)
                if publish_file(self.env, found.name, location)
                else None
            )
        if admit_included_file(self.env, f"/{found.name}", location) is None:
            return None
        self.env.dlfiles.add_file(self.env.docname, Path(found.name))
        return marked_address(TO_DOWNLOAD, found.name, found.rest)
