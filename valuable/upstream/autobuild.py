"""What is changed in sphinx-autobuild, which watches, serves and reloads the preview."""

import contextlib
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from valuable.base.allowed_hosts import AllowedHosts
from valuable.upstream.patches import Patch, apply, replace, use

# What reloads a page of the preview: the same in each, whatever name it was asked for by.
RELOAD = 'new WebSocket("ws://" + location.host + "/websocket-reload").onmessage = () => location.reload();'

PATCHES = (
    Patch(
        name="the preview is built in its own process",
        target="sphinx_autobuild.server.ProcessPoolExecutor",
        reason="It starts a process for each change, which could not reach the one that is ready to build.",
        upstream="sphinx_autobuild/server.py:RebuildServer.watch",
        digests={"2025.8.25": "3b6c7b0b"},
        test="tests/test_upstream_fixes.py::test_preview_calls_the_builder_in_its_own_process",
        apply=replace(ThreadPoolExecutor),
    ),
    Patch(
        name="one script that reloads",
        target="sphinx_autobuild.middleware.web_socket_script",
        reason="It opens the web socket at the address that it serves, whatever the page was asked for by, and no "
        "policy can know such a script.",
        upstream="sphinx_autobuild/middleware.py:web_socket_script",
        digests={"2025.8.25": "3ce9c45d"},
        test="tests/test_upstream_fixes.py::test_script_of_the_preview_is_the_one_that_its_policy_knows",
        apply=replace(lambda ws_url: f"<script>{RELOAD}</script>\n"),
    ),
    Patch(
        name="the preview answers this computer alone",
        target="sphinx_autobuild.__main__._create_app",
        reason="It answers whomever asks, so `run` puts a guard before it.",
        upstream="sphinx_autobuild/__main__.py:_create_app",
        digests={"2025.8.25": "404ad6a6"},
        test="tests/test_serve.py::test_a_request_for_another_host_is_refused",
        apply=use,
    ),
)


def run(
    root: Path,
    html: Path,
    build: Callable[..., None],
    ignored: Iterable[str],
    ignored_names: str,
    names: Iterable[str],
    sockets: list[Any],
) -> None:
    """Build, watch, serve and reload, with a builder and a guard of ours; sphinx-autobuild has settings for neither.

    *ignored* are folders of *root*; *ignored_names* is a regular expression for names in any folder.
    """
    apply(PATCHES)
    import uvicorn
    from sphinx_autobuild.__main__ import _create_app
    from sphinx_autobuild.filter import IgnoreFilter

    html.mkdir(parents=True, exist_ok=True)
    build(changed_paths=())
    unwatched = IgnoreFilter(
        [str(root / name) for name in ignored],
        [f"^{re.escape(root.resolve().as_posix())}/(?:.*/)?(?:{ignored_names})(?:/|$)"],
    )
    app = _create_app([root], unwatched, build, html, "")
    # A header of a proxy says nothing here: there is none.
    config = uvicorn.Config(AllowedHosts(app, names), log_level="warning", proxy_headers=False)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)
