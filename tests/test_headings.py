from conftest import Site, main_of


def test_anchor_of_a_heading_comes_from_its_words(site: Site) -> None:
    body = "## हिन्दी\n\n## Same\n\n## Same\n\n## 日本語\n\nSee [](#same-1) and [](#日本語).\n"
    site.post(body=body)
    site.post("posts/2021/b.md", body="See [](hello.md#日本語).\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    assert [section["id"] for section in main.select(".e-content section section")] == [
        "हिन्दी",
        "same",
        "same-2",
        "日本語",
    ]
    assert [link["href"] for link in main.select(".e-content p > a")] == ["#same-2", "#日本語"]
    other = main_of(site.page("/posts/2021/b/")).select_one(".e-content a")
    assert other["href"].endswith("#日本語")
    contents = site.page("/posts/2021/hello/").select("#Site-contents a")
    assert [link["href"] for link in contents][1:] == ["#हिन्दी", "#same", "#same-2", "#日本語"]


def test_footnotes_do_not_move_an_anchor(site: Site) -> None:
    site.post(body="Words.[^a]\n\n## 日本語\n\n[^a]: A note.\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).select_one("section section")["id"] == "日本語"


def test_anchor_that_the_author_gives_stays(site: Site) -> None:
    site.post(body="(own-anchor)=\n## 日本語\n\nSee {ref}`own-anchor`.\n")
    assert site.build() == []
    main = main_of(site.page("/posts/2021/hello/"))
    link = main.select_one(".e-content p a")
    assert main.find(id=link["href"].removeprefix("#"))
    assert main.find(id="own-anchor")
