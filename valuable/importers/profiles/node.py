"""What the systems of Node have in common: settings that are programs, which are searched and never run."""

import re
from collections.abc import Iterator
from typing import Any

from valuable.importers.profiles.base import Profile, person_of, string
from valuable.importers.records import OldSite
from valuable.importers.trees import Tree

SET = r"""(?<![\w.-])%s\s*[:=]\s*(?P<quote>["'`])(?P<value>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"""
POST_FOLDERS = frozenset({
    "post", "posts", "blog", "blogs", "article", "articles", "writing", "writings", "notes", "essays", "journal",
    "news", "_posts", "thoughts", "til",
})  # fmt: skip

# Files in which programs say what the site is called.
ABOUT_SITE = re.compile(
    r"(?:^|/)(?:consts|constants|config|site|siteMetadata|metadata|settings|site[.-]config|blog\.config"
    r"|app/(?:layout|page|posts)|(?:rss|feed|atom)(?:\.xml)?(?:/route)?)"
    r"\.(?:[jt]sx?|mjs|cjs|json|ya?ml)$"
)
PAGE_PROGRAM = re.compile(
    r"(?:^|/)(?:app/\w+|(?:rss|feed|atom)[^/]*(?:/route)?)\.\w+$"
)  # which says it beside other things
NOT_ABOUT_SITE = re.compile(r"(?:^|/)(?:\.|(?:tina|scripts|components|test|tests|plugins|locales?|i18n)/)")
JS_COMMENT = re.compile(r"""(["'`])(?:\\.|(?!\1)[^\\\n])*\1|/\*[\s\S]*?\*/|(?<!:)//[^\n]*""")
VALUE_SIGN = re.compile(r"\$\{|\{\{|<")
# The strings of a program, and the signs that open and close its objects.
PROGRAM_SIGN = re.compile(r"""(["'`])(?:\\.|(?!\1)[\s\S])*\1|[\[\]{}()]""")
JS_BRACKETS = {"{": "}", "[": "]", "(": ")"}


def without_js_comments(program: str) -> str:
    """Return a program in JavaScript without its comments."""
    return JS_COMMENT.sub(lambda found: found[0] if found[1] else " ", program)


def value_set(source: str, *names: str) -> str:
    """Return the text that a program gives one of these names first; nothing of it is run."""
    for name in names:
        for found in re.finditer(SET % re.escape(name), source):
            if not VALUE_SIGN.search(found["value"]):
                return re.sub(r"\\(.)", r"\1", found["value"]).strip()
    return ""


def bool_set(source: str, name: str) -> bool | None:
    """Return what a program sets a name to, true or false; None if it does neither."""
    found = re.search(rf"(?<![\w.-]){re.escape(name)}\s*[:=]\s*(true|false)\b", source)
    return found[1] == "true" if found else None


def number_set(source: str, *names: str) -> int:
    """Return the number that a program gives one of these names; 0 for none."""
    for name in names:
        found = re.search(rf"(?<![\w.-]){re.escape(name)}\s*[:=]\s*(\d{{1,4}})\b", source)
        if found:
            return int(found[1])
    return 0


def enclosed(source: str, start: int) -> str:
    """Return what stands between the bracket at *start* and the one that closes it."""
    depth = 0
    for sign in PROGRAM_SIGN.finditer(source, start):
        if sign[0] in JS_BRACKETS:
            depth += 1
        elif len(sign[0]) == 1:
            depth -= 1
            if depth <= 0:
                return source[start + 1 : sign.start()]
    return source[start + 1 :]


def objects_after(source: str, pattern: str) -> Iterator[str]:
    """Yield the insides of the objects that follow what a pattern finds in a program."""
    for found in re.finditer(pattern + r"\s*\{", source):
        yield enclosed(source, found.end() - 1)


def without_objects(source: str) -> str:
    """Return the inside of an object without those within it."""
    kept, place = [], 0
    for sign in PROGRAM_SIGN.finditer(source):
        if sign.start() < place or sign[0] not in JS_BRACKETS:
            continue
        inner = enclosed(source, sign.start())
        kept.append(source[place : sign.start()])
        place = sign.end() + len(inner) + 1
    return "".join([*kept, source[place:]])


class Scripted(Profile):
    """A system whose settings are a program, and some of whose folders are public as they are."""

    configs: tuple[str, ...] = ()
    public: tuple[str, ...] = ("public", "static")
    settings_last = False  # whether files about the site say its name before the settings do

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        return tree.has(*cls.configs)

    def prepare(self) -> None:
        self.program = without_js_comments("\n".join(self.tree.text_or_none(name) for name in self.configs))
        self.package = self.settings("package.json")

    def describe(self, site: OldSite) -> None:
        programs = (self.program, self.programs_about_site())
        program = "\n".join(reversed(programs) if self.settings_last else programs)
        site.name = value_set(program, "SITE_TITLE", "siteTitle", "title", '"title"', "SITE_NAME", "siteName", "name")
        site.tagline = value_set(
            program, "tagline", "SITE_DESCRIPTION", "siteDescription", "description", '"description"'
        )
        site.language = value_set(program, "defaultLocale", "lang", "language", "locale", '"language"')[:12]
        url = value_set(program, "site", "siteUrl", "siteURL", "url", "SITE_URL", "website", "baseUrl", '"url"')
        site.address = url.rstrip("/") + "/" if url.startswith("http") else ""
        author = value_set(program, "author", "authorName", "AUTHOR") or self.author_of_package()
        person = person_of(author) if author and "://" not in author else None
        site.people += [person] if person else []

    def programs_about_site(self) -> str:
        found = [path for path in self.tree.paths if ABOUT_SITE.search(path) and not NOT_ABOUT_SITE.search(path)]
        paths = sorted(found, key=lambda path: (bool(PAGE_PROGRAM.search(path)), path.count("/")))
        return without_js_comments("\n".join(self.tree.text(path) for path in paths[:12]))

    def author_of_package(self) -> str:
        """Return who wrote the site, as ``package.json`` has it: ``Mira <mira@tides.example>``."""
        author = self.package.get("author")
        name = author.get("name") if isinstance(author, dict) else author
        return re.sub(r"\s*[<(].*", "", string(name))

    def packages(self) -> set[str]:
        """Return the names of the packages that ``package.json`` asks for."""
        return packages_of(self.package)

    def assets(self) -> Iterator[tuple[str, str]]:
        for folder in self.public:
            for path in self.tree.below(folder):
                yield path, "/" + path.removeprefix(f"{folder}/")


def packages_of(package: dict[str, Any]) -> set[str]:
    """Return the names of the packages that a ``package.json`` asks for."""
    asked = (package.get(key) for key in ("dependencies", "devDependencies"))
    return {str(name) for names in asked if isinstance(names, dict) for name in names}


def asks_for(package: dict[str, Any], names: tuple[str, ...]) -> bool:
    """Return whether one of these is among the packages that a ``package.json`` asks for."""
    return not packages_of(package).isdisjoint(names)
