"""The forms in which a site leaves: how Hugo and Jekyll lay out texts, files and settings."""

import json
import posixpath
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import indent
from typing import ClassVar

from valuable.base.slugs import slug
from valuable.base.source_paths import is_notebook
from valuable.content.foreign.cures import yaml_line, yaml_list, yaml_text
from valuable.importers.exports.records import LeavingSite, LeavingText

# Hugo looks for its tags in code, too. Those that are closed can be written as a remark in one; one that is not, can't.
HUGO_TAG = re.compile(
    r"\{\{(?:<(?!/\*)(?P<plain>(?:(?!\{\{|\}\}).)*?)>|%(?!/\*)(?P<read>(?:(?!\{\{|\}\}).)*?)%)\}\}", re.DOTALL
)
HALF_TAG = re.compile(r"\{\{(?=[<%](?!/\*))")
FENCED_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\s`]*)[^\n]*\n(?P<code>.*?)^(?P=fence)[`~]*[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
TYPED_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)")


class Form(ABC):
    """How one system wants a site. What of its Markdown is its own is said by the first lines."""

    name: ClassVar[str]
    keeps_callouts: ClassVar[bool] = False  # `> [!NOTE]`
    keeps_abbreviations: ClassVar[bool] = False  # `*[HTML]: HyperText`
    two_dollars: ClassVar[bool] = False  # around a formula in a line
    is_kramdown: ClassVar[bool] = False  # whose tables and lists of attributes it reads

    def finished(self, body: str) -> str:
        """Return a body with what would be a tag there shown as it is."""
        return body

    @abstractmethod
    def text_path(self, text: LeavingText) -> str:
        """Return the path of a text in the export."""

    @abstractmethod
    def root_path(self, path: str) -> str:
        """Return the path of a file that is published as it is, at this address."""

    @abstractmethod
    def file_path(self, path: str) -> str:
        """Return the path of a file that belongs to texts, given its path here."""

    @abstractmethod
    def front_matter(self, text: LeavingText, site: LeavingSite) -> list[str]:
        """Return the lines between the dashes."""

    @abstractmethod
    def settings(self, site: LeavingSite) -> dict[str, str]:
        """Return the files that say what the site is, by path."""

    def file_address(self, path: str) -> str:
        """Return the address of a file that belongs to texts."""
        return f"/{path}"

    def has_bundle(self, path: str, address: str) -> bool:
        """Return whether the files of a text lie beside it."""
        return False

    def bundle(self, path: str) -> str:
        """Return the folder in which the files of a text lie."""
        return ""

    def content_of(self, text: LeavingText, site: LeavingSite) -> str:
        """Return the file of a text."""
        lines = [*self.front_matter(text, site)]
        return "\n".join(["---", *lines, "---", "", text.body])


class HugoForm(Form):
    """https://gohugo.io/content-management/front-matter/, `page bundles`, `aliases`, `taxonomies`."""

    name = "hugo"
    keeps_callouts = True

    def finished(self, body: str) -> str:
        body = HUGO_TAG.sub(
            lambda tag: f"{{{{</*{tag['plain']}*/>}}}}" if tag["plain"] is not None else f"{{{{%/*{tag['read']}*/%}}}}",
            body,
        )
        if HALF_TAG.search(body):
            body = FENCED_CODE.sub(code_as_html, body)
            body = TYPED_CODE_SPAN.sub(code_as_html, body)
        return HALF_TAG.sub("&#123;&#123;", body)

    def text_path(self, text: LeavingText) -> str:
        if text.path == "index.md":
            return "content/_index.md"
        path = re.sub(r"\.ipynb$", ".md", text.path)
        if is_notebook(text.path) and text.is_bundle:
            path = f"{posixpath.dirname(path)}/index.md"
        elif posixpath.basename(path) == "index.md" and not self.has_bundle(text.path, text.address):
            path = f"{posixpath.dirname(path)}.md"
        return f"content/{path}"

    def root_path(self, path: str) -> str:
        return f"static/{path}"

    def file_path(self, path: str) -> str:
        return f"static/{path}"

    def file_address(self, path: str) -> str:
        return "/" + path.removeprefix("static/")

    def has_bundle(self, path: str, address: str) -> bool:
        return path.startswith("posts/") and posixpath.basename(path).startswith("index.") and address.endswith("/")

    def bundle(self, path: str) -> str:
        return f"content/{posixpath.dirname(path)}"

    def front_matter(self, text: LeavingText, site: LeavingSite) -> list[str]:
        aliases, queries = paths_and_queries(text.redirects)
        lines = [yaml_line("title", text.title), *plain_lines(("date", text.date), ("lastmod", text.updated))]
        lines += ["draft: true"] if text.draft else []
        lines += worded_lines(("description", text.description))
        lines += [yaml_line("url", text.address.replace(":", "\\:"))] if text.address != "/" else []
        lines += listed_lines(("aliases", aliases), ("authors", text.authors))
        lines += listed_lines(("categories", [text.category]), ("tags", text.tags), ("series", [text.series]))
        lines += listed_lines(("images", [text.cover]))
        lines += worded_lines(("translationKey", text.translation_key))
        own = [*worded_lines(("language", text.language), ("canonicalURL", text.canonical_link), ("feed_id", text.id))]
        own += cover_lines_of(text, "cover")
        own += listed_lines(("redirect", queries), ("names", text.names))
        own += ["concept: true"] if text.kind == "concept" else []
        return [*lines, "params:", *(f"  {line}" for line in own)] if own else lines

    def settings(self, site: LeavingSite) -> dict[str, str]:
        menu = [
            line
            for weight, (label, address) in enumerate(site.menu, start=1)
            for line in ("", "[[menus.main]]", f"name = {toml(label)}", f"url = {toml(address)}", f"weight = {weight}")
        ]
        author = site.people.get(site.default_author, {}).get("name")
        lines = [
            f"baseURL = {toml(site.address)}",
            f"title = {toml(site.name)}",
            f"locale = {toml(site.language)}",
            f"defaultContentLanguage = {toml(site.language.partition('-')[0].casefold())}",
            f"timeZone = {toml(site.timezone)}",
            "enableEmoji = true",
            "",
            "[taxonomies]",
            'author = "authors"',
            'category = "categories"',
            'series = "series"',
            'tag = "tags"',
            "",
            "# Each text says its own address. New ones, and the lists, get these.",
            "[permalinks.page]",
            'posts = "/posts/:year/:slugorcontentbasename/"',
            "[permalinks.taxonomy]",
            *(f'{plural} = "/blog/{one}/"' for one, plural in PLURALS),
            "[permalinks.term]",
            *(f'{plural} = "/blog/{one}/:slug/"' for one, plural in PLURALS),
            "",
            "[params]",
            *([f"description = {toml(site.tagline)}"] if site.tagline else []),
            *([f"author = {toml(author)}"] if author else []),
            'mainSections = ["posts"]',
            f"math = {toml(site.has_inline_maths)}",
            *menu,
            "",
            "# HTML in texts is shown, and formulas reach the script that draws them as they are typed.",
            "[markup.goldmark.renderer]",
            "unsafe = true",
            "[markup.goldmark.extensions.passthrough]",
            "enable = true",
            "[markup.goldmark.extensions.passthrough.delimiters]",
            'block = [["$$", "$$"]]',
            f"inline = {ONE_DOLLAR_INLINE if site.has_inline_maths else '[]'}",
            "",
        ]
        return {
            "hugo.toml": "\n".join(lines),
            **{f"data/authors/{key}.yaml": person_text(person) for key, person in site.people.items()},
            **{f"content/authors/{key}/_index.md": author_page(person) for key, person in site.people.items()},
            "layouts/_default/_markup/render-blockquote-alert.html": ALERT_HOOK,
        }


class JekyllForm(Form):
    """https://jekyllrb.com/docs/front-matter/, `jekyll-redirect-from`, collections and data of kramdown's Markdown."""

    name = "jekyll"
    keeps_abbreviations = True
    two_dollars = True
    is_kramdown = True

    def text_path(self, text: LeavingText) -> str:
        stem = re.sub(r"(?:/index)?\.\w+$", "", text.path)
        if text.kind != "post":
            return f"{stem}.md"
        name = slug(posixpath.basename(stem)) or posixpath.basename(stem)
        if not text.date:
            return f"_drafts/{name}.md"
        return f"{'_drafts' if text.draft else '_posts'}/{text.date[:10]}-{name}.md"

    def root_path(self, path: str) -> str:
        return path

    def file_path(self, path: str) -> str:
        return path if path.startswith("_static/") else f"assets/{path}"

    def front_matter(self, text: LeavingText, site: LeavingSite) -> list[str]:
        olds, queries = paths_and_queries(text.redirects)
        lines = [f"layout: {'home' if text.address == '/' else 'post' if text.kind == 'post' else 'page'}"]
        lines += [yaml_line("title", text.title)]
        lines += plain_lines(("date", text.date), ("last_modified_at", text.updated))
        lines += [*worded_lines(("description", text.description)), yaml_line("permalink", text.address)]
        lines += listed_lines(("redirect_from", olds), ("redirect", queries))
        lines += listed_lines(("authors", text.authors), ("categories", [text.category]), ("tags", text.tags))
        lines += worded_lines(("series", text.series), ("lang", text.language))
        lines += worded_lines(("translation_key", text.translation_key), ("canonical_url", text.canonical_link))
        lines += [*worded_lines(("feed_id", text.id)), *cover_lines_of(text, "image")]
        lines += [*listed_lines(("names", text.names)), *(["concept: true"] if text.kind == "concept" else [])]
        lines += ["render_with_liquid: false"] if re.search(r"\{\{|\{%", text.body) else []
        return lines

    def settings(self, site: LeavingSite) -> dict[str, str]:
        url, _, base = site.address.rstrip("/").partition("://")[2].partition("/")
        scheme = site.address.partition("://")[0]
        lines = [
            yaml_line("title", site.name),
            *worded_lines(("tagline", site.tagline)),
            yaml_line("url", f"{scheme}://{url}"),
            yaml_line("baseurl", f"/{base}" if base else ""),
            *worded_lines(("lang", site.language), ("timezone", site.timezone), ("author", site.default_author)),
            "permalink: /posts/:year/:title/",
            "markdown: kramdown",
            "kramdown:",
            "  input: GFM",
            "  math_engine: mathjax",
            "plugins: [jekyll-feed, jekyll-redirect-from, jekyll-seo-tag, jekyll-sitemap]",
            "include: [_redirects, _static]",
            "",
        ]
        menu = [
            line
            for label, url in site.menu
            for line in (f"  - {yaml_line('title', label)}", f"    {yaml_line('url', url)}")
        ]
        return {
            "_config.yml": "\n".join(lines),
            "_data/authors.yml": people_text(site),
            "_data/navigation.yml": "\n".join(["main:", *menu, ""]) if menu else "main: []\n",
        }


EXPORT_FORMS: dict[str, type[Form]] = {form.name: form for form in (HugoForm, JekyllForm)}
ONE_DOLLAR_INLINE = '[["$", "$"]]'
PLURALS = (("author", "authors"), ("category", "categories"), ("tag", "tags"))
ALERT_HOOK = """{{/* A callout, `> [!NOTE]`, which Hugo leaves to its theme. Delete this file if yours has its own. */}}
{{- if eq .Type "alert" -}}
<blockquote class="alert alert-{{ .AlertType }}">
<p><strong>{{ or .AlertTitle (title .AlertType) }}</strong></p>
{{ .Text }}
</blockquote>
{{- else -}}
<blockquote>
{{ .Text }}
</blockquote>
{{- end -}}
"""


def code_as_html(found: re.Match[str]) -> str:
    """Return code that holds half a tag of Hugo's as HTML, in which that has no sign of one; other code as it is."""
    if not HALF_TAG.search(found[0]):
        return found[0]
    code = escape(found["code"].rstrip("\n"), quote=False).replace("{{", "&#123;&#123;")
    if "ticks" in found.re.groupindex:
        return f"<code>{code.strip()}</code>"
    language = f' class="language-{escape(found["info"])}"' if found["info"] else ""
    lines = re.sub(r"^[ \t]*$", "&#32;", code, flags=re.MULTILINE)  # an empty line would end the HTML
    return f"<pre><code{language}>{lines}</code></pre>"


def toml(value: object) -> str:
    """Return a text, a number or a truth as TOML has it, whose strings are those of JSON."""
    return json.dumps(value, ensure_ascii=False)


def plain_lines(*pairs: tuple[str, str]) -> list[str]:
    return [f"{key}: {value}" for key, value in pairs if value]


def worded_lines(*pairs: tuple[str, str]) -> list[str]:
    return [yaml_line(key, value) for key, value in pairs if value]


def listed_lines(*pairs: tuple[str, Iterable[str]]) -> list[str]:
    return [yaml_list(key, kept) for key, values in pairs if (kept := [value for value in values if value])]


def cover_lines_of(text: LeavingText, key: str) -> list[str]:
    if not text.cover:
        return []
    name = "image" if key == "cover" else "path"
    return [
        f"{key}:",
        f"  {yaml_line(name, text.cover)}",
        *(f"  {line}" for line in worded_lines(("alt", text.cover_alt))),
    ]


def paths_and_queries(olds: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return old addresses that a page can stand at, and those with a query, which lead on by rules alone."""
    found = list(olds)
    return [old for old in found if "?" not in old], [old for old in found if "?" in old]


def people_text(site: LeavingSite) -> str:
    """Return the people as data, by key."""
    found = {key: indent(person_text(person), "  ") for key, person in site.people.items()}
    return "".join(f"{yaml_text(key)}:\n{text}" for key, text in found.items()) or "{}\n"


def person_text(person: Mapping[str, object]) -> str:
    """Return what is said of a person, a line each; profiles elsewhere by their names."""
    lines = []
    for name, value in person.items():
        if isinstance(value, Mapping):
            lines += [f"{name}:", *(f"  {yaml_line(yaml_text(inner), str(said))}" for inner, said in value.items())]
        elif value:
            lines.append(yaml_line(name, str(value)))
    return "".join(f"{line}\n" for line in lines)


def author_page(person: Mapping[str, object]) -> str:
    """Return the page of an author's posts, which else would be called as the key is."""
    lines = worded_lines(("title", str(person.get("name") or "")), ("description", str(person.get("bio") or "")))
    return "\n".join(["---", *lines, "---", ""])
