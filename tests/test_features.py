"""What can be switched off: nothing breaks without it, and nothing of it is left."""

import re
from urllib.parse import unquote

import pytest
from conftest import CONF, ROOT, Site
from crawl import crawl
from sphinx.errors import ConfigError

from valuable.base.theme import FETCHED, SCRIPT_PARTS, SCRIPTS, STYLES
from valuable.features import FEATURES

# By feature, what of it is in the files of a site that has it: in paths, and in what they say.
TRACES = {
    "abbreviations": ("", r"<abbr title="),
    "backlinks": (r"css/mentioned\.css", r'class="mentioned |Mentioned in'),
    "cards": (r"_images/card-", r"_images/card-|summary_large_image"),
    "citations": ("", r'class="citation|citation_title|@misc'),
    "copies": (r"\.md$|llms\.txt$", r"text/markdown"),
    "embeds": (r"embeds\.(?:css|js)", r'class="embed|embeds\.(?:css|js)'),
    "maps": (r"css/map\.css", r'class="map"|map-lines'),
    "previews": (r"previews?(?:-box)?\.(?:js|css)", r"preview-box|previews\.js"),
    "related": ("", r'class="related '),
    "search": (r"^search/|^pagefind/|_static/(?:js|css)/search", r"search-box|search-script|search\.js"),
    "sidenotes": (r"css/sidenotes\.css", r'class="noted|noted-here'),
    "tag-feeds": (r"blog/tag/.*\.(?:xml|json)$", r"blog/tag/[\w-]+/(?:atom|rss)\.xml"),
}
STYLED = re.compile(r"_static/(?:css|js)/")  # their own words are those of the look


def write(site: Site) -> None:
    """Write a site that has something of each feature."""
    site.write("abbreviations.txt", "OKR: objectives and key results\n")
    site.write("concepts/plan.md", "# Plan\n\nWhat is meant to be done. See [[aim]].\n")
    site.write("concepts/aim.md", "# Aim\n\nWhat a [[plan]] is for.\n")
    site.write("subscribe.md", "# Subscribe\n\nWords.\n")
    words = "An OKR is no [[plan]].[^1]\n\n[^1]: A note.\n\n## More\n\nLamps and oil.\n\n<https://youtu.be/a>\n"
    for number in range(3):
        body = f"{words}\nSee [another](p{(number + 1) % 3}.md).\n"
        site.post(f"posts/2021/p{number}.md", body, f"P{number}", tags="lamps")


def published(site: Site) -> dict[str, str]:
    return {path: data.decode("utf-8", "replace") for path, data in site.files().items()}


def traces(files: dict[str, str], name: str) -> list[str]:
    """Return the files that have something of a feature."""
    path, said = TRACES[name]
    found = [file for file in files if path and re.search(path, file)]
    return found + [file for file, text in files.items() if not STYLED.search(file) and re.search(said, text)]


@pytest.fixture
def full(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("CARDS", "1")
    monkeypatch.setenv("SEARCH", "1")
    write(site)
    return site


def test_site_that_has_all_of_it_has_something_of_each(full: Site) -> None:
    assert full.build() == []
    files = published(full)
    assert {name: bool(traces(files, name)) for name in FEATURES} == dict.fromkeys(FEATURES, True)
    assert TRACES.keys() == FEATURES.keys()


@pytest.mark.parametrize("off", [*([name] for name in FEATURES), list(FEATURES)], ids="+".join)
def test_nothing_is_left_of_what_is_switched_off(full: Site, off: list[str]) -> None:
    assert full.build(switched_off=off) == []
    files = published(full)
    assert {name: found for name in off if (found := traces(files, name))} == {}
    assert crawl(full.html, "https://lights.example/").broken == []
    kept = {name: bool(traces(files, name)) for name in FEATURES if name not in off}
    assert kept == dict.fromkeys(kept, True)


def test_what_is_switched_off_goes_from_a_site_that_had_it_and_comes_back(full: Site) -> None:
    assert full.build() == []
    before = full.files()
    assert full.build(switched_off=list(FEATURES)) == []
    files = published(full)
    assert {name: found for name in FEATURES if (found := traces(files, name))} == {}
    assert full.build() == []
    assert full.files() == before


def test_every_file_of_a_feature_is_one_of_the_theme() -> None:
    styles = {name for names in STYLES.values() for name in names}
    known = {*styles, *(name for name, _ in SCRIPTS), *SCRIPT_PARTS, *FETCHED}
    assert {file for feature in FEATURES.values() for file in feature.files} <= known


@pytest.mark.parametrize(
    ("off", "said"),
    [
        ("cards", "switched_off is 'cards': write a list, such as ['cards']"),
        (["card"], "switched_off has 'card', and there is no such feature: did you mean 'cards'?"),
        (["everything"], "switched_off has 'everything', and there is no such feature"),
        ([7], "switched_off has 7, and there is no such feature"),
    ],
)
def test_wrong_name_is_said(site: Site, off: object, said: str) -> None:
    site.write("conf.py", f"{CONF}\nswitched_off = {off!r}\n")
    with pytest.raises(ConfigError) as error:
        site.build()
    assert said in str(error.value)


def test_guide_and_settings_name_every_feature() -> None:
    for file in ("guide/settings.md", "valuable/theme/new_site/conf.py.jinja"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert [name for name in FEATURES if name not in unquote(text)] == [], file
