"""Take out of a finished page what nothing reads: classes that no rule is for, and the spans that only carry them.

What an author's own style sheets, scripts and templates name stays.
"""

import re
from collections.abc import Iterable
from functools import cache

# What docutils, Sphinx and MyST write for style sheets and scripts that this site does not have.
IDLE_CLASSES = frozenset(
    {"brackets", "container", "docutils", "literal", "mathjax_ignore", "myst", "pre", "reference", "std"}
    | {"std-doc", "std-ref", "std-term", "tex2jax_ignore", "xref"}
)
CODE_IN_LINE = "literal"  # beside which `notranslate` stands too, which on blocks of code stays
# Whose white space is shown or run; a page on which an author has white space shown elsewhere is left as it is.
VERBATIM = re.compile(r"(<(?:pre|script|style|textarea)\b.*?</(?:pre|script|style|textarea)>)", re.DOTALL)
BETWEEN_TAGS = re.compile(r"(?:(?<=>)|\A)\s*\n\s*(?=<|\Z)")


class LightPages:
    """Makes pages lighter; *own* are the texts of the author's style sheets, scripts and templates."""

    def __init__(self, own: Iterable[str]) -> None:
        named = set(re.findall(r"[\w-]+", " ".join(own)))
        self.idle = IDLE_CLASSES - named
        spans = "|".join(sorted(name for name in self.idle if name == "pre" or name.startswith("std")))
        self.spans = re.compile(rf'<span class="(?:(?:{spans}) ?)+">([^<]*)</span>') if spans else None
        # Found by its names, of which most tags have none, rather than by looking at each tag.
        names = "|".join(sorted(self.idle)) or "(?!)"
        self.classes = re.compile(rf' class="((?:[^"<>]* )?(?:{names})(?: [^"<>]*)?)"')
        self.kept = cache(self.kept_classes)

    def kept_classes(self, classes: str) -> str:
        """Return a class attribute of those that something reads, with a space before it; ``""`` if there are none."""
        names = classes.split()
        idle = self.idle | {"notranslate"} if CODE_IN_LINE in names else self.idle
        kept = [name for name in names if name not in idle]
        return f' class="{" ".join(kept)}"' if kept else ""

    def lighter(self, found: re.Match[str]) -> str:
        """Return what takes the place of a class attribute; what only looks like one, in words, stays."""
        text, place = found.string, found.start()
        return self.kept(found[1]) if text.rfind("<", 0, place) > text.rfind(">", 0, place) else found[0]

    def __call__(self, page: str) -> str:
        head, body, text = page.partition("<body>")
        if self.spans:
            text = self.spans.sub(r"\1", text)
        text = self.classes.sub(self.lighter, text)
        if "white-space" not in page:
            parts = VERBATIM.split(text)
            parts[::2] = [BETWEEN_TAGS.sub("\n", part) for part in parts[::2]]
            text = "".join(parts)
        return head + body + text
