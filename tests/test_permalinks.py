import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from conftest import ROOT, Site
from sphinx.errors import ConfigError

from valuable.addresses import permalinks
from valuable.addresses.ledger import add_entries, format_ledger
from valuable.addresses.permalinks import build_day, entry_ids, ledger_of
from valuable.commands.permalinks import published_addresses

TAG = "tag:lights.example,2021:"


def record(site: Site, now: datetime | None = None) -> list[str]:
    """Build the site, add what is new to its ledger, and return the lines of it without the comments."""
    assert site.build() == []
    ledger, _ = add_entries(ledger_of(site.app), published_addresses(site.app), build_day(site.app))
    site.write("permalinks.txt", format_ledger(ledger))
    return [line for line in format_ledger(ledger).splitlines() if not line.startswith("#")]


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Let builds take place on another day."""
    import valuable.content.drafts
    import valuable.pages.page_context

    for module in (valuable.content.drafts, valuable.pages.page_context, permalinks):
        monkeypatch.setattr(module, "build_moment", lambda app: datetime.fromisoformat(f"{day}T12:00+00:00"))


def test_site_without_a_ledger_checks_nothing(site: Site) -> None:
    site.post()
    assert site.build() == []
    site.write("permalinks.txt", "")
    assert site.build() == []
    site.write("permalinks.txt", "# Nothing yet\n")
    assert site.build() == []


def test_everything_public_is_noted_and_what_is_due_later_and_no_draft(site: Site) -> None:
    site.post(body="## One\n\n### Two `code`\n\n(label)=\n\n## 产品\n")
    site.post("posts/2021/folder/index.md", date="2021-05-01T23:30-05:00")
    site.post("posts/2999/later.md", date="2999-01-01", body="## Secret\n")
    site.post("posts/2021/draft.md", draft="true")
    site.write("about.md", "# About\n\n## Who\n")
    site.write("concepts/plan.md", "# Plan\n\nA plan.\n")
    site.write("concepts/draft.md", "---\ndraft: true\n---\n\n# Draft\n")
    assert record(site) == [
        "/",
        "/about/",
        "/about/#who",
        "/blog/atom.xml",
        "/blog/feed.json",
        "/blog/rss.xml",
        "/concepts/plan/",
        f"/posts/2021/folder/ {TAG}2021-05-02/folder",
        f"/posts/2021/hello/ {TAG}2021-03-26/hello",
        "/posts/2021/hello/#label",
        "/posts/2021/hello/#one",
        "/posts/2021/hello/#two-code",
        "/posts/2021/hello/#产品",
        f"/posts/2999/later/ {TAG}2999-01-01/later",
    ]
    assert site.build() == []


@pytest.mark.parametrize("keys", [{}, {"redirect": "[/2019/x/, '/?p=1']"}])
def test_renamed_post_is_found_and_its_line_cures_it(site: Site, keys: dict[str, str]) -> None:
    old = site.post(body="## Findings\n\n## Methods\n", **keys)
    site.post("posts/2020/other.md", date="2020-01-01", title="Other")
    record(site)
    old.unlink()
    site.post("posts/2022/renamed-entirely.md", body="## Findings\n\n## Methods\n", **keys)
    site.post("posts/2022/new.md", date="2022-01-01", title="New")
    warnings = site.build()
    assert len(warnings) == 1, warnings
    assert warnings[0].startswith("permalinks.txt:7: WARNING: `/posts/2021/hello/` is no longer there: most likely it")
    assert "has become posts/2022/renamed-entirely.md" in warnings[0]
    line = warnings[0].partition("`redirect: ")[2].partition("`")[0]
    assert line == ("[/2019/x/, '/?p=1', /posts/2021/hello/]" if keys else "[/posts/2021/hello/]")
    assert ("in line 3" in warnings[0]) == bool(keys)
    assert "or here `gone /posts/2021/hello/`" in warnings[0]
    site.post("posts/2022/renamed-entirely.md", body="## Findings\n\n## Methods\n", redirect=line)
    assert site.build() == []
    assert site.page("/posts/2021/hello/").a["href"] == "../../2022/renamed-entirely/"


def test_id_stays_over_several_renames_and_another_date(site: Site) -> None:
    path = "posts/2021/hello.md"
    site.post(path)
    record(site)
    for name, olds in (("b", "[/posts/2021/hello/]"), ("c", "[/posts/2021/b/, /posts/2021/hello/]")):
        (site.folder / path).unlink()
        path = f"posts/2022/{name}.md" if name == "c" else f"posts/2021/{name}.md"
        site.post(path, redirect=olds, date="2022-12-31")
        lines = record(site)
    assert f"/posts/2022/c/ {TAG}2021-03-26/hello" in lines
    assert entry_ids(site.app) == {"posts/2022/c": f"{TAG}2021-03-26/hello"}


def test_id_of_another_script_is_encoded(site: Site) -> None:
    site.post("posts/2021/产品.md")
    assert site.build() == []
    assert entry_ids(site.app) == {"posts/2021/产品": f"{TAG}2021-03-26/%E4%BA%A7%E5%93%81"}


def test_id_in_the_ledger_counts(site: Site) -> None:
    site.post()
    site.write("permalinks.txt", "/posts/2021/hello/ tag:old.example,2019:anything\n")
    assert site.build() == []
    assert entry_ids(site.app) == {"posts/2021/hello": "tag:old.example,2019:anything"}


def test_two_posts_of_one_id_are_reported(site: Site) -> None:
    site.post("posts/2021/x.md")
    site.post("posts/2022/x.md")
    assert site.build() == [
        f"posts/2022/x.md:2: WARNING: in feeds it would have the id of posts/2021/x.md, `{TAG}2021-03-26/x`: "
        f"write in permalinks.txt `/posts/2022/x/ {TAG}2021-03-26/x-2` [valuable.permalinks]"
    ]
    site.write("permalinks.txt", f"/posts/2022/x/ {TAG}2021-03-26/x-2\n")
    assert site.build() == []


def test_third_post_of_one_id_has_a_third_one(site: Site) -> None:
    for year in 2021, 2022, 2023:
        site.post(f"posts/{year}/x.md")
    warnings = site.build()
    assert [f"x-{number}` [" in line for number, line in zip((2, 3), warnings, strict=True)] == [True, True]


def test_two_posts_of_one_address_are_told_of_that_alone(site: Site) -> None:
    site.post("posts/2026/features.md")
    site.post("posts/2026/features/index.md")
    (warning,) = site.build()
    assert warning.startswith(
        "posts/2026/features/index.md:1: WARNING: it has the address of posts/2026/features.md, "
        "`/posts/2026/features/`: rename or remove one of them"
    )


def test_deleted_page_without_a_successor_may_be_retired(site: Site) -> None:
    site.write("about.md", "# About\n\n## Who\n")
    record(site)
    (site.folder / "about.md").unlink()
    warnings = site.build()
    assert len(warnings) == 1, warnings
    assert "permalinks.txt:3: WARNING: `/about/` is no longer there, and no new page is like it" in warnings[0]
    assert "or here `gone /about/`" in warnings[0]
    ledger = (site.folder / "permalinks.txt").read_text()
    site.write("permalinks.txt", ledger.replace("/about/\n", "gone /about/\n"))
    assert site.build() == []
    page = site.page("/about/")
    assert page.h1.get_text() == "This page is gone"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("link[rel=canonical]") is None
    assert {"../", "../blog/"} <= {link["href"] for link in page.select("[role=main] a")}


def test_what_is_gone_and_there_is_reported(site: Site) -> None:
    site.post(redirect="[/old/]")
    site.write("permalinks.txt", "gone /old/\ngone /posts/2021/hello/\ngone /blog/\n")
    warnings = site.build()
    assert [line.partition(" WARNING")[0] for line in warnings] == [f"permalinks.txt:{n}:" for n in (1, 2, 3)]
    assert "posts/2021/hello.md has it as `redirect`: take one of them out" in warnings[0]
    assert "is `gone` here, and is there: posts/2021/hello.md" in warnings[1]


def test_published_post_that_is_held_back_is_reported(site: Site) -> None:
    site.post()
    record(site)
    site.post(draft="true")
    warnings = site.build()
    assert len(warnings) == 1
    assert "has been published, and posts/2021/hello.md is held back now (a draft): publish it, or" in warnings[0]
    site.post(date="2999-01-01")
    assert "is held back now (not due before 2999-01-01 00:00): publish it" in site.build()[0]


def test_post_to_come_may_be_postponed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2030-01-01")
    site.post("posts/2030/p.md", date="2030-02-01")
    assert f"/posts/2030/p/ {TAG}2030-02-01/p" in record(site)
    site.post("posts/2030/p.md", date="2030-03-01")
    assert f"/posts/2030/p/ {TAG}2030-03-01/p" in record(site)
    at(monkeypatch, "2030-02-15")
    assert site.build() == []
    at(monkeypatch, "2030-03-15")
    assert site.build() == []
    assert entry_ids(site.app) == {"posts/2030/p": f"{TAG}2030-03-01/p"}
    site.post("posts/2030/p.md", date="2031-01-01")
    assert "has been published, and posts/2030/p.md is held back now" in site.build()[0]


def test_post_to_come_that_will_not_come_is_taken_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2030-01-01")
    file = site.post("posts/2030/p.md", date="2030-02-01")
    record(site)
    site.post("posts/2030/p.md", date="2030-02-01", draft="true")
    assert "has not been published, and posts/2030/p.md is a draft: take the line out" in site.build()[0]
    file.unlink()
    assert "has not been published, and its post is no longer there: take the line out" in site.build()[0]


def test_renamed_heading_is_found_and_keeps_its_anchor(site: Site) -> None:
    site.post(body="## The plan\n\nX.\n\n## 产品\n\nX.\n\n## Last\n")
    record(site)
    body = "## The plans\n\nX.\n\n## 产品经理\n\nX.\n\n## Last\n\n## A new one\n"
    site.post(body=body)
    assert site.build() == [
        "posts/2021/hello.md:7: WARNING: `/posts/2021/hello/#the-plan` leads to no heading any more, "
        "most likely because it is now `The plans`: write `(the-plan)=` on a line before that [valuable.permalinks]",
        "posts/2021/hello.md:11: WARNING: `/posts/2021/hello/#产品` leads to no heading any more, "
        "most likely because it is now `产品经理`: write `(产品)=` on a line before that [valuable.permalinks]",
    ]
    site.post(body=body.replace("## The plans", "(the-plan)=\n## The plans").replace("## 产品", "(产品)=\n## 产品"))
    assert site.build() == []
    page = site.page("/posts/2021/hello/")
    for anchors in (("the-plan", "the-plans"), ("产品", "产品经理")):
        for anchor in anchors:
            found = page.find(id=anchor)
            assert found is not None, anchor
    assert page.find(id="the-plan").h2.get_text().startswith("The plans")


@pytest.mark.parametrize(("old", "anchor"), [("Wie anfängt", "wie-anfängt"), ("The `read_text`", "the-read_text")])
def test_label_keeps_both_anchors_of_a_heading(site: Site, old: str, anchor: str) -> None:
    site.post(body=f"## {old}\n\n## Other\n")
    assert f"/posts/2021/hello/#{anchor}" in record(site)
    site.post(body="## Zzz\n\n## Other\n")
    warnings = site.build()
    assert len(warnings) == 1, warnings
    assert f"write `({anchor})=` on a line before that" in warnings[0]
    site.post(body=f"({anchor})=\n## Zzz\n\n## Other\n")
    assert site.build() == []


def test_deleted_heading_may_be_retired(site: Site) -> None:
    site.post(body="## One\n\n## Two\n")
    lines = record(site)
    site.post(body="## Two\n")
    warnings = site.build()
    assert len(warnings) == 1
    assert "posts/2021/hello.md:1: WARNING: `/posts/2021/hello/#one` leads to no heading any more" in warnings[0]
    site.write("permalinks.txt", "\n".join(lines).replace("/posts/2021/hello/#one", "gone /posts/2021/hello/#one"))
    assert site.build() == []


def test_pages_may_share_the_name_of_an_old_anchor(site: Site) -> None:
    for name in ("a", "b"):
        site.post(f"posts/2021/{name}.md", body="## Summary\n")
    record(site)
    for name in ("a", "b"):
        site.post(f"posts/2021/{name}.md", body="(summary)=\n## In short\n")
        assert site.build() == [] or name == "a"
    for name in ("a", "b"):
        assert site.page(f"/posts/2021/{name}/").find(id="summary").h2.get_text().startswith("In short")
    incremental = site.files()
    site.clean()
    assert site.build(jobs=2) == []
    assert site.files() == incremental
    site.write("permalinks.txt", "")
    assert any("duplicate label summary" in line for line in site.build())


def test_preview_checks_nothing(site: Site) -> None:
    site.post()
    site.write("permalinks.txt", "/lost/\nnonsense\n/posts/2021/hello/#lost\n")
    assert site.build(show_drafts=True) == []


def test_bad_line_is_reported_with_its_place(site: Site) -> None:
    site.write("permalinks.txt", "# Mine\nnonsense\n")
    assert site.build() == [
        "permalinks.txt:2: WARNING: `nonsense` is no path from the site's root: write one, as in "
        "`/posts/2021/my-post/` [valuable.permalinks]"
    ]
    site.write("permalinks.txt", b"/caf\xe9/\n")
    assert "permalinks.txt:1: WARNING: the file is not in UTF-8" in site.build()[0]


def test_bad_redirect_is_reported_alone(site: Site) -> None:
    site.post(redirect="[/old/]")
    site.write("permalinks.txt", "/old/\n")
    assert site.build() == []
    site.post(redirect="/old/")
    assert len(site.build()) == 1


@pytest.mark.parametrize("value", ["", "example.org", 3])
def test_authority_is_needed(site: Site, value: object) -> None:
    with pytest.raises(ConfigError, match=r"feed_id_authority is .*: write a domain or an e-mail address of yours"):
        site.build(feed_id_authority=value)


def test_site_is_the_same_after_a_change_of_the_ledger(site: Site) -> None:
    site.post(redirect="[/old/]")
    for text in ("gone /a/\ngone /b.html\n", "gone /b.html\n/old/\n", "", "gone /x/y/\n"):
        site.write("permalinks.txt", text)
        assert site.build() == []
        incremental = site.files()
        site.clean()
        assert site.build() == []
        assert site.files() == incremental


# -- The command ----------------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "valuable", "permalinks", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SEARCH": "0"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=A", "-c", "user.email=a@a.example")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def test_command_adds_what_is_new_and_removes_nothing(site: Site) -> None:
    site.post()
    done = run(site.folder)
    assert done.returncode == 0, done.stderr
    feeds = "/blog/atom.xml, /blog/feed.json, /blog/rss.xml"
    assert f"permalinks.txt has 5 more now: /, {feeds}, /posts/2021/hello/. Commit it." in done.stdout
    before = (site.folder / "permalinks.txt").read_bytes()
    assert "permalinks.txt has every address already." in run(site.folder).stdout
    assert (site.folder / "permalinks.txt").read_bytes() == before
    site.write("permalinks.txt", before + b"gone /z/\n/lost/\n")
    done = run(site.folder)
    assert done.returncode == 1
    assert "permalinks.txt:8: WARNING: `/lost/` is no longer there" in done.stderr
    assert (site.folder / "permalinks.txt").read_bytes() == before + b"gone /z/\n/lost/\n"
    assert [path.name for path in site.folder.glob("permalinks*")] == ["permalinks.txt"]


def test_command_says_what_was_lost_since_a_commit(site: Site) -> None:
    site.write("permalinks.txt", "/a/\n/b/\n")
    git(site.folder, "init", "-q")
    git(site.folder, "add", "permalinks.txt")
    git(site.folder, "commit", "-qm", "One")
    site.write("permalinks.txt", "gone /a/\n/b/\n/c/\n")
    assert run(site.folder, "--since", "HEAD").returncode == 0
    site.write("permalinks.txt", "gone /a/\n")
    done = run(site.folder, "--since", "HEAD")
    assert (done.returncode, done.stdout) == (
        1,
        "permalinks.txt: the line `/b/` was there and is not: put it back, or write `gone /b/`\n",
    )
    assert run(site.folder, "--since", "0" * 40).returncode == 0
