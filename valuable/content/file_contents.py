"""Find content in a file that a browser would run if a reader opened the file on the site's address.

Nothing in this module knows Sphinx.
"""

import re
from pathlib import Path

from valuable.content.html.svg import UnsafeFileError, check_xml
from valuable.content.pictures.records import RASTER_SUFFIXES

# With what pictures begin; others are passed over (AVIF begins with a length).
PICTURE_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0", b"II*\0", b"MM\0*")
SNIFFED_BYTES = 1024  # bytes in which a browser looks for what a file is (MIME Sniffing, 5.2)
PAGE_SUFFIXES = frozenset(
    {".html", ".htm", ".shtml", ".xhtml", ".xht", ".mht", ".mhtml", ".hta", ".htc", ".swf", ".svgz"}
)
XML_SUFFIXES = frozenset(
    {".xml", ".xsl", ".xslt", ".rdf", ".rss", ".atom", ".kml", ".gpx", ".mml", ".mathml", ".xul", ".xsd"}
)
# What hosts run by themselves, if they can, when somebody asks for it.
PROGRAM_SUFFIXES = frozenset(
    {".asa", ".ashx", ".asmx", ".asp", ".aspx", ".cfm", ".cgi", ".fcgi", ".jsp", ".jspx", ".phar", ".php", ".php3"}
    | {".php4", ".php5", ".php7", ".php8", ".pht", ".phtm", ".phtml", ".shtm", ".stm"}
)
TRANSLATED_SUFFIX = re.compile(
    r"(?:\.(?:[a-z]{2}|gz|br|zst|utf-?8))+$"
)  # to some hosts `page.html.de` is a page in German
PUBLISHING_ADVICE = "put it into `_extra` if it is to be a page of this site, or offer it packed, as a `.zip`"


def published_file_problem(path: Path) -> str:
    """Return why the file at *path* may not be published; ``""`` if it may."""
    suffix = path.suffix.lower()
    served = TRANSLATED_SUFFIX.sub("", path.name.lower().rstrip(". "))
    kind = Path(served).suffix
    try:
        if kind in PAGE_SUFFIXES:
            return f"a browser would open it as a page of this site, and run what is in it: {PUBLISHING_ADVICE}"
        if kind in PROGRAM_SUFFIXES:
            return "a host may run it when somebody asks for it: offer it packed, as a `.zip`"
        if kind == ".svg":
            data = path.read_bytes()
            if data.startswith(PICTURE_SIGNATURES):
                return "it is no drawing, but a picture such as a photo: give its name the ending of that, as `.png`"
            check_xml(data)
        elif suffix in XML_SUFFIXES:
            check_xml(path.read_bytes(), "")
        elif suffix in RASTER_SUFFIXES | {".ico"}:
            return raster_problem(path)
    except UnsafeFileError as refused:
        return str(refused)
    except OSError:
        pass  # `valuable.content.included_files` says so
    return ""


def raster_problem(path: Path) -> str:
    """Return why a file with the suffix of a raster image may not be published; ``""`` if it is one."""
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
    if head.startswith(PICTURE_SIGNATURES) or head[4:8] == b"ftyp":
        return ""
    if b"<" in head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\f")[:1]:
        return f"it is no picture, but SVG or HTML under the name of one (`{path.suffix}`): save it anew as what it is"
    return ""
