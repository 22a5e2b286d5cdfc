"""Say what a file holds that would run if a reader opened it on the site's address.

Nothing in this module knows Sphinx.
"""

from pathlib import Path

from valuable.svg import Refused, judge

RASTERS = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico", ".apng", ".jfif", ".tif", ".tiff"}
)
# With what pictures begin; others are passed over (AVIF begins with a length).
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0", b"II*\0", b"MM\0*")
NEAR = 1024  # bytes in which a browser looks for what a file is (MIME Sniffing, 5.2)
PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml", ".hta", ".htc", ".swf", ".svgz"})
XML = frozenset({".xml", ".xsl", ".xslt", ".rdf", ".rss", ".atom", ".kml", ".gpx", ".mml", ".mathml", ".xul", ".xsd"})
ASIDE = "put it into `_extra` if it is to be a page of this site, or offer it packed, as a `.zip`"


def problem(path: Path) -> str:
    """Say why the file at *path* may not be published, or nothing."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".svg":
            judge(path.read_bytes())
        elif suffix in PAGES:
            return f"a browser would open it as a page of this site, and run what is in it: {ASIDE}"
        elif suffix in XML:
            judge(path.read_bytes(), "")
        elif suffix in RASTERS:
            return raster_problem(path)
    except Refused as refused:
        return str(refused)
    except OSError:
        pass  # `valuable.taken` says so
    return ""


def raster_problem(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(NEAR)
    if head.startswith(BEGINNINGS) or head[4:8] == b"ftyp":
        return ""
    if b"<" in head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f")[:1]:
        return f"it is no picture, but SVG or HTML under the name of one (`{path.suffix}`): save it anew as what it is"
    return ""
