"""Read the addresses of Pelican: ``{filename}x.md``, ``|static|/images/x.png``, ``{tag}words``."""

import re
from collections.abc import Iterator

from valuable.base.slugs import slug
from valuable.content.foreign.findings import Finding, to_write

PELICAN_SIGN = re.compile(r"[{|](?:filename|static|attach|photo|tag|category|author|index|archives)[}|]")
PELICAN_ADDRESS = re.compile(
    r"(?P<before>\]\(\s*<?|^[ \t>]*\[[^\]\n]+\]:[ \t]*<?|(?:\b(?:href|src|poster|data)\s*=\s*[\"']?))"
    r"(?P<place>\{(?P<braces>filename|static|attach|photo|tag|category|author|index|archives)\}"
    r"|\|(?P<bars>filename|static|attach|tag|category|author|index)\|)(?P<rest>[^\s)>\"']*)",
    re.MULTILINE,
)
IN_A_YEAR = re.compile(r"/\d{4}/[^/]+\.md\b")
PELICAN_LISTS = frozenset({"tag", "category", "author"})


def pelican_findings(text: str) -> Iterator[Finding]:
    for found in PELICAN_ADDRESS.finditer(text) if PELICAN_SIGN.search(text) else ():
        place, rest = found["braces"] or found["bars"], found["rest"]
        if place in PELICAN_LISTS:
            instead = f"/blog/{place}/{slug(rest)}/"
        elif place == "index":
            instead = "/index.md"
        elif place == "archives":
            instead = "/blog/archive/"
        else:
            instead = f"/posts{rest}" if IN_A_YEAR.match(rest) else rest
        kind = "Pelican's address"
        yield Finding(found.start("place"), found.end(), kind, kind, to_write(instead), instead)
