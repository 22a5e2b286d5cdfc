"""Lead links and pictures to pages and files of the site, by whatever address an author writes them.

A link to a page is a reference to its document, as one by its file is, so that whoever mentions whom is known of it,
too. The rest gets its address when the page is printed on which it stands.
"""

import os
import posixpath
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.logging import get_node_location
from sphinx.util.osutil import relative_uri
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.file_access import access_problem
from valuable.base.source_paths import file_name_problem
from valuable.base.uris import scheme_of, uri
from valuable.content.attachments import is_shown_file
from valuable.content.drafts import UNREADABLE, held_back, warn_of_held_back
from valuable.content.included_files import admit_included_file
from valuable.content.link_targets import located_node, replace_with_words
from valuable.content.local_addresses import (
    ADDRESS_LINK,
    ADDRESS_MARK,
    NAME_LINK,
    SHOWN_FILE,
    find_address,
    marked_address,
    note_destination,
    note_local_address,
    page_destination,
    parse_marked,
)
from valuable.content.pictures.html_pictures import HtmlPictures
from valuable.content.pictures.known import middle_name, widest_name
from valuable.content.pictures.records import is_picture
from valuable.content.site_addresses import TO_ADDRESS, TO_FILE, TO_NOTHING, TO_PAGE, Destination
from valuable.content.source_checks import sources_of
from valuable.phases import DoctreeRead, PostTransform

TO_DOWNLOAD = "download"  # of marks: a file that is offered
# A mark, with the attribute around it that has nothing else for its value.
MARKED_ADDRESS = re.compile(
    rf"(?P<start> [a-z]+=\")?(?P<mark>{re.escape(ADDRESS_MARK)}\w+:[^\"\s,<>]*)(?(start)(?P<end>\"))"
)
WITHOUT_LINKS = (nodes.reference, nodes.title, addnodes.pending_xref)  # pictures in these are in a link already
LOOKS_LIKE_ADDRESS = re.compile(r"[/?%\\]|\.\w+(?:$|#)|^\.+$")


def written_at(node: nodes.Element) -> str:
    """Return where a node stands, ``path:line``, or as near as it is known."""
    return get_node_location(located_node(node)) or ""


# -- Reading --------------------------------------------------------------------


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    env = app.env
    for image in list(doctree.findall(nodes.image)):
        lead_picture(env, image)
    for download in list(doctree.findall(addnodes.download_reference)):
        lead_download(env, download)
    for reference in list(doctree.findall(nodes.reference)):
        if "refuri" in reference and not reference.get("internal"):
            lead_reference(env, reference)
    for node in list(doctree.findall(addnodes.pending_xref)):
        if node["reftype"] == "myst":
            lead_link(env, node)


def lead_picture(env: BuildEnvironment, node: nodes.image) -> None:
    """Have a picture shown from its file, or note that there is none."""
    address = node["uri"]
    if address.startswith("data:") or address.endswith(".*"):
        return
    found = find_address(env, address, is_shown=True)
    if found is None:
        return
    if found.kind == TO_FILE:
        node["uri"], node["typed_uri"] = f"/{found.name}", address
    elif not is_judged_elsewhere(env, address):
        note_destination(env, address, SHOWN_FILE, written_at(node), found)
        replace_with_words(node, [nodes.Text(node.get("alt", ""))])


def is_judged_elsewhere(env: BuildEnvironment, address: str) -> bool:
    """Return whether more is wrong with the name of a picture than that it is none: `included_files` says what."""
    name, root = unquote(address), env.srcdir
    folder = posixpath.dirname(sources_of(env._app)[env.docname].path)
    path = Path(root, name.lstrip("/\\") if name.startswith(("/", "\\")) else posixpath.join(folder, name))
    if file_name_problem(name) or access_problem(path, root):
        return True
    return os.path.lexists(path) and not path.is_file()


def lead_link(env: BuildEnvironment, node: addnodes.pending_xref) -> None:
    """Lead a link of Markdown's to what it names; MyST has found the file, or nothing."""
    address = node["reftarget"]
    if node.get("refdomain") == "doc":
        if address not in sources_of(env._app):
            fragment = f"#{node['reftargetid']}" if node.get("reftargetid") else ""
            lead(env, node, f"/{address}.md{fragment}")
        elif node.get("reftargetid"):
            rest, sources = f"#{node['reftargetid']}", sources_of(env._app)
            written = posixpath.relpath(sources[address].path, posixpath.dirname(sources[env.docname].path) or ".")
            note_destination(env, written + rest, ADDRESS_LINK, written_at(node), Destination(TO_PAGE, address, rest))
    elif node.get("reflocalid") or scheme_of(address):
        return
    elif node.line is None:  # of `[x](#name)`, MyST's transform, which has not found the name here, notes no line
        note_local_address(env, f"#{address}", NAME_LINK, written_at(node), "")
    elif LOOKS_LIKE_ADDRESS.search(address):
        lead(env, node, address)
    elif (found := find_address(env, address)) is not None and found.kind != TO_NOTHING:
        turn_into(env, node, address, found)
    else:
        note_local_address(env, address, NAME_LINK, written_at(node), "")


def lead(env: BuildEnvironment, node: addnodes.pending_xref, address: str) -> None:
    found = find_address(env, address)
    if found is None:
        link = nodes.reference("", "", *node.children, refuri=address, internal=False)
        link.source, link.line = node.source, node.line
        node.replace_self(link)
    else:
        turn_into(env, node, address, found)


def turn_into(env: BuildEnvironment, node: nodes.Element, address: str, found: Destination) -> None:
    """Make a reference to a page, or to what stands at an address, of the node of a link."""
    note_destination(env, address, ADDRESS_LINK, written_at(node), found)
    target = reference_to(env, address, found)
    if target is None:
        replace_with_words(node, list(node.children))
        return
    target.source, target.line = node.source, node.line
    if "reftitle" in node:
        target["reftitle"] = node["reftitle"]
    words = list(node.children)
    has_words = not isinstance(node, addnodes.pending_xref) or node["refexplicit"]
    if isinstance(target, addnodes.pending_xref):
        target["refexplicit"] = has_words
        if len(words) != 1 or not isinstance(words[0], nodes.inline):
            words = [nodes.inline("", "", *words, classes=["xref", "myst"])]
    elif not has_words:
        words = [nodes.literal("", address)]
    for name in ("ids", "names", "classes"):
        target[name] += [each for each in node[name] if each not in target[name]]
    target.extend(words)
    node.replace_self(target)


def reference_to(env: BuildEnvironment, address: str, found: Destination) -> nodes.Element | None:
    """Return a reference to what an address leads to, without words; None to nothing."""
    if found.kind == TO_PAGE:
        return addnodes.pending_xref(
            refdomain="doc",
            reftype="myst",
            reftarget=found.name,
            reftargetid=found.fragment or None,
            refdoc=env.docname,
        )
    if found.kind == TO_FILE and not is_shown_file(found.name):
        return addnodes.download_reference(
            refdomain=None, reftype="myst", reftarget=f"/{found.name}", refdoc=env.docname, refexplicit=True
        )
    if found.kind == TO_FILE:
        return nodes.reference("", "", refuri=marked_address(TO_FILE, found.name, found.rest), internal=True)
    if found.kind == TO_ADDRESS:
        return nodes.reference("", "", refuri=marked_address(TO_ADDRESS, found.name, found.rest), internal=True)
    return None


def lead_download(env: BuildEnvironment, node: addnodes.download_reference) -> None:
    """Have a link to a picture show it, rather than store it; also that of a role, since no original is published."""
    is_linked = node.get("reftype") == "myst" and is_shown_file(node["reftarget"])
    if not is_linked and not is_picture(node["reftarget"]):
        return
    found = find_address(env, node["reftarget"])
    if found is not None and found.kind == TO_FILE:
        for words in node.findall(nodes.inline):
            words["classes"] = [name for name in words["classes"] if name != "download"]
        turn_into(env, node, node["reftarget"], found)


def lead_reference(env: BuildEnvironment, node: nodes.reference) -> None:
    """Lead a link that is an address by itself: with the site's own host, of ``:target:`` or of reStructuredText."""
    address = node["refuri"]
    if not address or address.startswith("#"):
        if address:
            note_destination(env, address, ADDRESS_LINK, written_at(node), Destination(TO_PAGE, env.docname, address))
        return
    if scheme_of(address) not in {"", "http", "https"}:
        return
    found = find_address(env, address)
    if found is None:
        return
    if any(isinstance(child, nodes.image) for child in node.children) or not isinstance(
        node.parent, (nodes.TextElement, nodes.Inline)
    ):
        mark_reference(env, node, found)
    else:
        turn_into(env, node, address, found)


def mark_reference(env: BuildEnvironment, node: nodes.reference, found: Destination) -> None:
    """Lead the link around a picture, which stays the node that it is."""
    note_destination(env, node["refuri"], ADDRESS_LINK, written_at(node), found)
    if found.kind == TO_PAGE and found.name in held_back(env._app):
        report_held_back(env, found.name, node)
        replace_with_words(node, list(node.children))
    elif found.kind != TO_NOTHING:
        node["refuri"], node["internal"] = marked_address(found.kind, found.name, found.rest), True


def report_held_back(env: BuildEnvironment, docname: str, location: Any) -> None:
    """Report a link to a page that is held back; what can't be read has been reported already."""
    if held_back(env._app)[docname] != UNREADABLE:
        warn_of_held_back(env._app, docname, "links to", location)
    env.note_reread()


def publish_file(env: BuildEnvironment, path: str, location: Any) -> bool:
    """Have a file published among the pictures if the page being read may show it; else report it."""
    if admit_included_file(env, f"/{path}", location) is None:
        return False
    env.images.add_file(env.docname, path)
    return True


def on_doctree_read_late(app: Sphinx, doctree: nodes.document) -> None:
    """Publish the files that links of Markdown lead to, and which are shown."""
    for node in list(doctree.findall(nodes.reference)):
        if node.get("refuri", "").startswith(f"{ADDRESS_MARK}{TO_FILE}:"):
            found = parse_marked(node["refuri"])
            if not publish_file(app.env, found.name, located_node(node)):
                replace_with_words(node, list(node.children))


# -- Printing -------------------------------------------------------------------


def address_from(env: BuildEnvironment, here: str, found: Destination, *, opened: bool = True) -> str | None:
    """Return the address of what is marked, as it is from the page *here*; None if it is not published.

    *opened*: a reader opens it, who sees a picture as large as there is one; else the page shows it. Where no pages are
    made, as by ``make linkcheck``, nothing is published.
    """
    app = env._app
    if app.builder.format != "html":
        return None
    start: str = app.builder.get_target_uri(here)
    if found.kind == TO_PAGE:
        if found.name not in env.found_docs:
            return None
        target = page_destination(app, found.name, "")
    elif found.kind == TO_FILE:
        name = widest_name(env, found.name) if opened else middle_name(env, found.name)
        if found.name not in env.images or not name:
            return None
        target = uri(f"/_images/{name}")
    elif found.kind == TO_DOWNLOAD:
        if Path(found.name) not in env.dlfiles:
            return None
        target = uri(f"/_downloads/{env.dlfiles[Path(found.name)][1].as_posix()}")
    else:
        target = found.name
    way = relative_uri(start, target.lstrip("/"))
    return (way or ("" if found.rest.startswith("#") else "./")) + found.rest


def resolved_markup(env: BuildEnvironment, here: str, markup: str) -> str:
    """Return HTML with addresses in the place of their marks."""

    def written(found: re.Match[str]) -> str:
        opened = (found["start"] or "").strip() == 'href="'
        address = address_from(env, here, parse_marked(unescape(found["mark"])), opened=opened)
        if address is None:
            return ""
        return f"{found['start'] or ''}{escape(address)}{found['end'] or ''}"

    return MARKED_ADDRESS.sub(written, markup)


def marked_nodes(document: nodes.document) -> Iterator[nodes.Element]:
    raws = list(document.findall(nodes.raw))
    if any(ADDRESS_MARK in node.astext() for node in raws):
        yield from raws
    yield from (node for node in document.findall(nodes.reference) if node.get("refuri", "").startswith(ADDRESS_MARK))


class SiteLinks(SphinxPostTransform):
    """Writes the addresses that are marked as they are from the page that is printed."""

    default_priority = PostTransform.ADDRESSES

    def run(self, **kwargs: Any) -> None:
        here = self.env.current_document.docname
        shown = HtmlPictures(self.env, relative_uri(self.env._app.builder.get_target_uri(here), "_images/"))
        for node in list(marked_nodes(self.document)):
            if isinstance(node, nodes.raw):
                markup = shown.with_files(node.astext(), is_linked=not isinstance(node.parent, WITHOUT_LINKS))
                node.children = [nodes.Text(resolved_markup(self.env, here, markup))]
            elif address := address_from(self.env, here, parse_marked(node["refuri"])):
                node["refuri"] = address
            else:
                replace_with_words(node, list(node.children))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.local_addresses")
    app.setup_extension("valuable.content.included_files")
    app.connect("doctree-read", on_doctree_read, priority=DoctreeRead.ADDRESSES)
    app.connect("doctree-read", on_doctree_read_late, priority=DoctreeRead.FILES)
    app.add_post_transform(SiteLinks)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
