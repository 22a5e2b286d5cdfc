"""What texts of a blog share comes over as one: names, covers, translations."""

from pathlib import Path

import pytest
from import_copies import jekyll_blog

from valuable.importers.plan import Plan, make_plan
from valuable.importers.records import Asset, OldEntry, OldSite
from valuable.importers.sources import read_old_site
from valuable.importers.texts import made_texts
from valuable.importers.writing import keys_of_people


def texts_of(plan: Plan) -> dict[str, str]:
    """Return the new texts by their sources."""
    return {entry.source: text for entry, text in made_texts(plan, keys_of_people(plan.site.people), "")}


def entry(name: str, **values: object) -> OldEntry:
    return OldEntry(f"{name}.md", "post", name, "Words.\n", date="2020-01-02", slug=name, **values)  # type: ignore[arg-type]


def test_names_of_one_address_are_written_alike() -> None:
    site = OldSite(
        "x",
        entries=[
            entry("a", tags=["Été", "slow motion"], category="News"),
            entry("b", tags=["été", "Slow Motion", "été"], category="news"),
            entry("c", tags=["Été", "Slow-Motion", "!!!", ""], category="News"),
            entry("d", tags=["Slow Motion"], series="Knots "),
        ],
    )
    texts = texts_of(make_plan(site))
    for name in "abc":
        assert "category: News\n" in texts[f"{name}.md"]
        assert "- Été" in texts[f"{name}.md"] or "Été" in texts[f"{name}.md"]
        assert "été" not in texts[f"{name}.md"]
        assert "Slow Motion" in texts[f"{name}.md"]


@pytest.mark.parametrize(
    ("cover", "here"),
    [
        ("/images/a.png", "../../_extra/images/a.png"),
        ("images/a.png", "../../_extra/images/a.png"),
        ("https://ropes.example/images/a.png?w=20#x", "../../_extra/images/a.png"),
        ("//www.ropes.example/images/a.png", "../../_extra/images/a.png"),
        ("/images/with%20blank.png", "../../_extra/images/with blank.png"),
        ("https://elsewhere.example/a.png", ""),
        ("/images/none.png", ""),
        ("../../../../etc/passwd.png", ""),
        ("https://[odd/a.png", ""),
    ],
)
def test_cover_is_named_as_it_stands_here(tmp_path: Path, cover: str, here: str) -> None:
    blog = jekyll_blog(
        tmp_path / "blog",
        **{
            "_posts/2020-01-05-one.md": f"---\ntitle: One\nimage: {cover!r}\n---\n\nWords.\n",
            "images/a.png": b"1",
            "images/with blank.png": b"2",
        },
    )
    plan = make_plan(read_old_site(blog))
    text = texts_of(plan)["_posts/2020-01-05-one.md"]
    assert (f"cover: {here}" in text or f'cover: "{here}"' in text) if here else "cover:" not in text
    told = [note for each in plan.site.entries for note in each.notes if note.kind == "cover"]
    assert bool(told) != bool(here)


def test_translations_name_the_text_in_the_sites_language() -> None:
    entries = [
        entry("ein", language="de", translation_key="one"),
        entry("one", translation_key="one"),
        entry("un", language="fr", translation_key="one"),
        entry("draft", language="it", translation_key="one", draft=True),
        entry("alone", translation_key="two"),
    ]
    plan = make_plan(OldSite("x", language="en", entries=entries))
    texts = texts_of(plan)
    assert "translation_of: posts/2020/one.md" in texts["ein.md"]
    assert "translation_of: posts/2020/one.md" in texts["un.md"]
    assert not any("translation_of" in texts[f"{name}.md"] for name in ("one", "draft", "alone"))


def test_text_that_no_converter_reads_stands_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("odd")

    monkeypatch.setattr("valuable.importers.texts.markdown_of_entry", fail)
    one = OldEntry("one.md", "post", "One", "Words *and*\n```\nmore\n```\n", date="2020-01-02")
    text = texts_of(make_plan(OldSite("x", entries=[one])))["one.md"]
    assert "````text\nWords *and*\n```\nmore\n```\n````" in text
    assert "date: 2020-01-02" in text
    assert "# One" in text
    assert one.notes[0].lost


def test_files_of_one_address_are_both_kept() -> None:
    assets = {name: Asset(name, "/a.png", lambda: b"") for name in ("static/a.png", "assets/a.png")}
    plan = make_plan(OldSite("x", entries=[entry("a")], assets=assets))
    assert sorted(plan.files.values()) == ["_extra/a-2.png", "_extra/a.png"]
