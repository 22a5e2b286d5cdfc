import pytest
from docutils import nodes

from valuable.base.word_count import count_document_words, count_words, prose_blocks


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("hello world", 2),
        ("a – b", 3),
        ("isn't half-baked,\tat\n all", 4),
        ("Python是一种语言", 6),
        ("这是，一个。", 4),
        ("カタカナ", 1),
        ("ひらがな", 4),
        ("日本語のテキスト", 5),
    ],
)
def test_words_are_counted_by_the_rule(text: str, words: int) -> None:
    assert count_words(text) == words


def test_only_prose_is_counted() -> None:
    section = nodes.section()
    section += nodes.title("", "Three title words")
    section += nodes.paragraph(
        "", "", nodes.Text("glue"), nodes.strong("", "d together"), nodes.footnote_reference("", "1")
    )
    section += nodes.image(alt="not these words")
    section += nodes.literal_block("", "nor these")
    section += nodes.math_block("", "x = y")
    section += nodes.comment("", "nor a comment")
    figure = nodes.figure("", nodes.image(alt="no"), nodes.caption("", "A caption counts"))
    section += figure
    section += nodes.section("", nodes.title("", "Heading too"))
    section += nodes.footnote("", nodes.label("", "1"), nodes.paragraph("", "Footnotes also count"))
    document = nodes.container("", section)
    assert list(prose_blocks(document))[1:] == [
        "glued together",
        "A caption counts",
        "Heading too",
        "Footnotes also count",
    ]
    assert count_document_words(document) == 10


def test_broken_line_parts_words() -> None:
    lines = nodes.paragraph("", "", nodes.Text("one"), nodes.raw("", "<br />\n", format="html"), nodes.Text("two"))
    assert list(prose_blocks(lines)) == ["one two"]
