"""Tell of a date in the name of a post's file, ``2020-01-14-words.md``, which would stand in its address for ever."""

from collections.abc import Iterable

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.addresses.permalinks import ledger_of
from valuable.base.page_addresses import bare_address
from valuable.base.reports import Severity, report
from valuable.content.drafts import UNREADABLE, held_back
from valuable.content.foreign.dates import DATED_NAME
from valuable.content.source_checks import sources_of
from valuable.phases import EnvGetOutdated


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Report it of posts whose address the ledger does not have, those that can't be read too."""
    for docname, source in sorted(sources_of(app).items()):
        if held_back(app).get(docname, UNREADABLE) != UNREADABLE:
            continue  # of drafts nothing is said
        dated = DATED_NAME.fullmatch(bare_address(source.address).rpartition("/")[2])
        if (
            source.kind != "post"
            or source.front_matter.address
            or dated is None
            or source.address in ledger_of(app).entries
        ):
            continue
        old = source.path.removesuffix("/index.md")
        new = old.replace(dated[0], dated["rest"])
        message = f"its date would stand in the address, `{source.address}`: write `git mv {old} {new}`"
        report(message, f"{source.path}:1", "front_matter", severity=Severity.ACCEPTABLE, subject=dated[0])
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.addresses.permalinks")
    app.connect("env-get-outdated", on_env_get_outdated, priority=EnvGetOutdated.REPORT)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
