# ruff: noqa: E501  # sources, one a line
"""Blogs of Pelican, Nikola, ABlog, MyST, Jupyter Book, Quarto and Zola, and notebooks, each written from its documentation."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from import_copies import site_of

from valuable.importers.ledger import id_lines, moved_lines
from valuable.importers.links import Links
from valuable.importers.notebook_heads import read_notebook_head
from valuable.importers.plan import make_plan
from valuable.importers.profiles.python_settings import literals
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.writing import keys_of_people, markdown_of_entry, notebook_of

Make = Callable[[Mapping[str, str]], OldSite]


@pytest.fixture
def read(tmp_path: Path) -> Make:
    """Return what reads a source of these files."""

    return partial(site_of, tmp_path / "source")


def titled(site: OldSite, title: str) -> OldEntry:
    (entry,) = [entry for entry in site.entries if entry.title == title]
    return entry


def written(site: OldSite, title: str) -> str:
    """Return the new text of an entry, without its front matter."""
    plan = make_plan(site)
    text = markdown_of_entry(titled(site, title), Links(plan), keys_of_people(site.people))
    return text.rpartition("\n---\n\n")[2] if text.startswith("---") else text


PROGRAM = """
import os
from datetime import date
NAME = 'Tides'
URL = os.environ.get('URL', 'https://t.example')
FEED = NAME.lower() + '.xml'
PATHS = ['a', unknown, 'b'] + ['c']
FILE = '%s/%s.html' % (NAME, 'x')
PLACE = f'{URL}/feed'
FORM = '{}-{x}'.format('a', x='b')
KEPT = dict(a=1, b=os.getcwd())
TABLE = {'a': 1}
TABLE['b'] = 2
NAMES = ('a',)
NAMES += ('b',)
try:
    from other import THING
except ImportError:
    THING = 'none'
if os.environ.get('CI'):
    MODE = 'ci'
else:
    MODE, OTHER = 'home', 'x'
    ELSE = 'y'
BIG = 'x' * 10 ** 9
open('canary', 'w')
"""


def test_settings_in_python_are_told_and_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = literals(PROGRAM)
    assert not (tmp_path / "canary").exists()
    assert found == {
        "NAME": "Tides", "URL": "https://t.example", "PATHS": ["a", "b", "c"], "FILE": "Tides/x.html",
        "PLACE": "https://t.example/feed", "FORM": "a-b", "KEPT": {"a": 1}, "TABLE": {"a": 1, "b": 2},
        "NAMES": ("a", "b"), "THING": "none", "MODE": "ci", "ELSE": "y",
    }  # fmt: skip
    doubled = literals("A = 'xxxxxxxx'\n" + "A = A + A\n" * 60)
    assert len(doubled["A"]) <= 100_000
    assert literals("A = 1\nB = (") == {}


PELICAN = {
    "pelicanconf.py": "AUTHOR = 'Mira Halvorsen'\nSITENAME = 'Tides'\nSITEURL = ''\nPATH = 'content'\nTIMEZONE = 'Europe/Oslo'\nDEFAULT_LANG = 'en'\n"
    "ARTICLE_URL = 'log/{date:%Y}/{date:%b}/{slug}/'\nARTICLE_LANG_URL = '{lang}/{slug}/'\nTAG_URL = 'tags/{slug}/'\nDEFAULT_PAGINATION = 1\n"
    "FEED_ALL_ATOM = None\nSTATIC_PATHS = ['images', 'extra']\nEXTRA_PATH_METADATA = {'extra/CNAME': {'path': 'CNAME'}}\nARTICLE_EXCLUDES = ['old']\n"
    "SOCIAL = (('Mastodon', 'https://s.example/@mira'), ('mail', 'mailto:m@t.example'))\nMENUITEMS = (('Log', '/archives.html'),)\n"
    "FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'\n",
    "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://t.example'\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\nCATEGORY_FEED_ATOM = 'feeds/{slug}.atom.xml'\nTAG_FEED_RSS = 'feeds/tag/%s.rss'\n",
    "content/sea/one.md": "Title: One tide\nDate: 2010-12-03 10:20\nTags: low water, high\nSlug: one\nDisqus_id: 7\nSummary: A line\n    and more\n\nSee [two]({filename}/two.rst), [a file]({static}/images/a.png), [low]({tag}low water), [Mira]({author}Mira Halvorsen), [all]({index}).\n",
    "content/two.rst": "Two tides\n+++++++++\n\n:date: 2011-01-02 09:00\n:modified: 2012-02-03\n:category: Moon\n:authors: Jo Berg; Mira Halvorsen\n\nSee `one <{filename}/sea/one.md>`_ and |filename|.\n",
    "content/eng.md": "---\ntitle: One\ndate: 2012-05-06\nlang: nb\nslug: one\ncategory: Moon\n---\n\nOrd.\n",
    "content/2013-04-05_named.md": "Title: Named\n\nWords.\n",
    "content/later.md": "Title: Later\nDate: 2014-01-01\nStatus: draft\n\nWords.\n",
    "content/shy.md": "Title: Shy\nDate: 2014-01-01\nStatus: hidden\n\nWords.\n",
    "content/own.md": "Title: Own\nDate: 2014-01-02\nURL: my/own/\nSave_as: my/own/index.html\n\nWords.\n",
    "content/skipped.md": "Title: Skipped\nDate: 2014-01-02\nStatus: skip\n\nWords.\n",
    "content/old/gone.md": "Title: Gone\nDate: 2014-01-02\n\nWords.\n",
    "content/note.md": "A note of no head.\n",
    "content/web.html": "<html><head><title>Web</title><meta name='date' content='2015-01-01'><meta name='tags' content='high'></head><body><p>Of <b>HTML</b>.</p></body></html>",
    "content/pages/who.md": "Title: Who\n\nWords, [log](/archives.html), [low](/tags/low-water/) and ![b]({static}../other/b.png).\n",
    "content/other/b.png": "x",
    "content/images/a.png": "x",
    "content/extra/CNAME": "t.example",
}


def test_pelican(read: Make) -> None:
    site = read(PELICAN)
    addresses = {entry.title: entry.address for entry in site.entries}
    assert addresses == {
        "One tide": "/log/2010/Dec/one/", "Two tides": "/log/2011/Jan/two-tides/", "One": "/nb/one/", "Named": "/log/2013/Apr/named/",
        "Later": "/log/2014/Jan/later/", "Shy": "/log/2014/Jan/shy/", "Own": "/my/own/", "Web": "/log/2015/Jan/web/", "Who": "/pages/who.html",
    }  # fmt: skip
    one, two = titled(site, "One tide"), titled(site, "Two tides")
    assert (one.tags, one.category, one.description, one.authors) == (
        ["low water", "high"],
        "sea",
        "A line and more",
        ["Mira Halvorsen"],
    )
    assert (two.authors, two.category, two.updated[:10]) == (["Jo Berg", "Mira Halvorsen"], "Moon", "2012-02-03")
    assert (titled(site, "Named").date, titled(site, "Shy").kind, titled(site, "Later").draft) == (
        "2013-04-05",
        "page",
        True,
    )
    assert one.translation_key == titled(site, "One").translation_key != ""
    assert (titled(site, "One").language, one.language) == ("nb", "")
    assert one.id == "tag:t.example,2010-12-03:/log/2010/Dec/one/"
    assert site.people[0].details == {"profiles": {"Mastodon": "https://s.example/@mira"}, "email": "m@t.example"}
    assert ("Who", "/pages/who.html") in site.menu
    assert {asset.address for asset in site.assets.values()} >= {"/images/a.png", "/CNAME"}
    assert any("note.md" in note.message for note in site.notes)
    moved = moved_lines(make_plan(site))
    assert moved["/tags/low-water/"] == "/blog/tag/low-water/"
    assert moved["/feeds/all.atom.xml"] == "/blog/atom.xml"
    assert moved["/feeds/moon.atom.xml"] == "/blog/category/moon/atom.xml"
    assert moved["/feeds/tag/high.rss"] == "/blog/tag/high/rss.xml"
    assert (moved["/archives.html"], moved["/index2.html"], moved["/category/sea.html"]) == (
        "/blog/archive/",
        "/blog/",
        "/blog/category/sea/",
    )
    assert written(site, "One tide").endswith(
        "See [two](/log/2011/Jan/two-tides/), [a file](/images/a.png), [low](</blog/tag/low-water/>), [Mira](</blog/author/mira-halvorsen/>), [all](/).\n"
    )
    assert "[one](/log/2010/Dec/one/)" in written(site, "Two tides")
    assert written(site, "Who").endswith(
        "Words, [log](/blog/archive/), [low](/blog/tag/low-water/) and ![b](/other/b.png).\n"
    )
    assert site.assets["content/other/b.png"].address == "/other/b.png"
    assert written(site, "Web").endswith("Of **HTML**.\n")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ("", "/one-tide.html"),
        ("ARTICLE_URL = ARTICLE_SAVE_AS = '{category}/{slug}.html'", "/low-sea/one-tide.html"),
        ("ARTICLE_SAVE_AS = '{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html'", "/2010/12/03/one-tide/"),
        ("ARTICLE_URL = '{date.year}/{date.month:02}/{slug}'", "/2010/12/one-tide"),
        ("ARTICLE_URL = '{author}/{slug}/'", "/mira/one-tide/"),
        ("SLUGIFY_SOURCE = 'basename'", "/first.html"),
        ("PATH_METADATA = r'(?P<kind>.*?)/.*'\nARTICLE_URL = '{kind}/{slug}/'", "/log/one-tide/"),
        ("SLUG_REGEX_SUBSTITUTIONS = [(r'\\s+', '_')]", "/one_tide.html"),
        ("PATH_METADATA = '((a+)+)+b'", "/one-tide.html"),
    ],
)
def test_addresses_of_pelican(read: Make, settings: str, address: str) -> None:
    site = read(
        {
            "pelicanconf.py": f"PATH = 'content'\n{settings}\n",
            "content/log/first.md": "Title: One tide\nDate: 2010-12-03\nCategory: Low sea\nAuthor: Mira\n\nWords.\n",
        }
    )
    assert titled(site, "One tide").address == address


NIKOLA = {
    "conf.py": "BLOG_TITLE = 'Tides'\nBLOG_AUTHOR = 'Mira'\nSITE_URL = 'https://t.example/'\nDEFAULT_LANG = 'en'\nTRANSLATIONS = {DEFAULT_LANG: '', 'nb': './nb'}\n"
    "POSTS = (('posts/*.rst', 'log', 'post.tmpl'), ('posts/*.md', 'log', 'post.tmpl'), ('posts/*.txt', 'log', 'post.tmpl'))\nPAGES = (('pages/*.md', '', 'page.tmpl'),)\n"
    "NAVIGATION_LINKS = {DEFAULT_LANG: (('/who/', 'Who'), ((('/log/', 'Log'),), 'More'))}\nREDIRECTIONS = [('old.html', '/log/one/'), ('shop.html', 'https://s.example/')]\n",
    "posts/one.rst": ".. title: One tide\n.. slug: one\n.. date: 2014-09-21 08:00:00 UTC+02:00\n.. tags: low water, mathjax\n.. category: sea\n.. link: https://e.example/\n.. type: text\n\nOne tide\n========\n\nSome *words*.\n",
    "posts/one.nb.rst": ".. title: En\n.. slug: en\n.. date: 2014-09-21 08:00:00 UTC+02:00\n\nOrd.\n",
    "posts/sub/two.md": "<!--\n.. title: Two tides\n.. date: 2015-01-02\n.. author: Jo\n.. tags: draft, high\n-->\n\n{{% youtube abc %}}\n",
    "posts/three.txt": "Words of *three*.\n",
    "posts/three.meta": "Three\nthree\n2012/08/24 11:25:14\nhigh\n",
    "pages/who.md": ".. title: Who\n.. slug: who\n\n[One](link://slug/one#x), [low](link://tag/low) and [feed](link://rss).\n",
    "files/robots.txt": "x",
    "images/a.png": "x",
}


def test_nikola(read: Make) -> None:
    site = read(NIKOLA)
    assert (site.system, site.name, site.menu) == ("Nikola", "Tides", [("Who", "/who/"), ("Log", "/log/")])
    assert {entry.title: entry.address for entry in site.entries} == {
        "One tide": "/log/one/", "En": "/nb/log/en/", "Two tides": "/log/sub/two/", "Three": "/log/three/", "Who": "/who/",
    }  # fmt: skip
    one, two = titled(site, "One tide"), titled(site, "Two tides")
    assert (one.date, one.tags, one.category, one.id) == (
        "2014-09-21T08:00+02:00",
        ["low water"],
        "sea",
        "https://t.example/log/one/",
    )
    assert (one.old_addresses, two.draft, two.authors, two.tags) == (["/old.html"], True, ["Jo"], ["high"])
    assert one.translation_key == titled(site, "En").translation_key != ""
    assert written(site, "One tide") == "# One tide\n\nSome *words*.\n"
    assert written(site, "Who").endswith("[One](/log/one/#x), [low](/blog/tag/low/) and [feed](/blog/rss.xml).\n")
    assert (titled(site, "Three").date, titled(site, "Three").markup) == ("2012-08-24T11:25:14", "rst")
    assert any("https://e.example/" in note.message and note.lost for note in one.notes)
    assert {asset.address for asset in site.assets.values()} == {"/robots.txt", "/images/a.png"}
    moved = moved_lines(make_plan(site))
    assert (moved["/categories/low-water/"], moved["/categories/cat_sea/"]) == (
        "/blog/tag/low-water/",
        "/blog/category/sea/",
    )
    assert (moved["/rss.xml"], moved["/shop.html"], moved["/archive.html"]) == (
        "/blog/rss.xml",
        "https://s.example/",
        "/blog/archive/",
    )


ABLOG = {
    "conf.py": "extensions = ['ablog', 'myst_parser']\nblog_title = 'Tides'\nblog_baseurl = 'https://t.example/'\nblog_path = 'log'\n"
    "blog_authors = {'mira': ('Mira Halvorsen', 'https://m.example')}\nexclude_patterns = ['_build', 'drafts/*']\n",
    "index.rst": "Tides\n=====\n\nWords.\n\n.. toctree::\n   :hidden:\n\n   who\n   posts\n",
    "who.rst": ".. _who-we-are:\n\nWho\n===\n\nSee :doc:`2020/one`, :ref:`high-water` and `two <2021/two.html>`_.\n",
    "posts.rst": "All posts\n=========\n\n.. postlist::\n   :excerpts:\n",
    "2020/one.rst": "One tide\n========\n\nSome *words*.\n\n.. _high-water:\n\nHigh water\n----------\n\nDeep.\n\n.. post:: 12 Dec, 2020\n   :tags: low water, high\n   :category: Sea\n   :author: mira\n   :redirect: blog/one\n",
    "2021/two.md": "# Two tides\n\n```{post} Jan 31, 2021\n:tags: high\n```\n\nSee {doc}`/2020/one`, {ref}`who-we-are` and {ref}`here <high-water>`.\n",
    "drafts/x.md": "# X\n\nWords.\n",
}


def test_ablog(read: Make) -> None:
    site = read(ABLOG)
    assert (site.system, site.menu) == ("Sphinx", [("Who", "/who.html")])
    assert {(e.title, e.kind, e.address) for e in site.entries} == {
        ("Tides", "page", "/"), ("Who", "page", "/who.html"), ("One tide", "post", "/2020/one.html"), ("Two tides", "post", "/2021/two.html"),
    }  # fmt: skip
    one = titled(site, "One tide")
    assert (one.date, one.tags, one.category, one.authors) == (
        "2020-12-12",
        ["low water", "high"],
        "Sea",
        ["Mira Halvorsen"],
    )
    assert (one.old_addresses, one.id) == (["/blog/one.html"], "https://t.example/2020/one.html")
    text = written(site, "Who")
    assert text.endswith(
        "See [One tide](/2020/one.html), [High water](/2020/one.html#high-water) and [two](/2021/two.html).\n"
    )
    assert "## High water\n\nDeep.\n" in written(site, "One tide")
    assert written(site, "Two tides").endswith(
        "See [One tide](/2020/one.html), [Who](/who.html) and [here](/2020/one.html#high-water).\n"
    )
    moved = moved_lines(make_plan(site))
    assert (moved["/log/atom.xml"], moved["/log/tag/high.html"], moved["/posts.html"]) == (
        "/blog/atom.xml",
        "/blog/tag/high/",
        "/blog/",
    )


def test_a_site_of_myst_and_a_jupyter_book(read: Make, tmp_path: Path) -> None:
    site = read(
        {
            "myst.yml": "project:\n  title: Tides\n  authors:\n    - name: Mira\n      id: mira\nsite:\n  options:\n    folders: true\n  domains: [t.example]\n  nav:\n    - title: Who\n      url: /who\n  actions:\n    - title: RSS\n      url: https://t.example/rss.xml\n",
            "blog/2020/one.md": "---\ndate: 2020-01-02\n---\n# One\n\nWords.\n",
            "blog.md": "# Blog\n\n:::{postlist}\n:number: 25\n:::\n",
            "who.md": "# Who\n\nWords.\n",
        }
    )
    assert (site.system, site.menu) == ("MyST", [("Who", "/who")])
    assert {entry.title: entry.address for entry in site.entries} == {"One": "/blog/2020/one/", "Who": "/who/"}
    assert site.moved["/rss.xml"] == "/blog/rss.xml"


def test_a_jupyter_book(read: Make) -> None:
    site = read(
        {
            "_config.yml": "title: Tides\nauthor: Mira\nhtml:\n  baseurl: https://t.example/\n",
            "_toc.yml": "format: jb-book\nroot: intro\nchapters:\n  - file: posts/one\n",
            "intro.md": "# Tides\n\nSee {doc}`posts/one`.\n",
            "posts/one.md": "---\ndate: 2020-01-02\n---\n# One\n\nWords.\n",
        }
    )
    assert site.system == "Jupyter Book"
    assert titled(site, "One").address == "/posts/one.html"
    assert written(site, "Tides").endswith("See [One](/posts/one.html).\n")


QUARTO = {
    "_quarto.yml": "project:\n  type: website\n  output-dir: docs\nwebsite:\n  title: Tides\n  site-url: https://t.example\n  navbar:\n    right:\n      - who.qmd\n      - href: https://s.example\n        text: Else\n",
    "index.qmd": "---\ntitle: Tides\nlisting:\n  contents: posts\n  feed:\n    categories: [sea]\n---\n",
    "who.qmd": "---\ntitle: Who\n---\nWords.\n",
    "posts/_metadata.yml": "author: Mira\n",
    "posts/one/index.qmd": "---\ntitle: One tide\ndate: 2022-01-02\ncategories: [sea, moon]\nimage: a.png\nimage-alt: A tide\naliases: [/old/one.html]\ndate-modified: 2022-03-04\n---\n\n::: {.callout-note}\nMind.\n:::\n\n{{< include _part.qmd >}}\n\n```{python}\n#| echo: false\nprint(1)\n```\n\nSee @fig-one and [who](../../who.qmd).\n",
    "posts/one/_part.qmd": "Taken in.\n",
    "posts/one/a.png": "x",
    "posts/two.qmd": "---\ntitle: Two\ndate: 2022-02-03\ndraft: true\n---\nWords.\n",
    "docs/posts/one/index.html": "<p>built</p>",
}


def test_quarto(read: Make) -> None:
    site = read(QUARTO)
    assert (site.system, site.menu) == ("Quarto", [("Who", "/who.html")])
    one = titled(site, "One tide")
    assert (one.address, one.date, one.tags, one.category, one.authors) == (
        "/posts/one/",
        "2022-01-02",
        ["sea", "moon"],
        "",
        ["Mira"],
    )
    assert (one.id, one.old_addresses, one.updated[:10]) == (
        "https://t.example/posts/one/index.html",
        ["/old/one.html"],
        "2022-03-04",
    )
    assert (titled(site, "Two").address, titled(site, "Two").draft) == ("/posts/two.html", True)
    text = written(site, "One tide")
    assert "Taken in.\n" in text
    assert "print(1)" in text
    assert "[who](/who.html)" in text
    assert {note.kind for note in one.notes if note.lost} == {"output of code", "reference"}
    assert (site.moved["/index.xml"], site.moved["/index-sea.xml"]) == ("/blog/rss.xml", "feed:rss:tag:sea")
    assert site.assets["posts/one/a.png"].address == "/posts/one/a.png"
    assert not [path for path in site.assets if path.startswith("docs/")]


ZOLA = {
    "config.toml": "base_url = 'https://t.example'\ntitle = 'Tides'\ndefault_language = 'en'\ngenerate_feeds = true\nfeed_filenames = ['atom.xml', 'rss.xml']\n"
    "taxonomies = [{name = 'tags', feed = true, paginate_by = 1}, {name = 'boats'}]\n[languages.nb]\ntitle = 'Tidevann'\n[extra]\nauthor = 'Mira'\n",
    "content/_index.md": "+++\nsort_by = 'date'\n+++\n",
    "content/log/_index.md": "+++\ntitle = 'Log'\npaginate_by = 1\ngenerate_feeds = true\n+++\n",
    "content/log/2020-01-02-one.md": "+++\ntitle = 'One tide'\nupdated = 2020-02-03\naliases = ['old/one']\n[taxonomies]\ntags = ['low water', 'high']\nboats = ['gig']\n+++\n"
    'See [two](@/log/two/index.md#part).\n\n{{ youtube(id="abc") }}\n\n{{ figure(src="a.png", alt="A tide", caption="Seen") }}\n\n{% note(title="Mind") %}\nWords.\n{% end %}\n\n{{ odd(x=1) }}\n',
    "content/log/two/index.md": "+++\ntitle = 'Two tides'\ndate = 2021-01-02\nslug = 'deux'\n[taxonomies]\ntags = ['high']\n+++\n![x](a.png)\n",
    "content/log/two/index.nb.md": "+++\ntitle = 'To'\ndate = 2021-01-02\n+++\nOrd.\n",
    "content/log/two/a.png": "x",
    "content/who.md": "+++\ntitle = 'Who'\npath = 'about/us'\n+++\nWords.\n",
    "content/hidden.md": "+++\ntitle = 'Hidden'\nrender = false\n+++\nWords.\n",
    "static/b.png": "x",
}


def test_zola_is_not_taken_for_hugo(read: Make) -> None:
    site = read(ZOLA)
    assert (site.system, site.name, [person.name for person in site.people]) == ("Zola", "Tides", ["Mira"])
    assert {entry.title: entry.address for entry in site.entries} == {
        "One tide": "/log/one/", "Two tides": "/log/deux/", "To": "/nb/log/two/", "Who": "/about/us/",
    }  # fmt: skip
    one = titled(site, "One tide")
    assert (one.date, one.tags, one.old_addresses, one.id) == (
        "2020-01-02",
        ["low water", "high", "gig"],
        ["/old/one"],
        "https://t.example/log/one/",
    )
    assert titled(site, "To").translation_key == titled(site, "Two tides").translation_key != ""
    assert {asset.address for asset in site.assets.values()} == {"/log/deux/a.png", "/b.png"}
    text = written(site, "One tide")
    assert "[two](/log/deux/#part)" in text
    assert "<https://www.youtube.com/watch?v=abc>" in text
    assert '![A tide](a.png "Seen")' in text
    assert ":::note Mind\nWords.\n:::" in text
    assert [note.lost for note in one.notes if "odd" in note.message] == [True]
    moved = moved_lines(make_plan(site))
    assert (moved["/tags/low-water/"], moved["/tags/high/atom.xml"], moved["/log/rss.xml"]) == (
        "/blog/tag/low-water/",
        "/blog/tag/high/atom.xml",
        "/blog/rss.xml",
    )
    assert (moved["/tags/high/page/2/"], moved["/log/"], moved["/log/page/2/"]) == (
        "/blog/tag/high/",
        "/blog/",
        "/blog/",
    )
    assert id_lines(make_plan(site))["/log/one/"] == "https://t.example/log/one/"


def test_lektor(read: Make) -> None:
    site = read(
        {
            "Tides.lektorproject": "[project]\nname = Tides\nurl = https://t.example/\n",
            "content/contents.lr": "_model: page\n---\ntitle: Home\n",
            "content/log/one/contents.lr": "title: One tide\n---\npub_date: 2020-01-02\n---\nauthor: Mira\n---\nbody:\n\nSome *words*.\n\n![x](a.png)\n---\n_slug: first\n",
            "content/log/one/a.png": "x",
            "content/who/contents.lr": "title: Who\n---\nbody: Words.\n",
        }
    )
    assert (site.system, site.name) == ("Lektor", "Tides")
    assert {entry.title: entry.address for entry in site.entries} == {"One tide": "/log/first/", "Who": "/who/"}
    one = titled(site, "One tide")
    assert (one.date, one.authors, one.line, one.kind) == ("2020-01-02", ["Mira"], 9, "post")
    assert site.assets["content/log/one/a.png"].address == "/log/one/a.png"


def notebook(*cells: tuple[str, str]) -> str:
    return json.dumps(
        {
            "cells": [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in cells],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 2,
        }
    )


HEADS = {
    "raw": ((("raw", "---\ntitle: One\ndate: 2020-01-02\n---"), ("markdown", "Words.")), {"title": "One", "date": "2020-01-02"}, "Words."),
    "markdown": ((("markdown", "---\ntitle: One\n---\nWords."), ("code", "1")), {"title": "One"}, "Words."),
    "fastpages": (
        (("markdown", '# "One"\n> "Of tides."\n\n- toc: true\n- categories: [sea, moon]\n- image: images/a.png'), ("markdown", "Words.")),
        {"title": "One", "description": "Of tides.", "toc": True, "categories": ["sea", "moon"], "image": "images/a.png"}, "Words.",
    ),
    "title": ((("markdown", "# One\n\nWords."), ("code", "1")), {"title": "One"}, "Words."),
    "none": ((("code", "1"), ("markdown", "Words.")), {}, "1"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_notebooks(name: str) -> None:
    cells, values, first = HEADS[name]
    head = read_notebook_head(notebook(*cells))
    assert head.values == values
    assert "".join(json.loads(head.body)["cells"][0]["source"]).strip() == first


def test_links_in_the_cells_of_a_notebook_lead_on(read: Make) -> None:
    cells = notebook(
        ("raw", "---\ntitle: One\ndate: 2020-01-02\n---"),
        ("markdown", "See [two](two.qmd) and ![a](a.png)."),
        ("code", "x = 'two.qmd'"),
    )
    site = read({
        "_quarto.yml": "website:\n  title: Tides\n", "posts/one.ipynb": cells, "posts/a.png": "x",
        "posts/two.qmd": "---\ntitle: Two\ndate: 2020-01-03\n---\nWords.\n",
    })  # fmt: skip
    plan = make_plan(site)
    text = json.loads(notebook_of(titled(site, "One"), Links(plan), {}))
    assert [cell["source"] for cell in text["cells"]] == [
        "---\ndate: 2020-01-02\naddress: /posts/one.html\n---\n\n# One", "See [two](/posts/two.html) and ![a](/posts/a.png).", "x = 'two.qmd'",
    ]  # fmt: skip


def test_what_cells_of_quarto_gave_is_taken_from_the_last_run(read: Make) -> None:
    body = (
        "```{r setup, include=FALSE}\nlibrary(x)\n```\n\nWords.\n\n```{r}\nplot(1)\n```\n\n"
        "```{r}\n#| eval: false\nstop()\n```\n\n```{mermaid}\nA-->B\n```\n\n![Seen in *May*, see [it](https://e.example)](a.png){width=50%}\n\nAn ![x](a.png) within.\n"
    )
    kept = (
        "Words.\n\n::: {.cell}\n\n```{.r .cell-code}\nplot(1)\n```\n\n::: {.cell-output .cell-output-stdout}\n```\n[1] 1\n::: no\n```\n:::\n\n"
        "::: {.cell-output-display}\n![](one_files/figure-html/a-1.png){width=672}\n:::\n:::\n\n::: {.cell}\n\n```{.r .cell-code}\nstop()\n```\n:::\n"
    )
    site = read({
        "_quarto.yml": "website:\n  title: Tides\n", "posts/one.qmd": f"---\ntitle: One\ndate: 2022-01-02\n---\n{body}", "posts/a.png": "x",
        "_freeze/posts/one/execute-results/html.json": json.dumps({"result": {"markdown": kept}}), "_freeze/posts/one/figure-html/a-1.png": "x",
    })  # fmt: skip
    text = titled(site, "One").body
    assert "setup" not in text
    assert (
        "```r\nplot(1)\n```\n\n```\n[1] 1\n::: no\n```\n\n![](/posts/one_files/figure-html/a-1.png){width=672}" in text
    )
    assert "```r\nstop()\n```" in text
    assert "```{mermaid}" in text
    assert (
        ":::{figure} a.png\n:alt: Seen in May, see it\n:width: 50%\n\nSeen in *May*, see [it](https://e.example)\n:::\n"
        in text
    )
    assert "An ![x](a.png) within." in text
    assert site.assets["_freeze/posts/one/figure-html/a-1.png"].address == "/posts/one_files/figure-html/a-1.png"
    assert not [note for note in titled(site, "One").notes if note.lost]
