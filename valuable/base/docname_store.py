"""Keep what is noted of each page when it is read, until the page is read again.

What other processes have noted is joined.
"""

from collections.abc import Set
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def docname_store(env: BuildEnvironment, name: str) -> dict[str, Any]:
    """Return what is noted under *name*, by docname."""
    found: dict[str, Any] = env.__dict__.setdefault(f"valuable_{name}", {})
    return found


def register_store(app: Sphinx, name: str) -> None:
    """Have the build keep what is noted under *name*. Who notes it says in ``env_version`` when its form changes."""

    def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        docname_store(env, name).pop(docname, None)

    def join(app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        found = docname_store(other, name)
        docname_store(env, name).update({docname: found[docname] for docname in docnames if docname in found})

    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", join)
