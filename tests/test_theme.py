"""The author's own templates and static files win over the machinery's by name, and may build on them."""

import shutil

import pytest
from conftest import CONF, Site

from valuable.base.theme import STATIC_FOLDER, TEMPLATES_FOLDER, shadowed

SMALL = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def bare(site: Site) -> None:
    """Have a site without any setting of its look."""
    site.write("conf.py", "".join(line for line in CONF.splitlines(True) if "html_static_path" not in line))
    site.write("conf.py", (site.folder / "conf.py").read_text().replace('"picture": "images/ada.svg",', ""))


def test_template_may_build_on_the_one_that_it_stands_for(site: Site) -> None:
    """``!page.html`` is the machinery's, not Furo's, which has no skip link to the main part and another name of it."""
    page = '{% extends "!page.html" %}\n{% block article_attributes %} data-own="yes"{% endblock %}\n'
    site.write("_templates/page.html", page)
    site.write("_templates/components/footer.html", '<footer>Mine. {% include "!components/footer.html" %}</footer>')
    site.post()
    assert site.build() == []
    assert site.page("search").select_one('#Site-main[data-own="yes"]')
    post = site.page("posts/2021/hello")
    assert post.select_one(".skip-to-content")
    assert post.select_one("footer").get_text().startswith("Mine.")
    assert post.select_one("footer footer .colophon")
    assert site.app is not None
    assert sorted(shadowed(site.app)) == ["components/footer.html", "page.html"]


def test_template_of_the_author_wins_and_is_seen_when_it_changes(site: Site) -> None:
    template = site.write("_templates/components/footer.html", "<footer>One</footer>")
    assert site.build() == []
    assert site.page("").select_one("footer").get_text() == "One"
    template.write_text("<footer>Two</footer>")
    assert site.build() == []
    assert site.page("").select_one("footer").get_text() == "Two"
    template.unlink()
    assert site.build() == []
    assert site.page("").select_one("footer .colophon")


def test_static_file_of_the_author_wins(site: Site) -> None:
    bare(site)
    site.write("_static/css/map.css", ".map { color: #abcdef }")
    site.write("_static/images/icon.svg", SMALL)
    site.write("_static/own.txt", "Own.")
    assert site.build() == []
    assert (site.html / "_static/css/map.css").read_text() == ".map{color:#abcdef}"
    assert (site.html / "_static/icon.svg").read_text() == SMALL
    assert (site.html / "_static/own.txt").read_text() == "Own."


def test_own_rules_come_last_and_only_if_there_are_any(site: Site) -> None:
    bare(site)
    assert site.build() == []
    styles = [link["href"].partition("?")[0] for link in site.page("").select("link[rel=stylesheet]")]
    assert not any("custom" in name for name in styles)
    site.write("_static/css/custom.css", "body { --accent: #123456; }")
    assert site.build() == []
    found = [link["href"].partition("?")[0] for link in site.page("").select("link[rel=stylesheet]")]
    assert found == [*styles, "./_static/css/custom.css"]


def test_site_without_folders_of_its_own_has_the_look_and_an_icon(site: Site) -> None:
    bare(site)
    site.post()
    assert site.build() == []
    assert (site.html / "_static/icon.svg").read_bytes() == (STATIC_FOLDER / "images/icon.svg").read_bytes()
    page = site.page("")
    touch = page.select_one("link[rel=apple-touch-icon]")["href"]
    assert (site.html / touch).is_file()
    assert page.select_one("link[rel~=icon]")


@pytest.mark.parametrize("folder", ["_templates", "_static"])
def test_whole_copy_of_the_machinery_s_files_changes_nothing(
    site: Site, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who copies all to change some of it later gets the same site."""
    monkeypatch.setenv("CARDS", "1")
    site.post()
    site.write("conf.py", CONF.replace("html_static_path = [", 'html_static_path = ["_static", '))
    site.write("_static/none.txt", "")
    site.write("_templates/none.txt", "")
    assert site.build() == []
    before = site.files()
    shutil.copytree(
        {"_templates": TEMPLATES_FOLDER, "_static": STATIC_FOLDER}[folder], site.folder / folder, dirs_exist_ok=True
    )
    assert site.build() == []
    assert site.files() == before
