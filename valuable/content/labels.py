"""Report a name that two pages give: a reference to it would lead now to one of them, now to the other.

Sphinx overlooks two labels, equations or terms of one name where different processes have read their pages, and two
labels that stand before no heading wherever they are.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.math import MathDomain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__

logger = logging.getLogger(__name__)

PROCESS = StandardDomain.process_doc
MERGE = StandardDomain.merge_domaindata
MERGE_EQUATIONS = MathDomain.merge_domaindata


def report(env: BuildEnvironment, kind: str, name: Any, other: Sequence[Any], location: Any) -> None:
    """Say it in Sphinx's words; *other* begins with a docname, and the name of a term stands after its kind."""
    path, label = env.doc2path(other[0]), name if isinstance(name, str) else name[1]
    logger.warning("duplicate %s %s, other instance in %s", kind, label, path, location=location)


def process_doc(std: StandardDomain, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
    """Note a page's labels: those before no heading are compared too (sphinx/domains/std/__init__.py, process_doc).

    What several pages share as an old anchor is no label (`valuable.addresses.anchors`).
    """
    shared = getattr(env._app, "_valuable_shared_anchors", None)
    if shared:
        document.nametypes = {name: kind for name, kind in document.nametypes.items() if name not in shared}
    before = {name: std.anonlabels[name] for name in document.nametypes if name in std.anonlabels}
    compared = before.keys() & std.labels.keys()
    PROCESS(std, env, docname, document)
    for name, other in before.items():
        found, anchor = std.anonlabels[name]
        if found == docname != other[0] and name not in compared:
            report(env, "label", name, other, document.ids.get(anchor, docname))


def merge_names(std: StandardDomain, docnames: Set[str], others: dict[str, Any]) -> None:
    """Merge labels and terms that another process has read (same place, merge_domaindata: "XXX duplicates?")."""
    compare(std.env, std.anonlabels, others["anonlabels"], docnames, "label")
    compare(std.env, std.objects, others["objects"], docnames, "description of")
    MERGE(std, docnames, others)


def merge_equations(maths: MathDomain, docnames: Set[str], others: dict[str, Any]) -> None:
    """Merge equations that another process has read (sphinx/domains/math.py, merge_domaindata)."""
    compare(maths.env, maths.equations, others["objects"], docnames, "label of equation")
    MERGE_EQUATIONS(maths, docnames, others)


def compare(
    env: BuildEnvironment, known: Mapping[Any, Any], others: Mapping[Any, Any], docnames: Set[str], kind: str
) -> None:
    """Report the names in *others*, given by *docnames*, that another process of this build has read as well."""
    elsewhere = env._app._valuable_read - docnames  # type: ignore[attr-defined]
    for name, place in others.items():
        if place[0] in docnames and name in known and known[name][0] in elsewhere:
            report(env, kind, name, known[name], place[0])


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    app._valuable_read = frozenset(docnames)  # type: ignore[attr-defined]


REPLACED: tuple[tuple[type, str, Callable[..., None]], ...] = (
    (StandardDomain, "process_doc", process_doc),
    (StandardDomain, "merge_domaindata", merge_names),
    (MathDomain, "merge_domaindata", merge_equations),
)


def setup(app: Sphinx) -> ExtensionMetadata:
    for owner, name, replacement in REPLACED:
        setattr(owner, name, replacement)
    app.connect("env-before-read-docs", on_env_before_read_docs)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
