from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuable.addresses.ledger import (
    TAG_AUTHORITY,
    TAG_URI,
    Ledger,
    LedgerEntry,
    add_entries,
    format_ledger,
    is_due_after,
    is_of_another_site,
    line_problem,
    lost_since,
    parse_ledger,
    tag_parts,
    tag_uri,
)
from valuable.addresses.rename_guess import likely_successor, nearest_heading, redirect_line, trace_of

TODAY = "2026-11-24"
TAG = "tag:lights.example,2021:2021-03-26/hello"

slugs = st.text("abc-日é", min_size=1, max_size=6).map(lambda text: normalize("NFC", text))
pages = st.lists(slugs, max_size=3).map(lambda parts: "".join(f"/{part}" for part in parts) + "/")
ids = st.builds(
    tag_uri, st.just("a.example,2021"), st.sampled_from(("2021-01-01", "2027-01-01")), slugs
) | st.sampled_from(
    ("https://old.example/?p=123&x=é", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "tag:old.example:no-day")
)
targets = pages | st.sampled_from(("https://elsewhere.example/x?y=z#w", "/blog/atom.xml", "/posts/2021/x/#part"))
entries = (
    st.builds(lambda page, entry_id, gone: LedgerEntry(page, entry_id, gone), pages, st.none() | ids, st.booleans())
    | st.builds(lambda page, anchor, gone: LedgerEntry(f"{page}#{anchor}", None, gone), pages, slugs, st.booleans())
    | st.builds(lambda page: LedgerEntry(f"{page}feed.xml"), pages)
    | st.builds(lambda page, target: LedgerEntry(f"{page}x/", target=target), pages, targets)
    | st.builds(lambda page, target: LedgerEntry(f"{page}?p=12", target=target), pages, targets)
)
ledgers = st.lists(entries).map(lambda found: Ledger({entry.address: entry for entry in found}))


def test_lines_say_what_they_are() -> None:
    text = f"# Mine\n\n/posts/2021/hello/ {TAG}\n/posts/2021/hello/#a\ngone /b/\n/blog/atom.xml\n"
    ledger, problems = parse_ledger(text)
    assert problems == []
    assert list(ledger.entries.values()) == [
        LedgerEntry("/posts/2021/hello/", TAG, line=3),
        LedgerEntry("/posts/2021/hello/#a", line=4),
        LedgerEntry("/b/", gone=True, line=5),
        LedgerEntry("/blog/atom.xml", line=6),
    ]
    assert ledger.anchors() == {"/posts/2021/hello/": {"a": LedgerEntry("/posts/2021/hello/#a", line=4)}}
    assert format_ledger(ledger).splitlines() == [
        "# Mine",
        "gone /b/",
        "/blog/atom.xml",
        f"/posts/2021/hello/ {TAG}",
        "/posts/2021/hello/#a",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("posts/x/", "is no path from the site's root: write one, as in `/posts/2021/my-post/`"),
        ("https://lights.example/x/", "is no path from the site's root"),
        ("//x/", "is no path from the site's root"),
        ("/a/../b/", "is no path from the site's root"),
        ("/caf%C3%A9/", "is encoded: write `/café/`"),
        ("/cafe\u0301/", "is not in the form NFC of Unicode"),
        ("/x/?p=1", "is not the address of a page, a heading or a file"),
        ("/x/#", "is not the address of a page, a heading or a file"),
        ("/x/ hello", "`hello` is no id: write one as in `tag:example.org,2026:2026-11-24/my-post`"),
        (f"/x/ {TAG} {TAG}", "more than an address and an id stand here"),
        (f"/x/#y {TAG}", "is a heading, and has no id"),
        (f"/x.xml {TAG}", "is no post, and has no id"),
        ("/x/ https://old.example/a|b", "`https://old.example/a|b` is no id"),
        ("/x/ https://old.example/%zz", "is no id"),
        ("/x/ urn:", "`urn:` is no id"),
        ("/x.pdf https://old.example/?p=1", "is no post, and has no id"),
        ("gone", "an address is missing"),
        ("moved", "after `moved` stand an old address and the new one"),
        ("moved /x/", "after `moved` stand an old address and the new one"),
        ("moved /x/ /y/ /z/", "after `moved` stand an old address and the new one"),
        ("moved / /y/", "`/` is the home page, and can't be moved"),
        ("moved /x/#a /y/", "`/x/#a` is a heading"),
        ("moved /x/?what /y/", "`/x/?what` has a query that no host can look for"),
        ("moved https://old.example/x/ /y/", "is no path from the site's root"),
        ("moved /caf%C3%A9/ /y/", "is encoded: write `/café/`"),
        ("moved /x/ y/", "`y/` is neither a path from the site's root nor a whole address"),
        ("moved /x/ mailto:jo@a.example", "is neither a path from the site's root nor a whole address"),
        ("moved /x/ //a.example/", "is neither a path from the site's root nor a whole address"),
        ("moved /x/ /y/?z=1", "is neither a path from the site's root nor a whole address"),
        ("moved /x/ /caf%C3%A9/", "is encoded: write `/café/`"),
        ("<<<<<<< HEAD", "git could not merge two versions of this file"),
        ("=======", "git could not merge two versions of this file"),
    ],
)
def test_bad_line_is_one_message(line: str, message: str) -> None:
    ledger, problems = parse_ledger(f"/first/\n{line}\n/last/\n")
    assert [problem.line for problem in problems] == [2]
    assert message in problems[0].message
    assert list(ledger.entries) == ["/first/", "/last/"]


def test_id_may_be_any_that_a_feed_has_had_and_what_is_moved_leads_on() -> None:
    old = ["https://old.example/?p=123", "tag:old.example:no-day", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"]
    text = "".join(f"/{number}.html {entry_id}\n" for number, entry_id in enumerate(old))
    moved = "moved /?p=12 /1.html\nmoved /feed.xml /blog/atom.xml\nmoved /tag/x/ https://elsewhere.example/x/?y=1#z\n"
    ledger, problems = parse_ledger(text + moved)
    assert problems == []
    assert [entry.id for entry in ledger.entries.values() if entry.id] == old
    assert [(entry.address, entry.target) for entry in ledger.moved()] == [
        ("/?p=12", "/1.html"),
        ("/feed.xml", "/blog/atom.xml"),
        ("/tag/x/", "https://elsewhere.example/x/?y=1#z"),
    ]
    assert set(ledger.pages()) == {"/0.html", "/1.html", "/2.html"}
    assert format_ledger(Ledger(ledger.entries, ())).splitlines() == sorted(
        text.splitlines() + moved.splitlines(), key=address_in
    )


def address_in(line: str) -> str:
    return line.removeprefix("moved ").split()[0]


def test_another_sites_ledger_is_known_by_whose_its_ids_are() -> None:
    def ledger(entry_id: str) -> Ledger:
        return Ledger({"/a/": LedgerEntry("/a/", entry_id)})

    mine, moved_in, other = "tag:a.example,2021:2021-01-01/x", "https://a.example/?p=1", "https://b.example/?p=1"
    assert not is_of_another_site(ledger(moved_in), ledger("https://a.example/?p=2"))
    assert is_of_another_site(ledger(mine), ledger(other))
    assert is_of_another_site(ledger("urn:uuid:1"), ledger("urn:isbn:1"))


def test_address_that_stands_twice_is_reported() -> None:
    _, problems = parse_ledger("/a/\ngone /a/\n")
    assert [(problem.line, problem.message) for problem in problems] == [
        (2, "`/a/` stands in line 1 too: keep one of the two lines")
    ]


@given(ledgers)
def test_what_is_written_is_read_again(ledger: Ledger) -> None:
    text = format_ledger(ledger)
    found, problems = parse_ledger(text)
    assert problems == []
    assert format_ledger(found) == text
    assert {str(entry) for entry in found.entries.values()} == {str(entry) for entry in ledger.entries.values()}
    assert is_normalized("NFC", text)


@given(ledgers)
def test_lines_are_sorted_by_address(ledger: Ledger) -> None:
    found, _ = parse_ledger(format_ledger(ledger))
    assert list(found.entries) == sorted(found.entries)


@given(ledgers, st.lists(entries))
def test_adding_never_loses(ledger: Ledger, found: list[LedgerEntry]) -> None:
    after, added = add_entries(ledger, found, TODAY)
    assert lost_since(ledger, after, TODAY) == []
    assert after.entries.keys() == ledger.entries.keys() | {entry.address for entry in found}
    assert [entry.address for entry in ledger.entries.values() if entry.gone != after.entries[entry.address].gone] == []
    assert add_entries(after, [after.entries[entry.address] for entry in added], TODAY) == (after, [])


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    ledger, _ = parse_ledger(text)
    assert parse_ledger(format_ledger(ledger))[1] == []


@given(slugs)
def test_id_is_one_by_the_rules_and_says_what_it_was_made_from(slug: str) -> None:
    entry_id = tag_uri("jo@example.org,2021-03", "2021-03-26", slug)
    assert TAG_URI.fullmatch(entry_id)
    assert tag_parts(entry_id) == ("2021-03-26", slug)
    assert line_problem("/x/", [entry_id]) is None


@pytest.mark.parametrize("right", ["example.org,2021", "a.b-c.example,2021-12", "jo.w@a.example,2021-12-31", "x,2021"])
def test_authority_is_a_name_and_a_day(right: str) -> None:
    assert TAG_AUTHORITY.fullmatch(right)


@pytest.mark.parametrize("wrong", ["", "example.org", "a.example,21", "https://a.example,2021", "a b,2021", "é,2021"])
def test_another_authority_is_none(wrong: str) -> None:
    assert not TAG_AUTHORITY.fullmatch(wrong)


def test_id_of_a_post_to_come_may_change_until_it_is_due() -> None:
    before = Ledger({"/p/": LedgerEntry("/p/", tag_uri("a,2021", "2026-12-01", "p"))})
    later = LedgerEntry("/p/", tag_uri("a,2021", "2027-01-01", "p"))
    assert is_due_after(before.entries["/p/"].id, TODAY)
    after, added = add_entries(before, [later], TODAY)
    assert after.entries["/p/"].id == later.id
    assert added == [later]
    assert lost_since(before, after, TODAY) == []
    assert add_entries(before, [later], "2026-12-01")[1] == []
    assert lost_since(before, after, "2026-12-01") != []


def test_what_is_lost_is_told() -> None:
    before = Ledger(
        {entry.address: entry for entry in (LedgerEntry("/a/"), LedgerEntry("/b/"), LedgerEntry("/c/", TAG))}
    )
    now = Ledger({entry.address: entry for entry in (LedgerEntry("/b/", gone=True), LedgerEntry("/c/", f"{TAG}-2"))})
    assert [entry.address for entry in lost_since(before, now, TODAY)] == ["/a/", "/c/"]


# -- What has become of a page --------------------------------------------------------------------------------------


def test_renamed_post_is_known_by_its_day_name_or_headings() -> None:
    lost = trace_of("/posts/2021/old-name/", tag_uri("a,2021", "2021-03-26", "old-name"), ["one", "two"])
    by_day = trace_of("/posts/2021/another/", tag_uri("", "2021-03-26", "another"), [])
    by_name = trace_of("/posts/2022/old-name/", tag_uri("", "2022-01-01", "old-name"), [])
    by_headings = trace_of("/posts/2023/else/", tag_uri("", "2023-01-01", "else"), ["one", "two", "three"])
    other = trace_of("/posts/2024/zzz/", tag_uri("", "2024-01-01", "zzz"), ["nothing"])
    for right in (by_day, by_name, by_headings):
        assert likely_successor(lost, [other, right]) == right
    assert likely_successor(lost, [other]) is None
    assert likely_successor(lost, []) is None


def test_very_many_new_pages_are_told_apart_too() -> None:
    new = [trace_of(f"/posts/2022/p{n}/", tag_uri("", f"20{n % 90 + 10}-01-01", f"p{n}"), []) for n in range(1000)]
    lost = trace_of("/posts/2021/p7/", tag_uri("a,2021", "2017-01-01", "p7"), [])
    assert likely_successor(lost, new) == new[7]


def test_redirect_line_can_be_pasted() -> None:
    assert redirect_line(["/a/", "/b.html", "/a/"]) == "redirect: [/a/, /b.html]"
    assert redirect_line(["/?p=12", "/it's, here/"]) == "redirect: ['/?p=12', '/it''s, here/']"


def test_nearest_heading_is_one_that_is_like_it() -> None:
    assert nearest_heading("what-we-learned", ["plans", "what-we-have-learned"]) == "what-we-have-learned"
    assert nearest_heading("what-we-learned", ["zzz"]) is None
    assert nearest_heading("what-we-learned", []) is None
