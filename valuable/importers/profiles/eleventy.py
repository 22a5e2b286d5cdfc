"""Eleventy: texts with data of their folders, addresses by ``permalink``. Its settings are programs, never run."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from valuable.content.foreign.cures import plain_names, value_words
from valuable.importers.profiles.base import (
    MARKDOWN,
    Found,
    day_in_name,
    is_text_of_people,
    parts_of_day,
    read_head,
    slug,
    string,
    take_addresses_as_ids,
    with_slashes,
)
from valuable.importers.profiles.node import (
    POST_FOLDERS,
    Scripted,
    asks_for,
    number_set,
    objects_after,
    value_set,
    without_js_comments,
)
from valuable.importers.profiles.routes import FEED, feed_like, names_with_counts, single_place
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.trees import Tree

LIST_TEMPLATES = (
    ".njk",
    ".liquid",
    ".html",
    ".hbs",
    ".ejs",
    ".webc",
    ".11ty.js",
    ".11ty.cjs",
    ".11ty.mjs",
    ".11ty.ts",
    ".vto",
)
COPIED = re.compile(r"addPassthroughCopy\(\s*(?P<what>[\"'`][^\"'`]+[\"'`]|\{[^{}]*\})")
COPIED_PAIR = re.compile(r"[\"'`](?P<source>[^\"'`]+)[\"'`]\s*:\s*[\"'`](?P<target>[^\"'`]*)[\"'`]")
USUAL_PUBLIC = ("public", "static", "src/static", "src/public", "src/assets", "assets", "img", "src/img", "images",
                "src/images")  # fmt: skip
COLLECTIONS = re.compile(r"\b(?:posts?|blog|articles?|notes?)\b", re.IGNORECASE)
JS_HEAD = re.compile(r"---js(?:on)?\s*\n([\s\S]*?)\n---\s*(?:\n|\Z)")
INDEX_HTML = re.compile(r"(?:^|/)index\.html$")


class Eleventy(Scripted):
    """Texts in the folder of input; those with a date that a folder or a collection calls posts are posts."""

    name = "Eleventy"
    settings_last = True
    configs = (
        *(".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"),
        "eleventy.config.mts",
    )

    @classmethod
    def matches(cls, tree: Tree) -> bool:
        from valuable.importers.profiles.base import read_settings

        package = read_settings("package.json", tree.text_or_none("package.json"))
        return tree.has(*cls.configs) or asks_for(package, ("@11ty/eleventy",))

    def prepare(self) -> None:
        super().prepare()
        given = re.search(r"\binput\s*:\s*[\"'](?P<folder>[^\"']*)[\"']", self.program)
        given = given or re.search(r"setInputDirectory\(\s*[\"'](?P<folder>[^\"']*)[\"']", self.program)
        scripts = string((self.package.get("scripts") or {}).get("build"))
        given = given or re.search(r"--input=(?P<folder>[\w./-]+)", scripts)
        self.input = given["folder"].strip("./") if given else self.named_input()
        if self.input and not self.tree.has(self.input):
            self.input = ""

    def named_input(self) -> str:
        """Return the folder of input where the settings give it by a name: ``input: config.dir.src``."""
        named = re.search(r"\binput\s*:\s*(?:\w+\.)*(?P<name>\w+)", self.program)
        programs = "\n".join(
            self.tree.text(path) for path in self.tree.below("", ".js", ".cjs", ".mjs") if "/" not in path
        )
        return value_set(programs, named["name"]).strip("./") if named else ""

    def texts(self) -> Iterator[Found]:
        for path in self.tree.below(self.input, *MARKDOWN):
            parts = path.removeprefix(f"{self.input}/").split("/")
            if any(part.startswith("_") and part != "_posts" for part in parts[:-1]) or not is_text_of_people(path):
                continue
            values = self.folder_values(path)
            head = read_head(self.tree.text(path)).values
            named = " ".join([*values.get("collections", []), *plain_names(head.get("tags") or [], spaces=True)])
            in_folder = bool(POST_FOLDERS & {part.casefold() for part in parts[:-1]})
            dated = bool(head.keys() & {"date", "pubDate", "published"}) or bool(self.dated_name(path))
            is_post = (in_folder or COLLECTIONS.search(named)) and dated
            yield Found(path, "post" if is_post else "page", values, is_bundle=self.is_bundle(path))

    def dated_name(self, path: str) -> str:
        found = PurePosixPath(path)
        return day_in_name(found.name) or (day_in_name(f"{found.parent.name}-") if found.stem == "index" else "")

    def is_bundle(self, path: str) -> bool:
        """Return whether a text has a folder to itself: it is its index, or called like it."""
        found = PurePosixPath(path)
        return found.parent.name not in {"", ".", PurePosixPath(self.input).name} and (
            found.stem in {"index", found.parent.name}
        )

    def folder_values(self, path: str) -> dict[str, Any]:
        """Return what data files of the folders above say (https://www.11ty.dev/docs/data-template-dir/)."""
        values: dict[str, Any] = {}
        for parent in reversed(PurePosixPath(path).parents):
            name = f"{parent}/{parent.name}"
            values |= self.data_file(name)
        values |= self.data_file(re.sub(r"\.\w+$", "", path))
        # What puts a text into a collection is no tag of it.
        tags = values.pop("tags", None)
        named = tags if isinstance(tags, list) else [tags] if tags else []
        values |= {"collections": [str(tag) for tag in named]} if named else {}
        return values

    def data_file(self, name: str) -> dict[str, Any]:
        """Return what one data file says: all of a JSON file; permalink, tags and date of a program."""
        values = self.settings(f"{name}.json", f"{name}.11tydata.json")
        for suffix in (".11tydata.js", ".11tydata.cjs", ".11tydata.mjs"):
            program = self.tree.text_or_none(f"{name}{suffix}")
            permalink = permalink_of_program(program)
            tags = re.search(r"\btags\s*:\s*\[?\s*((?:[\"'][^\"']+[\"'],?\s*)+)", program)
            values |= {"permalink": permalink} if permalink else {}
            values |= {"tags": re.findall(r"[\"']([^\"']+)[\"']", tags[1])} if tags else {}
        return {str(key): value for key, value in values.items()}

    def address(self, found: Found, entry: OldEntry, values: Mapping[str, Any]) -> str:
        entry.date = entry.date or self.dated_name(found.path)
        entry.tags = [
            tag for tag in entry.tags if tag.casefold() not in {"post", "posts", "blog", "all", "nav", "featured"}
        ]
        inner = found.path.removeprefix(f"{self.input}/" if self.input else "")
        stem = re.sub(r"(?:^|/)index$", "", re.sub(r"(?:\.\w+)$", "", inner))
        own = values.get("permalink")
        if own is False:
            return ""
        own = value_words(own if not isinstance(own, Mapping) else own.get("build"))
        if own and own != "false":
            filled = eleventy_filled(own, self.names(stem, entry, values))
            return "" if "{{" in filled or "{%" in filled else "/" + INDEX_HTML.sub("/", filled).lstrip("/")
        folder, _, name = stem.rpartition("/")
        # A text that is called like its folder stands at the folder's address.
        return with_slashes(folder if folder and folder.rpartition("/")[2] == name else stem)

    def names(self, stem: str, entry: OldEntry, values: Mapping[str, Any]) -> dict[str, str]:
        """Return what permalinks name (https://www.11ty.dev/docs/data-eleventy-supplied/)."""
        undated = re.sub(r"(^|/)\d{4}-\d\d-\d\d-(?=[^/]*$)", r"\1", stem)
        names = {key: value_words(value) for key, value in values.items() if isinstance(value, (str, int))}
        names |= {"page.fileSlug": undated.rpartition("/")[2], "page.filePathStem": f"/{undated}", "title": entry.title}
        names |= {"page.date": entry.date[:10], "date": entry.date[:10]}
        return {"slug": undated.rpartition("/")[2], **names}

    def assets(self) -> Iterator[tuple[str, str]]:
        """Yield the files that are copied as they are (https://www.11ty.dev/docs/copy/)."""
        pairs: list[tuple[str, str]] = []
        for copied in COPIED.finditer(self.program):
            if copied["what"].startswith("{"):
                pairs += [(pair["source"], pair["target"]) for pair in COPIED_PAIR.finditer(copied["what"])]
            else:
                name = copied["what"][1:-1]
                pairs.append((name, re.sub(rf"^(?:\./)?{re.escape(self.input)}(?:/|$)", "", name)))
        pairs += [
            (name, re.sub(r"^src/", "", name))
            for name in USUAL_PUBLIC
            if name.count("/") or name not in ("public", "static")
        ]
        pairs += [("public", ""), ("static", "")]
        for written_source, written_target in pairs:
            source = re.sub(r"/?\*.*$", "", written_source.removeprefix("./")).strip("/")
            target = re.sub(r"/?\*.*$", "", written_target).strip("./")
            if source in self.tree.path_set:
                yield (
                    source,
                    f"/{target}" if PurePosixPath(target).suffix else f"/{target}/{PurePosixPath(source).name}",
                )
            elif source and self.tree.has(source):
                for path in self.tree.below(source):
                    yield path, re.sub(r"/{2,}", "/", f"/{target}/{path.removeprefix(f'{source}/')}")

    def finish(self, site: OldSite) -> None:
        take_addresses_as_ids(site)
        for path in self.tree.below(self.input, *LIST_TEMPLATES):
            if not any(part.startswith("_") or part == "node_modules" for part in path.split("/")):
                self.take_template(site, path)

    def take_template(self, site: OldSite, path: str) -> None:
        """Note where a list or a feed stood that a template makes (https://www.11ty.dev/docs/pagination/)."""
        own, pagination = pagination_of(path, self.tree.text(path))
        inner = path.removeprefix(f"{self.input}/" if self.input else "")
        stem = re.sub(r"(?:^|/)index$", "", re.sub(r"\.(?:11ty\.)?\w+$", "", inner))
        data, alias = string(pagination.get("data")), string(pagination.get("alias"))
        base = own if own and own != "false" else with_slashes(stem)
        if "{{" not in base and "{%" not in base and own != "false":
            self.take_list(site, "/" + INDEX_HTML.sub("/", base).lstrip("/"), path)
        if alias and re.search(rf"\{{\{{-?\s*{alias}\b", own) and not data.startswith("collections.post"):
            kind = "category" if "categor" in data + alias else "tag"
            posts = [entry for entry in site.entries if entry.kind == "post"]
            for name in names_with_counts(posts, kind):
                filled = eleventy_filled(own, {alias: name})
                if "{{" not in filled and "{%" not in filled:
                    site.moved["/" + INDEX_HTML.sub("/", filled).lstrip("/")] = f"list:{kind}:{name}"
        elif data and not own.endswith((".xml", ".json")):
            size = pagination.get("size")
            site.moved |= dict(self.numbered(site, own, with_slashes(stem), size if isinstance(size, int) else 10))

    def take_list(self, site: OldSite, address: str, path: str) -> None:
        place = feed_like(address) if FEED.search(address) else single_place(address.strip("/").rpartition("/")[2])
        known = {entry.address.rstrip("/") for entry in site.entries}
        if place and address.rstrip("/") not in known:
            site.moved[address] = place
        elif address.rstrip("/") and not re.search(r"\.\w{2,12}$", address) and address.rstrip("/") not in known:
            message = f"the page {address} is a template, {path}: write it anew as a page, with that address"
            site.note("page", message, lost=True)

    def numbered(self, site: OldSite, own: str, base: str, size: int) -> Iterator[tuple[str, str]]:
        """Yield the second and later pages of a list; their number is what the permalink counts, from 1."""
        number = sum(entry.kind == "post" for entry in site.entries)
        from_zero = not own or "pageNumber + 1" not in own
        for page in range(1, math.ceil(number / max(size, 1))):
            shown = str(page if from_zero else page + 1)
            if not own:
                yield f"{base}{shown}/", "/blog/"
                continue
            filled = re.sub(r"\{%-?.*?-?%\}", "", re.sub(r"\{\{[^{}]*pageNumber[^{}]*\}\}", shown, own))
            if "{{" not in filled and shown in filled:
                yield "/" + INDEX_HTML.sub("/", filled).lstrip("/"), "/blog/"


def pagination_of(path: str, text: str) -> tuple[str, Mapping[str, Any]]:
    """Return the permalink of a template, and what it says of its pagination."""
    program = JS_HEAD.match(text)
    if program or re.search(r"\.11ty\.\w+$", path):
        source = without_js_comments(program[1] if program else text)
        paged = next(objects_after(source, r"\bpagination\s*[=:]"), "")
        values = {
            "data": value_set(paged, "data"),
            "alias": value_set(paged, "alias"),
            "size": number_set(paged, "size"),
        }
        return permalink_of_program(source), values
    head = read_head(text).values
    computed = head.get("eleventyComputed")
    own = head.get("permalink", computed.get("permalink") if isinstance(computed, Mapping) else None)
    pagination = head.get("pagination")
    return "false" if own is False else value_words(own), pagination if isinstance(pagination, Mapping) else {}


def permalink_of_program(program: str) -> str:
    """Return the permalink of a data file in JavaScript, as a text with values in braces."""
    if "permalink" not in program:
        return ""
    program = without_js_comments(program)
    found = re.search(r"\bpermalink\b[^\"'`;{}]*?(?:\{\s*return\s*)?([\"'`])(?P<value>(?:(?!\1).)*)\1", program)
    if found is None:
        return value_set(program, "permalink")
    return re.sub(r"\$\{([^{}]*)\}", lambda used: "{{ " + from_program(used[1]) + " }}", found["value"])


def from_program(expression: str) -> str:
    """Return what an expression names, as a template writes it: ``this.slugify(data.title)`` is ``title | slug``."""
    name = re.search(r"(?:data\.)?((?:page\.)?\w+)\s*\)*\s*$", expression.strip())
    filters = " | slug" if re.search(r"slug\w*\(", expression) else ""
    return (name[1] if name else expression) + filters


def eleventy_filled(pattern: str, names: Mapping[str, str]) -> str:
    """Fill in the values of a permalink: ``/posts/{{ title | slugify }}/``; what is not known stays."""

    def fill(found: re.Match[str]) -> str:
        name, _, filters = found[1].strip(" -").partition("|")
        value = names.get(name.strip())
        if value is None:
            return found[0]
        day = parts_of_day(names.get("page.date", "")) if name.strip() in {"page.date", "date"} else {}
        if day and filters:
            return day_filled(filters, day)
        return slug(value) if "slug" in filters else value

    written = re.sub(r"\{\{(.*?)\}\}", fill, pattern)
    return re.sub(r"/{2,}", "/", written)


def day_filled(filters: str, day: Mapping[str, str]) -> str:
    """Return a day in the form that a filter asks for: ``date: "%Y/%m/%d"``, ``dateFormat('yyyy')``."""
    form = re.search(r"[\"']([^\"']+)[\"']", filters)
    written = form[1] if form else "yyyy-MM-dd"
    for signs, key in ((("%Y", "yyyy", "YYYY"), "year"), (("%m", "MM", "LL"), "month"), (("%d", "dd", "DD"), "day")):
        for sign in signs:
            written = written.replace(sign, day[key])
    return written
