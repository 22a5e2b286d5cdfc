"""Keep the files of a source private that were not public there: only those come over which a public text names."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

AROUND_NAME = re.compile(r"[\s/()\[\]{}<>\"'|=,;#?!:`*]+")
MAX_TOLD_FILES = 5


class NamesIn:
    """Knows the names of files that texts hold, however these name them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.text = normalize("NFC", unquote("\n".join(texts))).casefold()

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word.rstrip(".") for word in AROUND_NAME.split(self.text))

    def __contains__(self, path: str) -> bool:
        name = normalize("NFC", PurePosixPath(path).name).casefold()
        return name in self.words or (AROUND_NAME.search(name) is not None and name in self.text)


def leave_private_files(tree: Tree, site: OldSite, *, all_public: bool) -> None:
    """Leave out the files that only drafts name, but for those in a draft's own folder; here they would be published.

    Of a source that was never published as it is (*all_public* is false), leave out those that no text names, too.
    """
    doubtful = list(doubtful_files(site, all_public=all_public))
    if not doubtful:
        return
    public = NamesIn(texts_of_entries(tree, site.entries, drafts=False))
    private = NamesIn(texts_of_entries(tree, site.entries, drafts=True))
    unnamed = []
    for path in doubtful:
        if path in public:
            continue
        if path in private:
            site.assets.pop(path)
            site.note(
                "private", f"{path} is named by drafts alone, so it stays where it is: here it would be published"
            )
        elif not all_public:
            site.assets.pop(path)
            unnamed.append(path)
    if unnamed:
        shown = ", ".join(unnamed[:MAX_TOLD_FILES]) + (" …" if len(unnamed) > MAX_TOLD_FILES else "")
        site.note("private", f"files that no public text names stay where they are, {len(unnamed):,} of them: {shown}")


def doubtful_files(site: OldSite, *, all_public: bool) -> Iterator[str]:
    """Yield the files of which it is not known that the old site published them."""
    bundles = {entry.folder for entry in site.entries if entry.is_bundle}
    for path, asset in site.assets.items():
        is_own = any(str(parent) in bundles for parent in PurePosixPath(path).parents)
        if not is_own and (not all_public or not asset.address):
            yield path


def texts_of_entries(tree: Tree, entries: Iterable[OldEntry], *, drafts: bool) -> Iterator[str]:
    for entry in entries:
        if entry.draft == drafts:
            yield tree.text_or_none(entry.source) or entry.body
