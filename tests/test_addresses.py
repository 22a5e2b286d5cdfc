import pytest

from valuable.base.uris import candidates, elsewhere, is_web_address, link_problem, load_problem, place, scheme_of

HERE = place("https://lights.example/posts/2021/x/", {"img-src": ["https://*.cdn.example", "https://one.example/a/"]})


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
    assert elsewhere(address, HERE)


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
    assert not elsewhere(address, HERE)


def test_host_is_allowed_for_what_the_setting_names_alone() -> None:
    assert elsewhere("https://a.cdn.example/x", HERE, "media-src")


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "avif"])
def test_raster_may_stand_in_the_address_itself(kind: str) -> None:
    assert load_problem(f"data:image/{kind};base64,x", HERE) == ""


@pytest.mark.parametrize("address", ["data:image/svg+xml,x", "data:text/html,x", "blob:x", "javascript:x", "ftp://a/b"])
def test_nothing_else_is_shown(address: str) -> None:
    assert "can't be shown" in load_problem(address, HERE)


def test_srcset_is_cut_as_browsers_cut_it() -> None:
    assert candidates("a.png 1x, b,c.png 2x") == [("a.png", "1x"), ("b,c.png", "2x")]
    assert candidates("a.png, //b/c.png,d.png 3w") == [("a.png", ""), ("//b/c.png,d.png", "3w")]
    assert candidates(" ,, ") == []


@pytest.mark.parametrize("address", ["https://a.example", "http://a.example/b?c#d", "https://é.example/ü"])
def test_whole_address_of_a_page(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    ["javascript:x", "https:/a", "https://a b", 'https://a/">', "https://a\\b", "https://x@a/", "//a", "https://["],
)
def test_no_whole_address_of_a_page(address: str) -> None:
    assert not is_web_address(address)
