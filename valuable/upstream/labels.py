"""Report a name that two pages give: a reference to it would lead now to one of them, now to the other.

Sphinx overlooks two labels, equations or terms of one name where different processes have read their pages, and two
labels that stand before no heading wherever they are.
"""

from collections.abc import Callable, Sequence, Set
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from valuable.base.build_state import BuildValue
from valuable.upstream.patches import Apply, Patch, Target, wrap

logger = logging.getLogger(__name__)

# The names that pages share as old anchors.
SHARED_ANCHORS = BuildValue[frozenset[str]](frozenset)


def report_duplicate(env: BuildEnvironment, kind: str, name: Any, other: Sequence[Any], location: Any) -> None:
    """Say it in Sphinx's words; *other* begins with a docname, and the name of a term stands after its kind."""
    path, label = env.doc2path(other[0]), name if isinstance(name, str) else name[1]
    logger.warning("duplicate %s %s, other instance in %s", kind, label, path, location=location)


def compare_all(process: Callable[..., None]) -> Callable[..., None]:
    """Note a page's labels: those before no heading are compared too.

    What several pages share as an old anchor is no label (`valuable.addresses.anchors`).
    """

    def process_doc(std: StandardDomain, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        shared = SHARED_ANCHORS.of(env._app)
        if shared:
            document.nametypes = {name: kind for name, kind in document.nametypes.items() if name not in shared}
        before = {name: std.anonlabels[name] for name in document.nametypes if name in std.anonlabels}
        compared = before.keys() & std.labels.keys()
        process(std, env, docname, document)
        for name, other in before.items():
            found, anchor = std.anonlabels[name]
            if found == docname != other[0] and name not in compared:
                report_duplicate(env, "label", name, other, document.ids.get(anchor, docname))

    return process_doc


def compare_merged(*stores: tuple[str, str, str]) -> Apply:
    """Compare, before they are merged, the names that another process of this build has read.

    *stores* are the attribute of the domain, the key of it in what is merged, and Sphinx's words for such a name.
    """

    def apply(app: Sphinx, target: Target) -> None:
        read: set[str] = set()  # all pages of this build

        def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
            read.clear()
            read.update(docnames)

        def merge_domaindata(domain: Domain, docnames: Set[str], others: dict[str, Any]) -> None:
            elsewhere = read - docnames
            for attribute, key, kind in stores:
                known = getattr(domain, attribute)
                for name, place in others[key].items():
                    if place[0] in docnames and name in known and known[name][0] in elsewhere:
                        report_duplicate(domain.env, kind, name, known[name], place[0])
            target.original(domain, docnames, others)

        app.connect("env-before-read-docs", on_env_before_read_docs)
        setattr(target.owner, target.name, merge_domaindata)

    return apply


PATCHES = (
    Patch(
        name="labels before no heading are compared",
        target="sphinx.domains.std.StandardDomain.process_doc",
        reason="It compares only the labels that stand before a heading, a figure or a table.",
        upstream="sphinx/domains/std/__init__.py:StandardDomain.process_doc",
        digests={"9.0.4": "725d3873", "9.2.0": "9ea21d46"},
        test="tests/test_upstream_fixes.py::test_label_before_no_heading_is_compared",
        apply=wrap(compare_all),
    ),
    Patch(
        name="labels and terms of two processes are compared",
        target="sphinx.domains.std.StandardDomain.merge_domaindata",
        reason="It takes the last of two labels or terms of one name that different processes have read.",
        upstream="sphinx/domains/std/__init__.py:StandardDomain.merge_domaindata",
        digests={"9.0.4": "4026ba49", "9.2.0": "4026ba49"},
        test="tests/test_upstream_fixes.py::test_labels_of_two_processes_are_compared",
        apply=compare_merged(("anonlabels", "anonlabels", "label"), ("objects", "objects", "description of")),
    ),
)
