import pytest
from conftest import Site

from valuable.content.validators import redirect_path
from valuable.outputs.redirects import redirect_rule


@pytest.mark.parametrize(
    ("old", "line"),
    [
        ("old/address", "/old/address/  /posts/2021/x/  301"),
        ("2021/03/x.html", "/2021/03/x.html  /posts/2021/x/  301"),
        ("old/page.php", "/old/page.php  /posts/2021/x/  301"),
        ("?p=12", "/  p=12  /posts/2021/x/  301!"),
        ("a.php?p=12&q=1", "/a.php  p=12  q=1  /posts/2021/x/  301!"),
        ("über uns", "/%C3%BCber%20uns/  /posts/2021/x/  301"),
    ],
)
def test_rule_is_one_that_hosts_read(old: str, line: str) -> None:
    assert redirect_rule(redirect_path(old), "posts/2021/x/", "/") == line


def test_rule_has_the_base_path() -> None:
    assert redirect_rule("/old/", "posts/2021/x/", "/repo/") == "/repo/old/  /repo/posts/2021/x/  301"


def test_redirect_leads_to_the_post(site: Site) -> None:
    site.post(redirect="[/2019/old-name/, older]")
    assert site.build() == []
    for old, target in (("/2019/old-name/", "../../posts/2021/hello/"), ("/older/", "../posts/2021/hello/")):
        page = site.page(old)
        assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={target}"
        assert page.select_one("link[rel=canonical]")["href"] == "https://lights.example/posts/2021/hello/"
        assert page.select_one("meta[name=robots]")["content"] == "noindex"
        assert page.a["href"] == target


def test_redirect_of_another_systems_address_is_a_file(site: Site) -> None:
    site.post(redirect="[/2021/03/hello.html, /2021/hello.php, '/?p=12']")
    for _ in range(2):
        assert site.build() == []
        assert site.page("/2021/03/hello.html").a["href"] == "../../posts/2021/hello/"
        assert site.page("/2021/hello.php/").a["href"] == "../../posts/2021/hello/"
        assert not (site.html / "?p=12").exists()
        assert (site.html / "_redirects").read_text().splitlines() == [
            "/  p=12  /posts/2021/hello/  301!",
            "/2021/03/hello.html  /posts/2021/hello/  301",
            "/2021/hello.php  /posts/2021/hello/  301",
        ]


def test_pages_and_concepts_have_old_addresses_too(site: Site) -> None:
    site.write("about.md", "---\nredirect: [/who/]\n---\n\n# About `us`\n")
    site.write("concepts/plan.md", "---\nredirect: [/concepts/plans/]\n---\n\n# Plan\n\nA plan.\n")
    assert site.build() == []
    assert site.page("/who/").a["href"] == "../about/"
    assert site.page("/who/").a.get_text() == "About us"
    assert site.page("/concepts/plans/").a["href"] == "../plan/"


def test_site_without_old_addresses_has_no_rules(site: Site) -> None:
    site.post(redirect="[/old/]")
    assert site.build() == []
    assert (site.html / "_redirects").is_file()
    site.post()
    assert site.build() == []
    assert not (site.html / "_redirects").exists()
    assert not (site.html / "old").exists()


def test_redirect_of_a_draft_is_not_made(site: Site) -> None:
    site.post(draft="true", redirect="[/old/]")
    assert site.build() == []
    assert not (site.html / "old").exists()


@pytest.mark.parametrize("both", ["[/old/]", "[/OLD/]"])
def test_two_posts_of_one_old_address_are_reported(site: Site, both: str) -> None:
    site.post("posts/2021/a.md", redirect="[/old/]")
    site.post("posts/2021/b.md", redirect=both)
    warnings = site.build()
    assert len(warnings) == 1
    assert "posts/2021/b.md:3: WARNING: `redirect`: " in warnings[0]
    assert "is the address of another redirect (posts/2021/a.md): take it out" in warnings[0]


def test_loop_is_reported_at_both_ends(site: Site) -> None:
    site.post("posts/2021/a.md", redirect="[/posts/2021/b/]")
    site.post("posts/2021/b.md", redirect="[/posts/2021/a/]")
    assert [line.partition(" WARNING")[0] for line in site.build()] == ["posts/2021/a.md:3:", "posts/2021/b.md:3:"]


def test_old_address_that_is_a_folder_of_another_is_reported(site: Site) -> None:
    site.post("posts/2021/a.md", redirect="[/old.html/part/]")
    site.post("posts/2021/b.md", redirect="[/old.html]")
    assert "`/old.html` is a folder, in which another address stands: take it out" in site.build()[0]


def test_old_addresses_of_one_id_lead_to_the_last(site: Site) -> None:
    """The post has moved from a to b and to c, and names only the last of its old addresses."""
    site.post("posts/2021/c.md", redirect="[/posts/2021/b/]")
    noted = "tag:lights.example,2021:2021-03-26/a"
    site.write("permalinks.txt", f"/posts/2021/a/ {noted}\n/posts/2021/a/#part\n/posts/2021/b/ {noted}\n")
    assert site.build() == []
    for old in ("a", "b"):
        assert site.page(f"/posts/2021/{old}/").a["href"] == "../c/"


@pytest.mark.parametrize(
    "old",
    [
        *("/sitemap.xml", "/robots.txt", "/llms.txt/x/", "/posts/2021/words/index.md", "/posts/2021/Words/index.md/x/"),
        *("/index.md", "/about/index.md/", "/concepts/"),
    ],
)
def test_old_address_of_a_file_of_the_site_is_reported(site: Site, old: str) -> None:
    site.post(redirect=f"[{old}]")
    site.post("posts/2021/words.md", title="Words")
    site.write("about.md", "# About\n\nWords.\n")
    site.write("concepts/thing.md", "# Thing\n\nA thing is what is meant.\n")
    (warning,) = site.build()
    assert warning.startswith(f"posts/2021/hello.md:3: WARNING: `redirect`: `{old.rstrip('/')}")
    assert "take it out" in warning


# With one post of 2021 that has the tag C#.
MADE = (
    *("blog", "blog/2021", "blog/tag", "blog/tag/c-sharp", "blog/author/ada", "blog/archive", "blog/page/2"),
    *("blog/atom.xml", "blog/tag/c-sharp/rss.xml", "blog/tag/c-sharp/page/3", "blog/archive/atom-1.xml", "Blog/2021"),
    *("search", "_static/x", "pagefind/x/y"),
)
NOT_MADE = (
    *("blog/2019", "blog/2019/12/24/one", "blog/tag/python", "blog/one", "blog/one.html", "blog/tag/c-sharp/x"),
    *("blog/author/jo", "blog/category/x", "search/x", "blog/index.php"),
)


def test_old_address_is_refused_only_where_something_is_made(site: Site) -> None:
    site.post(tags='["C#"]', redirect=f"[{', '.join((*MADE, *NOT_MADE))}]")
    found = [warning.split("`")[3].strip("/") for warning in site.build()]
    assert found == list(MADE)
    for old in NOT_MADE:
        assert (site.html / old / "index.html").is_file() or (site.html / old).is_file()


def test_two_sources_of_one_address_are_one_message(site: Site) -> None:
    site.post("posts/2021/words.md")
    site.post("posts/2021/words/index.md")
    (warning,) = site.build()
    assert "it has the address of posts/2021/words" in warning
    assert "rename or remove one of them" in warning
