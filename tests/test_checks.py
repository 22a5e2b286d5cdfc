import re

import pytest
from conftest import Site
from sphinx.errors import ConfigError


def test_good_site_builds_without_a_warning(site: Site) -> None:
    site.post()
    assert site.build() == []
    assert site.page("/posts/2021/hello/").h1.get_text() == "Hello"


def test_everything_wrong_is_reported_in_one_build(site: Site) -> None:
    site.post("posts/2021/a.md", date="2021-02-30")
    site.post("posts/2021/b.md", author="nobody")
    site.post("posts/2021/c.md", tags="[]")
    site.write("posts/2021/d.md", "---\n- list\n---\n# D\n")
    warnings = site.build()
    assert [line.split(": WARNING: ")[0] for line in sorted(warnings)] == [
        "posts/2021/a.md:2",
        "posts/2021/b.md:3",
        "posts/2021/c.md:3",
        "posts/2021/d.md:1",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("posts/x.md", "no page is made from a file in this place: name it as in `posts/2021/my-post.md`"),
        ("posts/2021/x.markdown", "no page is made from a file in this place"),
        ("posts/2021/x.MD", "no page is made from a file in this place"),
        ("posts/2021/a/b/index.md", "no page is made from a file in this place"),
        ("posts/2021/My Post.md", "name it `my-post`"),
        ("posts/2021/index.md", "no page is made from a file in this place"),
        ("concepts/index.md", "no page is made from a file in this place: name it as in `concepts/my-concept.md`"),
        ("concepts/deep/x.md", "name it as in `concepts/my-concept.md`"),
    ],
)
def test_file_in_a_wrong_place_is_never_ignored(site: Site, path: str, message: str) -> None:
    site.post(path)
    warnings = site.build()
    assert [line for line in warnings if line.startswith(f"{path}:1: WARNING:") and message in line], warnings


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("Only text.\n", 1, "the page has no title"),
        ("## A second-level heading\n", 5, "the page has no title"),
    ],
)
def test_headings_are_checked(site: Site, body: str, line: int, message: str) -> None:
    site.write("posts/2021/x.md", f"---\ndate: 2021-03-26\n---\n\n{body}")
    warnings = site.build()
    assert len(warnings) == 1, warnings
    assert warnings[0].startswith(f"posts/2021/x.md:{line}: WARNING: ")
    assert message in warnings[0]


def test_hash_in_code_is_no_title(site: Site) -> None:
    site.post(body="```python\n# not a title\n```\n\n## Right\n")
    assert site.build() == []


def test_slugs_that_collide_are_reported_with_both_places(site: Site) -> None:
    site.post("posts/2021/a.md", tags="[C++]")
    site.post("posts/2021/b.md", tags="[c plus plus]")
    assert site.build() == [
        "posts/2021/b.md:3: WARNING: `tags`: `c plus plus` and `C++` (posts/2021/a.md) would share the address "
        "`c-plus-plus`: write one of them in both places, or another word [valuable.front_matter]"
    ]


def test_category_and_tag_may_share_a_name(site: Site) -> None:
    site.post(tags="[python]", category="Python")
    assert site.build() == []


def test_two_posts_of_one_address_are_reported(site: Site) -> None:
    site.post("posts/2021/x.md")
    site.post("posts/2021/x/index.md")
    warnings = site.build()
    assert "it has the address of posts/2021/x.md, `/posts/2021/x/`: rename or remove one of them" in warnings[0]


def test_posts_of_one_name_in_two_years_are_two_posts(site: Site) -> None:
    site.post("posts/2021/x.md", title="First")
    site.post("posts/2022/x.md", title="Second", date="2022-01-01")
    assert site.build() == []
    assert site.page("/posts/2021/x/").h1.get_text() == "First"
    assert site.page("/posts/2022/x/").h1.get_text() == "Second"


@pytest.mark.parametrize("old", ["/about/", "About", "/about/index", "posts/2021/hello", "/blog/tag/", "objects.inv"])
def test_redirect_onto_a_page_is_reported(site: Site, old: str) -> None:
    site.write("about.md", "# About\n")
    site.post()
    site.post("posts/2021/b.md", redirect=f"['{old}']")
    warnings = site.build()
    assert len(warnings) == 1
    assert warnings[0].startswith("posts/2021/b.md:3: WARNING: `redirect`:")


@pytest.mark.parametrize("name", ["blog", "search", "404"])
def test_page_that_would_overwrite_a_generated_one_is_reported(site: Site, name: str) -> None:
    site.write(f"{name}.md", "# Mine\n")
    site.post()
    assert any(f"{name}.md:1: WARNING: it would overwrite `/{name}/`" in line for line in site.build())


def test_missing_cover_is_reported(site: Site) -> None:
    site.post(cover="cover.png", cover_alt="A cover")
    assert "posts/2021/hello.md:3: WARNING: `cover`: there is no picture `cover.png` beside the post" in site.build()[0]


def test_file_in_another_encoding_is_one_message(site: Site) -> None:
    site.write("posts/2021/x.md", "---\ndate: 2021-03-26\n---\n\n# Été\n".encode("latin-1"))
    warnings = site.build()
    assert len(warnings) == 1
    assert warnings[0].startswith("posts/2021/x.md:5: WARNING: the file is not in UTF-8")


def test_byte_order_mark_and_carriage_returns_are_read(site: Site) -> None:
    text = "---\ndate: 2021-03-26\n---\n\n# Hello\n\nWords.\n"
    site.write("posts/2021/x.md", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert site.build() == []
    assert site.page("/posts/2021/x/").select_one("time")["datetime"] == "2021-03-26"


def test_wrong_timezone_is_one_message(site: Site) -> None:
    with pytest.raises(Exception, match="site_timezone is 'Mars/Base': write a name such as 'Europe/London'"):
        site.build(site_timezone="Mars/Base")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("language", "en_GB", "language is 'en_GB': write a code such as"),
        ("language", "EN-gb", "language is 'EN-gb': write 'en-GB'"),
        ("html_baseurl", "lights.example", "html_baseurl is 'lights.example': write the site's whole address"),
        ("html_baseurl", "", "html_baseurl is '': write the site's whole address"),
    ],
)
def test_wrong_setting_is_one_message(site: Site, name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"conf.py: {message}")):
        site.build(**{name: value})


def test_included_heading_is_measured_in_its_own_file(site: Site) -> None:
    site.write("part.inc", "## Included\n")
    site.post(body="## Two\n\n### Three\n\n```{include} ../../part.inc\n```\n")
    assert site.build() == []
    assert site.hints() == []
    site.write("part.inc", "# Included\n")
    assert site.build() == []
    (hint,) = site.hints()
    assert hint.startswith("part.inc:1: HINT: a second title, `# Included`")


def test_post_directive_is_reported(site: Site) -> None:
    site.write("about.md", "# About\n\n```{post} 2021-01-01\n:author: nobody\n```\n")
    (warning,) = site.build()
    assert "about.md:3: WARNING: `{post}`: write date, tags and author in the front matter" in warning


@pytest.mark.parametrize("cover", ["../../conf.py", "/etc/hostname", "hello.md"])
def test_cover_is_a_picture_of_the_site(site: Site, cover: str) -> None:
    site.post(cover=cover, cover_alt="x")
    (warning,) = site.build()
    assert f"posts/2021/hello.md:3: WARNING: `cover`: `{cover}` is not a picture of this site" in warning


@pytest.mark.parametrize("name", ["Blog.md", "objects.inv.md", "About us.md", "_downloads.md"])
def test_page_of_a_name_that_makes_no_lasting_address_is_reported(site: Site, name: str) -> None:
    site.write(name, "# Mine\n")
    site.post()
    assert any(line.startswith(f"{name}:1: WARNING:") for line in site.build())


def test_series_is_spelled_in_one_way(site: Site) -> None:
    site.post("posts/2021/a.md", series="Writing it down")
    site.post("posts/2021/b.md", series="Writing – it down")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/b.md:3: WARNING: `series`: `Writing – it down` and `Writing it down`")


def test_attachment_may_lie_beside_a_post(site: Site) -> None:
    site.write("posts/2021/hello/data.txt", "1 2 3")
    site.post("posts/2021/hello/index.md", body="{download}`The data <data.txt>`\n")
    assert site.build() == []
