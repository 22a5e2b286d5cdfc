"""The change that the guide shows as an example: a new field of posts, on page, lists and feeds, in four files."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, Site
from lxml import etree

GUIDE = ROOT / "guide" / "how-it-is-built.md"
FEATURE_NAME = "{http://www.georss.org/georss}featurename"


def example() -> str:
    """Return the change as the guide shows it."""
    found = re.search(r"^```diff\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a post from Oban, built by a machinery that is changed as in the example."""
    if shutil.which("git") is None:
        pytest.skip("git is missing")
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "valuable", folder / "valuable", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["git", "apply", "-"], cwd=folder, input=example(), text=True, check=True)
    site = Site(folder / "site")
    site.post(place="Oban & around")
    env = os.environ | {"PYTHONPATH": str(folder), "CARDS": "0", "SEARCH": "0"}
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "dirhtml", "-d", "_build/doctrees", ".", "_build/html"]
    subprocess.run(command, cwd=site.folder, env=env, check=True)
    return site.folder / "_build" / "html"


def test_example_touches_four_files() -> None:
    assert len(re.findall(r"^\+\+\+ b/", example(), re.MULTILINE)) == 4


def test_field_is_no_key_without_the_change(site: Site) -> None:
    site.post(place="Oban")
    assert "there is no key `place`" in site.build()[0]


@pytest.mark.parametrize("page", ["posts/2021/hello", "blog", "blog/archive", "."])
def test_field_is_shown_on_the_page_and_in_lists(html: Path, page: str) -> None:
    soup = BeautifulSoup((html / page / "index.html").read_bytes(), "lxml")
    assert [place.get_text() for place in soup.select("[role=main] .byline .p-location")] == ["Oban & around"]


@pytest.mark.parametrize("feed", ["atom.xml", "rss.xml"])
def test_field_is_in_feeds(html: Path, feed: str) -> None:
    found = etree.parse(html / "blog" / feed).iter(FEATURE_NAME)
    assert [place.text for place in found] == ["Oban & around"]


def test_field_is_in_the_json_feed(html: Path) -> None:
    (item,) = json.loads((html / "blog/feed.json").read_bytes())["items"]
    assert item["_place"] == {"name": "Oban & around"}
