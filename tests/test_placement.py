"""Which files are sources: none that is hidden; folders of pages; posts of other systems are told."""

import pytest
from conftest import CONF, Site

CONVERTED = {
    "posts/2021/a.rst": "pandoc -f rst -t gfm posts/2021/a.rst -o posts/2021/a.md",
    "posts/2021/a/index.rst": "pandoc -f rst",
    "posts/2021/my post.html": "pandoc -f html -t gfm 'posts/2021/my post.html' -o 'posts/2021/my post'.md",
    "posts/2021/a.HTM": "pandoc -f html",
    "posts/2021/a.mdx": "git mv posts/2021/a.mdx posts/2021/a.md",
    "posts/2021/a.org": "pandoc -f org",
    "posts/2021/a.Rmd": "git mv",
    "posts/2021/a.qmd": "git mv",
    "posts/2021/a.adoc": "pandoc -f asciidoc",
    "posts/2021/a.textile": "pandoc -f textile",
    "posts/2021/a.docx": "pandoc -t gfm",
    "posts/a.org": "pandoc -f org",
    "concepts/a.rst": "pandoc -f rst",
}


@pytest.mark.parametrize("path", CONVERTED)
def test_post_of_another_kind_is_told_with_what_converts_it(site: Site, path: str) -> None:
    site.post("posts/2021/other.md")
    site.write(path, "words")
    (message,) = site.build()
    assert message.startswith(f"{path}:1: WARNING")
    assert CONVERTED[path] in message


@pytest.mark.parametrize("path", ["posts/2021/table.html", "posts/2021/a/x.org"])
def test_file_that_a_post_offers_is_no_post(site: Site, path: str) -> None:
    name = path.rpartition("/")[2]
    site.write("_extra/x.txt", "x")
    site.post("posts/2021/other.md", body=f"It is called `{name}`.\n")
    site.post("posts/2021/a/index.md")
    site.write(path, "words")
    assert site.build() == []


@pytest.mark.parametrize(
    "name",
    [".#post.md", "._post.md", ".post.md", ".post.md.swp", "post.md~", "#post.md#", ".DS_Store", ".obsidian/a.md"],
)
def test_hidden_files_are_no_sources(site: Site, name: str) -> None:
    site.post()
    for folder in ("", "posts/2021/", "posts/", "concepts/", "posts/2021/b/", "notes/"):
        site.write(folder + name, "no front matter, and no heading")
    site.post("posts/2021/b/index.md", title="B")
    site.write("notes/a.md", "# A\n")
    assert site.build(page_folders=["notes"]) == []
    assert not [path for path in site.files() if "post.md" in path or "obsidian" in path]


def test_lock_of_an_editor_is_a_link_that_leads_nowhere(site: Site) -> None:
    site.post()
    (site.folder / "posts/2021/.#hello.md").symlink_to("ada@host.1234:5678")
    assert site.build() == []


def test_folders_that_the_settings_name_hold_pages(site: Site) -> None:
    site.post(body="[A note](../../notes/lamps/oil.md), [now](/now/index.md)\n")
    site.write("notes/lamps/oil.md", "# Oil\n\n[Back](../../posts/2021/hello.md)\n")
    site.write("notes/README.md", "of the repository\n")
    site.write("now/index.md", "---\ndescription: What I do now.\n---\n\n# Now\n\nThis.\n")
    assert site.build(page_folders=["notes", "now/"]) == []
    assert site.page("/notes/lamps/oil/").h1.text.startswith("Oil")
    assert site.page("/now/").h1.text.startswith("Now")
    assert not (site.html / "notes/README/index.html").exists()
    assert "notes/lamps/oil/" in (site.html / "sitemap.xml").read_text()


@pytest.mark.parametrize(
    ("folders", "told"),
    [
        ([5], "page_folders has 5: write the name of a folder"),
        (["../notes"], "name a folder of this site"),
        (["/etc"], "name a folder of this site"),
        ([".git"], "name a folder of this site"),
        (["_build"], "name a folder of this site"),
        (["posts"], "which holds other things"),
        (["none"], "there is no such folder"),
    ],
)
def test_folder_that_holds_no_pages_is_told(site: Site, folders: object, told: str) -> None:
    with pytest.raises(Exception, match=r"conf\.py: page_folders") as caught:
        site.build(page_folders=folders)
    assert told in str(caught.value)


def test_setting_that_is_no_list_is_told(site: Site) -> None:
    site.write("conf.py", f"{CONF}\npage_folders = 'notes'\n")
    with pytest.raises(Exception, match="page_folders is 'notes': write a list of folders"):
        site.build()


def test_pages_in_folders_go_by_any_names(site: Site) -> None:
    names = "[[Oil of lamps]], [[notes/Access control]], [[notes/Gall's law (old)]]"
    site.post(body=f"{names}, [by its file](<../../notes/Access control.md>)\n")
    site.write("notes/Access control.md", "# Access\n\n[Up](<Ünter uns/C++ & Rust.md>), [[C++ & Rust]]\n")
    site.write("notes/Gall's law (old).md", "# Another title\n")
    site.write("notes/Ünter uns/C++ & Rust.md", "# Oil of lamps\n")
    assert site.build(page_folders=["notes"]) == []
    assert site.page("/notes/access-control/").h1.text.startswith("Access")
    assert site.page("/notes/unter-uns/c-plus-plus-and-rust/").h1.text.startswith("Oil")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("notes/a.markdown", "name it `a.md`"),
        ("notes/A.md", "it has the address of notes/A.md, `/notes/a/`"),
        ("notes/?!.md", "no address can be made of this name"),
    ],
)
def test_name_that_makes_no_lasting_address_is_told(site: Site, path: str, told: str) -> None:
    site.write(path, "# A\n")
    site.write("notes/a.md", "# A\n")
    (message,) = site.build(page_folders=["notes"])
    assert message.startswith(path if "A.md" not in path else "notes/a.md")
    assert told in message


def test_page_may_not_take_the_place_of_what_the_site_makes(site: Site) -> None:
    site.write("blog/a.md", "# A\n")
    (message,) = site.build(page_folders=["blog"])
    assert "it would overwrite `/blog/a/`" in message


def test_markdown_elsewhere_is_private_and_a_hint_says_so(site: Site) -> None:
    site.post()
    for path in ("talks/2026.md", "talks/deep/er/b.md", "node_modules/a/b.md", "_private/c.md", "odd/x.md"):
        site.write(path, "# qzyk\n")
    for path in ("talks/README.md", "docs/README.md"):
        site.write(path, "of the repository\n")
    assert site.build(exclude_patterns=["odd"]) == []
    assert not [path for path, text in site.files().items() if b"qzyk" in text]
    assert site.app is not None
    (hint,) = [line for line in site.app.status.getvalue().splitlines() if "page_folders" in line]
    assert "`talks/` holds 2 Markdown files" in hint
    assert "page_folders = ['talks']" in hint
    assert "exclude_patterns" in hint
