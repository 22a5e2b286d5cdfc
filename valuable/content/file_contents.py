"""Say what a file holds that would run if a reader opened it on the site's address.

Nothing in this module knows Sphinx.
"""

import re
from pathlib import Path

from valuable.content.html.svg import UnsafeFileError, check_xml

RASTERS = frozenset(
    {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico", ".apng", ".jfif", ".tif", ".tiff"}
)
# With what pictures begin; others are passed over (AVIF begins with a length).
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0", b"II*\0", b"MM\0*")
NEAR = 1024  # bytes in which a browser looks for what a file is (MIME Sniffing, 5.2)
PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml", ".hta", ".htc", ".swf", ".svgz"})
XML = frozenset({".xml", ".xsl", ".xslt", ".rdf", ".rss", ".atom", ".kml", ".gpx", ".mml", ".mathml", ".xul", ".xsd"})
# What hosts run by themselves, if they can, when somebody asks for it.
PROGRAMS = frozenset(
    {".asa", ".ashx", ".asmx", ".asp", ".aspx", ".cfm", ".cgi", ".fcgi", ".jsp", ".jspx", ".phar", ".php", ".php3"}
    | {".php4", ".php5", ".php7", ".php8", ".pht", ".phtm", ".phtml", ".shtm", ".stm"}
)
TRANSLATED = re.compile(r"(?:\.(?:[a-z]{2}|gz|br|zst|utf-?8))+$")  # to some hosts `page.html.de` is a page in German
ASIDE = "put it into `_extra` if it is to be a page of this site, or offer it packed, as a `.zip`"


def problem(path: Path) -> str:
    """Say why the file at *path* may not be published, or nothing."""
    suffix = path.suffix.lower()
    served = TRANSLATED.sub("", path.name.lower().rstrip(". "))
    kind = Path(served).suffix
    try:
        if kind in PAGES:
            return f"a browser would open it as a page of this site, and run what is in it: {ASIDE}"
        if kind in PROGRAMS:
            return "a host may run it when somebody asks for it: offer it packed, as a `.zip`"
        if kind == ".svg":
            check_xml(path.read_bytes())
        elif suffix in XML:
            check_xml(path.read_bytes(), "")
        elif suffix in RASTERS:
            return raster_problem(path)
    except UnsafeFileError as refused:
        return str(refused)
    except OSError:
        pass  # `valuable.content.included_files` says so
    return ""


def raster_problem(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(NEAR)
    if head.startswith(BEGINNINGS) or head[4:8] == b"ftyp":
        return ""
    if b"<" in head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f")[:1]:
        return f"it is no picture, but SVG or HTML under the name of one (`{path.suffix}`): save it anew as what it is"
    return ""
