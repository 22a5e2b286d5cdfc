"""Posts that are one text in several languages: what ties them, what pages say of them, what lists show."""

import json
from typing import Any

import feedparser
import pytest
from conftest import Site
from lxml import etree

from valuable.content.language_versions import named_path, root_of, texts

BASE = "https://lights.example/posts"
PATHS = {"posts/2024/x.md", "posts/2024/y/index.md", "posts/2025/z.ipynb"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("posts/2024/x.md", "posts/2024/x.md"),
        ("/posts/2024/x.md", "posts/2024/x.md"),
        ("./posts/2024/x.md", "posts/2024/x.md"),
        ("posts/2024/x", "posts/2024/x.md"),
        ("/posts/2024/x/", "posts/2024/x.md"),
        ("x.md", "posts/2024/x.md"),
        ("../2025/z", "posts/2025/z.ipynb"),
        ("y", "posts/2024/y/index.md"),
        ("posts/2024/y/", "posts/2024/y/index.md"),
        ("X.md", None),
        ("https://example.org/x/", None),
        ("..", None),
    ],
)
def test_file_is_named_from_the_site_or_from_beside_it(written: str, expected: str | None) -> None:
    assert named_path(written, "posts/2024/w.md", PATHS) == expected


def test_texts_hold_whatever_names_one_of_them() -> None:
    assert texts({"de": "en", "fr": "de", "pt": "en", "nb": "sv"}) == [["en", "de", "fr", "pt"], ["sv", "nb"]]
    assert root_of("c", {"a": "b", "b": "a", "c": "a"}) == "a"
    many = {str(number): str(number + 1) for number in range(3000)}
    assert texts(many) == [["3000", *sorted(many)]]


@pytest.fixture
def translated(site: Site) -> Site:
    site.post("posts/2021/a.md", "Words.\n", "Before", tags="[x]")
    site.post("posts/2021/text.md", "Words of [before](a.md).\n", "Text", date="2021-04-01", tags="[x]", series="S")
    site.post(
        "posts/2022/text-de.md", "Worte.\n", "Der Text", date="2022-04-01", language="de", tags="[x, Deutsch]",
        series="S", translation_of="posts/2021/text.md",
    )  # fmt: skip
    site.post(
        "posts/2022/ar.md", "نص.\n", "النص", date="2022-04-02", language="ar", translation_of="text-de.md", tags="[x]"
    )
    site.post("posts/2021/after.md", "Words.\n", "After", date="2021-04-02", tags="[x]", series="S")
    site.post(
        "posts/2022/after-de.md", "Worte.\n", "Danach", date="2022-05-01", language="de", series="S",
        translation_of="/posts/2021/after/",
    )  # fmt: skip
    return site


def titles(site: Site, path: str, selector: str = ".h-entry a.u-url:not([rel])") -> list[str]:
    return [link.get_text() for link in site.page(path).select(selector)]


def test_head_names_every_version(translated: Site) -> None:
    assert translated.build() == []
    expected = {
        "en-GB": f"{BASE}/2021/text/",
        "de": f"{BASE}/2022/text-de/",
        "ar": f"{BASE}/2022/ar/",
        "x-default": f"{BASE}/2021/text/",
    }
    for path in ("posts/2021/text", "posts/2022/text-de", "posts/2022/ar"):
        links = translated.page(path).select("head link[hreflang]")
        assert {link["hreflang"]: link["href"] for link in links} == expected
    assert not translated.page("posts/2021/a").select("head link[hreflang]")
    assert not translated.page("blog").select("head link[hreflang]")


def test_version_whose_original_is_elsewhere_is_none_for_search_engines(translated: Site) -> None:
    keys = {"language": "fr", "translation_of": "text-de.md", "canonical_link": "https://elsewhere.example/x/"}
    translated.post("posts/2022/fr.md", "Mots.\n", "Le texte", **keys)
    translated.build()
    assert not translated.page("posts/2022/fr").select("head link[hreflang]")
    links = translated.page("posts/2022/text-de").select("head link[hreflang]")
    assert [link["hreflang"] for link in links] == ["en-GB", "ar", "de", "x-default"]
    assert [link["hreflang"] for link in translated.page("posts/2022/fr").select(".versions a")] == [
        "en-GB",
        "ar",
        "de",
    ]
    found = translated.page("posts/2022/text-de").select('meta[property="og:locale:alternate"]')
    assert [tag["content"] for tag in found] == ["en_GB", "ar_EG"]


def test_page_leads_to_the_others_in_their_languages(translated: Site) -> None:
    translated.build()
    links = translated.page("posts/2021/text").select("header .versions a")
    assert [(link.get_text(), link["href"], link["lang"], link["hreflang"], link.get("dir")) for link in links] == [
        ("العربية", "../../../posts/2022/ar/", "ar", "ar", "rtl"),
        ("Deutsch", "../../../posts/2022/text-de/", "de", "de", None),
    ]
    assert [link["hreflang"] for link in translated.page("posts/2022/ar").select(".versions a")] == ["en-GB", "de"]
    assert not translated.page("posts/2021/a").select(".versions")


def test_data_for_programs(translated: Site) -> None:
    translated.build()

    def posting(path: str) -> dict[str, Any]:
        script = translated.page(path).select_one('script[type="application/ld+json"]')
        assert script is not None
        return next(thing for thing in json.loads(script.get_text())["@graph"] if thing["@type"] == "BlogPosting")

    assert [thing["inLanguage"] for thing in posting("posts/2021/text")["workTranslation"]] == ["ar", "de"]
    original = posting("posts/2022/text-de")["translationOfWork"]
    assert (original["url"], original["inLanguage"]) == (f"{BASE}/2021/text/", "en-GB")
    assert not {"workTranslation", "translationOfWork"} & posting("posts/2021/a").keys()
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = etree.fromstring((translated.html / "sitemap.xml").read_bytes())
    links = root.xpath(f"//s:url[s:loc='{BASE}/2022/ar/']/x:link", namespaces=names)
    assert [link.get("hreflang") for link in links] == ["en-GB", "ar", "de", "x-default"]
    assert len(root.xpath("//s:url[x:link]", namespaces=names)) == 5


def test_lists_show_one_post_of_each_text(translated: Site) -> None:
    translated.write("about.md", "# About\n\n```{postlist}\n:tag: x\n```\n\n```{postlist}\n:language: de\n```\n")
    translated.build()
    assert titles(translated, "blog") == ["After", "Text", "Before"]
    assert titles(translated, "blog/tag/x") == ["After", "Text", "Before"]
    assert titles(translated, "blog/author/ada") == ["After", "Text", "Before"]
    assert titles(translated, "blog/tag/deutsch") == ["Der Text"]  # where no other stands, the one there is
    assert titles(translated, "blog/2022") == ["Danach", "النص"]
    assert titles(translated, "about", ".postlist .h-entry > a:not([hidden])") == [
        "After", "Text", "Before", "Danach", "Der Text",
    ]  # fmt: skip
    (row,) = (row for row in translated.page("blog").select(".h-entry") if "Text" in row.select_one("a").get_text())
    assert [link["hreflang"] for link in row.select(".versions a")] == ["ar", "de"]


def test_links_of_a_post_lead_to_its_language(translated: Site) -> None:
    translated.build()
    assert titles(translated, "posts/2021/text", ".neighbours a") == ["Before", "After"]
    assert titles(translated, "posts/2022/text-de", ".neighbours a") == ["Before", "Danach"]
    assert titles(translated, "posts/2022/ar", ".neighbours a") == ["Before", "After"]
    assert titles(translated, "posts/2022/text-de", ".series li") == ["Der Text", "Danach"]
    assert titles(translated, "posts/2021/after", ".series li") == ["Text", "After"]


def test_feeds_hold_every_version(translated: Site) -> None:
    translated.build()
    for path in ("blog/atom.xml", "blog/tag/x/atom.xml"):
        feed = feedparser.parse((translated.html / path).read_bytes())
        assert {"Text", "Der Text", "النص"} <= {entry.title for entry in feed.entries}


AR = {"date": "2022-04-02", "language": "ar", "tags": "[x]"}
DE = {"date": "2022-04-01", "language": "de", "tags": "[x, Deutsch]", "translation_of": "posts/2021/text.md"}
EDITS: list[tuple[str, dict[str, str]]] = [
    ("posts/2022/fr.md", {"language": "fr", "translation_of": "posts/2022/ar.md"}),  # a new one, of a translation
    ("posts/2022/ar.md", AR),  # is none any more
    ("posts/2022/ar.md", {**AR, "translation_of": "posts/2021/after.md"}),  # but of another
    ("posts/2022/text-de.md", {**DE, "language": "it"}),
    ("posts/2022/text-de.md", {**DE, "draft": "true"}),
    ("posts/2022/text-de.md", {**DE, "canonical_link": "https://elsewhere.example/"}),
]


def test_edit_changes_what_a_new_build_would_make(translated: Site) -> None:
    translated.build()
    for path, keys in EDITS:
        translated.post(path, "Worte.\n", "Worte", **keys)
        translated.build()
        later = translated.files()
        translated.clean()
        translated.build()
        assert {name for name, content in translated.files().items() if later.get(name) != content} == set(), keys
        assert later.keys() == translated.files().keys()
    assert [link["hreflang"] for link in translated.page("posts/2022/fr").select(".versions a")] == [
        "en-GB",
        "de",
        "ar",
    ]


@pytest.mark.parametrize(
    ("language", "named", "message"),
    [
        ("de", "posts/2021/txet.md", "there is no post `posts/2021/txet.md`: did you mean `posts/2021/text.md`?"),
        ("de", "https://example.org/", "write the path of its file, as in `posts/2024/a-post.md`"),
        ("de", "posts/2023/new.md", "this is the post itself: name the file"),
        ("de", "index.md", "index.md is no post, and only posts have translations"),
        ("en-GB", "posts/2021/text.md", "posts/2021/text.md has the same text in `en-GB` already"),
        (None, "posts/2021/text.md", "posts/2021/text.md has the same text in `en-GB` already"),
        ("de", "[posts/2021/text.md, posts/2021/a.md]", "here stands a list; write one value"),
        ("de", "posts/2021/draft.md", "the page is a translation of posts/2021/draft.md, which is a draft: publish"),
        ("de", "", "here stands nothing; write one value, such as `posts/2024/a-post.md`"),
    ],
)
def test_slip_is_told_once(site: Site, language: str | None, named: str, message: str) -> None:
    site.post("posts/2021/text.md", "Words.\n", "Text")
    site.post("posts/2021/draft.md", "Words.\n", "Secret", draft="true", language="fr")
    keys = {"language": language} if language else {}
    site.post("posts/2023/new.md", "Worte.\n", "Neu", translation_of=named, **keys)
    (told,) = site.build()
    assert "posts/2023/new.md:3:" in told or "posts/2023/new.md:4:" in told
    assert message in told


def test_two_in_one_language_are_told_once(site: Site) -> None:
    site.post("posts/2021/text.md", "Words.\n", "Text", series="S")
    for name in ("one", "two"):
        site.post(f"posts/2021/{name}.md", "Worte.\n", name, language="de", translation_of="text.md", series="S")
    (told,) = site.build()
    assert "posts/2021/two.md" in told
    assert "posts/2021/one.md has the same text in `de` already" in told


def test_two_that_name_one_another_are_told_once(site: Site) -> None:
    site.post("posts/2021/one.md", "Words.\n", "One", translation_of="two.md")
    site.post("posts/2021/two.md", "Worte.\n", "Zwei", language="de", translation_of="one.md")
    (told,) = site.build()
    assert "posts/2021/one.md" in told
    assert "this and posts/2021/two.md name one another" in told


def test_held_back_original_leaves_no_trace(site: Site) -> None:
    site.post("posts/2021/qzyk.md", "Words.\n", "Qzyk", date="2999-01-01")
    for code in ("de", "fr"):
        site.post(f"posts/2021/{code}.md", "Worte.\n", code, language=code, translation_of="qzyk.md")
    assert len(site.build()) == 2
    assert [link["hreflang"] for link in site.page("posts/2021/de").select(".versions a")] == ["fr"]
    assert not [path for path, content in site.files().items() if b"qzyk" in content.lower() or "qzyk" in path]
