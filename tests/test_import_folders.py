# ruff: noqa: E501  # sources and forms, one a line
"""Folders of other systems, each written by hand from that system's documentation, become one neutral record."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from import_copies import site_of

from valuable.importers import trees
from valuable.importers.plan import make_plan
from valuable.importers.records import OldEntry, OldSite

Make = Callable[[Mapping[str, str]], OldSite]


@pytest.fixture
def read(tmp_path: Path) -> Make:
    """Return what reads a source of these files."""

    return partial(site_of, tmp_path / "source")


def entry_of(site: OldSite, title: str) -> OldEntry:
    (entry,) = [entry for entry in site.entries if entry.title == title]
    return entry


JEKYLL = {
    "_config.yml": "title: Tide Tables\ntagline: Of the sea\nurl: https://tides.example\nbaseurl: /log\ntimezone: Europe/Oslo\n"
    "permalink: {permalink}\nauthor:\n  name: Mira Halvorsen\n  bio: Sails\ncollections:\n  boats:\n    output: true\n"
    "defaults:\n  - scope: {{path: '', type: posts}}\n    values: {{author: Jo Berg}}\n",
    "_posts/2019-12-24-one-tide.md": "---\ntitle: One\ncategories: [sea, moon]\ntags: low high\n---\nWords.\n",
    "north/_posts/2020-02-29-ice.md": "---\ntitle: Ice\nslug: icy\nauthor: mira\n---\nWords.\n",
    "_drafts/later.md": "---\ntitle: Later\n---\nWords.\n",
    "about.md": "---\ntitle: About us\npermalink: /who/\n---\nWords.\n",
    "docs/index.html": "---\ntitle: Docs\n---\n<p>Words.</p>\n",
    "_boats/gig.md": "---\ntitle: A gig\n---\nWords.\n",
    "README.md": "No page.\n",
    "assets/x.png": "x",
    "_data/authors.yml": "mira:\n  name: Mira Halvorsen\n",
}


@pytest.mark.parametrize(
    ("permalink", "one", "ice"),
    [
        ("date", "/sea/moon/2019/12/24/one-tide.html", "/north/2020/02/29/icy.html"),
        ("pretty", "/sea/moon/2019/12/24/one-tide/", "/north/2020/02/29/icy/"),
        ("ordinal", "/sea/moon/2019/358/one-tide.html", "/north/2020/060/icy.html"),
        ("none", "/sea/moon/one-tide.html", "/north/icy.html"),
        ("/:year/:month/:day/:title/", "/2019/12/24/one-tide/", "/2020/02/29/icy/"),
        ("/:i_month-:short_year/:title:output_ext", "/12-19/one-tide.html", "/2-20/icy.html"),
    ],
)
def test_jekyll(read: Make, permalink: str, one: str, ice: str) -> None:
    site = read({**JEKYLL, "_config.yml": JEKYLL["_config.yml"].format(permalink=f"'{permalink}'")})
    assert (site.system, site.name, site.tagline, site.timezone) == (
        "Jekyll",
        "Tide Tables",
        "Of the sea",
        "Europe/Oslo",
    )
    assert site.address == "https://tides.example/log/"
    assert {person.name for person in site.people} == {"Mira Halvorsen", "Jo Berg"}
    entry = entry_of(site, "One")
    assert (entry.kind, entry.date, entry.category, entry.tags) == (
        "post",
        "2019-12-24",
        "sea",
        ["low", "high", "moon"],
    )
    assert (entry.authors, entry.address) == (["Jo Berg"], one)
    assert (entry_of(site, "Ice").authors, entry_of(site, "Ice").address) == (["Mira Halvorsen"], ice)
    assert entry_of(site, "Later").draft
    assert (entry_of(site, "About us").kind, entry_of(site, "About us").address) == ("page", "/who/")
    assert entry_of(site, "Docs").address == "/docs/"
    is_folder = permalink == "pretty" or permalink.endswith("/")
    assert entry_of(site, "A gig").address == ("/boats/gig/" if is_folder else "/boats/gig.html")
    assert not [entry for entry in site.entries if "README" in entry.source]
    assert site.assets["assets/x.png"].address == "/assets/x.png"


HUGO = {
    "hugo.toml": 'baseURL = "https://tides.example/"\ntitle = "Tide Tables"\ndefaultContentLanguage = "en"\n'
    '[languages.en]\nweight = 1\n[languages.nb]\nweight = 2\n[params]\nauthor = "Mira"\nsubtitle = "Of the sea"\n'
    '[[menu.main]]\nname = "Who"\nurl = "/about/"\n[permalinks]\nlog = "/:year/:slug/"\n',
    "content/posts/one.md": '+++\ntitle = "One"\ndate = 2019-12-24T10:00:00+01:00\ntags = ["a", "b"]\n+++\nWords.\n',
    "content/posts/one.nb.md": '+++\ntitle = "En"\ndate = 2019-12-24\ntranslationKey = "one"\n+++\nOrd.\n',
    "content/posts/bundle/index.md": "---\ntitle: Bundle\ndate: 2020-01-01\nslug: pack\n---\n![x](x.png)\n",
    "content/posts/bundle/x.png": "x",
    "content/log/deep.md": '{"title": "Deep Sea", "date": "2021-03-04", "draft": true}\nWords.\n',
    "content/about.md": "---\ntitle: About\nurl: /who.html\naliases: [/old/]\n---\nWords.\n",
    "content/posts/_index.md": "---\ntitle: All\ncascade:\n  author: Jo\n---\n",
    "static/pdf/t.pdf": "x",
}


def test_hugo(read: Make) -> None:
    site = read(HUGO)
    assert (site.system, site.name, site.tagline, site.menu) == (
        "Hugo",
        "Tide Tables",
        "Of the sea",
        [("Who", "/about/")],
    )
    one = entry_of(site, "One")
    assert (one.date, one.tags, one.address, one.authors) == (
        "2019-12-24T10:00+01:00",
        ["a", "b"],
        "/posts/one/",
        ["Jo"],
    )
    assert (entry_of(site, "En").address, entry_of(site, "En").language) == ("/nb/posts/one/", "nb")
    assert entry_of(site, "En").translation_key == "one"
    bundle = entry_of(site, "Bundle")
    assert (bundle.address, bundle.is_bundle) == ("/posts/pack/", True)
    assert (entry_of(site, "Deep Sea").address, entry_of(site, "Deep Sea").draft) == ("/2021/deep-sea/", True)
    assert (entry_of(site, "About").address, entry_of(site, "About").old_addresses) == ("/who.html", ["/old/"])
    plan = make_plan(site)
    assert plan.files["content/posts/bundle/x.png"] == "posts/2020/pack/x.png"
    assert plan.files["static/pdf/t.pdf"] == "_extra/pdf/t.pdf"


def test_pelican_is_read_and_never_run(read: Make, tmp_path: Path) -> None:
    site = read(
        {
            "pelicanconf.py": f"open({str(tmp_path / 'ran')!r}, 'w')\nAUTHOR = SITENAME = 'Mira ' + 'H'\nPATH = 'content'\n"
            "ARTICLE_URL = '{date:%Y}/{date:%b}/{slug}/'\nPAGE_PATHS = ['pages']\nTIMEZONE = 'Europe/Oslo'\n"
            "SITEURL = 'http://localhost:8000'\nSTATIC_PATHS = ['images', 'extra/CNAME']\n"
            "EXTRA_PATH_METADATA = {'extra/CNAME': {'path': 'CNAME'}}\n",
            "content/one.md": "Title: One tide\nDate: 2010-12-03 10:20\nCategory: Sea\nTags: a, b\nSlug: one\n\nWords.\n",
            "content/two.rst": "Two tides\n#########\n\n:date: 2011-01-02\n:tags: a\n\nSome *words*.\n",
            "content/pages/who.md": "Title: Who\n\nWords.\n",
            "content/images/a.png": "x",
            "content/extra/CNAME": "tides.example",
        }
    )
    assert not (tmp_path / "ran").exists()
    assert (site.system, site.name, site.address) == ("Pelican", "Mira H", "")
    one, two = entry_of(site, "One tide"), entry_of(site, "Two tides")
    assert (one.date, one.category, one.tags, one.address) == ("2010-12-03T10:20", "Sea", ["a", "b"], "/2010/Dec/one/")
    assert (two.date, two.markup, two.address, two.body.strip()) == (
        "2011-01-02",
        "rst",
        "/2011/Jan/two-tides/",
        "Some *words*.",
    )
    assert entry_of(site, "Who").address == "/pages/who.html"
    assert {asset.address for asset in site.assets.values()} >= {"/images/a.png", "/CNAME"}


SMALL = {
    "Material for MkDocs": (
        {
            "mkdocs.yml": "site_name: Tides\nsite_url: https://t.example/\nplugins:\n  - search\n  - blog:\n      blog_dir: log\n"
            "markdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n",
            "docs/log/posts/one.md": "---\ndate:\n  created: 2024-01-31\ncategories: [Sea]\nauthors: [mira]\n---\n\n# One tide\n\nWords.\n",
            "docs/log/.authors.yml": "authors:\n  mira:\n    name: Mira Halvorsen\n    description: Sails\n",
            "docs/guide/a.md": "# A page\n\nWords.\n",
            "docs/log/index.md": "# Log\n",
        },
        "MkDocs",
        {"One tide": "/log/2024/01/31/one-tide/", "A page": "/guide/a/"},
        ["Mira Halvorsen"],
    ),
    "Docusaurus": (
        {
            "docusaurus.config.js": "const config = { title: 'Tides', url: 'https://t.example', baseUrl: '/' };",
            "blog/2019-05-28-one.md": "---\ntitle: One tide\nauthors: mira\n---\nWords.\n",
            "blog/2021-08-26-pack/index.mdx": "---\ntitle: Pack\nslug: packed\n---\nWords.\n",
            "blog/authors.yml": "mira:\n  name: Mira Halvorsen\n",
        },
        "Docusaurus",
        {"One tide": "/blog/2019/05/28/one", "Pack": "/blog/packed"},
        ["Mira Halvorsen"],
    ),
    "Astro": (
        {
            "astro.config.mjs": "export default defineConfig({ site: 'https://t.example' });",
            "src/consts.ts": "export const SITE_TITLE = 'Tides';",
            "src/pages/notes/[...slug].astro": "const posts = await getCollection('blog');",
            "src/content/blog/one.md": "---\ntitle: One tide\npubDate: 'Jul 08 2022'\n---\nWords.\n",
        },
        "Astro",
        {"One tide": "/notes/one/"},
        [],
    ),
    "Eleventy": (
        {
            "eleventy.config.js": "return { dir: { input: 'content' } }",
            "content/blog/one.md": "---\ntitle: One tide\ndate: 2018-05-01\ntags: [sea]\n---\nWords.\n",
            "content/blog/blog.json": '{"tags": "posts", "permalink": "/log/{{ title | slugify }}/"}',
            "content/about.md": "---\ntitle: About\n---\nWords.\n",
        },
        "Eleventy",
        {"One tide": "/log/one-tide/", "About": "/about/"},
        [],
    ),
    "Quartz": (
        {
            "quartz.config.ts": 'const config = { configuration: { pageTitle: "Tides", baseUrl: "t.example" } }',
            "content/posts/One tide.md": "---\ntitle: One tide\ndate: 2022-01-01\n---\nSee [[Moon]].\n",
            "content/Moon.md": "Round.\n",
        },
        "Quartz",
        {"One tide": "/posts/One-tide", "Moon": "/Moon"},
        [],
    ),
    "Obsidian": (
        {".obsidian/app.json": "{}", "Moon.md": "Round.\n", "2022-01-01 One.md": "Words.\n"},
        "Obsidian",
        {"Moon": "", "One": ""},
        [],
    ),
    "ABlog": (
        {
            "conf.py": "extensions = ['ablog']\nblog_title = 'Tides'\nblog_authors = {'mira': ('Mira Halvorsen', None)}\n",
            "posts/one.md": "---\nblogpost: true\ndate: Jan 31, 2024\nauthor: mira\n---\n\n# One tide\n\nWords.\n",
            "posts/two.rst": ".. post:: 12 Dec, 2020\n   :tags: sea\n   :author: mira\n\nTwo tides\n=========\n\nWords.\n",
        },
        "Sphinx",
        {"One tide": "/posts/one.html", "Two tides": "/posts/two.html"},
        ["Mira Halvorsen"],
    ),
    "Markdown alone": (
        {"2020-01-02-one.md": "# One tide\n\nWords.\n", "who.md": "# Who\n\nWords.\n"},
        "a folder of Markdown",
        {"One tide": "", "Who": ""},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_other_systems(read: Make, name: str) -> None:
    files, system, addresses, people = SMALL[name]
    site = read(files)
    assert site.system == system
    assert {entry.title: entry.address for entry in site.entries} == addresses
    assert [person.name for person in site.people] == people
    dated = [entry.date[:10] for entry in site.entries if "One" in entry.title]
    assert all(dated)


@pytest.mark.parametrize(
    ("path", "broken", "name"),
    [
        ("mkdocs.yml", "site_name: Tides\nplugins: [blog\n", "Tides"),
        ("_config.yml", "title: Tides\nplugins: [feed\n", "Tides"),
        ("hugo.toml", "title = Tides\n", ""),
        ("zola.toml", "base_url = 'https://tides.example'\ntitle = Tides\n", ""),
        ("_quarto.yml", "website: [\n", ""),
    ],
)
def test_settings_that_are_broken_are_told(read: Make, path: str, broken: str, name: str) -> None:
    post = "---\ntitle: One\ndate: 2020-01-02\n---\nWords.\n"
    folders = ("docs/blog/posts/one.md", "_posts/2020-01-02-one.md", "content/one.md", "posts/one/index.qmd")
    site = read({path: broken} | dict.fromkeys(folders, post))
    (note,) = [note for note in site.notes if note.kind == "settings"]
    assert (note.message.startswith(path), note.lost, site.name) == (True, True, name)


def test_a_text_that_cannot_be_read_keeps_no_other_out(read: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_TEXT_BYTES", 1000)
    for head in ("", "---\ntitle: Two\n---\n"):
        site = read({"2020-01-02-one.md": "# One\n\nWords.\n", "two.md": head + "words " * 500})
        assert [entry.title for entry in site.entries] == ["One"]
        assert [note.kind for note in site.notes if note.lost] == ["unreadable"]


MANY = "".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise("abcdefgh"))


@pytest.mark.parametrize("values", [f"a: &a [x]\n{MANY}title: *h\n", "a: &a [*a]\n", f"a: {'[' * 900}{']' * 900}\n"])
def test_front_matter_that_no_person_writes_is_passed_over_and_told(read: Make, values: str) -> None:
    site = read({"2020-01-02-one.md": f"---\n{values}---\n# One\n\nWords.\n", "_data/a.yml": values})
    (entry,) = site.entries
    assert (entry.title, [note.kind for note in entry.notes]) == ("One", ["front matter"])


def test_an_old_address_of_two_texts_leads_to_one_and_is_told(read: Make) -> None:
    heads = {"one": "redirect_from: [/2/, /x/]", "two": "permalink: /2/\nredirect_from: [/x/, /2]"}
    site = read({f"_posts/2020-01-02-{name}.md": f"---\ntitle: {name}\n{head}\n---\n" for name, head in heads.items()})
    make_plan(site)
    assert [(entry.title, entry.old_addresses, len(entry.notes)) for entry in site.entries] == [
        ("one", ["/x/"], 1),
        ("two", [], 1),
    ]


@pytest.mark.parametrize("value", ["1", "true", "[[a]]", "[{a: b}]", "{1: 2}", "!!binary aGk="])
@pytest.mark.parametrize("settings", ["_config.yml", "conf.py"])
def test_odd_values_of_front_matter_stop_nothing(read: Make, settings: str, value: str) -> None:
    head = "".join(f"{key}: {value}\n" for key in ("tags", "extra", "category", "aliases", "authors", "cover"))
    site = read({settings: "BLOG_TITLE = 'Tides'\n", "_posts/2020-01-02-one.md": f"---\n{head}---\nx\n",
                 "posts/one.md": f"---\ntitle: One\ndate: 2020-01-02\n{head}---\nx\n"})  # fmt: skip
    assert [entry.title for entry in site.entries if entry.kind == "post"] == ["One"]
