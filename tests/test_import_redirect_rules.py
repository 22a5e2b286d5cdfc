"""What a file ``_redirects`` leads on leads on here: to the text that came over, or by a line of the ledger."""

from pathlib import Path

import pytest

from valuable.importers.ledger import moved_lines
from valuable.importers.plan import make_plan
from valuable.importers.redirect_rules import rules_of
from valuable.importers.sources import read_old_site


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/old /new", [("/old", "/new")]),
        ("/old/  /new/  301!", [("/old/", "/new/")]),
        ("/store id=3 b=4 /shop/ 302", [("/store?id=3&b=4", "/shop/")]),
        ("/caf%C3%A9/ https://other.example/ # words", [("/café/", "https://other.example/")]),
        ("# /old /new", []),
        ("/old/* /new/:splat", []),
        ("/app /index.html 200", []),
        ("/ /de/ 302 Language=de", []),
        ("/gone / 404", []),
        ("/only", []),
        ("", []),
    ],
)
def test_rule_of_one_address_is_read_and_a_pattern_is_none(line: str, found: list[tuple[str, str]]) -> None:
    assert [tuple(rule) for rule in rules_of(line)] == found


@pytest.mark.parametrize(
    ("settings", "post", "rules"),
    [
        ("hugo.toml", "content/posts/knots.md", "static/_redirects"),
        ("_config.yml", "_posts/2020-01-02-knots.md", "_redirects"),
    ],
)
def test_old_addresses_of_rules_lead_on(settings: str, post: str, rules: str, tmp_path: Path) -> None:
    address = "/posts/knots/" if settings == "hugo.toml" else "/2020/01/02/knots.html"
    for path, text in {
        settings: 'baseURL = "https://a.example/"\n' if settings == "hugo.toml" else "url: https://a.example\n",
        post: "---\ntitle: Knots\ndate: 2020-01-02\ntags: [rope]\n---\n\nWords.\n",
        rules: f"/first/ {address} 301\n/ p=7 {address} 301!\n/label/rope/ /blog/tag/rope/ 301\n{address} / 301\n"
        "# /x/* /y/:splat\n/notes/* /posts/:splat\n/app/* /index.html 200\n/* /404.html 404\n",
    }.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    site = read_old_site(tmp_path)
    (told,) = [note.message for note in site.notes if note.kind == "redirects"]
    assert f"({rules}:6)" in told
    plan = make_plan(site)
    knots = next(entry for entry in plan.site.entries if entry.title == "Knots")
    assert {"/first/", "/?p=7"} <= set(knots.old_addresses)
    assert moved_lines(plan)["/label/rope/"] == "/blog/tag/rope/"
    assert not any(path.endswith("_redirects") for path in plan.files)
