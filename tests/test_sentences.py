"""Where sentences end, and the one around a link."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.base.sentences import ELLIPSIS, leading_sentences, sentence_around, sentence_ends

# A bar stands at each end.
TABLE = {
    "en": [
        "It began in 2021.| Then it ended.",
        "It began in 2021.| Teams wrote more.",
        "There were 26.| Nobody counted them.",
        "It was written in C.| It is fast.",
        "We had a plan B.| We never used it.",
        "Take vitamin C.| The rest is optional.",
        "The price rose by 3.5 per cent.| Sales fell.",
        "It costs $4.50.| Nobody pays.",
        "Use version 2.0.1 or later.| Older ones fail.",
        "We shipped v2.0.| Nothing broke.",
        "1. Write it down.| 2. Read it.",
        "See fig. 3 for this.| It is clear.",
        "See Fig. 3.| It is clear.",
        "As A. D. Chandler says, structure follows.| Well.",
        "Alfred D. Chandler wrote it.| Others read it.",
        "By J. R. R. Tolkien.| And by others.",
        "Mr. Smith left.| Mrs. Jones stayed.",
        "Dr. Who met Prof. X at St. Mary.| They talked.",
        "Use a tool, e.g. Sphinx, for it.| Then write.",
        "One thing (i.e. The Plan) matters.| Others do not.",
        "Tests, docs, etc. are needed.| So is time.",
        "We need tests, docs, etc.| Then we ship.",
        "It is a matter of A vs. B here.| Choose.",
        "Brooks et al. say so.| Others disagree.",
        "See pp. 12 and vol. 3, ch. 4.| Then stop.",
        "He works at Acme Inc. in London.| She does not.",
        "He works at Acme Inc.| She does not.",
        "We met at 5 p.m. on Monday.| It rained.",
        "We met at 5 p.m.| It rained.",
        "The U.S. Government said so.| Nobody heard.",
        "They live in the U.S.| They like it.",
        "On Jan. 5 it opened.| On Feb. 6 it closed.",
        "It is the No. 1 reason.| No. 2 is money.",
        "He said no.| They left.",
        "She has a Ph.D. in law.| He has none.",
        "It took approx. 3 days.| We slept.",
        "Cf. Chandler on this.| He knew.",
        "Is it?| Yes!| It is.",
        "“Is it?” she said.| It is.",
        "“It is.”| She left.",
        "He said, “It is so.”| “Is it?” she asked.",
        "It is (as he said).| So be it.",
        "(It is so.)| He left.",
        "Well … the plan is here.| No.",
        "Well... the plan is here.| No.",
        "It was late …| Nobody came.",
        "What?!| No way.",
        "Stop it!!!| Now.",
        "See https://e.example/a.b?c=d for it.| Then read.",
        "Open conf.py.| It is short.",
        "We use Node.js.| It is fast.",
        "Write to jo@mail.example.| We answer.",
        "The file is .gitignore.| Keep it.",
        "iPhones sell.| iPads do not.",
        "I read it in Nature vol. 12.| It was long.",
        "The answer is 42.| Why?| Nobody knows.",
        "Founded in 1999.| Sold in 2004.",
        "He met J. Smith and A. Jones in D.C. on Tuesday.| Nothing came of it.",
        "T. S. Eliot wrote it.| W. H. Auden read it.",
        "Version 3.11 is out.| 3.12 is next.",
        "He asked “Why?” and left.| She stayed.",
        "See Sec. 4 and Eq. 2.| Both are wrong.",
        "At Ford Motor Co. they did that.| At GM they did not.",
        "Use Ctrl.| Then press C.| You are done.",
        "“We shipped,” he said.| “Nobody noticed.”| It hurt.",
        "Gen. Grant won.| Gov. Brown lost.",
        "It was a team of five (incl. the lead).| They left.",
        "Martin Luther King Jr. spoke.| They listened.",
        "It holds for n = 1, 2, ….| Then not.",
        "So it goes…| Yes, it does.",
        "The team of Ms. Lee met at 9 a.m.| The agenda was short.",
        "Smith, J. (2001) says so.| Jones, K. (2002) does not.",
        "What is a plan?| A guess.",
        "In the U.K. Parliament decides.| Elsewhere not.",
        "I am, as it were, i. e. not really, there.| You are.",
    ],
    "de": [
        "Am 26. März kam er.| Gut.",
        "Im 19. Jahrhundert war das so.| Heute nicht.",
        "Das war 2021.| Danach kam nichts.",
        "Das ist z. B. Berlin.| Ja.",
        "Das ist z.B. Berlin.| Ja.",
        "Er kam, d. h. Sie blieb.| Gut so.",
        "Herr Dr. Müller kommt am 3. Mai.| Frau Prof. Schmidt nicht.",
        "Ludwig XIV. Bourbon war König.| Er kam spät.",
        "Bücher, Filme usw. gab es.| Mehr nicht.",
        "Es gab Bücher, Filme usw.| Das reichte.",
        "Siehe Abb. 3 und S. 12.| Dort steht es.",
        "Das kostet ca. 5 Euro.| Billig ist das nicht.",
        "„Ist es so?“ fragte er.| Sie nickte.",
        "„Ist es so?“| Dann ging er.",
        "Es sind 3.500 Leute, bzw. 3,5 Prozent.| Viele.",
        "Nr. 5 lebt.| Vgl. Nr. 6 dazu.",
        "Er wurde am 1. Januar 1900 geboren.| Er starb 1980.",
        "Die 2. Auflage erschien 2004.| Die 3. Auflage fehlt.",
        "Friedrich II. von Preußen schrieb.| Voltaire las.",
        "Wir trafen uns um 8.| Dann gingen wir.",
        "Das heißt u. a. Folgendes.| Erstens: nichts.",
        "»Kommst du?« fragte er.| »Nein.«| Sie blieb.",
        "Die Müller GmbH & Co. KG zahlt.| Wir nicht.",
    ],
    "fr": [
        "M. Dupont est là.| Mme Durand aussi.",
        "Quoi ?| Il est là !| Oui.",
        "« Quoi ? » dit-il.| Elle rit.",
        "« Il est là. »| Elle part.",
        "C’était en 2021.| Puis rien.",
        "Voir p. ex. Paris ou Lyon.| C’est tout.",
        "Cf. chap. 3, p. 12.| Voilà.",
        "En 52 av. J.-C. César gagne.| Il part.",
        "Des tests, des notes, etc.| Il en faut.",
        "L’O.N.U. a dit non.| La France aussi.",
        "Le XXe siècle, vol. 2, p. 15.| Fin.",
        "J.-J. Rousseau l’a dit.| Voltaire non.",
        "Pourquoi ?| Parce que.| « Oui ! »| Bon.",
        "Il a 3,5 ans env. et parle.| Elle non.",
        "Il habite au n. 5.| Elle au 6.",
    ],
    "es": [
        "El Sr. García vino.| La Sra. López no.",
        "¿Qué?| ¡No!| Vale.",
        "Fue en 2021.| Después, nada.",
        "Hay ciudades, p. ej. Madrid.| Son grandes.",
        "Vive en EE. UU. desde 2010.| Le gusta.",
        "Ver pág. 12 y núm. 3.| Es todo.",
        "«¿Vienes?» preguntó.| Ella calló.",
        "Ud. lo sabe.| La Dra. Ruiz también.",
        "J. L. Borges lo dijo.| Nadie lo oyó.",
        "¡Qué bien!, dijo.| Se fue.",
        "Cuesta 3,50 €.| Es caro.",
        "Véase el cap. 4 del vol. II.| Está claro.",
        "Murió en el s. XIX.| Nadie se acuerda.",
        "Fue c. 1900.| No se sabe.",
    ],
    "ja": [
        "これは本です。|それも本です。",
        "本当ですか？|はい！|そうです。",
        "「行く。」と彼は言った。|そして行った。",
        "彼は言った。|「行く。」|そして行った。",
        "バージョン2.0を使う。|古いのは駄目。",
        "そうか……。|分かった。",
        "詳しくは図3.1を参照。|以上。",
        "Sphinxを使う。|Node.jsは使わない。",
        "計画（仮）は良い。|本当に！？|はい。",
    ],
    "hi": ["यह एक योजना है।| यह अच्छी है।| क्यों?| पता नहीं।"],
    "ru": ["Это план.| Он хорош, т. е. прост, и т. д. и т. п.| Вот так."],
}
# What the rules get wrong.
WRONG = [
    ("en", "He works for Yahoo! Inc. now.| She does not."),  # a name with a mark
    ("de", "Das ist so, s. Kap. 3.| Mehr dazu dort."),  # reads as “the third more”
    ("ja", "「本当？」彼は聞いた。|「はい。」"),  # who speaks follows the quotation without a particle
]


def parts(text: str, language: str) -> list[str]:
    places = [0, *sentence_ends(text, language), len(text)]
    return [text[start:end].strip() for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((language, text) for language, texts in TABLE.items() for text in texts),
        *(pytest.param(*case, marks=pytest.mark.xfail) for case in WRONG),
    ],
)
def test_sentences_end_where_a_reader_says(language: str, text: str) -> None:
    assert parts(text.replace("|", ""), language) == [part.strip() for part in text.split("|")]


def around(text: str, words: str) -> str:
    start = text.index(words)
    return "|".join(sentence_around(text, start, start + len(words), sentence_ends(text)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One. Two LINK three. Four.", "Two |LINK| three."),
        ("LINK.", "|LINK|."),
        ("“Is it?” she said. LINK is.", "|LINK| is."),
        ("It is so (e.g. LINK). Then not.", "It is so (e.g. |LINK|)."),
        ("Well … the LINK here. No.", "Well … the |LINK| here."),
        ("Ask: LINK? Yes.", "Ask: |LINK|?"),
        ("一つ。二つLINK三つ。四つ。", "二つ|LINK|三つ。"),
        ("一つ。LINK。四つ。", "|LINK|。"),
        ("So (it is. LINK is) not.", "|LINK| is) not."),
        ("It is. \0 is LINK. No.", "\0 is |LINK|."),
    ],
)
def test_sentence_is_found(text: str, shown: str) -> None:
    assert around(text, "LINK") == shown


def test_words_with_a_full_stop_stay_whole() -> None:
    text = "Read What is important. And what is not. It helps."
    words = "What is important. And what is not"
    assert around(text, words) == "Read |What is important. And what is not|."


def test_words_that_end_with_a_sentence_end_it() -> None:
    assert around("一つ。二つ。三つ。", "二つ。") == "|二つ。|"


@pytest.mark.parametrize("space", [" ", ""])
def test_long_sentence_is_cut_between_words_far_from_the_link(space: str) -> None:
    text = f"word{space}" * 200 + "LINK" + f"{space}word" * 200 + "."
    start = text.index("LINK")
    before, words, after = sentence_around(text, start, start + 4, [], longest=100)
    assert words == "LINK"
    assert before.startswith(ELLIPSIS)
    assert after.endswith(ELLIPSIS)
    assert 80 < len(before + words + after) <= 102
    if space:
        assert set(before.strip(ELLIPSIS).split()) == set(after.strip(ELLIPSIS).split()) == {"word"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is short.", "It is short."),
        ("One is ten. " * 30, "One is ten. " * 15 + "One is ten."),
        (f"{'word ' * 44}end. Then more. And more.", f"{'word ' * 44}end."),  # the first, though it is long
        ("word " * 45 + "end", "word " * 45 + "end"),
        ("word " * 80, "word " * 38 + f"word{ELLIPSIS}"),
        ("word, " * 80, "word, " * 32 + f"word{ELLIPSIS}"),
        ("x" * 400, "x" * 199 + ELLIPSIS),
        ("働き方はどう決まるのかを考える文である。" * 12, "働き方はどう決まるのかを考える文である。" * 10),
    ],
)
def test_beginning_of_a_text_ends_with_a_sentence(text: str, shown: str) -> None:
    assert leading_sentences(text, "ja" if "。" in text else "en") == shown


@pytest.mark.parametrize(
    ("odd", "each"), [(".", 0), (".)", 0), (".\u00a0» ", 0), (". (", 0), ("a. ", 0), ("。」", 0), ("x", 0), ("It. ", 1)]
)
def test_long_texts_are_read_at_once(odd: str, each: int) -> None:
    assert len(sentence_ends(odd * 200_000)) == each * 199_999


@given(st.text(max_size=400), st.text(min_size=1, max_size=40), st.text(max_size=400))
def test_words_are_kept_and_the_rest_is_of_the_text(head: str, words: str, tail: str) -> None:
    text = head + words + tail
    before, found, after = sentence_around(text, len(head), len(head + words), sentence_ends(text))
    assert found == words
    assert head.endswith(before.removeprefix(ELLIPSIS))
    assert tail.startswith(after.removesuffix(ELLIPSIS))


@given(st.text(alphabet="ab .!?。…\u00a0\n", max_size=500))
def test_beginning_of_any_text_is_of_it_and_no_longer(text: str) -> None:
    found = leading_sentences(text, "en")
    assert text.startswith(found.removesuffix(ELLIPSIS))
    assert len(found) <= 321
    assert bool(found.strip()) == bool(text.strip())
