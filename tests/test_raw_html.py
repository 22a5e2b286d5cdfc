import pytest
from conftest import Site, main_of


def test_comments_stay_in_the_source(site: Site) -> None:
    site.post(body="Words.\n\n<!-- a note\nto myself -->\n\nMore <!-- inline --> words <b>here<!-- x --></b>.\n")
    assert site.build() == []
    assert main_of(site.page("/posts/2021/hello/")).b.get_text() == "here"
    for path, content in site.files().items():
        assert b"to myself" not in content, path
        assert b"<!-- inline" not in content, path


@pytest.mark.parametrize(
    "body",
    [
        "![A picture](https://elsewhere.example/a.png)",
        '<iframe src="https://elsewhere.example/a.png"></iframe>',
        "<img alt=x src=//elsewhere.example/a.png>",
        '<div style="background: url(https://elsewhere.example/a.png)"></div>',
        "<style>@import 'https://elsewhere.example/a.png'</style>",
        '<svg><image href="https://elsewhere.example/a.png"/></svg>',
        '<a title=">"><img alt=">" src="https://elsewhere.example/a.png"></a>',
        'Words <script async src="https://elsewhere.example/a.png"></script>.',
    ],
)
def test_what_would_be_loaded_from_another_host_is_reported(site: Site, body: str) -> None:
    site.post(body=f"{body}\n")
    (warning,) = site.build()
    assert warning.startswith("posts/2021/hello.md:7: WARNING: the page would load ")
    assert "elsewhere.example/a.png from another host: put a copy beside the post" in warning


def test_link_to_another_host_is_free(site: Site) -> None:
    site.post(body='[A](https://elsewhere.example/) and <a href="https://elsewhere.example/">B</a>.\n')
    assert site.build() == []
