"""Know the scripts that services tell people to copy with what they embed.

Most dress what stands before them, as a quotation of a post that is a link already: without them nothing is missing. A
few are all that there is of something, which is a link to its page then.
"""

import re

# Those that dress what stands before them, by host and path.
DRESSED_BY_SCRIPT = re.compile(
    r"""(?:https?:)?//(?:
      platform\.(?:twitter|x)\.com/widgets
    | (?:platform|www)\.instagram\.com/(?:\w+/)?embeds?
    | www\.(?:tiktok|threads)\.(?:com|net)/embed
    | embedr\.flickr\.com/assets/client-code
    | (?:[\w-]+\.)?codepen\.io/(?:[\w.-]+/)*(?:ei|embed|embed-v2)
    | connect\.facebook\.net/\w+/(?:sdk|all)
    | www\.redditstatic\.com/comment-embed | embed\.reddit(?:media)?\.com/widgets(?:/platform)?
    | s\.imgur\.com/min/embed
    | embed\.bsky\.app/static/embed
    | assets\.pinterest\.com/js/pinit(?:_main)?
    | [\w.-]+/embed
    )(?:\.min)?\.js(?:[?\#].*)?""",
    re.VERBOSE | re.IGNORECASE,
)
# Those that are all there is, and what of their address is that of the page.
SHOWN_BY_SCRIPT = re.compile(
    r"(?P<page>(?:https?:)?//(?:gist\.github\.com/[\w/-]+|asciinema\.org/a/\w+))\.js(?:\?(?:.*&)?file=(?P<file>[\w.-]+).*|[?#].*)?",
    re.IGNORECASE,
)


def is_dressing(address: str) -> bool:
    """Return whether a script changes but the looks of what stands before it."""
    return DRESSED_BY_SCRIPT.fullmatch(address.strip()) is not None


def page_shown(address: str) -> str:
    """Return the address of the page that a script shows in its place; ``""`` of any other script."""
    found = SHOWN_BY_SCRIPT.fullmatch(address.strip())
    if found is None:
        return ""
    page = found["page"] if found["page"].startswith("http") else f"https:{found['page']}"
    return f"{page}#file-{re.sub('[^a-z0-9]+', '-', found['file'].casefold())}" if found["file"] else page
