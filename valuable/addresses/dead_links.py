"""Report links within the site that lead nowhere, of the kinds that neither MyST nor Sphinx checks.

Markdown's own links and pictures are looked up by MyST and Sphinx. What an author writes as HTML, as ``:target:`` or in
reStructuredText is put on the page as it is: `<img src="harbour.jpg">` shows nothing, for the file does not come along.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.html_scan import parse_attributes, scan_tags
from valuable.base.text_files import brief
from valuable.build.builder import SiteBuilder
from valuable.build.extra_files import extra_files
from valuable.build.staging import list_files
from valuable.content.local_addresses import LINK_ELEMENT, local_addresses
from valuable.phases import BuildFinished

logger = logging.getLogger(__name__)

PICTURE_ADVICE = (
    "write `![what it shows](picture.png)`, which brings the file along, also with `{width=300px}` behind it"
)
EXTRA_ADVICE = "put the file into `_extra`, which is published as it is, and write its address there"
PAGE_ADVICE = "link to a file as in `[words](other-post.md)`, or mend the address"
DEAD_LINK_ADVICE = {"img": PICTURE_ADVICE, "a": PAGE_ADVICE, LINK_ELEMENT: PAGE_ADVICE}


def leads_somewhere(app: Sphinx, docname: str, address: str, known: set[str]) -> bool:
    """Return whether an *address* on a page leads to one of the *known* files, and to an anchor that its page has."""
    root = urlsplit(app.config.html_baseurl).path or "/"
    parts = urlsplit(urljoin(f"{root}{app.builder.get_target_uri(docname)}", address.strip()))
    path = unquote(parts.path)
    if not path.startswith(root):
        return True  # what else stands on the host is not known
    path = path.removeprefix(root)
    file = next((each for each in (path, f"{path.rstrip('/')}/index.html".lstrip("/")) if each in known), None)
    if file is None or not parts.fragment or not file.endswith(".html"):
        return file is not None
    return has_anchor(app.builder, file, unquote(parts.fragment))


def has_anchor(builder: Any, file: str, name: str) -> bool:
    """Return whether a page, made by now or before, has an anchor. ``#top`` is on every page (HTML, 7.4.6.4)."""
    if name == "top" or name.startswith(":~:"):
        return True
    page = next((page for page in (Path(builder.outdir, file), Path(builder.site, file)) if page.is_file()), None)
    if page is None:
        return True
    return any(
        name == parse_attributes(inside).get("id") for _, inside, _ in scan_tags(page.read_text(encoding="utf-8"))
    )


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    builder, found = app.builder, local_addresses(app.env)
    if exception is not None or not isinstance(builder, SiteBuilder) or not found:
        return
    known = builder.made(list_files(Path(builder.outdir))) | extra_files(app).keys()
    for docname in sorted(found.keys() & app.env.found_docs):
        for address, element, location in found[docname]:
            if element == LINK_ELEMENT and address.endswith(".md"):
                message = f"{brief(address)} is the text of a page: write the page's address, as in `../other-post/`"
            elif leads_somewhere(app, docname, address, known):
                continue
            else:
                message = (
                    f"nothing stands at {brief(address)} on this site: {DEAD_LINK_ADVICE.get(element, EXTRA_ADVICE)}"
                )
            logger.warning(message, location=location or docname, type="valuable", subtype="dead_ends")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.local_addresses")
    app.connect("build-finished", on_build_finished, priority=BuildFinished.LOOK_UP)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
