"""What is held back is nowhere: these tests look for its words in every byte that a build leaves behind."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import Site, main_of
from sphinx.builders import Builder

import valuable.content.drafts
from valuable.content.drafts import UNREADABLE, held_back_reason
from valuable.content.front_matter import FrontMatter, Problem
from valuable.content.source_checks import Source

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 6, 1, 12, tzinfo=LONDON)
CAT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
CANARY = "zyzzyvaunpublished"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0500f0003860180b3a1cf3b0000000049454e44ae426082"
)


def source(problems: tuple[Problem, ...] = (), **values: object) -> Source:
    return Source("posts/2021/x", "posts/2021/x.md", "post", FrontMatter(**values), problems)  # type: ignore[arg-type]


def leaks(site: Site) -> list[str]:
    """Return the files under ``_build`` in which the canary stands, by name or by content."""
    return [
        path
        for path, content in site.files(site.folder / "_build").items()
        if CANARY in path or CANARY.encode() in content or PNG in content
    ]


def secret_post(site: Site, **keys: str) -> None:
    site.write(f"posts/2021/{CANARY}/{CANARY}.png", PNG)
    site.post(
        f"posts/2021/{CANARY}/index.md",
        f"({CANARY}-label)=\n## {CANARY}\n\n![{CANARY}]({CANARY}.png)\n\n{CANARY}\n",
        title=CANARY,
        tags=f"[{CANARY}]",
        **keys,
    )


def test_reason_is_given_for_drafts_future_and_doubt() -> None:
    assert held_back_reason(source(date=NOON), NOON, show_drafts=False) is None
    assert held_back_reason(source(date=NOON, draft=True), NOON, show_drafts=False) == "a draft"
    assert (
        held_back_reason(source(date=NOON + timedelta(minutes=1)), NOON, show_drafts=False)
        == "not due before 2026-06-01 12:01"
    )
    doubt = (Problem(1, "?", decisive=True),)
    assert held_back_reason(source(doubt, date=NOON), NOON, show_drafts=False) == UNREADABLE
    assert held_back_reason(source((Problem(1, "?"),), date=NOON), NOON, show_drafts=False) is None


def test_preview_shows_drafts_but_not_what_cannot_be_read() -> None:
    assert held_back_reason(source(draft=True), NOON, show_drafts=True) is None
    assert held_back_reason(source(date=NOON + timedelta(days=1)), NOON, show_drafts=True) is None
    assert held_back_reason(source((Problem(1, "?", decisive=True),)), NOON, show_drafts=True) == UNREADABLE


@pytest.mark.parametrize("keys", [{"draft": "true"}, {"draft": "true", "date": None}, {"date": "2999-01-01"}])
def test_held_back_post_is_nowhere(site: Site, keys: dict[str, str]) -> None:
    site.post()
    secret_post(site, **keys)
    assert site.build() == []
    assert leaks(site) == []


@pytest.mark.parametrize(
    "block",
    [
        "date: 2021-03-26\nDraft: true",
        "date: 2021-03-26\ndraft: maybe",
        "date: 2021-03-26\ntitle: a: b",
        "draft: [true",
    ],
)
def test_gate_fails_closed_and_says_so(site: Site, block: str) -> None:
    site.post()
    site.write(f"posts/2021/{CANARY}.md", f"---\n{block}\n---\n\n# {CANARY}\n")
    warnings = site.build()
    assert len(warnings) == 1
    assert warnings[0].startswith(f"posts/2021/{CANARY}.md:")
    assert leaks(site) == []


def test_flipping_a_post_to_draft_removes_every_trace_and_reads_nothing_else(site: Site) -> None:
    site.post()
    secret_post(site)
    assert site.build() == []
    assert leaks(site)
    read: list[str] = []
    secret_post(site, draft="true")
    assert build_noting(site, read) == []
    assert leaks(site) == []
    assert read == []
    secret_post(site)
    assert build_noting(site, read) == []
    assert read == [f"posts/2021/{CANARY}/index"]
    assert (site.html / f"blog/tag/{CANARY}/index.html").is_file()


def build_noting(site: Site, read: list[str]) -> list[str]:
    """Build the site, and add what Sphinx reads to *read*."""
    with pytest.MonkeyPatch.context() as patch:
        original = Builder.read_doc

        def noting(self: Builder, docname: str, **options: bool) -> None:
            read.append(docname)
            original(self, docname, **options)

        patch.setattr(Builder, "read_doc", noting)
        return site.build()


@pytest.mark.parametrize("link", ["{ref}`canary-label`", "[](#canary-label)"])
def test_heading_of_a_post_that_became_a_draft_is_shown_nowhere(site: Site, link: str) -> None:
    site.post(body=f"See {link}.\n")
    for day in (1, 2):  # so that the two are no neighbours
        site.post(f"posts/2021/between{day}.md", date=f"2021-04-0{day}", title=f"Between {day}")
    body = f"(canary-label)=\n## {CANARY}\n"
    site.post("posts/2021/secret.md", body=body, date="2021-05-01", title="Secret")
    assert site.build() == []
    site.post("posts/2021/secret.md", body=body, date="2021-05-01", title="Secret", draft="true")
    (warning,) = site.build()
    assert "which is a draft" in warning
    assert leaks(site) == []


def test_post_of_the_future_appears_in_the_first_build_after_it_is_due(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.post(date="2026-06-01T12:00")
    for minute, there in ((-1, False), (0, True)):
        monkeypatch.setattr(
            valuable.content.drafts, "build_moment", lambda app, at=NOON + timedelta(minutes=minute): at
        )
        monkeypatch.setattr("valuable.pages.page_context.build_moment", lambda app, at=NOON: at)
        assert site.build() == []
        assert (site.html / "posts/2021/hello/index.html").is_file() is there


def test_due_date_is_the_sites_own_midnight(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.post(date="2026-06-02")
    before = datetime(2026, 6, 1, 23, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in London's summer
    monkeypatch.setattr(valuable.content.drafts, "build_moment", lambda app: before)
    assert site.build() == []
    assert (site.html / "posts/2021/hello/index.html").is_file()


@pytest.mark.parametrize(
    "link",
    [
        "[x](secret.md)",
        "{doc}`secret`",
        "{doc}`/posts/2021/secret`",
        "[x](secret)",
        "[x](/posts/2021/secret/)",
        "{ref}`x <secret-label>`",
        "[x](#secret-label)",
        "{any}`secret-label`",
        "[x](https://lights.example/posts/2021/secret/)",
        "<https://lights.example/posts/2021/secret/>",
        "[x](secret.md#secret)",
        '<a href="/posts/2021/secret/">x</a>',
        '<a href="secret.md">x</a>',
        "[[secret]]",
        "[![A cat](cat.svg)](/posts/2021/secret/)",
    ],
)
def test_link_to_a_held_back_post_is_an_error_that_says_so(site: Site, link: str) -> None:
    site.post("posts/2021/secret.md", body="(secret-label)=\n## Secret\n", draft="true")
    site.write("posts/2021/cat.svg", CAT)
    site.post(body=f"See {link}.\n")
    warnings = site.build()
    assert len(warnings) == 1
    assert "posts/2021/hello.md:7: WARNING: the page links to posts/2021/secret.md, which is a draft" in warnings[0]


def test_link_to_a_post_that_cannot_be_read_adds_no_second_message(site: Site) -> None:
    site.post("posts/2021/secret.md", date="soon")
    site.post(body="See [x](secret.md).\n")
    assert len(site.build()) == 1


# How a page takes something of another.
TAKING = [
    "```{include} ../2021/CANARY/index.md\n```",
    "```{literalinclude} ../2021/CANARY/index.md\n```",
    "{download}`x <../2021/CANARY/index.md>`",
    "[x](path:../2021/CANARY/index.md)",
    "```{literalinclude} ../../index.md\n:diff: CANARY/index.md\n```",
    "![A picture](CANARY/CANARY.png)",
    "![A picture](/posts/2021/CANARY/CANARY.png)",
    "![A picture](https://lights.example/posts/2021/CANARY/CANARY.png)",
    "![[CANARY.png|A picture]]",
    "![[CANARY/CANARY.png|A picture]]",
    "[A picture](CANARY/CANARY.png)",
    "![A film](CANARY/CANARY.mp4)",
    "![[CANARY.mp4|A film]]",
    "![Surf](CANARY/CANARY.mp3)",
    "[A film](CANARY/CANARY.mp4)",
    "```{video} CANARY/CANARY.mp4\n:alt: A film\n```",
    "```{video} cat.mp4\n:alt: A film\n:poster: CANARY/CANARY.png\n```",
    "![A film](cat.mp4){poster=CANARY/CANARY.png}",
    '<img src="CANARY/CANARY.png" alt="A picture">',
    '<a href="CANARY/CANARY.png">A picture</a>',
    '<a href="/posts/2021/CANARY/CANARY.png">A picture</a>',
    '<picture><source srcset="CANARY/CANARY.png 2x"><img src="cat.svg" alt="A cat"></picture>',
    '<video src="cat.mp4" poster="CANARY/CANARY.png" controls></video>',
    '<video controls><source src="CANARY/CANARY.mp4"></video>',
    '<video controls src="cat.mp4"><track src="CANARY/CANARY.vtt" kind="captions" srclang="en"></video>',
    '<audio src="CANARY/CANARY.mp3" controls></audio>',
]


def secret_files(site: Site, **keys: str) -> None:
    """Write a post with files of all kinds, and those that other pages may have."""
    secret_post(site, **keys)
    for suffix in ("mp3", "mp4"):
        site.write(f"posts/2021/{CANARY}/{CANARY}.{suffix}", PNG)
    site.write(f"posts/2021/{CANARY}/{CANARY}.vtt", f"WEBVTT\n\n00:00.000 --> 00:02.000\n{CANARY}\n")
    site.write("posts/2021/cat.mp4", bytes(30))
    site.write("posts/2021/cat.svg", CAT)


@pytest.mark.parametrize("markup", TAKING)
def test_held_back_text_does_not_leave_through_another_page(site: Site, markup: str) -> None:
    secret_files(site, draft="true")
    site.post(body=markup.replace("CANARY", CANARY) + "\n")
    warnings = site.build()
    assert len(warnings) == 1, warnings
    assert warnings[0].startswith("posts/2021/hello.md:7: WARNING: the page takes something from posts/2021/")
    assert "which is a draft: publish that one first, or take this out" in warnings[0]
    assert leaks(site) == []


def test_nothing_stays_of_what_other_pages_took_when_it_becomes_a_draft(site: Site) -> None:
    secret_files(site)
    for number, markup in enumerate(TAKING):
        site.post(f"posts/2021/n{number}.md", markup.replace("CANARY", CANARY) + "\n", f"N{number}")
    site.build()
    assert len(leaks(site)) > len(TAKING)
    for _ in range(2):
        secret_files(site, draft="true")
        found = {line.partition(":")[0] for line in site.build() if "which is a draft: publish" in line}
        assert sorted(found) == sorted(f"posts/2021/n{number}.md" for number in range(len(TAKING)))
        assert leaks(site) == []


def test_cover_in_the_folder_of_a_draft_is_one_message(site: Site) -> None:
    secret_post(site, draft="true")
    site.post(cover=f"{CANARY}/{CANARY}.png", cover_alt="A cover")
    for _ in range(2):
        assert site.build() == [
            f"posts/2021/hello.md:3: WARNING: the page takes something from posts/2021/{CANARY}/index.md, "
            "which is a draft: publish that one first, or take this out [valuable.front_matter]"
        ]
        assert leaks(site) == []
    assert site.build(show_drafts=True) == []
    assert main_of(site.page("/blog/")).select_one("img")["alt"] == "A cover"


def test_cover_goes_when_its_owner_becomes_a_draft_and_comes_again(site: Site) -> None:
    secret_post(site)
    site.post(cover=f"{CANARY}/{CANARY}.png", cover_alt="A cover")
    assert site.build() == []
    secret_post(site, date="2999-01-01")
    (warning,) = site.build()
    assert "posts/2021/hello.md:3: WARNING: the page takes something from" in warning
    assert "which is not due before 2999-01-01 00:00" in warning
    assert leaks(site) == []
    secret_post(site)
    assert site.build() == []
    assert main_of(site.page("/blog/")).select_one("img")["alt"] == "A cover"


def test_cover_that_is_removed_between_builds_is_one_message(site: Site) -> None:
    file = site.write("posts/2021/cover.png", PNG)
    site.post(cover="cover.png", cover_alt="A cover")
    assert site.build() == []
    file.unlink()
    (warning,) = site.build()
    assert "posts/2021/hello.md:3: WARNING: `cover`: there is no picture `cover.png` beside the post" in warning
    site.write("posts/2021/cover.png", PNG)
    assert site.build() == []
    assert main_of(site.page("/blog/")).select_one("img")["alt"] == "A cover"


def test_picture_of_a_draft_on_two_pages_is_a_message_for_each(site: Site) -> None:
    secret_post(site, draft="true")
    for name in ("a", "b"):
        site.post(
            f"posts/2021/{name}.md",
            f"![A picture]({CANARY}/{CANARY}.png)\n",
            cover_alt="A",
            cover=f"{CANARY}/{CANARY}.png",
        )
    assert sorted(line.partition(": WARNING: the page takes something from ")[0] for line in site.build()) == [
        *("posts/2021/a.md:4", "posts/2021/a.md:9", "posts/2021/b.md:4", "posts/2021/b.md:9"),
    ]
    assert leaks(site) == []
    assert site.build(show_drafts=True) == []


def test_preview_shows_drafts_with_a_badge(site: Site) -> None:
    site.post("posts/2021/a.md", draft="true", date=None)
    site.post("posts/2021/b.md", date="2999-01-01")
    assert site.build(show_drafts=True) == []
    assert main_of(site.page("/posts/2021/a/")).select_one(".badge").get_text() == "Draft"
    assert main_of(site.page("/posts/2021/b/")).select_one(".badge").get_text() == "Due on 1 January 2999"
    assert len(main_of(site.page("/blog/")).select(".h-entry .badge")) == 2


def test_cover_of_a_sure_draft_may_be_missing(site: Site) -> None:
    site.post(draft="true", cover="not-yet.png", cover_alt="x")
    assert site.build() == []


def test_problems_of_a_sure_draft_wait_until_it_is_shown(site: Site) -> None:
    site.post(draft="true", tags="[]")
    assert site.build() == []
    assert len(site.build(show_drafts=True)) == 1
