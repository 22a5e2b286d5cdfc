"""The pages of concepts, and the list of them."""

from conftest import Site, main_of

from valuable.content.concepts import Concept
from valuable.pages.concept_index import index_letter


def test_letters_are_plain_capitals() -> None:
    assert [index_letter(title) for title in ("Éclair", "plan", "“Quoted”", "3 things", "Ωmega", "产品", "—")] == [
        "E", "P", "Q", "#", "Ω", "产", "#",
    ]  # fmt: skip


def test_record_names_all_its_names() -> None:
    concept = Concept("concepts/plan", "Plan", ("roadmap",), "A plan.", "A plan.")
    assert concept.names == ("Plan", "roadmap")


def test_list_has_every_concept_by_letter_with_its_definition(site: Site) -> None:
    site.write("concepts/plan.md", "---\naliases: [road <map>]\n---\n\n# Plan\n\nA *plan* & more.\n")
    site.write("concepts/aim.md", "# Aim\n\nAn aim.\n")
    site.write("concepts/draft.md", "---\ndraft: true\n---\n\n# Secret\n\nHidden.\n")
    assert site.build() == []
    page = main_of(site.page("/concepts/"))
    assert [heading.get_text() for heading in page.select("h2")] == ["A", "P"]
    rows = {term.get_text(): term.find_next("dd").get_text(" ", strip=True) for term in page.select("dt")}
    assert rows == {"Aim": "An aim.", "Plan": "A plan & more. Also: road <map>."}
    menu = [link.get_text() for link in site.page("/").select("nav.site-menu a")]
    assert menu == ["Posts", "Concepts"]
    assert [link.get_text() for link in site.page("/").select(".concept-names a")] == ["Aim", "Plan"]


def test_site_without_concepts_has_no_list(site: Site) -> None:
    assert site.build() == []
    assert not (site.html / "concepts").exists()
    assert "Concepts" not in site.page("/").get_text()


def test_own_page_at_the_address_of_the_list_is_refused(site: Site) -> None:
    site.write("concepts.md", "# Mine\n")
    assert any("it would overwrite `/concepts/`" in warning for warning in site.build())


def test_page_of_a_concept_has_its_names_and_its_text(site: Site) -> None:
    site.write("concepts/plan.md", "---\naliases: [roadmap, scheme]\n---\n\n# Plan\n\nA plan.\n\nMore.\n")
    assert site.build() == []
    page = site.page("/concepts/plan/")
    main = main_of(page)
    assert [heading.get_text() for heading in main.select("h1")] == ["Plan"]
    assert main.select_one(".concept-header").get_text(" ", strip=True).endswith("Also: roadmap, scheme")
    assert page.select_one("meta[name=description]")["content"] == "A plan."
    assert main.select_one(".index-link a")["href"] == "../../concepts/"
