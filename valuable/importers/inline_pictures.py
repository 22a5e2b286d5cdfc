"""Save pictures that stand within the text itself, as ``data:image/png;base64,…``, as files."""

import base64
import binascii
import hashlib
import re
from functools import partial
from urllib.parse import unquote

from valuable.importers.records import Asset, OldEntry, OldSite

DATA_PICTURE = re.compile(
    r"data:image/(?P<kind>png|jpe?g|gif|webp|avif|svg\+xml);base64,(?P<data>[A-Za-z0-9+/=%\s]{300,}?)(?=[\"')\s>])"
)
SUFFIX_OF_KIND = {"jpeg": "jpg", "svg+xml": "svg"}


def save_inline_pictures(site: OldSite) -> None:
    """Make files of the pictures in texts; small ones are signs that something is loading, and stay as they are."""
    for entry in site.entries:
        if entry.markup == "html" and "data:image/" in entry.body:
            entry.body = DATA_PICTURE.sub(partial(saved, site, entry), entry.body)


def saved(site: OldSite, entry: OldEntry, found: re.Match[str]) -> str:
    """Return the address of the file that a picture has become."""
    try:
        data = base64.b64decode(re.sub(r"\s+", "", unquote(found["data"])), validate=True)
    except (binascii.Error, ValueError):
        entry.note("picture", "a picture within the text can't be read, so it was left out", entry.line, lost=True)
        return ""
    name = f"{hashlib.sha256(data).hexdigest()[:12]}.{SUFFIX_OF_KIND.get(found['kind'], found['kind'])}"
    site.assets.setdefault(f"inline/{name}", Asset(f"inline/{name}", f"/images/{name}", lambda: data))
    return f"/images/{name}"
