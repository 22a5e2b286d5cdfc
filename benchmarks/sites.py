"""A site of a generator: laid out, built, edited, looked through."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import corpus
import measure
from tools import Tool
from words import name_of

ENTRY = re.compile(rb"<(?:item|entry)[ >]")
STEPS = ("cold", "edit", "nothing")
FEED_LENGTH = 20


class IncompleteSiteError(Exception):
    """A build did not make what is to be compared."""


class Site:
    """So many posts in a folder, to be built by a tool."""

    def __init__(self, tool: Tool, folder: Path, posts: int) -> None:
        self.tool, self.folder = tool, folder
        self.programs = tool.install()
        self.files = tool.lay_out(folder, posts)
        self.laid_out = {path.name for path in folder.iterdir()}
        self.edits = 0

    @property
    def output(self) -> Path:
        return self.folder / self.tool.output

    def page(self, number: int) -> Path:
        """Return the page of a post."""
        _, slug, when = corpus.known(number, corpus.SEED)
        return self.output / "posts" / f"{when.year}" / slug / "index.html"

    def clean(self) -> None:
        """Remove all that builds have left."""
        for path in self.folder.iterdir():
            if path.name not in self.laid_out:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def build(self, environment: Mapping[str, str] | None = None) -> measure.Build:
        program, *rest = self.tool.command
        command = [str(self.programs / program), *rest]
        return measure.build(command, self.folder, {**self.tool.environment, **(environment or {})})

    def edit(self) -> str:
        """Add a sentence to the post in the middle; return a word that stands nowhere else."""
        self.edits += 1
        word = f"newest{name_of(self.edits)}"
        with self.files[len(self.files) // 2].open("a", encoding="utf-8") as file:
            file.write(f"\nThis is the {word} sentence.\n")
        return word

    def round(self) -> dict[str, measure.Build]:
        """Build from nothing, after no change and after an edit.

        Raises :exc:`IncompleteSiteError` for what was not made.
        """
        self.clean()
        cold = self.build()
        self.check()
        nothing = self.build()
        word = self.edit()
        edited = self.build()
        if word not in self.page(len(self.files) // 2).read_text(encoding="utf-8"):
            raise IncompleteSiteError(f"{self.tool.title}: an edit did not reach its page.")
        return dict(zip(STEPS, (cold, edited, nothing), strict=True))

    def check(self) -> None:
        """Raise :exc:`IncompleteSiteError` unless all posts have pages, the feed its entries, and code its colours."""
        for number in range(len(self.files)):
            if not self.page(number).is_file():
                raise IncompleteSiteError(
                    f"{self.tool.title}: there is no {self.page(number).relative_to(self.output)}."
                )
        entries = len(ENTRY.findall((self.output / self.tool.feed).read_bytes()))
        if entries != min(FEED_LENGTH, len(self.files)):
            raise IncompleteSiteError(f"{self.tool.title}: the feed has {entries} entries.")
        if "<span class=" not in self.page(0).read_text(encoding="utf-8").partition("<pre")[2]:
            raise IncompleteSiteError(f"{self.tool.title}: code has no colours.")
