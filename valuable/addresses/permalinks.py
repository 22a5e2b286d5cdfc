"""Keep every published address alive: check the site against the ledger (`valuable.addresses.ledger`).

A build in which one of them neither exists nor leads on fails, and says what to write. What is new is added by
``make permalinks`` (`valuable.commands.permalinks`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.ledger import TAG_AUTHORITY, Ledger, LedgerEntry, is_due_after, parse_ledger, tag_uri
from valuable.addresses.missing import lost_addresses, lost_anchors
from valuable.base.build_state import BuildValue, once_per_build
from valuable.base.env_store import EnvValue
from valuable.base.page_addresses import address_by_name, bare_address, is_file_address, parent_folders
from valuable.base.problems import Problem
from valuable.base.reports import report
from valuable.base.slugs import slug
from valuable.base.source_paths import LEDGER_FILE
from valuable.base.text_files import UnreadableFileError, decode_text
from valuable.content.address_clashes import owner_of_redirect, taken_places
from valuable.content.drafts import build_moment, held_back
from valuable.content.posts import posts_of
from valuable.content.source_checks import address_of, generated_addresses, sources_of
from valuable.phases import EnvGetOutdated, EnvUpdated
from valuable.upstream.labels import SHARED_ANCHORS


def read_ledger(path: Path) -> tuple[Ledger, list[Problem]]:
    """Return the ledger in the file at *path* and its problems; an empty one if there is no file."""
    try:
        return parse_ledger(decode_text(path.read_bytes()))
    except FileNotFoundError:
        return Ledger(), []
    except UnreadableFileError as error:
        return Ledger(), [Problem(error.line, str(error))]
    except OSError as error:
        return Ledger(), [Problem(1, f"it can't be read ({error.strerror}): mend its permissions, or what it is")]


LEDGER_READ = BuildValue[Ledger](Ledger)


def ledger_of(app: Sphinx) -> Ledger:
    """Return the ledger as this build has read it."""
    return LEDGER_READ.of(app)


def warn_of_ledger(place: str, message: str) -> None:
    report(message, place, "permalinks")


# -- Ids ------------------------------------------------------------------------


@once_per_build
def entry_ids(app: Sphinx) -> Mapping[str, str]:
    """Return the id of each public post's entry in feeds, by docname, once all is read.

    It is what the ledger has noted for the post's address, or for one of the old addresses in its ``redirect``; else it
    is made from ``feed_id_authority``, the post's date and the name of its file, whatever address it has.
    """
    return assign_ids(app, {docname: post.date.date().isoformat() for docname, post in posts_of(app.env).items()})


def assign_ids(app: Sphinx, dates: Mapping[str, str], until: str = "9999") -> dict[str, str]:
    """Return the ids of the posts in *dates*, a day by docname: the one in the ledger, else a new one.

    What was noted for a day after *until* does not count.
    """
    noted = {
        entry.address.strip("/"): entry.id
        for entry in ledger_of(app).entries.values()
        if entry.id and not is_due_after(entry.id, until)
    }
    places = {docname: bare_address(address_of(app, docname)) for docname in sorted(dates)}
    found = {docname: noted[place] for docname, place in places.items() if place in noted}
    taken = set(found.values())
    for docname in sorted(dates.keys() - found.keys()):
        olds = (noted.get(old) for old in sources_of(app)[docname].front_matter.redirect)
        slug = bare_address(address_by_name(docname)).rpartition("/")[2]
        derived = tag_uri(app.config.feed_id_authority, dates[docname], slug)
        found[docname] = next((old for old in olds if old and old not in taken), derived)
        taken.add(found[docname])
    return found


def shared_ids(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the place and the message for each post whose id is another post's.

    Two that share an address, too, are told of that alone: one of them goes.
    """
    owners: dict[str, str] = {}
    taken = set(entry_ids(app).values())
    for docname, entry_id in sorted(entry_ids(app).items()):
        owner = owners.setdefault(entry_id, docname)
        if address_of(app, owner) == address_of(app, docname):
            continue
        source, other = sources_of(app)[docname], sources_of(app)[owner].path
        known = ledger_of(app).entries.get(address_of(app, docname))
        place = f"{LEDGER_FILE}:{known.line}" if known else f"{source.path}:{source.front_matter.lines.get('date', 1)}"
        free = next(name for number in count(2) if (name := f"{entry_id}-{number}") not in taken)
        taken.add(free)
        line = LedgerEntry(address_of(app, docname), free)
        yield place, f"in feeds it would have the id of {other}, `{entry_id}`: write in {LEDGER_FILE} `{line}`"


# -- Addresses ------------------------------------------------------------------


@once_per_build
def redirect_targets(app: Sphinx) -> Mapping[str, str]:
    """Return the docname that each old address redirects to; these have no slashes at their ends.

    Addresses of one id in the ledger are of one post: those that nobody names lead on where the others do.
    """
    found = redirects_of_sources(app)
    posts = {entry_id: docname for docname, entry_id in entry_ids(app).items()}
    taken = taken_places({address_of(app, docname): docname for docname in [*app.env.found_docs, *held_back(app)]})
    for entry in ledger_of(app).entries.values():
        old = bare_address(entry.address)
        if entry.id in posts and not entry.gone and not owner_of_redirect(old, taken):
            found.setdefault(old, posts[entry.id])
    return found


def redirects_of_sources(app: Sphinx) -> dict[str, str]:
    """Return the docname of each ``redirect`` in front matter that takes no address that exists.

    `valuable.content.address_clashes` reports the others.
    """
    generated = generated_addresses(app)
    taken = taken_places({address_of(app, docname): docname for docname in app.env.found_docs})
    found: dict[str, str] = {}
    for docname in sorted(app.env.found_docs):
        for old in sources_of(app)[docname].front_matter.redirect:
            if old.casefold() not in generated and not owner_of_redirect(old, taken):
                found.setdefault(old, docname)
    folders = {folder for old in found for folder in parent_folders(old)}
    return {old: docname for old, docname in found.items() if not (is_file_address(old) and old in folders)}


def gone_pages(app: Sphinx) -> Iterator[LedgerEntry]:
    """Yield the ``gone`` pages of the ledger whose address is not used again."""
    taken = taken_places({address_of(app, docname): docname for docname in app.env.found_docs})
    for entry in ledger_of(app).entries.values():
        old = bare_address(entry.address)
        if not entry.gone or "#" in entry.address or owner_of_redirect(old, taken):
            continue
        if old not in redirect_targets(app) and old not in generated_addresses(app):
            yield entry


def build_day(app: Sphinx) -> str:
    """Return the day of this build in the site's timezone: ``2026-11-24``."""
    return build_moment(app).date().isoformat()


# -- Anchors -------------------------------------------------------------------


# The pages that share each name, as the last build has found them.
SHARED_BEFORE = EnvValue[dict[str, set[str]]]("shared_anchors", dict)


def label_name(label: str) -> str:
    """Return a label as docutils normalizes it."""
    return nodes.fully_normalize_name(label)


# -- Events ---------------------------------------------------------------------


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    authority = config.feed_id_authority
    if isinstance(authority, str) and TAG_AUTHORITY.fullmatch(authority):
        return []
    return [
        f"feed_id_authority is {authority!r}: write a domain or an e-mail address of yours and a year in which it was "
        "yours, such as 'example.org,2026', and never change it"
    ]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read the ledger, before any page is read; a name that pages share from now on has them read again."""
    ledger, problems = read_ledger(Path(app.srcdir, LEDGER_FILE))
    LEDGER_READ.set(app, ledger)
    if not app.config.show_drafts:
        for problem in problems:
            warn_of_ledger(f"{LEDGER_FILE}:{problem.line}", problem.message)
    return sorted(share_anchors(app, ledger))


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Say what has been lost, before anything is written."""
    if app.config.show_drafts:
        return
    for place, message in shared_ids(app):
        warn_of_ledger(place, message)
    if ledger_of(app).entries:
        ledger = ledger_of(app)
        for place, message in (
            *lost_addresses(app, ledger, redirect_targets(app), build_day(app)),
            *lost_anchors(app, ledger),
        ):
            warn_of_ledger(place, message)


def share_anchors(app: Sphinx, ledger: Ledger) -> Iterable[str]:
    """Set the names that several pages share as old anchors; return the pages to read again because of a change."""
    givers: dict[str, set[str]] = defaultdict(set)
    for docname in app.env.found_docs:
        for label in sources_of(app)[docname].labels:
            givers[label_name(label)].add(docname)

    def is_old(name: str, docname: str) -> bool:
        anchors = {name, nodes.make_id(name), slug(name)}
        return any(f"{address_of(app, docname)}#{anchor}" in ledger.entries for anchor in anchors)

    shared = {
        name: docnames
        for name, docnames in givers.items()
        if len(docnames) > 1 and all(is_old(name, docname) for docname in docnames)
    }
    before = SHARED_BEFORE.of(app.env)
    again: set[str] = set()
    for name in before.keys() ^ shared.keys():
        again |= givers.get(name, set())
    SHARED_BEFORE.set(app.env, shared)
    SHARED_ANCHORS.set(app, frozenset(shared))
    return again


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.content.drafts")
    app.setup_extension("valuable.content.posts")
    app.setup_extension("valuable.addresses.anchors")
    app.add_config_value("feed_id_authority", "", "", types=frozenset({str}))
    app.connect("check-settings", on_check_settings)
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.RECORDS)
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.MISSING)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
