import pytest
from ada_url import URL
from markdown_it import MarkdownIt

from valuable.base.uris import (
    absolute_uri,
    is_web_address,
    link_problem,
    load_problem,
    loads_from_other_host,
    page_location,
    scheme_of,
    srcset_candidates,
    uri,
)
from valuable.content.foreign_syntax import write_ascii_hosts

HERE = page_location(
    "https://lights.example/posts/2021/x/", {"img-src": ["https://*.cdn.example", "https://one.example/a/"]}
)


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("javascript:x", "javascript"),
        (" \x01JavaScript:x", "javascript"),
        ("java\tscr\nipt\r:x", "javascript"),
        ("java script:x", ""),
        ("/a:b", ""),
        ("#a:b", ""),
        ("?a:b", ""),
        ("a/b:c", ""),
        ("view-source:x", "view-source"),
        ("", ""),
        ("tel:+44", "tel"),
    ],
)
def test_scheme_is_the_one_that_a_browser_sees(address: str, scheme: str) -> None:
    assert scheme_of(address) == scheme


@pytest.mark.parametrize(
    "address",
    ["https://a.example/", "a.png", "../b/", "#c", "//d.example/", "MAILTO:a@b.example", "tel:+44", "xmpp:a@b"],
)
def test_link_may_lead_to_pages_files_and_people(address: str) -> None:
    assert link_problem(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        "JAVA\tSCRIPT:x",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,x",
        "blob:x",
        "file:///x",
        "view-source:x",
        "filesystem:x",
        "about:blank",
        "chrome://x",
        "unheard-of:x",
    ],
)
def test_link_that_runs_something_or_is_unheard_of_is_refused(address: str) -> None:
    assert "is no address that a link may have" in link_problem(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://e.example/a",
        "HTTPS://e.example/a",
        "//e.example/a",
        "/\\e.example/a",
        "\\\\e.example/a",
        "\t//e.example/a",
        "ht\ntps://e.example/a",
        "https:/e.example/a",
        "http:e.example/a",
        "https://lights.example@e.example/a",
        "https://lights.example:444/a",
        "http:///e.example",
        "https://",
        "https://cdn.example/a",
        "//xcdn.example/a",
        "http://a.cdn.example/x",
        "https://one.example/b/",
        "https://one.example/",
    ],
)
def test_other_host_is_told_however_it_is_spelled(address: str) -> None:
    assert loads_from_other_host(address, HERE)


@pytest.mark.parametrize(
    "address",
    [
        "a.png",
        "/a.png",
        "../a.png",
        "#a",
        "?b",
        "https://lights.example/a.png",
        "//lights.example/",
        "data:image/png,x",
        "https://a.cdn.example/x",
        "https://a.b.cdn.example/x",
        "https://one.example/a/b.png",
        "mailto:a@b",
    ],
)
def test_own_files_and_allowed_hosts_are_no_other_hosts(address: str) -> None:
    assert not loads_from_other_host(address, HERE)


def test_host_is_allowed_for_what_the_setting_names_alone() -> None:
    assert loads_from_other_host("https://a.cdn.example/x", HERE, "media-src")


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "avif"])
def test_raster_may_stand_in_the_address_itself(kind: str) -> None:
    assert load_problem(f"data:image/{kind};base64,x", HERE) == ""


@pytest.mark.parametrize("address", ["data:image/svg+xml,x", "data:text/html,x", "blob:x", "javascript:x", "ftp://a/b"])
def test_nothing_else_is_shown(address: str) -> None:
    assert "can't be shown" in load_problem(address, HERE)


def test_srcset_is_cut_as_browsers_cut_it() -> None:
    assert srcset_candidates("a.png 1x, b,c.png 2x") == [("a.png", "1x"), ("b,c.png", "2x")]
    assert srcset_candidates("a.png, //b/c.png,d.png 3w") == [("a.png", ""), ("//b/c.png,d.png", "3w")]
    assert srcset_candidates(" ,, ") == []


@pytest.mark.parametrize("address", ["https://a.example", "http://a.example/b?c#d", "https://é.example/ü"])
def test_whole_address_of_a_page(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    ["javascript:x", "https:/a", "https://a b", 'https://a/">', "https://a\\b", "https://x@a/", "//a", "https://["],
)
def test_no_whole_address_of_a_page(address: str) -> None:
    assert not is_web_address(address)


HOSTS = [
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://BÜCHER.Example/", "https://xn--bcher-kva.example/"),
    ("https://straße.example/", "https://xn--strae-oqa.example/"),
    ("https://faß.de/", "https://xn--fa-hia.de/"),
    ("https://ﬁ.example/", "https://fi.example/"),
    ("https://ex。ample.org/", "https://ex.ample.org/"),
    ("https://bücher.example:8080/x", "https://xn--bcher-kva.example:8080/x"),
    ("https://jo:geheim@bücher.example/x", "https://jo:geheim@xn--bcher-kva.example/x"),
    ("https://jö@bücher.example/x", "https://j%C3%B6@xn--bcher-kva.example/x"),
]


@pytest.mark.parametrize(("address", "written"), HOSTS)
def test_host_in_other_scripts_is_written_as_browsers_ask_for_it(address: str, written: str) -> None:
    assert uri(address) == written
    assert URL(address).href == written


@pytest.mark.parametrize(("address", "written"), HOSTS)
def test_link_of_markdown_has_the_host_that_feeds_have(address: str, written: str) -> None:
    parser = MarkdownIt()
    write_ascii_hosts(parser)
    assert parser.render(f"[words]({address})") == f'<p><a href="{written}">words</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "https://EXAMPLE.org/",
        "https://example.org:443/",
        "https://jo@example.org/",
        "https://[2001:db8::1]:80/x",
        "HTTPS://example.org",
        "mailto:jo@example.org",
        "/a/b?c=d#e",
        "https://example.org/%C3%BC/%7e?q=%20",
        "https://example.org?",
        "https://example.org/a/../b/#",
        "../b/",
        "",
    ],
)
def test_address_in_ascii_stays_as_it_is_written(address: str) -> None:
    assert uri(address) == address


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://EXAMPLE.org/ü", "https://EXAMPLE.org/%C3%BC"),
        (
            "https://bücher.example/%C3%BC/ü/a b/100%?q=ü#ö",
            "https://xn--bcher-kva.example/%C3%BC/%C3%BC/a%20b/100%25?q=%C3%BC#%C3%B6",
        ),
        ("https://bücher.example/a/../b?", "https://xn--bcher-kva.example/a/../b?"),
        ("https://[2001:db8::1]/ü", "https://[2001:db8::1]/%C3%BC"),
        ("//bücher.example/ü", "//xn--bcher-kva.example/%C3%BC"),
        ("ssh://bücher.example/ü", "ssh://xn--bcher-kva.example/%C3%BC"),
        ("/wo//bücher.example/", "/wo//b%C3%BCcher.example/"),
        ("../bücher/?a=//ü.example", "../b%C3%BCcher/?a=//%C3%BC.example"),
        ("mailto:jo@bücher.example", "mailto:jo@b%C3%BCcher.example"),
    ],
)
def test_only_what_a_uri_can_not_hold_is_encoded(address: str, written: str) -> None:
    assert uri(address) == written


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://bü cher.example/", "https://b%C3%BC%20cher.example/"),
        ("https://a\u200db.example/", "https://a%E2%80%8Db.example/"),
        ("https://℀.example/", "https://%E2%84%80.example/"),
        ("https://ü%2f.example/", "https://%C3%BC%2f.example/"),
        ("https://bücher.example:x/", "https://xn--bcher-kva.example:x/"),
        ("https://@/ü", "https://@/%C3%BC"),
    ],
)
def test_host_that_no_browser_reads_is_encoded_like_the_rest(address: str, written: str) -> None:
    assert uri(address) == written


def test_relative_address_is_made_whole_on_its_page() -> None:
    here = "https://xn--bcher-kva.example/posts/"
    assert absolute_uri(here, "../ü.png") == "https://xn--bcher-kva.example/%C3%BC.png"
    assert absolute_uri(here, "#ü") == f"{here}#%C3%BC"
    assert absolute_uri(here, "//BÜCHER.example/") == "https://xn--bcher-kva.example/"
    assert absolute_uri(here, "https://[") == "https://["
