"""The sides of Furo's rules are said in the direction of the text."""

import pytest

from valuable.upstream.logical_sides import in_reading_direction


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a{margin-left:0;color:red}", "a{margin-inline-start:0;color:red}"),
        ("a { padding-right : 1em }", "a {padding-inline-end:1em}"),
        ("a{left:0}", "a{inset-inline-start:0}"),
        ("a{border-left:0;border-right-width:0}", "a{border-inline-start:0;border-inline-end-width:0}"),
        ("a{border-bottom-left-radius:0}", "a{border-end-start-radius:0}"),
        ("a{float:right;clear:left}", "a{float:inline-end;clear:inline-start}"),
        ("a{text-align:left}", "a{text-align:start}"),
        ("a{padding:.4rem .5rem .4rem 2rem}", "a{padding-block:.4rem .4rem;padding-inline:2rem .5rem}"),
        ("a{margin:0 calc(1px + 2px) 0 auto}", "a{margin-block:0 0;margin-inline:auto calc(1px + 2px)}"),
        ("@media print{a{right:1px}}", "@media print{a{inset-inline-end:1px}}"),
    ],
)  # fmt: skip
def test_sides_become_logical(written: str, expected: str) -> None:
    assert in_reading_direction(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "a{margin:0 1em;padding:0 1px 2px 1px;border-top:0;text-align:center}",
        "article .align-left{clear:left;float:left}",
        "td.text-right{text-align:right}",
        "@media print{}",
        "a{background:url(left.png)}",
    ],
)
def test_what_has_no_side_or_is_named_by_it_stays(written: str) -> None:
    assert in_reading_direction(written) == written
