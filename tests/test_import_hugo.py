# ruff: noqa: E501  # sources and forms, one a line
"""A blog of Hugo comes over: its settings, addresses, languages, lists and shortcodes (https://gohugo.io/documentation/)."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from import_copies import site_of

from valuable.importers.bodies import rewrite
from valuable.importers.bringing import old_menu
from valuable.importers.ledger import id_lines, moved_lines
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.profiles.hugo_addresses import PageFacts, filled_permalink, urlized
from valuable.importers.records import OldEntry, OldSite
from valuable.importers.report import ImportResult

Make = Callable[[Mapping[str, str]], OldSite]
POST = "---\ntitle: {}\ndate: {}\n---\n{}\n"


@pytest.fixture
def read(tmp_path: Path) -> Make:
    """Return what reads a source of these files."""

    def read(files: Mapping[str, str]) -> OldSite:
        return site_of(tmp_path / "source", {"hugo.toml": 'baseURL = "https://tides.example/"\n', **files})

    return read


def by_title(site: OldSite) -> dict[str, OldEntry]:
    return {entry.title: entry for entry in site.entries}


def body_of(read: Make, body: str, **files: str) -> tuple[str, OldEntry]:
    """Return what becomes of a body, and its entry with the notes."""
    site = read({"content/posts/a.md": POST.format("A", "2020-01-01", body), **files})
    entry = by_title(site)["A"]
    return rewrite(entry, Links(make_plan(site))).removeprefix("# A\n\n").rstrip("\n"), entry


# -- Settings -------------------------------------------------------------------------


def test_settings_in_a_folder_of_files(read: Make) -> None:
    site = read(
        {
            "hugo.toml": "",
            "config/_default/hugo.yaml": "baseURL: http://localhost:1313/\ntitle: Tides\ndefaultContentLanguage: en\n",
            "config/production/hugo.json": '{"baseURL": "https://tides.example/log/"}',
            "config/_default/languages.toml": '[en]\nlanguageCode = "en-GB"\nweight = 1\n[nb]\nweight = 2\n',
            "config/_default/params.toml": 'description = "Of the sea"\n[author]\nname = "Mira Halvorsen"\nbio = "Sails"\n'
            'links = [{email = "mailto:mira@tides.example"}, {Mastodon = "https://social.example/@mira"}]\n',
            "config/_default/menus.en.toml": '[[main]]\nname = "Who"\npageRef = "about"\nweight = 20\n'
            '[[main]]\nname = "Posts"\nurl = "/posts/"\nweight = 10\n',
            "content/about.md": "---\ntitle: Who\n---\nWords.\n",
            "content/posts/one.md": "---\ntitle: One\ndate: 2020-01-01\nmenus: main\n---\nWords.\n",
        }
    )
    assert (site.name, site.tagline, site.language, site.address) == (
        "Tides",
        "Of the sea",
        "en-GB",
        "https://tides.example/log/",
    )
    (mira,) = site.people
    assert (mira.name, mira.details["bio"], mira.details["email"]) == ("Mira Halvorsen", "Sails", "mira@tides.example")
    assert mira.details["profiles"] == {"Mastodon": "https://social.example/@mira"}
    assert site.menu == [("Posts", "/posts/"), ("Who", "/about"), ("One", "/posts/one/")]


def test_menu_leads_to_pages_lists_and_other_sites(read: Make) -> None:
    items = {
        "Who": "/about/",
        "All": "/posts/",
        "Words": "/tags",
        "Old": "/archives/",
        "Code": "https://code.example/",
        "Home": "/",
        "Feed": "/index.xml",
    }
    menu = "".join(
        f'[[menus.main]]\nname = "{name}"\nurl = "{url}"\nweight = {at}\n'
        for at, (name, url) in enumerate(items.items(), 1)
    )
    site = read(
        {
            "hugo.toml": f'baseURL = "https://tides.example/"\n{menu}',
            "content/about.md": "---\ntitle: Who\n---\nWords.\n",
            "content/archives.md": "---\ntitle: Archive\nlayout: archives\n---\n",
            "content/posts/one.md": "---\ntitle: One\ndate: 2020-01-01\ntags: [a]\n---\nWords.\n",
        }
    )
    assert old_menu(ImportResult(site, make_plan(site))) == [
        ("Who", "about"), ("All", "blog"), ("Words", "blog/tag"), ("Old", "blog/archive"), ("Code", "https://code.example/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "host", "address"),
    [("/", "tides.example\n", "https://tides.example/"), ("", "", ""), ("https://example.org/", "", "")],
)
def test_address_of_the_site(read: Make, base: str, host: str, address: str) -> None:
    files = {
        "hugo.toml": f'baseURL = "{base}"\n',
        "content/posts/one.md": POST.format("One", "2020-01-01", "Words."),
        "static/CNAME": host,
    }
    site = read(files)
    assert site.address == address
    assert by_title(site)["One"].id == (f"{address}posts/one/" if address else "")
    assert any(note.kind == "settings" for note in site.notes) == (not address)


def test_people_of_data_and_of_pages(read: Make) -> None:
    site = read(
        {
            "data/authors/mira.json": '{"name": "Mira Halvorsen", "bio": "Sails", "social": [{"github": "https://code.example/mira"}]}',
            "content/authors/jo/_index.md": "---\ntitle: Jo Berg\nrole: Mate\n---\n",
            "content/posts/one.md": "---\ntitle: One\ndate: 2020-01-01\nauthors: [mira, jo]\n---\nWords.\n",
        }
    )
    assert {person.name: person.details.get("key") for person in site.people} == {
        "Mira Halvorsen": "mira",
        "Jo Berg": "jo",
    }
    assert by_title(site)["One"].authors == ["Mira Halvorsen", "Jo Berg"]


# -- Addresses ------------------------------------------------------------------------

FACTS = PageFacts("One Tide: High & Low!", "", "one-tide", ["posts", "Deep Sea", "north"], ["p", "deep", "n"], None)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/:year/:month/:day/:slug/", "/2020/02/09/one-tide-high-low/"),
        ("/:sections/:title", "/posts/deep-sea/north/one-tide-high-low/"),
        ("/:sections[1:]/:filename/", "/deep-sea/north/one-tide/"),
        ("/:sections[0]/:sections[last]/:contentbasename/", "/posts/north/one-tide/"),
        ("/:sections[:last]/:slugorfilename/", "/posts/deep-sea/one-tide/"),
        ("/:section/:sectionslug/:sectionslugs/:slugorcontentbasename.html", "/posts/p/p/deep/n/one-tide.html"),
        ("/:monthname/:weekdayname/:weekday/:yearday/:x/", "/february/sunday/0/40/"),
        ("/:2006/:Jan/:2/:06/", "/2020/feb/9/20/"),
    ],
)
def test_every_token_of_permalinks(pattern: str, address: str) -> None:
    from datetime import date

    assert filled_permalink(pattern, FACTS._replace(day=date(2020, 2, 9))) == address


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("A B  c", "a-b-c"),
        ("C++ & C#", "c++-c#"),
        ("Über Élan", "über-élan"),
        ("x - y", "x-y"),
        ("a/b c.d_e~f", "a/b-c.d_e~f"),
        ("「你好」", "你好"),
    ],
)
def test_paths_as_hugo_cleans_them(written: str, path: str) -> None:
    assert urlized(written) == path


ADDRESSES = {
    "content/posts/One Tide.md": POST.format("One", "2020-01-01", "Words."),
    "content/posts/v1.2-out.md": POST.format("Two", "2020-01-02", "Words."),
    "content/posts/Pack/index.md": "---\ntitle: Pack\ndate: 2020-01-03\nslug: packed\n---\n![x](x.png)\n",
    "content/posts/Pack/x.png": "x",
    "content/posts/Pack/note.md": "---\ntitle: Of the pack\n---\nNo page.\n",
    "content/posts/deep/three.md": "---\ntitle: Three\ndate: 2020-01-04\nurl: /own/place\naliases: [beside, /old.html, '/x/?p=1']\n---\nWords.\n",
    "content/log/2020-02-09-four.md": "---\ntitle: Four\ndate: 2020-02-09\n---\nWords.\n",
    "content/about/index.md": "---\ntitle: About\n---\n![y](y.png)\n",
    "content/about/y.png": "y",
    "content/posts/s.png": "s",
    "static/pdf/t.pdf": "t",
}


@pytest.mark.parametrize(
    ("settings", "addresses"),
    [
        (
            "",
            {
                "One": "/posts/one-tide/",
                "Two": "/posts/v1.2-out/",
                "Pack": "/posts/packed/",
                "Three": "/own/place/",
                "Four": "/log/2020-02-09-four/",
                "About": "/about/",
            },
        ),
        ("uglyURLs = true\n", {"One": "/posts/one-tide.html", "Pack": "/posts/packed.html", "Three": "/own/place/"}),
        ("[uglyURLs]\nlog = true\n", {"One": "/posts/one-tide/", "Four": "/log/2020-02-09-four.html"}),
        (
            '[permalinks]\nposts = "/:year/:slug/"\n"/" = "/p/:filename/"\n',
            {"One": "/2020/one/", "Pack": "/2020/packed/", "About": "/p/about/", "Four": "/log/2020-02-09-four/"},
        ),
        ('[permalinks.page]\nlog = "/:year/:contentbasename"\n', {"Four": "/2020/2020-02-09-four/"}),
        ('[frontmatter]\ndate = [":filename", ":default"]\n', {"Four": "/log/four/"}),
    ],
)
def test_addresses(read: Make, settings: str, addresses: Mapping[str, str]) -> None:
    site = read({"hugo.toml": f'baseURL = "https://tides.example/"\n{settings}', **ADDRESSES})
    found = by_title(site)
    assert {title: found[title].address for title in addresses} == addresses
    assert "Of the pack" not in found


def test_old_addresses_files_and_ids(read: Make) -> None:
    site = read(ADDRESSES)
    found, plan = by_title(site), make_plan(site)
    assert found["Three"].old_addresses == ["/own/beside/", "/old.html", "/x/?p=1"]
    assert {asset.address for asset in site.assets.values()} >= {"/about/y.png", "/posts/s.png", "/pdf/t.pdf"}
    assert plan.files["content/posts/Pack/x.png"] == "posts/2020/packed/x.png"
    moved = moved_lines(plan)
    assert moved["/posts/packed/x.png"] == "/posts/2020/packed/x.png"
    assert id_lines(plan)["/posts/one-tide/"] == "https://tides.example/posts/one-tide/"


def test_lists_feeds_and_their_pages_lead_on(read: Make) -> None:
    post = "---\ntitle: {0}\ndate: 2020-01-0{0}\ntags: [Low Tide, C#]\ncategories: [Sea]\nseries: [Year]\nboats: [Gig]\n---\nSee [it](/posts/9/).\n"
    site = read(
        {
            "hugo.toml": 'baseURL = "https://tides.example/"\n[pagination]\npagerSize = 2\n[taxonomies]\ntag = "tags"\ncategory = "categories"\n'
            'series = "series"\nboat = "boats"\n[outputs]\nhome = ["html", "rss", "atom"]\n[outputFormats.atom]\nbaseName = "atom"\nmediaType = "application/atom+xml"\n',
            **{f"content/posts/{number}.md": post.format(number) for number in (1, 2, 3)},
            "content/posts/4.md": "---\ntitle: Four\ndate: 2020-01-04\ndraft: true\ntags: [Unseen]\n---\nWords.\n",
            "content/posts/9/index.md": "---\ntitle: Nine\ndate: 2020-01-05\nslug: nine\n---\nWords.\n",
            "content/tags/low-tide/_index.md": "---\ntitle: Low tides\n---\n",
            "content/archives.md": "---\ntitle: Archive\nlayout: archives\nurl: /all/\n---\n",
            "content/projects/boat.md": "---\ntitle: A boat\ndate: 2019-01-01\n---\nWords.\n",
            "content/posts/_index.md": "---\ntitle: All posts\n---\nWhat I write.\n",
            "content/_index.md": "---\ntitle: Home\n---\nWelcome.\n",
        }
    )
    found, moved = by_title(site), moved_lines(make_plan(site))
    assert found["1"].tags == ["Low tides", "C#", "Gig"]
    assert found["Nine"].old_addresses == ["/posts/9/"]
    assert (found["Home"].address, found["Home"].kind) == ("/", "page")
    assert found["All posts"].body.strip() == "What I write.\n\n[All posts](/blog/)"
    assert (found["Projects"].address, found["Projects"].body) == ("/projects/", "- [A boat](/projects/boat/)")
    assert moved.items() >= {
        "/tags/": "/blog/tag/", "/tags/low-tides/": "/blog/tag/low-tides/", "/tags/low-tides/index.xml": "/blog/tag/low-tides/rss.xml",
        "/tags/low-tides/page/2/": "/blog/tag/low-tides/", "/categories/sea/": "/blog/category/sea/", "/boats/gig/": "/blog/tag/gig/",
        "/series/year/": "/posts/1/", "/index.xml": "/blog/rss.xml", "/atom.xml": "/blog/atom.xml", "/page/2/": "/",
        "/posts/index.xml": "/blog/rss.xml", "/posts/page/2/": "/blog/", "/all/": "/blog/archive/", "/projects/index.xml": "/blog/rss.xml",
    }.items()  # fmt: skip
    assert not [old for old in moved if "#" in old]  # no host could be asked for it


# -- Languages ------------------------------------------------------------------------

TWO = 'baseURL = "https://tides.example/"\ndefaultContentLanguage = "en"\n[languages.en]\nlanguageCode = "en-GB"\n[languages.nb]\nweight = 2\n'


def test_languages_by_name(read: Make) -> None:
    site = read(
        {
            "hugo.toml": TWO,
            "content/posts/pack/index.md": POST.format(
                "Pack", "2020-01-01", '![x](x.png) [o]({{< ref path="one" lang="nb" >}})'
            ),
            "content/posts/pack/index.nb.md": POST.format("Pakke", "2020-01-01", '[en]({{< relref "one" >}})'),
            "content/posts/pack/x.png": "x",
            "content/posts/one.md": POST.format("One", "2020-01-02", "Words."),
            "content/posts/one.nb.md": "---\ntitle: En\ndate: 2020-01-02\ntags: [sjø]\n---\nOrd.\n",
            "content/posts/x.fr.md": POST.format("No language", "2020-01-02", "Words."),
        }
    )
    found = by_title(site)
    plan = make_plan(site)
    assert (found["Pakke"].address, found["Pakke"].language, found["Pack"].language) == ("/nb/posts/pack/", "nb", "")
    assert found["Pakke"].translation_of == "posts/2020/pack/index.md"
    assert found["En"].translation_of == "posts/2020/one.md"
    assert plan.places[found["En"].source].path == "posts/2020/one-nb.md"
    assert found["No language"].address == "/posts/x.fr/"
    assert plan.files["content/posts/pack/x.png"] == "posts/2020/pack/x.png"
    assert "[o](/nb/posts/one/)" in rewrite(found["Pack"], Links(plan))
    assert "[en](/nb/posts/one/)" in rewrite(found["Pakke"], Links(plan))
    assert moved_lines(plan)["/nb/tags/sjø/"] == "/blog/tag/sjø/"


@pytest.mark.parametrize("whole", [False, True])
def test_languages_by_folder(read: Make, whole: bool) -> None:
    site = read(
        {
            "hugo.toml": f'defaultContentLanguageInSubdir = {str(whole).lower()}\n{TWO}contentDir = "content/norsk"\n'
            '[[module.mounts]]\nsource = "texts/english"\ntarget = "content"\nlang = "en"\n',
            "texts/english/posts/one.md": POST.format("One", "2020-01-01", "Words."),
            "content/norsk/posts/en.md": "---\ntitle: En\ndate: 2020-01-01\ntranslationKey: 1\n---\nOrd.\n",
            "texts/english/posts/two.md": "---\ntitle: Two\ndate: 2020-01-01\ntranslationKey: 1\n---\nWords.\n",
        }
    )
    found = by_title(site)
    make_plan(site)
    assert (found["One"].address, found["En"].address) == (
        "/en/posts/one/" if whole else "/posts/one/",
        "/nb/posts/en/",
    )
    assert found["En"].translation_of == "posts/2020/two.md"


# -- What is published ----------------------------------------------------------------


def test_what_hugo_would_not_publish_is_held_back(read: Make) -> None:
    site = read(
        {
            "content/posts/a.md": "+++\ntitle = 'Expired'\ndate = 2019-01-01\nexpiryDate = 2020-01-01\n+++\nWords.\n",
            "content/posts/b.md": "---\ntitle: Due\ndate: 2019-01-01\npublishDate: 2999-01-01T10:00:00Z\n---\nWords.\n",
            "content/posts/c.md": '{"title": "Hidden", "date": "2019-01-01", "build": {"render": "never"}}\n\nWords.\n',
            "content/posts/d.md": "---\ntitle: Draft\ndate: 2019-01-01\ndraft: true\n---\nWords.\n",
            "content/posts/e.md": "+++\ntitle = 'Local'\ndate = 2019-01-01T10:00:00\n+++\nWords.\n",
            "content/about.md": "---\ntitle: Later\ndraft: true\n---\nWords.\n",
        }
    )
    found = by_title(site)
    assert {title for title, entry in found.items() if entry.draft} == {"Expired", "Hidden", "Draft", "Later"}
    assert (found["Due"].date, found["Local"].date) == ("2999-01-01", "2019-01-01T10:00")
    assert found["Later"].kind == "post"  # of pages there are no drafts


def test_covers(read: Make) -> None:
    head = "---\ntitle: {}\ndate: 2020-01-01\n{}\n---\nWords.\n"
    site = read(
        {
            "content/posts/a/index.md": head.format("Paper", "cover:\n  image: c.png\n  alt: Sea"),
            "content/posts/b/index.md": head.format("Named", "resources:\n- src: img/deep.jpg\n  name: featured-image"),
            "content/posts/c/index.md": head.format("Beside", "image:\n  caption: Calm"),
            "content/posts/c/featured.jpg": "x",
            "content/posts/d/index.md": head.format("None", "draft: false"),
            "content/posts/d/other.jpg": "x",
        }
    )
    found = by_title(site)
    covers = {title: (entry.cover, entry.cover_alt) for title, entry in found.items()}
    assert covers == {
        "Paper": ("c.png", "Sea"),
        "Named": ("img/deep.jpg", ""),
        "Beside": ("featured.jpg", "Calm"),
        "None": ("", ""),
    }


def test_cascade_and_formats(read: Make) -> None:
    site = read(
        {
            "content/posts/_index.md": "---\ntitle: P\ncascade:\n- author: Jo\n  _target: {path: '/posts/deep/**'}\n- categories: [Sea]\n---\n",
            "content/posts/deep/a.md": POST.format("A", "2020-01-01", "Words."),
            "content/posts/b.md": POST.format("B", "2020-01-01", "Words."),
            "content/posts/c.Rmd": POST.format("C", "2020-01-01", "Source."),
            "content/posts/c.html": "---\ntitle: C\ndate: 2020-01-01\n---\n<p>Made of <code>it</code>.</p>\n",
            "content/posts/d.org": "#+TITLE: D\n#+DATE: 2020-01-01\n\nWords.\n",
            "content/posts/plain.html": "<p>A file.</p>\n",
        }
    )
    found = by_title(site)
    assert (found["A"].authors, found["A"].category) == (["Jo"], "Sea")
    assert (found["B"].authors, found["B"].category) == ([], "Sea")
    assert [entry.source for entry in site.entries if entry.title == "C"] == ["content/posts/c.html"]
    assert (found["D"].date, found["D"].address) == ("2020-01-01", "/posts/d/")


# -- Shortcodes -----------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/ø/ø.png", "ø.png", "./x y.png", "/%C3%B8/%C3%B8.png", "/posts/b/#ø"])
def test_links_that_lead_where_they_did_stay_as_typed(read: Make, target: str) -> None:
    files = {
        "content/posts/b.md": POST.format("B", "2020-01-01", "Words."),
        "static/ø/ø.png": "x",
        "content/posts/x.md": ".",
    }
    made, _ = body_of(read, f"[a](<{target}>)", **files)
    assert made == f"[a](<{target}>)"


@pytest.mark.parametrize(
    ("written", "here"),
    [
        # https://gohugo.io/shortcodes/
        ("{{< youtube id=a_b start=30 >}}", "<https://www.youtube.com/watch?v=a_b>"),
        ("{{< vimeo 12 >}}", "<https://vimeo.com/12>"),
        ('{{< x user="jo" id="12" >}}', "<https://x.com/jo/status/12>"),
        ("{{< instagram CxO >}}", "<https://www.instagram.com/p/CxO/>"),
        ("{{< gist jo 12 a.py >}}", "<https://gist.github.com/jo/12#file-a-py>"),
        ('{{< figure src="a.png" alt="A" caption="Seen" width="200" >}}', '![A](a.png "Seen"){width=200}'),
        (
            '{{< figure src="a.png" title="T" caption="See *it*" attr="Jo" attrlink="https://j.example" link="b.png" >}}',
            ":::{figure} a.png\n:alt: T. See it\n:target: b.png\n\nT. See *it* — [Jo](https://j.example)\n:::",
        ),
        ('{{< highlight go "linenos=inline,hl_lines=2" >}}\nx := 1\n{{< /highlight >}}', "```go linenos {2}\nx := 1\n```"),
        ('{{< details summary="More" open=true >}}\nIn *it*.\n{{< /details >}}', ":::{details} More\nIn *it*.\n:::"),
        ('{{< qr text="https://a.example" />}}', "<https://a.example>"),
        ("Version {{< param version >}}.", "Version 1.2."),
        ('[b]({{< ref "b.md" >}}) [p]({{% relref "/posts/b#part" %}}) [h]({{< ref "#part" >}})', "[b](/posts/b/) [p](/posts/b/#part) [h](#part)"),
        # Of themes
        ('{{< admonition type=tip title="A *t*" open=false >}}\nIn.\n{{< /admonition >}}', ":::{tip} A *t*\nIn.\n:::"),
        ('{{< admonition warning "Mind" true >}}In.{{< /admonition >}}', ":::{warning} Mind\nIn.\n:::"),
        ('{{< alert icon="fire" >}}In {{< icon "fire" >}}it.{{< /alert >}}', ":::{warning}\nIn it.\n:::"),
        ("- one\n  {{% notice info %}}\n  In.\n  {{% /notice %}}", "- one\n  :::{info}\n  In.\n  :::"),
        ("> {{< hint warning >}}\n> In.\n> {{< /hint >}}", "> :::{warning}\n> In.\n> :::"),
        ("{{< note >}}\nOut.\n{{< tip >}}\nIn.\n{{< /tip >}}\n{{< /note >}}", "::::{note}\nOut.\n:::{tip}\nIn.\n:::\n::::"),
        ('{{< expand "Why" >}}\nSo.\n{{< /expand >}}', ":::{details} Why\nSo.\n:::"),
        (
            '{{< tabs items="A,B" >}}\n{{< tab >}}\none\n{{< /tab >}}\n{{< tab "Two" >}}\ntwo\n{{< /tab >}}\n{{< /tabs >}}',
            "**A**\n\none\n\n**Two**\n\ntwo",
        ),
        ('{{< button href="https://a.example" >}}Go{{< /button >}}', "[Go](https://a.example)"),
        ('{{< gallery >}}\n<img src="a.png" class="w33" />\n{{< figure src="b.png" alt="B" >}}\n{{< /gallery >}}', "![](a.png)\n![B](b.png)"),
        ("{{< rawhtml >}}<b>x</b>{{< /rawhtml >}}", "<b>x</b>"),
        ("{{< mermaid >}}\ngraph TD;\n{{< /mermaid >}}", "```mermaid\ngraph TD;\n```"),
        ("{{< katex >}}\nIt is.", "\nIt is."),
        ('{{< github repo="jo/boat" >}}', "<https://github.com/jo/boat>"),
        ('{{% include "/parts/a.md" %}}', "Part <kbd>F1</kbd>."),
        ('{{< readfile file="parts/a.go" >}}', "```go\nx := 1\n```"),
        ("Press {{< kbd >}}F1{{< /kbd >}}{{< sidenote >}}Or not{{< /sidenote >}}.", "Press <kbd>F1</kbd>^[Or not]."),
        # Signs
        ("As in {{</* x 1 */>}}.", "As in \\{{< x 1 >}}."),
        ("```\n{{%/* x */%}} {{< y >}}\n```", "```\n{{% x %}} {{< y >}}\n```"),
    ],
)  # fmt: skip
def test_shortcodes(read: Make, written: str, here: str) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://tides.example/"\n[params]\nversion = "1.2"\n',
        "content/posts/b.md": POST.format("B", "2020-01-01", "Words."),
        "content/parts/a.md": "---\ntitle: Part\n---\nPart {{< kbd >}}F1{{< /kbd >}}.\n",
        "content/parts/a.go": "x := 1\n",
    }
    made, entry = body_of(read, written, **files)
    assert made == here.strip("\n")
    assert not [note for note in entry.notes if note.lost]


OWN = {
    "layouts/shortcodes/hi.html": '{{- $n := .Get "name" | default (.Get 0) -}}<strong>{{ if eq $n "Jo" }}Dear {{ end }}{{ $n }}</strong>',
    "layouts/_shortcodes/aside2.html": '<blockquote>{{ with .Get "by" }}<p><b>{{ . }}</b></p>{{ end }}{{ .Inner | markdownify }}</blockquote>',
    "themes/sea/layouts/shortcodes/pics.html": '{{ range split (.Get "of") "," }}<figure><img src="{{ . | relURL }}" alt="{{ . }}"><figcaption>{{ . | upper }}</figcaption></figure>{{ end }}',
    "layouts/shortcodes/film.html": '<style>.x{}</style><div><iframe src="https://www.youtube.com/embed/{{ index .Params 0 }}"></iframe></div>',
    "layouts/shortcodes/img.html": '<img src="/pics/{{ .Page.File.BaseFileName }}/{{ .Get 0 }}.{{ .Get 1 }}" alt="{{ .Get 0 }}">',
    "layouts/shortcodes/run.html": '{{ $d := getJSON "https://a.example" }}{{ $d.name }}',
    "layouts/shortcodes/taken.html": '{{ partial "by.html" (dict "who" (.Get 0)) }}',
    "layouts/partials/by.html": "<em>by {{ .who }}</em>",
    "layouts/shortcodes/loop.html": '{{ range (split .Inner "") }}{{ range (split $.Inner "") }}{{ range (split $.Inner "") }}x{{ end }}{{ end }}{{ end }}',
}


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ('{{< hi "Jo" >}} and {{< hi name="A*b" >}}.', "**Dear Jo** and **A\\*b**."),
        ('{{< aside2 by="Jo" >}}\nIn *it*.\n\n- one\n{{< /aside2 >}}', "> **Jo**\n>\n> In *it*.\n>\n> - one"),
        ('{{< pics of="a.png,b.png" >}}', ':::{figure} /a.png\n:alt: a.png\n\nA.PNG\n:::\n\n:::{figure} /b.png\n:alt: b.png\n\nB.PNG\n:::'),
        ("{{< film a_b >}}", "<https://www.youtube.com/watch?v=a_b>"),
        ('{{< taken "Jo" >}}', "*by Jo*"),
        ("{{% img tide png %}}", "![tide](/pics/a/tide.png)"),
    ],
)  # fmt: skip
def test_shortcodes_of_the_blog_stand_as_what_they_print(read: Make, written: str, here: str) -> None:
    made, entry = body_of(read, written, **OWN)
    assert made == here
    assert not [note for note in entry.notes if note.lost]


@pytest.mark.parametrize(
    ("written", "here"),
    [
        ("{{< run >}}", "<!-- {{< run >}} -->"),
        ("{{< unknown a=1 >}}", "<!-- {{< unknown a=1 >}} -->"),
        ("One {{< unknown >}}two{{< /unknown >}}.", "One two."),
        ('{{< unknown url="https://a.example" title="A" >}}', "[A](https://a.example)"),
        ("{{< loop >}}" + "abcdefghij" * 9 + "{{< /loop >}}", "abcdefghij" * 9),
    ],
)
def test_what_is_not_known_is_told_and_shown_raw_nowhere(read: Make, written: str, here: str) -> None:
    made, entry = body_of(read, written, **OWN)
    assert made == here
    assert [note.line for note in entry.notes if note.lost] == [5]


HOSTILE = [
    '{{< "' + " >}}" * 20_000, "{{< x " * 5_000, "{{< /x >}}" * 2_000, "{{< note >}}" * 2_000 + "{{< /note >}}" * 2_000,
    "- " * 5_000 + "{{< hr >}}x", "\ue0007\ue001 {{< twice >}}\ue0000\ue001{{< /twice >}}", "{{< much >}}" + "x" * 9_000 + "{{< /much >}}",
    "{{< odd >}}", "{{< bad >}}", '{{< include "../../../etc/passwd" >}}', "{{< self >}}", "{{</* *//*/ >}}", "{{<>}}{{%%}}{{< / >}}",
]  # fmt: skip


@pytest.mark.parametrize("written", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_and_templates_end_without_a_word_lost(read: Make, written: str) -> None:
    templates = {
        "twice": "<b>{{ .Inner }}{{ .Inner }}</b>", "odd": "{{" + "/**/" * 60, "bad": "{{ if }}{{ end }}{{ end }}{{ ( }}",
        "much": "{{ range (slice 1 2 3 4 5 6 7 8 9) }}{{ range (split $.Inner \"\") }}{{ $.Inner }}{{ end }}{{ end }}",
        "self": '{{ partial "self.html" . }}',
    }  # fmt: skip
    files = {f"layouts/shortcodes/{name}.html": text for name, text in templates.items()}
    made, _ = body_of(read, written, **files, **{"layouts/partials/self.html": '{{ partial "self.html" . }}'})
    assert "root:" not in made


def test_shortcodes_in_html(read: Make) -> None:
    site = read(
        {
            "content/posts/a.html": '---\ntitle: A\ndate: 2020-01-01\n---\n<p>One {{< kbd >}}F1{{< /kbd >}}</p>\n{{< figure src="a.png" caption="C" >}}\n<p>Two</p>\n'
        }
    )
    entry = by_title(site)["A"]
    assert rewrite(entry, Links(make_plan(site))) == '# A\n\nOne <kbd>F1</kbd>\n\n![C](a.png "C")\n\nTwo\n'
