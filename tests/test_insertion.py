"""No way of naming a file lets one in that is not to be published, and nothing is fetched while the site is built."""

import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path

import judgements
import pytest
from conftest import Site, main_of
from docutils import nodes
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import en
from docutils.utils import new_document
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers import sphinx_ as myst_parsers
from sphinx.testing.util import SphinxTestApp

CANARY = "qzykcanary"
FIRST_LINE = 7  # of the body of a post that `Site.post` has written
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0H1"/></svg>'

# -- Everything is judged --------------------------------------------------------------------------------------------


@pytest.fixture
def app(site: Site) -> Iterator[SphinxTestApp]:
    """Sphinx with all extensions set up, and what they have registered."""
    site.post()
    app = SphinxTestApp(
        "dirhtml", srcdir=site.folder, builddir=site.folder / "_build", warning=StringIO(), status=StringIO()
    )
    yield app
    app.cleanup()


def known_directives(app: SphinxTestApp) -> dict[str, type[Directive]]:
    names = {*directives._directive_registry, *directives._directives}
    document = new_document("x")
    found = {name: directives.directive(name, en, document)[0] for name in names}
    for domain in app.env.domains.sorted():
        found |= {f"{domain.name}:{name}": directive for name, directive in domain.directives.items()}
    return found


def known_roles(app: SphinxTestApp) -> dict[str, object]:
    found = {**roles._role_registry, **roles._roles}
    for domain in app.env.domains.sorted():
        found |= {f"{domain.name}:{name}": role for name, role in domain.roles.items()}
    return found


def test_every_directive_is_judged(app: SphinxTestApp) -> None:
    assert known_directives(app).keys() == judgements.DIRECTIVES.keys()


def test_every_option_is_judged(app: SphinxTestApp) -> None:
    options = {
        (name, option)
        for name, directive in known_directives(app).items()
        for option in getattr(directive, "option_spec", None) or ()
    }
    unjudged = {option for option in options - judgements.OPTIONS.keys() if option[1] not in judgements.HARMLESS}
    assert unjudged == set()
    mysts = {("include", "relative-docs"), ("include", "relative-images")}  # not there before MyST has met one
    assert judgements.OPTIONS.keys() - options <= mysts


def test_every_role_and_its_options_are_judged(app: SphinxTestApp) -> None:
    found = known_roles(app)
    assert found.keys() == judgements.ROLES.keys()
    options = {option for role in found.values() for option in getattr(role, "options", None) or ()}
    assert options <= {"class", "format", "language", "name"}


def test_every_rule_of_syntax_is_judged(app: SphinxTestApp) -> None:
    parser = myst_parsers.create_md_parser(app.env.myst_config, SphinxRenderer)
    found = {rule for rules in parser.get_active_rules().values() for rule in rules}
    assert found == judgements.SYNTAX.keys()


def test_names_of_directives_in_other_languages_are_those_of_judged_ones() -> None:
    folder = Path(directives.__file__).parent.parent / "languages"
    for file in folder.glob("??*.py"):
        module = __import__(f"docutils.parsers.rst.languages.{file.stem}", fromlist=["directives"])
        for name in getattr(module, "directives", {}).values():
            # docutils has names in its languages for what it has not written.
            assert name in judgements.DIRECTIVES or name not in directives._directive_registry


# -- Every way is tried ----------------------------------------------------------------------------------------------

# How a page names a file, by what it is called in `judgements`; the first line is the one that a message names.
WAYS = {
    "include": "```{include} NAME\n```",
    "include literal": "```{include} NAME\n:literal:\n```",
    "include relative": "```{include} NAME\n:relative-images:\n:relative-docs: .\n```",
    "literalinclude": "```{literalinclude} NAME\n```",
    "literalinclude diff": "```{literalinclude} fine.txt\n:diff: NAME\n```",
    "literalinclude link": "```{literalinclude} NAME\n:link:\n```",
    "tag of code": "{% include_code NAME %}",
    "raw file": "```{raw} html\n:file: NAME\n```",
    "csv-table file": "```{csv-table} Words\n:file: NAME\n```",
    "image": "```{image} NAME\n:alt: words\n```",
    "image lazy": "```{image} NAME\n:alt: words\n:loading: lazy\n```",
    "figure": "```{figure} NAME\n:alt: words\n\nWords.\n```",
    "figure-md": ":::{figure-md}\n![words](<NAME>)\n\nWords.\n:::",
    "syntax image": "![words](<NAME>)",
    "syntax link": "[words](<NAME>)",
    "syntax path": "[words](<path:NAME>)",
    "syntax reference": "[words][here-NUMBER]\n\n[here-NUMBER]: <NAME>",
    "download": "{download}`words <NAME>`",
    "quoted": "> ```{literalinclude} NAME\n> ```",
    "listed": "- ![words](<NAME>)",
    "noted": ":::{note}\n[words](<path:NAME>)\n:::",
    "in a cell": "| a |\n|---|\n| {download}`words <NAME>` |",
}
# The same in reStructuredText, below a first line that opens it.
RST_WAYS = {
    "include": ".. include:: NAME",
    "include literal": ".. include:: NAME\n   :literal:",
    "include code": ".. include:: NAME\n   :code: text",
    "literalinclude": ".. literalinclude:: NAME",
    "literalinclude diff": ".. literalinclude:: fine.txt\n   :diff: NAME",
    "raw file": ".. raw:: html\n   :file: NAME",
    "csv-table file": ".. csv-table:: Words\n   :file: NAME",
    "image": ".. image:: NAME\n   :alt: words",
    "figure": ".. figure:: NAME\n   :alt: words",
    "substituted": ".. |a-NUMBER| image:: NAME\n   :alt: words",
    "download": ":download:`words <NAME>`",
    "noted": ".. note::\n\n   .. include:: NAME",
}
ADDRESSED = {
    "raw url": "```{raw} html\n:url: NAME\n```",
    "csv-table url": "```{csv-table} Words\n:url: NAME\n```",
    "rst raw url": "```{eval-rst}\n.. raw:: html\n   :url: NAME\n```",
    "rst csv-table url": "```{eval-rst}\n.. csv-table:: Words\n   :url: NAME\n```",
    "noted": ":::{note}\n```{raw} html\n:url: NAME\n```\n:::",
    "listed": "- ```{csv-table}\n  :url: NAME\n  ```",
}
NAMES = [
    "../../../outside/secret.txt",
    "/../outside/secret.txt",
    "/ABSOLUTE/outside/secret.txt",
    "../../.env",
    "/.env",
    "/.ENV",
    "../2021/../../.env",
    "../../.git/config",
    "../../.venv/pyvenv.cfg",
    "/.cache/secret.txt",
    "/node_modules/secret.txt",
    "/_build/preview/html/secret.txt",
    "/_BUILD/secret.txt",
    "../../conf.py",
    "/Conf.py",
    "/permalinks.txt",
    "/.well-known/secret.txt",
    "/\u200d.env",
    "/.\u200denv",
    "linked.txt",
    "inner.txt",
    "folder/secret.txt",
    "folder/../secret.txt",
    "draft/secret.txt",
    "draft/index.md",
    "later/secret.txt",
    "later/../draft/secret.txt",
    "held.md",
    "pipe",
]


class Counter(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(CANARY.encode())


@pytest.fixture
def host() -> Iterator[str]:
    """The address of a server that notes what it is asked for."""
    Counter.asked = []
    server = HTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def guarded(site: Site) -> Site:
    """A site with a canary in each place from which nothing may be taken in."""
    secret = f"{CANARY}\n"
    outside = site.folder.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(secret)
    for path in (".env", ".ENV", ".git/config", ".venv/pyvenv.cfg", ".cache/secret.txt", "node_modules/secret.txt"):
        site.write(path, secret)
    for path in ("_build/preview/html/secret.txt", "_BUILD/secret.txt", "Conf.py", ".well-known/secret.txt"):
        site.write(path, secret)
    site.write("\u200d.env", secret)
    site.write(".\u200denv", secret)
    site.write("permalinks.txt", "")
    site.write("conf.py", f"{(site.folder / 'conf.py').read_text()}\n# {CANARY}\n")
    site.write("posts/2021/fine.txt", "Fine words.\n")
    site.write("posts/2021/draft/secret.txt", secret)
    site.write("posts/2021/later/secret.txt", secret)
    site.post("posts/2021/draft/index.md", CANARY, draft="true")
    site.post("posts/2021/later/index.md", CANARY, date="2999-01-01")
    site.post("posts/2021/held.md", CANARY, draft="true")
    (site.folder / "posts/2021/linked.txt").symlink_to(outside / "secret.txt")
    (site.folder / "posts/2021/inner.txt").symlink_to(site.folder / ".env")
    (site.folder / "posts/2021/folder").symlink_to(outside)
    os.mkfifo(site.folder / "posts/2021/pipe")
    return site


def attempts(ways: str, names: list[str], *, rst: bool = False) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text of a post that names each of *names*, and the first and last line of each attempt."""
    lines: list[str] = []
    ranges = []
    for number, name in enumerate(names):
        text = ways.replace("NAME", name).replace("NUMBER", str(number))
        if rst:
            text = f"```{{eval-rst}}\n{text}\n```"
        first = FIRST_LINE + len(lines)
        lines += [*text.split("\n"), ""]
        ranges.append((first, FIRST_LINE + len(lines) - 1, name))
    return "\n".join(lines) + "\n", ranges


def silent(path: str, ranges: list[tuple[int, int, str]], warnings: list[str]) -> list[str]:
    """Return the attempts of which no message tells the line."""
    said = {int(match[1]) for line in warnings if (match := re.match(rf"{re.escape(path)}:(\d+): ", line))}
    return [f"{path}: {name}" for first, last, name in ranges if said.isdisjoint(range(first, last + 1))]


def leaks(site: Site, warnings: list[str]) -> list[str]:
    files = site.files(site.folder / "_build")
    made = [path for path, content in files.items() if CANARY.encode() in content and not path.startswith("preview/")]
    return made + [line for line in warnings if CANARY in line]


def every_way() -> dict[str, tuple[str, bool]]:
    ways = {f"myst-{index}": (way, False) for index, way in enumerate(WAYS.values())}
    return ways | {f"rst-{index}": (way, True) for index, way in enumerate(RST_WAYS.values())}


def test_no_way_lets_a_file_in_that_is_not_to_be_published(guarded: Site) -> None:
    names = [name.replace("ABSOLUTE", str(guarded.folder.parent)) for name in NAMES]
    tried = {}
    for slug, (way, rst) in every_way().items():
        body, tried[f"posts/2021/{slug}.md"] = attempts(way, names, rst=rst)
        guarded.post(f"posts/2021/{slug}.md", body)
    warnings = guarded.build()
    assert leaks(guarded, warnings) == []
    assert [found for path, ranges in tried.items() for found in silent(path, ranges, warnings)] == []
    assert [line for line in warnings if "fault of the site" in line or "Traceback" in line] == []


def test_nothing_is_fetched_and_no_address_of_a_file_is_followed(guarded: Site, host: str) -> None:
    names = [f"{host}/x", f"file://{guarded.folder.parent}/outside/secret.txt", f"file:{guarded.folder}/.env"]
    tried = {}
    for slug, (way, rst) in every_way().items():
        guarded.post(f"posts/2021/{slug}.md", attempts(way, names, rst=rst)[0])
    for index, way in enumerate(ADDRESSED.values()):
        path = f"posts/2021/addressed-{index}.md"
        body, tried[path] = attempts(way, [*names, "../../.env", "fine.txt", "https://lights.example/data.csv"])
        guarded.post(path, body)
    warnings = guarded.build()
    assert Counter.asked == []
    assert leaks(guarded, warnings) == []
    assert [found for path, ranges in tried.items() for found in silent(path, ranges, warnings)] == []
    outside = "which lies outside of the site's folder, where nothing is published from: put a copy beside the page"
    refused = [line for line in warnings if line.startswith("posts/2021/addressed-")]
    assert len(refused) == sum(map(len, tried.values()))
    assert all(f"{outside}, and write `:file:` with its name, not `:url:`" in line for line in refused)


@pytest.mark.parametrize("way", ["```{include} NAME\n```", "```{raw} html\n:file: NAME\n```", "![words](NAME)"])
def test_message_names_the_line_of_the_included_file(guarded: Site, way: str) -> None:
    guarded.write("posts/2021/part.inc", f"One.\n\n{way.replace('NAME', '/.env')}\n")
    guarded.post(body="Two.\n\n```{include} part.inc\n```\n")
    (warning,) = guarded.build()
    assert warning.startswith("posts/2021/part.inc:3: WARNING: the page takes in /.env, which is hidden")
    assert leaks(guarded, [warning]) == []


def test_file_of_the_site_is_taken_in_by_every_way(site: Site) -> None:
    site.write("posts/2021/fine.svg", SVG)
    site.write("posts/2021/fine.txt", "Fine words.\n")
    for slug, (way, rst) in every_way().items():
        name = "fine.svg" if "words](" in way or ":alt:" in way else "fine.txt"
        site.post(f"posts/2021/{slug}.md", attempts(way, [name], rst=rst)[0])
    warnings = site.build()
    # In MyST, what one `{eval-rst}` substitutes is for its own text.
    assert [line for line in warnings if "Substitution" not in line] == []


@pytest.mark.parametrize(
    "way",
    [
        "```{csv-table}\n:file: NAME\n```",
        "```{raw} html\n:file: NAME\n```",
        "```{literalinclude} /posts/2021/first.txt\n:diff: NAME\n```",
        "```{eval-rst}\n.. csv-table::\n   :file: NAME\n```",
        "```{include} NAME\n```",
    ],
)
def test_page_is_read_again_when_a_file_that_it_takes_in_changes(site: Site, way: str) -> None:
    site.write("posts/2021/first.txt", "before\n")
    file = site.write("posts/2021/data.csv", "before\n")
    (site.folder / "posts/2021/linked.csv").symlink_to(file)
    names = ["data.csv", "/posts/2021/data.csv", "../2021/data.csv", "linked.csv"]
    for number, name in enumerate(names):
        site.post(f"posts/2021/p{number}.md", way.replace("NAME", name) + "\n")
    assert site.build() == []
    file.write_text("afterwards\n")
    assert site.build() == []
    for number in range(len(names)):
        assert "afterwards" in main_of(site.page(f"/posts/2021/p{number}/")).get_text()


def test_link_that_leads_elsewhere_by_now_is_seen(guarded: Site) -> None:
    link = guarded.folder / "posts/2021/now.txt"
    link.symlink_to("fine.txt")
    guarded.post(body="```{literalinclude} now.txt\n```\n")
    assert guarded.build() == []
    (guarded.folder.parent / "outside/same.txt").write_text("Fine words.\n")
    link.unlink()
    link.symlink_to(guarded.folder.parent / "outside/same.txt")
    for _ in range(2):  # it is said until it is mended, also in a preview, which goes on
        (warning,) = guarded.build()
        assert warning.startswith("posts/2021/hello.md:7: WARNING: the page takes in now.txt, which lies outside")
    link.unlink()
    link.symlink_to("fine.txt")
    assert guarded.build() == []
    assert "Fine words." in main_of(guarded.page("/posts/2021/hello/")).get_text()


def test_picture_of_which_one_version_may_not_be_had_is_taken_out(guarded: Site) -> None:
    guarded.write("posts/2021/a.png", "png")
    (guarded.folder / "posts/2021/a.svg").symlink_to("../../.env")
    guarded.post(body="![words](a.*)\n")
    (warning,) = guarded.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: the page takes in /posts/2021/a.svg, which is hidden")
    assert leaks(guarded, [warning]) == []


@pytest.mark.parametrize("form", ["{title.__class__}", "{title", "{0}", "{nothing}"])
def test_format_of_a_list_of_posts_names_what_there_is(site: Site, form: str) -> None:
    site.post(body=f"```{{postlist}} 3\n:format: '{form}'\n```\n")
    (warning,) = site.build()
    assert warning.startswith(
        f"posts/2021/hello.md:7: WARNING: `{{postlist}}`: `:format:` is {form}; it may name `{{date"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("```{include} fine.txt\n:parser: antigravity\n```", "`:parser:` would run any program of that name"),
        ("```{eval-rst}\n.. include:: fine.txt\n   :parser: myst\n```", "`:parser:` would run any program"),
        ("```{include} <isonum.txt>\n```", "the page takes in <isonum.txt>, which lies outside"),
        ("```{include} <../../../../../../../../etc/hostname>\n```", "which lies outside of the site's folder"),
        ("```{image} fine.svg\n:loading: embed\n:alt: words\n```", "`:loading: embed` would write the picture"),
        ("```{figure} fine.svg\n:figwidth: image\n:alt: words\n```", "`:figwidth: image` can't be told"),
    ],
)
def test_what_would_run_or_open_something_else_is_refused(guarded: Site, body: str, message: str) -> None:
    guarded.write("posts/2021/fine.svg", SVG)
    guarded.post(body=f"{body}\n")
    (warning,) = guarded.build()
    assert re.match(r"posts/2021/hello\.md:[78]: WARNING: ", warning)
    assert message in warning


def test_page_into_which_a_directive_puts_a_file_unasked_is_empty(guarded: Site) -> None:
    """A directive of an extension that nobody has judged opens what it likes, but notes what that was."""

    class Careless(Directive):
        required_arguments = 1

        def run(self) -> list[nodes.Node]:
            env = self.state.document.settings.env
            env.note_dependency(self.arguments[0])
            return [nodes.paragraph("", Path(env.srcdir, self.arguments[0]).read_text())]

    guarded.post("posts/2021/a.md", "```{careless} .env\n```\n", description="Words.")
    guarded.post("posts/2021/b.md", "```{careless} posts/2021/draft/secret.txt\n```\n", description="Words.")
    directives.register_directive("careless", Careless)
    warnings = sorted(guarded.build())
    assert [line.partition(", which is ")[0] for line in warnings] == [
        "posts/2021/a.md:8: WARNING: the page takes in .env",
        "posts/2021/b.md:8: WARNING: the page takes something from posts/2021/draft/index.md",
    ]
    assert leaks(guarded, warnings) == []
