"""The pictures of the site, by the paths of their originals, once all is read."""

from pathlib import Path
from typing import NamedTuple

from sphinx.environment import BuildEnvironment

from valuable.base.env_store import EnvValue
from valuable.content.pictures.records import Picture, Variant, is_picture, published_name


class Known(NamedTuple):
    """A picture, with the path of its original in the site's folder and a digest of the original's bytes."""

    path: str
    digest: str
    picture: Picture

    def name(self, file: Variant) -> str:
        """Return the name under ``_images`` of one of its files."""
        return published_name(self.path, self.digest, file)


PICTURES = EnvValue[dict[str, Known]]("pictures", dict)


def known_picture(env: BuildEnvironment, path: str) -> Known | None:
    """Return the picture at a path in the site's folder; None for what is no picture, or one that can't be shown."""
    found = PICTURES.of(env).get(path)
    return found if found is not None and found.picture.kinds else None


def is_raster(env: BuildEnvironment, path: str) -> bool:
    """Return whether a file is a raster picture, by its name or, once all is read, by its bytes; shown or not."""
    return is_picture(path) or path in PICTURES.of(env)


def dark_path(path: str) -> str:
    """Return the path at which a picture for the dark scheme lies: ``tide.dark.png`` beside ``tide.png``."""
    place = Path(path)
    return place.with_name(f"{place.stem}.dark{place.suffix}").as_posix()


def middle_name(env: BuildEnvironment, path: str) -> str | None:
    """Return the name under ``_images`` of a file for those who get one; None for a picture that can't be shown."""
    if path in PICTURES.of(env):
        known = known_picture(env, path)
        return known and known.name(known.picture.middle)
    return str(env.images[path][1]) if path in env.images else None


def widest_name(env: BuildEnvironment, path: str) -> str | None:
    """Return the name under ``_images`` of what a link to a file opens; None for a picture that can't be shown."""
    known = known_picture(env, path)
    return known.name(known.picture.widest) if known else middle_name(env, path)
