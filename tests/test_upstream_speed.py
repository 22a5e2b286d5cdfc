"""What is left out of Sphinx for speed is really left out."""

from conftest import Site
from sphinx.environment.adapters.toctree import document_toc


def test_environment_keeps_no_contents_of_posts(site: Site) -> None:
    site.post("posts/2021/one.md", body="## A heading\n\nText.\n")
    site.post("posts/2021/two.md", body="## A heading\n\nText.\n")
    for jobs in (1, 2):
        assert site.build(jobs=jobs) == []
        assert site.app is not None
        env = site.app.env
        assert dict(env.tocs) == {}
        assert env.toc_num_entries["posts/2021/one"] == 2
        assert "A heading" in document_toc(env, "posts/2021/one", site.app.tags).astext()
        site.clean()
