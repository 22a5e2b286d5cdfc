import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.slugs import slug


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("été", "ete"),
        ("c++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("3.10", "3-10"),
        ("Lyon, France", "lyon-france"),
        ("हिन्दी", "हिन्दी"),
        ("R&D", "r-and-d"),
        ("Straße", "strasse"),
        ("日本語", "日本語"),
        ("  spaces  between ", "spaces-between"),
        ("x\u0304 and o\u0308", "x-and-o"),
        ("한국", "한국"),
        ("🎉", ""),
        ("...", ""),
    ],
)
def test_name_has_the_address_of_the_rule(name: str, address: str) -> None:
    assert slug(name) == address


def test_composed_and_decomposed_names_are_one() -> None:
    assert slug("e\u0301te\u0301") == slug("\u00e9t\u00e9") == "ete"


@given(st.text(max_size=40))
def test_slug_of_a_slug_is_itself(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@given(st.text(max_size=40))
def test_slug_has_no_character_that_an_address_would_lose(name: str) -> None:
    assert not set(slug(name)) & set(" /?#%&+.,:;\"'<>\\\t\n\0")


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_names_in_ascii_follow_the_rule_of_all_others(name: str) -> None:
    assert slug(f"{name}e") == slug(f"{name}é")
