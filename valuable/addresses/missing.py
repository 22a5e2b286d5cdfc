"""Compare the site with the ledger: report the addresses that are lost, each with the line that brings it back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from docutils.nodes import make_id
from sphinx.application import Sphinx

from valuable.addresses.anchors import Anchors, anchors_of
from valuable.addresses.ledger import Ledger, LedgerEntry, is_due_after, tag_parts, tag_uri
from valuable.addresses.rename_guess import Trace, likely_successor, nearest_heading, redirect_line, trace_of
from valuable.base.page_addresses import address_by_name, bare_address, file_of, files_of, lacks_slash
from valuable.base.source_paths import LEDGER_FILE
from valuable.base.text_files import brief
from valuable.content.drafts import UNREADABLE, held_back
from valuable.content.posts import posts_of
from valuable.content.source_checks import Source, address_of, excluded_sources, generated_addresses, sources_of
from valuable.content.validators import redirect_path

LedgerMessage = tuple[str, str]  # a place, and what to say of it


def ledger_place(entry: LedgerEntry) -> str:
    """Return the place of an entry's line, ``permalinks.txt:12``."""
    return f"{LEDGER_FILE}:{entry.line}"


def lost_addresses(app: Sphinx, ledger: Ledger, leads: Mapping[str, str], today: str) -> Iterator[LedgerMessage]:
    """Yield a message for each page of the ledger that is lost, and for each ``gone`` one that exists after all."""
    sources, env = sources_of(app), app.env
    if any(
        {"redirect", "address"} & source.front_matter.lines.keys() and source.problems for source in sources.values()
    ):
        return  # it may come of what has been reported, which is to be mended first
    there = StandingPages({address_of(app, docname): docname for docname in sorted(env.found_docs)})
    held = {bare_address(address_of(app, docname)): docname for docname in held_back(app)}
    moved = {bare_address(entry.address) for entry in ledger.moved()}
    lost = []
    for page, entry in ledger.pages().items():
        old = page.strip("/")
        made, docname = old in generated_addresses(app), there.find(page)
        stands = sources[docname].path if docname is not None else "what the site makes by itself" if made else None
        if entry.gone and entry.address == page:
            if message := gone_problem(page, stands, sources[leads[old]].path if old in leads else None):
                yield ledger_place(entry), message
        elif old in held:
            yield from withdrawn_messages(entry, sources[held[old]], held_back(app)[held[old]], today)
        elif stands or old in leads or old in moved:
            continue
        elif (docname := there.find_in_any_case(page)) is not None:
            yield ledger_place(entry), case_problem(page, sources[docname])
        else:
            lost.append(entry)
    yield from moved_messages(app, ledger, lost, today)


class StandingPages:
    """Finds the page that a reader gets at an address, which may be a little other than its own."""

    def __init__(self, docnames: Mapping[str, str]) -> None:
        self.places = {bare_address(address): docname for address, docname in docnames.items()}
        self.files = {file: docname for address, docname in docnames.items() for file in files_of(address)}
        self.folded = {place.casefold(): docname for place, docname in self.places.items()}

    def find(self, address: str) -> str | None:
        """Return the docname of the page at an address, with a slash or without, by its file's name or not."""
        found = self.places.get(bare_address(address))
        return self.files.get(file_of(address)) if found is None and not lacks_slash(address) else found

    def find_in_any_case(self, address: str) -> str | None:
        return self.folded.get(bare_address(address).casefold())


def case_problem(page: str, source: Source) -> str:
    """Say that a page has changed its address in nothing but capitals, which no redirect can make good."""
    return (
        f"`{page}` is `{source.address}` now, and some hosts and disks can't tell them apart: "
        f"write into the front matter of {source.path} `address: {page}`"
    )


def gone_problem(page: str, stands: str | None, redirecting: str | None) -> str | None:
    """Say why a page that the ledger calls ``gone`` is not: something *stands* there, or a source is *redirecting*."""
    if stands:
        return f"`{page}` is `gone` here, and is there: {stands}; take the one or the other out"
    if redirecting:
        return f"`{page}` is `gone` here, and {redirecting} has it as `redirect`: take one of them out"
    return None


def withdrawn_messages(entry: LedgerEntry, source: Source, why: str, today: str) -> Iterator[LedgerMessage]:
    """Yield a message if a page that has been published is held back now."""
    if why == UNREADABLE:
        return  # reported already
    day, date = tag_parts(entry.id)[0], source.front_matter.date
    if source.front_matter.draft and is_due_after(entry.id, today):
        yield (
            ledger_place(entry),
            f"`{entry.page}` has not been published, and {source.path} is a draft: take the line out",
        )
    elif source.front_matter.draft or not (is_due_after(entry.id, today) or (date and day == date.date().isoformat())):
        yield (
            ledger_place(entry),
            f"`{entry.page}` has been published, and {source.path} is held back now ({why}): "
            f"publish it, or write here `gone {entry.page}`",
        )


def moved_messages(app: Sphinx, ledger: Ledger, lost: list[LedgerEntry], today: str) -> Iterator[LedgerMessage]:
    """Yield a message for each of the *lost* pages, with its most likely successor among the new pages."""
    if not lost:
        return
    new = traces_of_new(app, ledger)
    by_file = {address_by_name(docname): docname for docname in new.values()}
    anchors = ledger.anchors()
    found: dict[str, str] = {}
    olds: dict[str, list[str]] = defaultdict(list)
    for entry in lost:
        docname = by_file.get(entry.page)  # of this file, which has an address of its own now
        if docname is None:
            trace = likely_successor(trace_of(entry.page, entry.id, anchors.get(entry.page, ())), list(new))
            docname = new[trace] if trace is not None else None
        if docname is not None and not is_due_after(entry.id, today):
            found[entry.page] = docname
            olds[docname].append(entry.page)
    for entry in lost:
        page = entry.page
        if is_due_after(entry.id, today):
            yield (
                ledger_place(entry),
                f"`{page}` has not been published, and its post is no longer there: take the line out",
            )
        elif page not in found:
            yield (
                ledger_place(entry),
                f"`{page}` is no longer there, and no new page is like it: bring it back, or write into the front "
                f"matter of the page that takes its place `{redirect_line([page])}`, or here `gone {page}`",
            )
        else:
            source = sources_of(app)[found[page]]
            front_matter = source.front_matter
            where = f"in line {front_matter.lines['redirect']}" if front_matter.redirect else "in the front matter"
            line = redirect_line([*map(redirect_path, front_matter.redirect), *olds[source.docname]])
            yield (
                ledger_place(entry),
                f"`{page}` is no longer there: most likely it has become {source.path}; "
                f"write there, {where}, `{line}`, or here `gone {page}`",
            )


def traces_of_new(app: Sphinx, ledger: Ledger) -> dict[Trace, str]:
    """Return the docname of each page that the ledger does not know, by its trace."""
    posts, found = posts_of(app.env), {}
    for docname in sorted(app.env.found_docs):
        page = address_of(app, docname)
        if page not in ledger.entries:
            date = posts[docname].date.date().isoformat() if docname in posts else None
            dated = date and tag_uri("", date, page.strip("/").rpartition("/")[2])
            headings = anchors_of(app.env)[docname].headings
            found[trace_of(page, dated, (anchor for heading in headings for anchor in heading.anchors))] = docname
    return found


def lost_anchors(app: Sphinx, ledger: Ledger) -> Iterator[LedgerMessage]:
    """Yield a message for each anchor of the ledger that its page no longer has."""
    public = app.env.found_docs - excluded_sources(app)
    there = StandingPages({address_of(app, docname): docname for docname in sorted(public)})
    for page, known in ledger.anchors().items():
        if (docname := there.find(page)) is not None:
            yield from lost_anchors_of(page, sources_of(app)[docname].path, known, anchors_of(app.env)[docname])


def lost_anchors_of(
    page: str, path: str, known: Mapping[str, LedgerEntry], anchors: Anchors
) -> Iterator[LedgerMessage]:
    """Yield a message for each of the *known* anchors of a page that is not in *anchors*, what the page has now."""
    lost = [anchor for anchor, entry in known.items() if not entry.gone and anchor not in anchors.all]
    both = {make_id(anchor) for anchor in lost if make_id(anchor) != anchor}  # one label is enough for the two
    lost = [anchor for anchor in lost if anchor not in both]
    fresh = [heading for heading in anchors.headings if heading.anchors and not known.keys() & {*heading.anchors}]
    new = {heading.anchors[0]: heading for heading in fresh}
    for anchor in lost:
        likely = next(iter(new)) if len(lost) == len(new) == 1 else nearest_heading(anchor, list(new))
        if likely:
            yield (
                new[likely].place,
                f"`{page}#{anchor}` leads to no heading any more, most likely because it is now "
                f"`{brief(new[likely].words)}`: write `({anchor})=` on a line before that",
            )
        else:
            yield (
                f"{path}:1",
                f"`{page}#{anchor}` leads to no heading any more: write `({anchor})=` on a line before the one "
                f"that takes its place, or in {LEDGER_FILE} `gone {page}#{anchor}`",
            )
