# ruff: noqa: E501  # sources and what they become
"""reStructuredText of docutils, Pelican, Nikola, Sphinx and ABlog becomes Markdown; what is not known is named by its line."""

import pytest

from valuable.importers.html_text import markdown_of
from valuable.importers.losses import lost_words
from valuable.importers.records import OldEntry
from valuable.importers.rst import read_rst_head
from valuable.importers.rst_reading import RstContext, html_of_rst

TEXTS = {
    "code/a.py": "one\ntwo\nthree\n",
    "tides.csv": "a,b\n1,2\n",
    "part.rst": "Taken *in*.\n",
    "part.html": "<p>Of <b>HTML</b>.</p>",
    "listings/x.sh": "ls\n",
}


def context() -> RstContext:
    other = OldEntry("posts/moon.rst", "post", "The moon", "", "rst")
    labels = {"high tide": ("posts/moon.rst#high-tide", "High tide")}
    return RstContext("", "", TEXTS, 10, {other.source: other}, labels)


def converted(text: str, around: RstContext | None = None) -> str:
    return markdown_of(html_of_rst(text, around or context()))[0].strip()


SPANS = {
    "*a* **b** ``c`` `d`": "*a* **b** `c` *d*",
    "H\\ :sub:`2`\\ O, x\\ :sup:`2`": "H<sub>2</sub>O, x<sup>2</sup>",
    ":kbd:`Ctrl` :abbr:`TLA (Three Letters)`": '<kbd>Ctrl</kbd> <abbr title="Three Letters">TLA</abbr>',
    ":pep:`8` :rfc:`2822`": "[PEP 8](https://peps.python.org/pep-0008/) [RFC 2822](https://www.rfc-editor.org/rfc/rfc2822)",
    ":math:`x^2` and :eq:`euler`": "$x^2$ and {eq}`euler`",
    ":func:`open` :py:meth:`~a.b.C.run` :file:`x.txt`": "`open` `run` `x.txt`",
    ":guilabel:`&Save` :menuselection:`A --> B`": "**Save** **A ‣ B**",
    ":strike:`gone` :del:`too`": "~~gone~~ ~~too~~",
    "`Words <https://e.example>`_ and `page`__.\n\n__ https://a.example": "[Words](https://e.example) and [page](https://a.example).",
    "A name_.\n\n.. _name: https://e.example": "A [name](https://e.example).",
    ":doc:`posts/moon` and :doc:`it </posts/moon>`": "[The moon](/posts/moon.rst) and [it](/posts/moon.rst)",
    ":ref:`High tide` and :ref:`it <high tide>`": "[High tide](/posts/moon.rst#high-tide) and [it](/posts/moon.rst#high-tide)",
    "|a| sign\n\n.. |a| replace:: *some*": "*some* sign",
    "|a|\n\n.. |a| image:: a.png\n   :alt: A dot": "![A dot](a.png)",
    ".. role:: loud\n\n:loud:`words`": "words",
    ".. role:: html(raw)\n   :format: html\n\n:html:`<kbd>x</kbd>`": "<kbd>x</kbd>",
    "snake_case_name and 2 * 3 * 4": "snake_case_name and 2 \\* 3 \\* 4",
}  # fmt: skip


@pytest.mark.parametrize("source", SPANS)
def test_spans(source: str) -> None:
    assert converted(source) == SPANS[source]


BLOCKS = {
    ".. code-block:: python\n   :linenos:\n\n   x = 1": "```python\nx = 1\n```",
    ".. sourcecode:: bash\n\n   ls": "```bash\nls\n```",
    ".. code:: python\n\n   y": "```python\ny\n```",
    "::\n\n   a <b>": "```\na <b>\n```",
    ">>> 1\n1": "```pycon\n>>> 1\n1\n```",
    ".. code-block:: python\n   :caption: app.py\n   :emphasize-lines: 1\n\n   x": "```{code-block} python\n:caption: app.py\n:emphasize-lines: 1\n\nx\n```",
    ".. literalinclude:: code/a.py\n   :lines: 2-\n   :caption: A": "```{code-block} py\n:caption: A\n\ntwo\nthree\n```",
    ".. listing:: x.sh bash": "```{code-block} bash\n:caption: x.sh\n\nls\n```",
    ".. note:: Mind.": ":::{note}\nMind.\n:::",
    ".. admonition:: A title\n\n   Mind.": ":::{note} A title\nMind.\n:::",
    ".. versionadded:: 1.2\n   More.": ":::{note} New in version 1.2\nMore.\n:::",
    ".. topic:: A title\n\n   Words.": ":::{note} A title\nWords.\n:::",
    ".. sidebar:: Beside\n   :subtitle: Below\n\n   Words.": ":::{note} Beside\n**Below**\n\nWords.\n:::",
    ".. epigraph::\n\n   Words.\n\n   -- Somebody": "> Words.\n>\n> —Somebody",
    ".. pull-quote::\n\n   Words.": "> Words.",
    ".. container:: lead\n\n   Words.": "Words.",
    ".. compound::\n\n   Words.": "Words.",
    ".. rubric:: Small": "**Small**",
    ".. raw:: html\n\n   <p>Of <b>it</b></p>": "Of **it**",
    ".. raw:: html\n   :file: part.html": "Of **HTML**.",
    ".. include:: part.rst": "Taken *in*.",
    ".. image:: a.png\n   :alt: A dot\n   :width: 50 %\n   :align: center\n   :target: https://e.example": "[![A dot](a.png){width=50%}](https://e.example)",
    ".. figure:: a.png\n   :alt: A dot\n   :unknown: x\n\n   The *caption*.\n\n   A legend.": ":::{figure} a.png\n:alt: A dot\n\nThe *caption*.\n\nA legend.\n:::",
    ".. thumbnail:: a.png\n   :alt: A dot\n\n   Seen.": ":::{figure} a.png\n:alt: A dot\n\nSeen.\n:::",
    ".. csv-table:: Tides\n   :header: x, y\n   :file: tides.csv": ":::{table} Tides\n| x | y |\n| --- | --- |\n| a | b |\n| 1 | 2 |\n:::",
    ".. list-table::\n   :header-rows: 1\n\n   * - a\n     - b\n   * - 1\n     - 2": "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "===  ===\na    b\n===  ===\n1    2\n===  ===": "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "| one\n| two": "one\\\ntwo",
    "term : kind\n  What it is.": "term : *kind*\n: What it is.",
    ":field: value": "field\n: value",
    "-a  what it does": "`-a`\n: what it does",
    ".. math::\n\n   a = b": "```math\na = b\n```",
    ".. math::\n   :label: euler\n\n   e^{i\\pi}": "```{math}\n:label: euler\n\ne^{i\\pi}\n```",
    ".. youtube:: abc\n   :width: 100%": "<https://www.youtube.com/watch?v=abc>",
    ".. vimeo:: 12": "<https://vimeo.com/12>",
    ".. gist:: 12": "<https://gist.github.com/12>",
    "{{% youtube abc %}}": "<https://www.youtube.com/watch?v=abc>",
    ".. dropdown:: More\n\n   Within.": "<details>\n<summary>More</summary>\n\nWithin.\n\n</details>",
    ".. tab-set::\n\n   .. tab-item:: One\n\n      Within.": "**One**\n\nWithin.",
    "Words.\n\n.. TEASER_END\n\nMore.": "Words.\n\n<!--more-->\n\nMore.",
    "Words.\n\n.. PELICAN_END_SUMMARY\n\nMore.": "Words.\n\n<!--more-->\n\nMore.",
    ".. a remark\n   that nobody sees\n\nWords.": "Words.",
    ".. toctree::\n   :caption: Pages\n\n   posts/moon\n   Sun <sun>": "**Pages**\n\n- [The moon](/posts/moon.rst)\n- [Sun](sun)",
    ".. toctree::\n   :hidden:\n\n   posts/moon": "",
    ".. contents::\n\nWords.": "Words.",
    ".. button-link:: https://e.example\n   :color: primary\n\n   Go": "[Go](https://e.example)",
    "Part\n====\n\nSee Part_.\n\nDeep\n----\n\nWords.": "## Part\n\nSee [Part](#part).\n\n### Deep\n\nWords.",
    ".. _the-place:\n\nPart\n====\n\nWords, see `the-place`_.": "## Part {#the-place}\n\nWords, see [the-place](#the-place).",
    "Words [1]_ and [#a]_.\n\n.. [1] One.\n.. [#a] Two.": "Words[^1] and[^2].\n\n[^1]: One.\n\n[^2]: Two.",
    "See [CIT]_.\n\n.. [CIT] A book.": 'See [\\[CIT\\]](#cit).\n\n<a id="cit"></a>**\\[CIT\\]** A book.',
    "1. one\n2. two\n\n   - a\n   - b": "1. one\n2. two\n   - a\n   - b",
    "Words.\n\n----\n\nMore.": "Words.\n\n---\n\nMore.",
}  # fmt: skip


@pytest.mark.parametrize("source", BLOCKS)
def test_blocks(source: str) -> None:
    around = context()
    assert converted(source, around) == BLOCKS[source]
    assert not [note for note in around.notes if note.lost]


def test_what_is_not_known_keeps_its_words_and_is_named_with_its_line() -> None:
    around = context()
    text = converted("Words.\n\n.. team-card:: Mira\n   :boat: A gig\n\n   Sails *well*.\n\nAnd :odd:`words`.", around)
    assert text == "Words.\n\n**Mira**\n\nboat: A gig\n\nSails *well*.\n\nAnd words."
    told = [(note.line, note.message.split(" is")[0]) for note in around.notes if note.lost]
    assert told == [(12, "the directive `team-card`"), (17, "the role `odd`")]


def test_what_docutils_cannot_read_is_shown_as_code_and_named() -> None:
    around = context()
    assert (
        converted("Words.\n\n.. image::\n\nMore nowhere_.", around)
        == "Words.\n\n```\n.. image::\n```\n\nMore nowhere\\_."
    )
    assert [note.line for note in around.notes if note.lost] == [12, 14]


@pytest.mark.parametrize(
    "source",
    [
        ".. include:: /etc/passwd",
        ".. include:: ../../../etc/passwd",
        ".. raw:: html\n   :file: /etc/passwd",
        ".. csv-table::\n   :file: /etc/passwd",
        ".. csv-table::\n   :url: http://127.0.0.1/x",
        ".. literalinclude:: /etc/passwd",
        ".. raw:: html\n   :url: file:///etc/passwd",
    ],
)
def test_no_file_outside_the_source_is_read(source: str) -> None:
    around = context()
    assert "root:" not in converted(source, around)
    assert any(note.lost for note in around.notes)


def test_what_is_too_deep_or_too_long_is_shown_all_the_same() -> None:
    around = context()
    deep = "\n".join(f"{'  ' * number}* x\n" for number in range(400))
    assert converted(deep, around).startswith("```\n* x\n")
    assert [note.kind for note in around.notes if note.lost] == ["reStructuredText"]
    assert len(converted("word " * 20_000).split()) == 20_000


def test_a_text_that_takes_itself_in_ends() -> None:
    around = RstContext(texts={"x.rst": "Again.\n\n.. include:: x.rst\n"})
    assert converted(".. include:: x.rst", around).count("Again.") < 30


def test_a_head_of_title_and_fields() -> None:
    values, title, body, taken = read_rst_head("#####\nTitle\n#####\n\n:date: 2020-01-02\n:tags: a, b\n\nWords.\n")
    assert (values, title, body.strip(), taken) == ({"date": "2020-01-02", "tags": "a, b"}, "Title", "Words.", 7)


def test_words_of_a_text_are_counted_without_its_orders() -> None:
    source = ".. note:: Mind *it*.\n\n.. image:: pictures/dot.png\n   :alt: A dot\n\nSee :doc:`it </moon>` and `a <https://e.example>`_.\n"
    entry = OldEntry("a.rst", "post", "T", source, "rst")
    assert lost_words(entry, converted(source)) == []
    assert lost_words(entry, "Mind.") == ["it", "it", "see", "and", "a"]
