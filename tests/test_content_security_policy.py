"""The policy of a page allows what the page is made of, and nothing that got into it."""

from base64 import b64encode
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from conftest import Site

from valuable.build.content_security_policy import PolicySettings, csp_problems, with_policy

PAGE = '<!doctype html><html>\n<head>\n<meta charset="utf-8">\n<title>a</title></head><body>{}</body></html>'
OWN = "https://lights.example/"


def source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def directives(page: str) -> dict[str, list[str]]:
    meta = BeautifulSoup(page, "html.parser").select_one("meta[http-equiv=Content-Security-Policy]")
    return {name: sources for name, *sources in (part.split() for part in meta["content"].split("; "))}


def said(page: str, content: str = "", **settings: object) -> dict[str, list[str]]:
    return directives(with_policy(PAGE.format(page), [content], OWN, PolicySettings(**settings)))  # type: ignore[arg-type]


def test_it_stands_first_and_the_encoding_after_it() -> None:
    soup = BeautifulSoup(with_policy(PAGE.format("x"), [], OWN, PolicySettings()), "html.parser")
    first, second = soup.head.find_all(True)[:2]
    assert first["http-equiv"] == "Content-Security-Policy"
    assert second["charset"] == "utf-8"


def test_encoding_comes_first_where_it_would_stand_too_far_down() -> None:
    frames = "".join(f'<iframe src="https://host-{number}.example/"></iframe>' for number in range(60))
    page = with_policy(PAGE.format(frames), [], OWN, PolicySettings(trusted=True))
    assert page.index("charset") < 100
    assert page.index("charset") < page.index("http-equiv") < page.index("<title>")
    assert page.count("charset") == page.count("http-equiv") == 1


def test_nothing_unsafe_is_in_it() -> None:
    found = said("<script>a</script>")
    assert "unsafe-" not in str(found).replace("'wasm-unsafe-eval'", "")
    assert found["default-src"] == ["'self'"]
    assert found["object-src"] == found["base-uri"] == found["frame-src"] == found["form-action"] == ["'none'"]


def test_scripts_and_styles_of_the_templates_are_allowed() -> None:
    page = "<style>b{}</style><script>one()</script><script type=module>two()</script><form></form>"
    found = said(page + '<script src="a.js"></script><script type="application/ld+json">{}</script><script> </script>')
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'", source("one()"), source("two()")]
    assert found["style-src"] == ["'self'", source("b{}")]
    assert found["form-action"] == ["'self'"]


@pytest.mark.parametrize(
    "text",
    ["<script>evil()</script>", "<p>a</p><style>evil{}</style>", "<script>evil()/*", "<iframe src=https://e.example>"],
)
def test_what_got_into_a_text_is_not_allowed(text: str) -> None:
    found = said(f"<script>ours()</script>{text}<p></p><script>theirs()</script>", text)
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'", source("ours()"), source("theirs()")]
    assert found["style-src"] == ["'self'"]
    assert found["frame-src"] == ["'none'"]


def test_what_an_author_is_trusted_with_is_allowed() -> None:
    text = """<SCRIPT>theirs()</SCRIPT><style>b{}</style><!-- <script>not()</script> -->
      <iframe src="https://films.example/embed/1?a=b"></iframe><iframe src="//films.example:8443/"></iframe>
      <iframe src="/own/"></iframe><iframe srcdoc="<p>"></iframe><p title="<script>neither()</script>" style="a:b">"""
    found = said(text, text, trusted=True)
    assert found["script-src"][2:] == [source("theirs()")]
    assert source("b{}") in found["style-src"]
    assert len(found["style-src"]) == 3
    assert found["frame-src"] == ["https://films.example", "https://films.example:8443", "'self'"]


def test_lines_end_as_in_a_browser() -> None:
    assert source("a\nb\nc") in said("<script>a\r\nb\rc</script>")["script-src"]


def test_conf_py_adds_hosts() -> None:
    added = (("img-src", ("https://a.example",)), ("media-src", ("https://b.example",)), ("frame-src", ("c.example",)))
    found = said("x", added=added)
    assert found["img-src"] == ["'self'", "data:", "https://a.example"]
    assert found["media-src"] == ["'self'", "https://b.example"]
    assert found["frame-src"] == ["c.example"]


@pytest.mark.parametrize(
    ("added", "message"),
    [
        (["https://a.example"], "write a block"),
        ({"img": ["https://a.example"]}, "write one of connect-src"),
        ({"frame-ancestors": ["https://a.example"]}, "as a header"),
        ({"img-src": "https://a.example"}, "write a list"),
        ({"img-src": [1]}, "write it in quotes"),
        ({"script-src": ["'unsafe-inline'"]}, "any script"),
        ({"script-src": ["unsafe-eval"]}, "any script"),
        ({"style-src": ["'unsafe-hashes'"]}, "any script"),
        ({"script-src": ["'strict-dynamic'"]}, "leave it out"),
        ({"script-src": ["'nonce-abc'"]}, "is no host"),
        ({"script-src": ["data:"]}, "name each"),
        ({"img-src": ["*"]}, "name each"),
        ({"img-src": ["https:"]}, "name each"),
        ({"img-src": ["https://a.example; script-src *"]}, "is no host"),
        ({"img-src": ["https://a.example https://b.example"]}, "is no host"),
        ({"img-src": ['https://a.example">']}, "is no host"),
    ],
)
def test_what_it_can_not_add_is_said(added: object, message: str) -> None:
    (found,) = csp_problems(added)
    assert message in found


def test_what_it_can_add() -> None:
    hosts = ["https://a.example", "https://*.a.example", "a.example:8443", "wss://a.example/x/", "'self'"]
    assert (
        list(csp_problems({"img-src": [*hosts, "data:"], "script-src": [*hosts, source("a")], "connect-src": hosts}))
        == []
    )


def test_every_page_has_one(site: Site) -> None:
    site.post(redirect="[/old/, /old.html]", tags="[a]")
    site.write("permalinks.txt", "gone /lost/\n/posts/2021/hello/\n")
    assert site.build() == []
    pages = [page.read_text(encoding="utf-8") for page in site.html.rglob("*.html")]
    assert len(pages) > 10
    for page in pages:
        assert directives(page)["object-src"] == ["'none'"]


def test_change_of_the_setting_changes_every_page(site: Site) -> None:
    site.post()
    assert site.build() == []
    assert site.build(csp={"img-src": ["https://img.example"]}) == []
    for page in site.html.rglob("*.html"):
        assert "https://img.example" in directives(page.read_text(encoding="utf-8"))["img-src"]


def test_wrong_setting_is_reported(site: Site) -> None:
    with pytest.raises(Exception, match=r"conf\.py: csp, img-src: '\*' is no host"):
        site.build(csp={"img-src": ["*"]})
