# ruff: noqa: E501  # sources and forms, one a line
"""A blog of Jekyll comes over as its site showed it: addresses, lists, feeds, templates, menus."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from valuable.importers.ledger import id_lines, moved_lines
from valuable.importers.links import Links
from valuable.importers.liquid import Liquid
from valuable.importers.liquid_values import UnknownValueError
from valuable.importers.losses import words_of_source
from valuable.importers.markdown_edits import edited
from valuable.importers.plan import Plan, make_plan
from valuable.importers.profiles.citations import bibliography_of
from valuable.importers.profiles.kramdown import attribute_edits, command_edits
from valuable.importers.records import OldEntry
from valuable.importers.sources import read_old_site
from valuable.importers.writing import keys_of_people, markdown_of_entry

Make = Callable[[Mapping[str, str]], Plan]
POST = "---\ntitle: {title}\n{more}---\n{body}\n"


@pytest.fixture
def plan_of(tmp_path: Path) -> Make:
    """Return what reads a source of these files, and says where all of it goes."""

    def plan(files: Mapping[str, str]) -> Plan:
        for path, text in files.items():
            file = tmp_path / "source" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return make_plan(read_old_site(tmp_path / "source"))

    return plan


def text_of(plan: Plan, source: str) -> str:
    """Return what is written for a text, without its front matter and title."""
    entry = next(entry for entry in plan.site.entries if entry.source == source)
    written = markdown_of_entry(entry, Links(plan), keys_of_people(plan.site.people))
    return written.partition(f"# {entry.title}\n\n")[2]


def addresses(plan: Plan) -> dict[str, str]:
    return {entry.source: entry.address for entry in plan.site.entries}


def post(title: str = "One", more: str = "", body: str = "Words.") -> str:
    return POST.format(title=title, more=more, body=body)


# -- Addresses ---------------------------------------------------------------------

NAMES = {
    # permalink, file, front matter: where Jekyll puts it
    ("date", "_posts/2019-01-05-One.Two_three é.md", ""): "/2019/01/05/One.Two_three-é.html",
    ("date", "_posts/19-1-5-one.md", ""): "/2019/01/05/one.html",
    ("date", "_posts/deep/2019-01-05-one.md", ""): "/2019/01/05/one.html",
    ("date", "sea/_posts/2019-01-05-one.md", "categories: moon tide\n"): "/sea/moon/tide/2019/01/05/one.html",
    ("date", "_posts/2019-01-05-one.md", "category: Low Tide\n"): "/low tide/2019/01/05/one.html",
    ("/:slugified_categories/:title/", "_posts/2019-01-05-one.md", "categories: [Low Tide, C]\n"): "/low-tide/c/one/",
    ("/:slug", "_posts/2019-01-05-One Two.md", ""): "/one-two",
    ("/:title", "_posts/2019-01-05-one.md", "slug: Other Name\n"): "/Other-Name",
    ("/:long_month-:i_day-:w_day/:hour:minute:second/", "_posts/2019-01-05-one.md", "date: 2019-01-05 07:08:09\n"): "/January-5-6/070809/",
    ("weekdate", "_posts/2019-01-05-one.md", ""): "/2019/W01/Sat/one.html",
    ("pretty", "_posts/2019-01-05-one.md", "permalink: /fixed\n"): "/fixed",
    ("pretty", "about/us.md", ""): "/about/us/",
    ("/:title", "about.md", ""): "/about",
    ("none", "about.md", ""): "/about.html",
    ("pretty", "about/index.html", ""): "/about/",
    ("pretty", "about.md", "permalink: /who/:basename:output_ext\n"): "/who/about.html",
    ("pretty", "_boats/deep/gig.md", ""): "/boats/deep/gig/",
    ("date", "_boats/gig.md", ""): "/boats/gig.html",
    ("date", "_til/2019-01-05-gig.md", ""): "/t/gig/",
}  # fmt: skip


@pytest.mark.parametrize(("permalink", "path", "more"), NAMES)
def test_addresses_are_those_of_jekyll(plan_of: Make, permalink: str, path: str, more: str) -> None:
    config = f"permalink: '{permalink}'\ncollections:\n  boats: {{output: true}}\n  til: {{output: true, permalink: '/t/:slug/'}}\n"
    plan = plan_of({"_config.yml": config, path: post(more=more), "_posts/2000-01-01-x.md": post("X")})
    assert addresses(plan)[path] == NAMES[permalink, path, more]


@pytest.mark.parametrize(
    ("zone", "said", "first", "second"),
    [
        ("", "2019-01-05 20:00:00", "/2019/01/05/one.html", None),
        ("Asia/Shanghai", "2019-01-05 20:00:00", "/2019/01/06/one.html", "/2019/01/05/one.html"),
        ("Asia/Shanghai", "2019-01-05 20:00", "/2019/01/05/one.html", None),
        ("", "2019-01-05 04:00:00 +0800", "/2019/01/04/one.html", "/2019/01/05/one.html"),
        ("Asia/Shanghai", "2019-01-05 04:00:00 +0800", "/2019/01/05/one.html", None),
        ("Europe/Oslo", "2019-01-05", "/2019/01/05/one.html", None),
    ],
)
def test_a_day_of_an_address_is_one_of_the_zone_and_both_answer(
    plan_of: Make, zone: str, said: str, first: str, second: str | None
) -> None:
    plan = plan_of({"_config.yml": f"timezone: {zone}\n", "_posts/2019-01-04-one.md": post(more=f"date: {said}\n")})
    (entry,) = plan.site.entries
    assert (entry.address, entry.old_addresses) == (first, [second] if second else [])


@pytest.mark.parametrize(
    ("permalink", "here", "leads_on"),
    [
        ("/low tide/one.html", "/low-tide/one.html", ["/low tide/one.html"]),
        ("/one.php", "/one/", ["/one.php"]),
        ("/C#/one/", "/C-/one/", []),
        ("/a//b/", "/a/b/", []),
        ("/c++/it's/", "/c++/it's/", []),
        ("/blog/tag/x/", "/posts/2019/one/", []),
        ("/feed.xml", "/feed/", ["/feed.xml"]),
    ],
)
def test_an_address_that_no_page_can_have_leads_on(
    plan_of: Make, permalink: str, here: str, leads_on: list[str]
) -> None:
    plan = plan_of({"_posts/2019-01-05-one.md": post(more=f'permalink: "{permalink}"\n')})
    (entry,) = plan.site.entries
    assert (plan.places[entry.source].address, entry.old_addresses) == (here, leads_on)


def test_texts_of_one_name_each_have_a_place(plan_of: Make) -> None:
    plan = plan_of(
        {
            "_config.yml": "permalink: /:title/\n",
            "_posts/2019-01-05-one.md": post("One"),
            "_posts/2019-01-06-one.md": post("Another"),
            "_posts/2019-01-07-One.md": post("Capital"),
            "_posts/2019-01-08-eins.md": post("A/B", "categories: [a/b, A/B]\n"),
        }
    )
    places = [place.path.casefold() for place in plan.places.values()]
    assert len(set(places)) == len(places) == 4
    assert len({place.address.casefold() for place in plan.places.values()}) == 4


def test_what_is_published_comes_and_what_is_not_is_a_draft(plan_of: Make) -> None:
    plan = plan_of(
        {
            "_config.yml": "exclude: [secret, '*.draft.md']\ninclude: [_pages]\n",
            "Gemfile": "gem 'jekyll'\n",
            "_posts/2019-01-05-one.md": post("Hidden", "hidden: true\n"),
            "_posts/2019-01-05-two.md": post("Unpublished", "published: false\n"),
            "_drafts/four.md": post("Draft"),
            "_pages/five.md": post("Page", "permalink: /five/\n"),
            "_site/six.html": post("Built"),
            "secret/seven.md": post("Excluded"),
            "eight.draft.md": post("Excluded"),
            "plain.md": "No front matter.",
            "demo/index.html": "<html>Nine</html>",
            "demo/nine.css": "x {}",
            "old.html": "---\nlayout: none\n---\n<!DOCTYPE html>\n<html><body>Ten</body></html>",
            "style.css": "x {}",
            "package.json": "{}",
            "admin/index.html": "<html>An editor</html>",
            "admin/config.yml": "backend: {}",
        }
    )
    assert {entry.title: entry.draft for entry in plan.site.entries} == {
        "Hidden": False, "Unpublished": True, "Draft": True, "Page": False,
    }  # fmt: skip
    assert {asset.address for asset in plan.site.assets.values()} == {
        "/plain.md", "/demo/index.html", "/demo/nine.css", "/old.html",
    }  # fmt: skip
    assert plan.site.assets["old.html"].read().startswith(b"<!DOCTYPE html>")


def test_broken_settings_are_said_and_read_line_by_line(plan_of: Make) -> None:
    plan = plan_of(
        {"_config.yml": "title: Tides\nurl: https://t.example\nbad: [\n", "_posts/2019-01-05-one.md": post()}
    )
    assert (plan.site.name, plan.site.address) == ("Tides", "https://t.example/")
    assert [note.lost for note in plan.site.notes if note.kind == "settings"] == [True]


@pytest.mark.parametrize(
    ("files", "address"),
    [
        ({"CNAME": "tides.example\n"}, "https://tides.example/"),
        ({"_config.yml": "url: //t.example\nbaseurl: /log/\n"}, "https://t.example/log/"),
        ({"_config.yml": "url: http://localhost:4000\n", "CNAME": "t.example"}, "https://t.example/"),
        ({}, ""),
    ],
)
def test_the_address_of_the_site(plan_of: Make, files: dict[str, str], address: str) -> None:
    assert plan_of({"_posts/2019-01-05-one.md": post(), **files}).site.address == address


# -- Lists and feeds ---------------------------------------------------------------


def test_lists_and_feeds_lead_on_and_entries_keep_their_ids(plan_of: Make) -> None:
    plan = plan_of(
        {
            "_config.yml": "url: https://t.example\nbaseurl: /log\npaginate: 1\npaginate_path: /log/page:num/\n"
            "plugins: [jekyll-feed]\nfeed: {categories: [sea]}\njekyll-archives:\n  enabled: [year, tags, categories]\n"
            "  permalinks: {tag: '/t/:name/'}\n",
            "_posts/2019-01-05-one.md": post(more="category: Sea\ntags: [Low Tide]\n"),
            "_posts/2020-01-05-two.md": post("Two", "category: sea\npermalink: /two/\n"),
            "archive.html": "---\nlayout: page\ntitle: Archive\n---\n<ul>{% for post in site.posts %}<li>{{ post.title }} and many words that would stand there again and again and again and again</li>{% endfor %}</ul>",
            "cats.md": "---\nlayout: categories\npermalink: /cats/\n---\n{% include posts-by-category.html %}\n",
            "sea.md": "---\nlayout: list\ncategory: sea\npermalink: /sea/\n---\n{{ site.categories.sea | size }}{% for p in site.posts %}x{% endfor %}",
            "search.html": "---\ntitle: Find\n---\n<form></form>",
            "moved.md": "---\ntitle: Moved\npermalink: /gone/\nredirect_to: https://elsewhere.example/\n---\n",
            "all.json": "---\nlayout: every\npermalink: https://t.example/all.json\n---\n",
            "tide.xml": "---\nlayout: every\ntag: low-tide\n---\n",
            "_layouts/every.json": '{"version": "https://jsonfeed.org/version/1"}',
            "notes.xml": "---\n---\n<rss>{% for post in site.categories.sea %}{% endfor %}</rss>",
            "index.html": "---\nlayout: home\n---\n{% for post in paginator.posts %}<h1>{{ post.title }}</h1>{% endfor %}",
        }
    )
    moved = moved_lines(plan)
    assert moved.items() >= {
        "/archive.html": "/blog/archive/", "/cats/": "/blog/category/", "/sea/": "/blog/category/sea/",
        "/search.html": "/search/", "/gone/": "https://elsewhere.example/", "/log/page2/": "/blog/",
        "/feed.xml": "/blog/atom.xml", "/feed/sea.xml": "/blog/category/sea/atom.xml",
        "/notes.xml": "/blog/category/sea/rss.xml", "/all.json": "/blog/feed.json",
        "/tide.xml": "/blog/tag/low-tide/feed.json", "/t/low-tide/": "/blog/tag/low-tide/",
        "/category/sea/": "/blog/category/sea/", "/2019/": "/blog/2019/",
    }.items()  # fmt: skip
    assert {entry.kind for entry in plan.site.entries} == {"post"}
    assert id_lines(plan) == {
        "/sea/2019/01/05/one.html": "https://t.example/log/sea/2019/01/05/one",
        "/two/": "https://t.example/log/two",
    }


@pytest.mark.parametrize(
    ("template", "entry_id"),
    [
        ("<id>{{ site.url }}{{ site.baseurl }}{{ post.id }}</id>", "https://t.example/log/2019/01/05/one"),
        (
            "<guid>{{ post.url | prepend: site.baseurl | prepend: site.url }}</guid>",
            "https://t.example/log/2019/01/05/one.html",
        ),
        ("<id>{{ post.url | absolute_url }}</id>", "https://t.example/log/2019/01/05/one.html"),
        ("<id>{{ site.url }}{{ post.url }}</id>", "https://t.example/2019/01/05/one.html"),
        ("<id>tag:{{ post.unknown }}</id>", "https://t.example/log/2019/01/05/one"),
    ],
)
def test_ids_are_those_of_the_feed_in_the_source(plan_of: Make, template: str, entry_id: str) -> None:
    feed = f"---\n---\n<feed><id>x</id>{{% for post in site.posts %}}<entry>{template}</entry>{{% endfor %}}</feed>"
    config = "url: https://t.example\nbaseurl: /log\n"
    plan = plan_of({"_config.yml": config, "atom.xml": feed, "_posts/2019-01-05-one.md": post()})
    assert list(id_lines(plan).values()) == [entry_id]


def test_ids_are_encoded_as_jekyll_does(plan_of: Make) -> None:
    plan = plan_of({"_config.yml": "url: https://t.example\n", "_posts/2019-01-05-über uns.md": post()})
    assert list(id_lines(plan).values()) == ["https://t.example/2019/01/05/%C3%BCber%20uns"]


# -- Menus and the home page -------------------------------------------------------

MENUS = {
    "of Minimal Mistakes": {"_data/navigation.yml": "main:\n  - title: Who\n    url: /who/\n  - title: Off\n    url: https://x.example/\n"},
    "of Beautiful Jekyll": {"_config.yml": "navbar-links:\n  Who: who\n  Off: 'https://x.example'\n"},
    "with levels": {"_data/menu.yml": "- label: More\n  children:\n    - {label: Who, link: /who/}\n"},
    "of pages": {"who.md": post("Who", "permalink: /who/\nnav: true\nnav_order: 2\n")},
    "of header_pages": {"_config.yml": "header_pages: [who.md]\n"},
    "of tabs": {"_config.yml": "collections: {tabs: {output: true}}\n", "_tabs/who.md": post("Who", "permalink: /who/\norder: 1\n"), "who.md": "x"},
}  # fmt: skip


@pytest.mark.parametrize("name", MENUS)
def test_the_menu_comes_over(plan_of: Make, name: str) -> None:
    files = {"_posts/2019-01-05-one.md": post(), "who.md": post("Who", "permalink: /who/\n"), **MENUS[name]}
    assert [(label, address.strip("/")) for label, address in plan_of(files).site.menu] == [("Who", "who")]


def test_the_words_of_the_home_page_stay_and_its_list_goes(plan_of: Make) -> None:
    home = "---\nlayout: home\n---\nHere {{ site.author }} writes of the sea, of tides and of what they leave on the shore for us to find.\n{% for post in site.posts %}\n- {{ post.title }}\n{% endfor %}\n"
    plan = plan_of(
        {"_config.yml": "title: Tides\nauthor: Mira\n", "index.md": home, "_posts/2019-01-05-one.md": post()}
    )
    assert plan.places["index.md"].path == "index.md"
    assert (
        text_of(plan, "index.md").strip()
        == "Here Mira writes of the sea, of tides and of what they leave on the shore for us to find."
    )


def test_languages_stand_below_their_code_and_are_tied(plan_of: Make) -> None:
    plan = plan_of(
        {
            "_config.yml": "languages: [en, de]\ndefault_lang: en\npermalink: pretty\n",
            "_posts/2019-01-05-one.md": post(more="lang: en\npermalink: /one/\n"),
            "_posts/de/2019-01-05-eins.md": post("Eins", "lang: de\npermalink: /one/\n"),
        }
    )
    assert sorted(addresses(plan).values()) == ["/de/one/", "/one/"]
    assert len({entry.translation_key for entry in plan.site.entries}) == 1


# -- Templates ---------------------------------------------------------------------

VALUES = {
    "site": {"posts": [{"title": "A", "tags": ["x", "y"]}, {"title": "B", "tags": []}], "data": {"rows": [{"v": "1.2", "n": 3}, {"v": "2", "n": 1}]}},
    "page": {"title": "Tide", "n": 3, "list": ["b", "a"], "none": None},
}  # fmt: skip
LIQUID = {
    "{{ page.title | upcase | append: '!' }}": "TIDE!",
    "{{ page.list | sort | join: ', ' }}": "a, b",
    "{{ page.list[1] }}{{ page['title'] }}{{ page.list.size }}": "aTide2",
    "{{ page.none }}{{ page.unheard_of }}": "",
    "{{ page.none | default: 'x' }}": "x",
    '{{ "2019-01-05" | date: "%-d %B %Y" }}': "5 January 2019",
    "{{ site.data.rows | where: 'v', '1.2' | map: 'n' | first }}": "3",
    "{{ site.posts | where_exp: 'p', \"p.tags contains 'x'\" | size }}": "1",
    "{% assign t = 'y' %}{{ site.posts | where_exp: 'p', 'p.tags contains t' | size }}": "1",
    "{{ 7 | divided_by: 2 }}{{ 7 | plus: 1 | times: 2 | minus: 1 }}": "315",
    "{% if page.n > 2 and page.title == 'Tide' %}y{% else %}n{% endif %}": "y",
    "{% if page.none or page.list contains 'c' %}y{% elsif page.n == 3 %}z{% endif %}": "z",
    "{% unless page.none %}y{% else %}n{% endunless %}": "y",
    "{% case page.n %}{% when 1, 2 %}a{% when 3 %}c{% else %}d{% endcase %}": "c",
    "{% for p in site.posts %}{{ forloop.index }}{{ p.title }}{% unless forloop.last %}, {% endunless %}{% endfor %}": "1A, 2B",
    "{% for i in (1..4) reversed limit:2 offset:1 %}{{ i }}{% endfor %}": "32",
    "{% for x in page.none %}y{% else %}n{% endfor %}": "n",
    "{% for pair in site.data.rows[0] %}{{ pair[0] }}={{ pair[1] }};{% endfor %}": "v=1.2;n=3;",
    "{% assign x = 'a|b' | split: '|' %}{{ x | last }}": "b",
    "{% capture x %}{{ page.n }}s{% endcapture %}{{ x }}{{ x | size }}": "3s2",
    "a {%- if true -%} b {%- endif -%} c": "abc",
    "{% raw %}{{ page.n }}{% endraw %}": "{% raw %}{{ page.n }}{% endraw %}",
    "{% comment %}{{ nothing }}{% endcomment %}": "",
    "{% include box.html title='T' n=page.n %}": "<b>T3</b>",
    "{% include none.html a=page.n %}": '{% include none.html a="3" %}',
    "{% gist 12 %}{% post_url 2019-01-05-one %}": "{% gist 12 %}{% post_url 2019-01-05-one %}",
    "{% if page.n %}never closed": "{% if page.n %}never closed",
    "{% endif %}{{ page.n }}": "{% endif %}3",
}  # fmt: skip


@pytest.mark.parametrize("written", LIQUID)
def test_liquid_is_filled_in(written: str) -> None:
    includes = {
        "box.html": "<b>{{ include.title }}{{ include.n }}{% if include.x %}no{% endif %}</b>\n",
        "loop.html": "{% include loop.html %}",
    }
    assert Liquid(VALUES, includes, lambda tag: False).filled(written) == LIQUID[written]


@pytest.mark.parametrize(
    "written",
    [
        "{{ user.name }}",
        "{{ site.github.url }}",
        "{{ page.title | own_filter }}",
        "{{ page.title && 1 }}",
        "{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}",
        "{% for i in (1..9000) %}" + "x" * 400 + "{% endfor %}",
        "{% include loop.html %}",
        "{% if page.n " + "and page.n " * 1500 + "%}{% endif %}",
        "{{ page" + "[page" * 2000 + " }}",
        "{{ page.title | slice: 'x' }}",
        "{% for i in (1..page) %}{% endfor %}",
        "{% assign a = 'xxxx' %}" + "{% assign a = a | append: a %}" * 40,
        "{% assign a = 'xxxx' %}" + "{% assign a = a | replace: 'x', a %}" * 10,
        "{% assign a = 'x,y' | split: ',' %}" + "{% assign a = a | concat: a %}" * 40,
        "{% assign a = 'x,y' | split: ',' %}" + "{% assign a = a | push: a %}" * 40,
    ],
)
def test_what_liquid_does_not_know_here_is_not_made_up(written: str) -> None:
    with pytest.raises(UnknownValueError):
        Liquid(VALUES, {"loop.html": "{% include loop.html %}"}, lambda tag: False).filled(written)


TEXTS = {
    "{% assign r = site.data.releases | where: 'v', '1' | first %}\nIt is at <{{ r.url }}>:\n\n    SHA: {{ r.sha }}\n": "It is at <https://x.example/1>:\n\n    SHA: abc",
    "See [it]({% post_url 2019-01-05-one %}) and [that]({{ site.baseurl }}/who/).": "See [it](/2019/01/05/one.html) and [that](/who/).",
    "<div class='row'>\n  <div>\n    {% include figure.html path='x.png' title='A tide' %}\n  </div>\n</div>\n<p class='caption'>{{ site.title }}</p>\n": ":::{figure} /x.png\n:alt: A tide\n\nA tide\n:::\n\nTides",
    "{% include note.html text='Mind *the* gap' %}": "**Note:** Mind *the* gap",
    "`{{ page.title }}` and `{{ x }}`": "`Text` and `{{ x }}`",
    "{% raw %}{{ page.title }}{% endraw %}": "{{ page.title }}",
    "[a](/log/who/), [b](https://t.example/log/who/#x), [c](https://t.example/other/)": "[a](/who/), [b](/who/#x), [c](https://t.example/other/)",
    "{% highlight html %}{% raw %}\n{{ page.title }}\n{% endraw %}{% endhighlight %}": "```html\n{{ page.title }}\n```",
    "{% highlight ruby %}\nputs 1\n{% endhighlight %}": "```ruby\nputs 1\n```",
    "A{% comment %} a remark {% endcomment %}B": "A<!-- a remark -->B",
    "<style>p {}</style>\n\nA\n\n```html\n<style>p {}</style>\n```": "A\n\n```html\n<style>p {}</style>\n```",
    "{% if site.data.releases %}Some{% else %}None{% endif %}": "Some",
    "{{ site.time | date: '%Y' }}": "{{ site.time | date: '%Y' }}",
    "The formulas $\\\\{x\\_1\\\\}$ and \\\\(a^2 \\\\; b\\\\) and $$\\\\{$$": "The formulas $\\{x_1\\}$ and \\\\(a^2 \\; b\\\\) and $$\\\\{$$",
    "So[^a] it is<d-cite key=\"halvorsen2019\"></d-cite>.<d-footnote>See <b>there</b>.</d-footnote>\n\n[^a]: A.\n": "So[^a] it is[^halvorsen2019].[^note-1]\n\n[^a]: A.\n\n[^halvorsen2019]: Mira Halvorsen. *On tides*. Sea, 2019. <https://doi.org/10.1/x>\n[^note-1]: See <b>there</b>.",
}  # fmt: skip
BLOG = {
    "_config.yml": "title: Tides\nurl: https://t.example\nbaseurl: /log\n",
    "_posts/2019-01-05-one.md": post(),
    "who.md": post("Who", "permalink: /who/\n"),
    "x.png": "x",
    "_data/releases.yml": "- {v: '1', url: 'https://x.example/1', sha: abc}\n",
    "_includes/note.html": "**Note:** {{ include.text }}\n",
    "_bibliography/all.bib": '@article{halvorsen2019, author = "Halvorsen, Mira", title={On {t}ides}, journal = {Sea}, year=2019, doi={10.1/x}}',
}


@pytest.mark.parametrize("body", TEXTS)
def test_texts_are_as_the_old_site_showed_them(plan_of: Make, body: str) -> None:
    plan = plan_of({**BLOG, "_posts/2020-01-05-text.md": post("Text", body=body)})
    assert text_of(plan, "_posts/2020-01-05-text.md").strip() == TEXTS[body]


BOXES = {
    "> A tip.\n{: .prompt-tip }": "> [!TIP]\n> A tip.",
    "> A.\n>\n> B.\n{: .prompt-danger }\nC": "> [!CAUTION]\n> A.\n>\n> B.\nC",
    "So *it* is,\nand more.\n{: .notice--warning}\n\nC": "> [!WARNING]\n> So *it* is,\n> and more.\n\nC",
    "{: .note .warning}\nSo it is.\n\nC": "> [!WARNING]\n> So it is.\n\nC",
    "> Title\n>\n> A.\n{: .note-title }": "> [!NOTE] Title\n> A.",
    "- one\n\n  > A.\n  {: .prompt-info }": "- one\n\n  > [!NOTE]\n  > A.",
    "```yaml\na: 1\n```\n{: file='_config.yml' .nolineno }\nC": "```yaml title=\"_config.yml\"\na: 1\n```\nC",
    "A lead.\n{: .lead}": "A lead.\n{: .lead}",
    "## Heading\n{: .note}": "## Heading\n{: .note}",
    "```\n> A.\n{: .prompt-tip }\n```": "```\n> A.\n{: .prompt-tip }\n```",
    "![a](x.png){: .notice--info}": "![a](x.png){: .notice--info}",
}  # fmt: skip


@pytest.mark.parametrize("written", BOXES)
def test_boxes_of_themes_are_alerts(written: str) -> None:
    assert edited(written, list(attribute_edits(written))).rstrip("\n") == BOXES[written]


def test_hidden_commands_for_formulas_are_known() -> None:
    written = 'A.\n\n<div style="display: none;">\n$$\\require{mathtools}\n\\newcommand{\\E}[1]{x_{#1}}\n\n\\DeclareMathOperator{\\o}{H}$$\n</div>\nB <span hidden>$x$</span>'
    found = edited(written, list(command_edits(written)))
    assert found.split() == [
        "A.",
        "$$",
        "\\newcommand{\\E}[1]{x_{#1}}",
        "\\DeclareMathOperator{\\o}{H}",
        "$$",
        "B",
        "<span",
        "hidden>$x$</span>",
    ]


def test_labels_of_notes_and_signs_of_tasks_are_no_words() -> None:
    entry = OldEntry("a.md", "post", "T", "- [x] done[^why]\n\n[^why]: Since so.\n")
    assert words_of_source(entry) == {"done": 1, "since": 1, "so": 1}


def test_a_bibliography_is_read_as_it_comes() -> None:
    text = '% c\n@comment{x}\n@misc{a, title = {A {\\\'e} \\& B}, author={A, B and C, D and E, F and G, H}, url="https://x.example"}\n@book{open, title = {never closed'
    assert bibliography_of(text) == {
        "a": "B A, D C, F E et al. *A é & B*. <https://x.example>",
        "open": "*never closed*.",
    }
