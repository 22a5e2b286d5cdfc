"""The sentence around a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.sentences import CUT, sentence_around


def around(text: str, words: str) -> str:
    start = text.index(words)
    return "|".join(sentence_around(text, start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. Two LINK three. Four.", "Two |LINK| three."),
        ("LINK.", "|LINK|."),
        ("“Is it?” she said. LINK is.", "|LINK| is."),
        ("It is so (e.g. LINK). Then not.", "It is so (e.g. |LINK|)."),
        ("As A. D. Chandler says, LINK. Well.", "As A. D. Chandler says, |LINK|."),
        ("Am 26. März kam LINK. Gut.", "Am 26. März kam |LINK|."),
        ("Das ist z. B. LINK wert. Ja.", "Das ist z. B. |LINK| wert."),
        ("It costs 3.5 LINK now! Yes.", "It costs 3.5 |LINK| now!"),
        ("Well … the LINK here. No.", "Well … the |LINK| here."),
        ("Ask: LINK? Yes.", "Ask: |LINK|?"),
        ("一つ。二つLINK三つ。四つ。", "二つ|LINK|三つ。"),
        ("So (it is. LINK is) not.", "|LINK| is) not."),
    ],
)
def test_sentence_is_found(text: str, shown: str) -> None:
    assert around(text, "LINK") == shown


def test_words_with_a_full_stop_stay_whole() -> None:
    text = "Read What is important. And what is not. It helps."
    words = "What is important. And what is not"
    assert around(text, words) == "Read |What is important. And what is not|."


def test_long_sentence_is_cut_between_words_far_from_the_link() -> None:
    text = "word " * 200 + "LINK" + " word" * 200 + "."
    before, words, after = sentence_around(text, 1000, 1004, longest=100)
    assert words == "LINK"
    assert before.startswith(CUT)
    assert after.endswith(CUT)
    assert len(before + words + after) <= 102
    assert set(before.strip(CUT).split()) == set(after.strip(CUT).split()) == {"word"}


@given(st.text(max_size=400), st.text(min_size=1, max_size=40), st.text(max_size=400))
def test_words_are_kept_and_the_rest_is_of_the_text(head: str, words: str, tail: str) -> None:
    text = head + words + tail
    before, found, after = sentence_around(text, len(head), len(head + words))
    assert found == words
    assert before.removeprefix(CUT) in head
    assert after.removesuffix(CUT) in tail
