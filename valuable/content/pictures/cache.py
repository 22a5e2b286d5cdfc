"""Keep the files that are made of pictures in ``.cache/pictures``, outside ``_build``: each is made once.

A folder belongs to the bytes of one picture, wherever it lies and whatever it is called. What was made is noted beside
the files, last of all, so that what a crash has left is made again. Nothing in this module knows Sphinx.
"""

import json
import os
import shutil
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from valuable.content.pictures.records import RECIPE, Picture, Variant

MADE_PICTURES = Path(".cache", "pictures")
RECORD = {True: "whole.json", False: "haste.json"}


def kept_picture(folder: Path, *, in_haste: bool) -> Picture | None:
    """Return what is in a folder of the cache; None if it is not there, or not whole."""
    for is_whole in (True, False) if in_haste else (True,):
        try:
            picture = from_json(json.loads((folder / RECORD[is_whole]).read_bytes()))
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if picture is not None and all(is_kept(folder, file) for file in picture.files()):
            return picture
    return None


def is_kept(folder: Path, file: Variant) -> bool:
    try:
        return (folder / file.name).stat().st_size == file.length
    except OSError:
        return False


def picture_from(path: Path, folder: Path, *, in_haste: bool) -> Picture:
    """Return what is made of the picture at *path*: as it is kept in *folder*, else made anew and kept there."""
    from valuable.content.pictures.encoding import make_files  # takes its time, and is seldom needed
    from valuable.content.pictures.reading import UnshownPictureError

    known = kept_picture(folder, in_haste=in_haste)
    if known is not None:
        return known
    try:
        picture = make_files(path, folder, in_haste=in_haste)
    except UnshownPictureError as error:
        return Picture(problem=str(error))
    name = RECORD[picture.is_whole]
    draft = folder / f"{name}.{os.getpid()}.new"
    draft.write_text(json.dumps({"recipe": RECIPE, **asdict(picture)}), encoding="utf-8")
    draft.replace(folder / name)
    return picture


def from_json(found: dict[str, Any]) -> Picture | None:
    """Return a picture from its record; None for one of another recipe."""
    if found.pop("recipe") != RECIPE:
        return None
    for name in ("large", "still"):
        found[name] = found[name] and Variant(**found[name])
    found["kinds"] = tuple(tuple(Variant(**file) for file in kind) for kind in found["kinds"])
    return Picture(**found)


def prune(cache: Path, digests: Collection[str]) -> None:
    """Remove from the cache what belongs to other pictures than those with these digests."""
    if cache.is_dir():
        for folder in cache.iterdir():
            if folder.name not in digests:
                shutil.rmtree(folder, ignore_errors=True)
