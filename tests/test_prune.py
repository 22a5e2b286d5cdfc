from conftest import Site


def test_what_a_build_would_not_make_is_removed(site: Site) -> None:
    site.post()
    assert site.build() == []
    before = site.files(site.folder / "_build")
    for stray in (
        "old/index.html",
        "_images/old.png",
        "_static/old.css",
        "_sources/x.md.txt",
        "blog/tag/gone/atom.xml",
    ):
        path = site.html / stray
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("stray")
    (site.doctrees / "old.doctree").write_text("stray")
    assert site.build() == []
    assert site.files(site.folder / "_build").keys() == before.keys()
    assert not (site.html / "old").exists()


def test_extra_files_arrive_and_stay(site: Site) -> None:
    site.post()
    site.write("extra/.well-known/x.txt", "x")
    site.write("extra/CNAME", "lights.example")
    for _ in range(2):
        assert site.build(html_extra_path=["extra"]) == []
        assert (site.html / ".well-known/x.txt").read_text() == "x"
        assert (site.html / "CNAME").read_text() == "lights.example"
