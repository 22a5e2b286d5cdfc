"""What all tests share: tiny sites written by a test, and the real site built once a run."""

import fcntl
import functools
import gc
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import sphinx.theming
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, settings
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from PIL import Image
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

import valuable.build.builder
import valuable.build.changed_meanwhile
import valuable.content.reserved_classes
import valuable.outputs.cards
import valuable.upstream.registry
import valuable.upstream.sphinx
from valuable.base.messages import HINT, collector_of
from valuable.commands.serve import import_everything

ROOT = Path(__file__).resolve().parent.parent

pytest_plugins = ["sphinx.testing.fixtures"]

# What a test is marked as, by what it uses. ``make test FAST=1`` leaves out all of these.
KINDS = {"browser": {"browser"}, "real_site": {"real_site", "sample_site"}}
# Files of tests that build a site again and again, or in processes of their own.
SLOW = {
    f"test_{name}.py"
    for name in (
        *("abbreviations", "accepted", "backlinks", "bad_days", "benchmarks", "build"),
        *("canaries", "cards", "changes", "code_blocks", "constructs", "crawl"),
        *("dead_ends", "drafts", "embeds", "everyday_markdown", "extra", "features"),
        *("feed_reader", "frame_names", "freshness", "fuzz", "headings", "insertion", "last_site"),
        *("links", "listings", "loose_emphasis", "loose_tables", "media", "message_table", "mine"),
        *("moves", "notebooks", "own_addresses", "page_lists", "parallel", "permalinks"),
        *("picture_files", "picture_markup", "placement"),
        *("published_files", "raw_html", "related", "remarks", "serve", "slow_inputs"),
        *("syntax", "transclusion", "update", "upstream", "upstream_fixes", "upstream_speed"),
        *("wheel", "wikilinks", "worked_example", "workflow", "import_wall"),
    )
}  # fmt: skip
# Other runs than those that CI makes take a share of what there is much of: see `drawn` and `tests/test_truth.py`.
THOROUGH = os.environ.get("THOROUGH", "0") != "0"
SHARE = 1 / 8


# Of tests with many cases that are alike, and that take long together, such a run takes a share of the cases.
SHARED = {
    "test_every_page_asks_its_own_host_alone_and_breaks_no_policy",
    "test_file_from_outside_is_not_published",
    "test_long_line_is_built",
    "test_page_has_no_violation",
    "test_page_not_found_is_right_under_any_path",
    "test_page_shows_its_text",
    "test_panel_lies_over_the_page_at_every_width",
    "test_place_is_shown_with_its_sentence",
    "test_without_a_change_its_test_fails",
}
# And of these files, whose tests each build sites in processes of their own.
SHARED_FILES = {"test_bad_days.py", "test_benchmarks.py", "test_catalogs.py", "test_workflow.py"}


def pytest_configure(config: pytest.Config) -> None:
    """Note, for the processes that run the tests, whether this is a run of all: one of a few files leaves out none."""
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS and not THOROUGH:
        os.environ["TAKE_A_SHARE"] = "1"


def is_shared(item: pytest.Item) -> bool:
    return item.path.name in SHARED_FILES or getattr(item, "originalname", "") in SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in SLOW:
            item.add_marker("slow")
        for kind, fixtures in KINDS.items():
            if not fixtures.isdisjoint(getattr(item, "fixturenames", ())):
                item.add_marker(kind)
    if "TAKE_A_SHARE" in os.environ:
        shared = [item for item in items if is_shared(item)]
        kept = set(drawn([item.nodeid for item in shared]))
        left_out = [item for item in shared if item.nodeid not in kept]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Import what builds do before any process is forked for one, and leave all of it out of looks for garbage."""
    import_everything()
    gc.collect()
    gc.freeze()


def drawn(things: Sequence[str]) -> list[str]:
    """Return all of *things* in a thorough run (``THOROUGH=1``), else a share of them, in their order.

    It is drawn by a seed, so that it is the same in each run; ``SEED=2`` draws another one.
    """
    chosen = random.Random(int(os.environ.get("SEED", "0"))).sample(range(len(things)), round(len(things) * SHARE))
    return list(things) if THOROUGH else [things[number] for number in sorted(chosen)]


# Tests make files by the hundred thousand, which a disk takes ten times as long for as memory does.
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# Tiny sites are built by the hundred. Cards are drawn, and the search is indexed, where they are the point, and for the
# real site.
os.environ |= {"CARDS": "0", "SEARCH": "0"}


class Templates(FileSystemBytecodeCache):
    """What a build keeps of its templates, and this run of the tests of all: to compile them is a third of a tiny site.

    Each is known by its file and what it says.
    """

    run: FileSystemBytecodeCache

    def load_bytecode(self, bucket: Bucket) -> None:
        super().load_bytecode(bucket)
        if bucket.code is None:
            self.run.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self.run.dump_bytecode(bucket)


def compiled_once(compile_template: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a text that is no file's once a process; scripts of Sphinx's and ABlog's are such templates."""
    known: dict[str, Any] = {}

    def compile_once(environment: Environment, source: Any, *arguments: Any, **options: Any) -> Any:
        if arguments or options or not isinstance(source, str):
            return compile_template(environment, source, *arguments, **options)
        if source not in known:
            known[source] = compile_template(environment, source)
        return known[source]

    return compile_once


Environment.compile = compiled_once(Environment.compile)  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    Templates.run = FileSystemBytecodeCache(str(made_once(tmp_path_factory, "templates", Path.mkdir)))
    valuable.upstream.sphinx.FileSystemBytecodeCache = Templates  # type: ignore[misc]


# Nobody else writes the files of tiny sites: nothing is to be waited for.
valuable.build.changed_meanwhile.SETTLE_SECONDS = 0

# A tiny site starts as `make html` does, but what is the same for each of them is worked out once a process.
valuable.upstream.registry.apply_at_start()
for module, name in (
    (sphinx.theming, "entry_points"),
    (valuable.build.builder, "code_digest"),
    (valuable.content.reserved_classes, "classes_in_template"),
    (valuable.content.reserved_classes, "displaced_classes"),
    (valuable.outputs.cards, "read_font"),
):
    setattr(module, name, functools.cache(getattr(module, name)))

# The settings of every site that the tests build, whatever those of the site are that they stand in.
CONF = f"""
extensions = ["myst_parser", "ablog", "valuable"]
html_static_path = [{str(ROOT / "tests" / "static")!r}]
project = "Small Lights"
author = "Ada Writer"
site_tagline = "The blog of Ada Writer"
language = "en-GB"
site_timezone = "Europe/London"
html_baseurl = "https://lights.example/"
feed_id_authority = "lights.example,2021"
blog_default_author = "ada"
people = {{
    "ada": {{
        "name": "Ada Writer",
        "role": "a lamp keeper",
        "place": "London",
        "email": "ada@lights.example",
        "picture": "images/ada.svg",
        "profiles": {{"Mastodon": "https://social.example/@ada"}},
    }},
    "crew": {{"name": "The crew of Small Lights"}},
}}
"""

# Words of posts that are held back, and what holds each back. No stemming or folding takes a letter off.
HELD_BACK = {"qzykdraft": "draft: true", "qzykfuture": "date: 2999-01-01"}


class Site:
    """A tiny site in a temporary folder, with the real settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.html = folder / "_build" / "html"
        self.doctrees = folder / "_build" / "doctrees"
        self.app: SphinxTestApp | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.write("conf.py", CONF)
        self.write("index.md", "# Home\n\nWelcome.\n")

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            file.write_bytes(text)
        else:
            file.write_text(text, encoding="utf-8")
        return file

    def post(
        self, path: str = "posts/2021/hello.md", body: str = "Some words.\n", title: str = "Hello", **keys: str
    ) -> Path:
        """Write a post; *keys* are its front matter, as YAML. A date is added, unless it is None."""
        keys = {"date": "2021-03-26", **keys}
        block = "".join(f"{key}: {value}\n" for key, value in keys.items() if value is not None)
        return self.write(path, f"---\n{block}---\n\n# {title}\n\n{body}")

    def build(self, jobs: int = 1, **confoverrides: Any) -> list[str]:
        """Build the site and return its warnings, one a line, with paths relative to the site."""
        warning = StringIO()
        self.app = SphinxTestApp(
            "dirhtml",
            srcdir=self.folder,
            builddir=self.folder / "_build",
            confoverrides=confoverrides,
            warning=warning,
            status=StringIO(),
            parallel=jobs,
        )
        self.html, self.doctrees = Path(self.app.outdir), Path(self.app.doctreedir)
        try:
            self.app.build()
        finally:
            self.app.cleanup()
        text = strip_escape_sequences(warning.getvalue()).replace(f"{self.folder}/", "")
        return [line for line in text.splitlines() if line.strip()]

    def hints(self) -> list[str]:
        """Return the hints of the last build about the pages that it read, with paths relative to the site."""
        owned = collector_of(self.app).owned.values()
        return [str(each) for names in owned for said in names.values() for each in said if each.level == HINT]

    def clean(self) -> None:
        """Take away what was built."""
        shutil.rmtree(self.folder / "_build")

    def page(self, address: str) -> BeautifulSoup:
        """Return the page at an address such as ``/posts/2021/hello/``."""
        return soup(self.html, address)

    def files(self, folder: Path | None = None) -> dict[str, bytes]:
        """Return every file of the output, or of *folder*, by its path."""
        folder = folder or self.html
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def soup(html: Path, address: str) -> BeautifulSoup:
    path = html / address.strip("/")
    return BeautifulSoup((path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8"), "html.parser")


def base_of(html: Path) -> str:
    """Return the address that a site is built for."""
    return str(soup(html, "/").select_one("link[rel=canonical]")["href"])


def main_of(page: BeautifulSoup) -> Any:
    return page.select_one("[role=main]")


def raster(size: tuple[int, int] = (1, 1), kind: str = "PNG", colour: str = "teal", **more: Any) -> bytes:
    """Return the bytes of a picture of one colour; *more* is what Pillow is told when it saves one."""
    found = BytesIO()
    Image.new("RGB", size, colour).save(found, kind, **more)
    return found.getvalue()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder *name* of this run of the tests, which the first process that needs it has *make* make."""
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder, made = root / name, root / f"{name}.made"
    with (root / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            made.touch()
    return folder


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of the site that the tests stand in, built as ``make html`` does, in a copy, for another host.

    The copy has two posts more, which are held back. No test changes it.
    """

    def make(folder: Path) -> None:
        copy_site(folder)
        hold_back(folder)
        build_in(folder, "https://lights.example/", CARDS="1")

    return made_once(tmp_path_factory, "real-site", make) / "_build" / "html"


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of ``tests/roots/sample``, with two posts more, which are held back. No test changes it."""

    def make(folder: Path) -> None:
        hold_back(laid_out("sample", folder))
        build_in(folder, "https://lights.example/", CARDS="1")

    return made_once(tmp_path_factory, "sample-site", make) / "_build" / "html"


def copy_site(target: Path) -> None:
    """Copy all that the real site may be made of: what is neither hidden nor the machinery's alone."""
    target.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.name.startswith(".") or path.name in {"_build", "benchmarks", "guide", "tests"}:
            continue
        if path.is_dir():
            shutil.copytree(path, target / path.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, target / path.name, follow_symlinks=False)


def laid_out(name: str, folder: Path) -> Path:
    """Put the content of ``tests/roots/<name>`` into *folder*, with the settings of the tests, and return it."""
    write_settings(folder)
    shutil.copytree(ROOT / "tests" / "roots" / name, folder, dirs_exist_ok=True)
    return folder


def write_settings(folder: Path, more: str = "") -> None:
    """Give the site in *folder* the settings of the tests, with *more*, and the address that it is built for."""
    folder.mkdir(parents=True, exist_ok=True)
    conf = f"{CONF}\nimport os\nhtml_baseurl = os.environ['SITE_URL']\n{more}"
    (folder / "conf.py").write_text(conf, encoding="utf-8")


def hold_back(folder: Path) -> None:
    """Write two posts that nobody may see into the site in *folder*: each is full of a word of ``HELD_BACK``."""
    for name, key in HELD_BACK.items():
        file = folder / "posts" / "2021" / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\n{key}\ntags: [{name}]\n---\n\n# {name}\n\nOf {name}.\n", encoding="utf-8")


def build_in(folder: Path, url: str, **settings: str) -> Path:
    """Build the site in *folder* for the address *url*, as ``make html`` does, and return the folder of its pages."""
    known = {name: value for name, value in os.environ.items() if name != "READTHEDOCS_CANONICAL_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "valuable", "build"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), **known, "SITE_URL": url, "SEARCH": "1", **settings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"
