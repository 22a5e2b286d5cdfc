"""Of which system a folder is, is found out by what it holds, whatever files of others stand beside that."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from valuable.importers.sources import read_old_site

PACKAGE = '{"devDependencies": {"postcss": "8"}}'
HUGO = {"hugo.toml": 'title = "T"\n', "content/posts/a.md": "+++\ntitle = 'A'\ndate = 2020-01-02\n+++\nWords.\n"}
JEKYLL = {"_config.yml": "title: T\n", "_posts/2020-01-02-a.md": "---\ntitle: A\n---\nWords.\n"}
ASTRO = {
    "astro.config.mjs": "export default {}",
    "src/content/blog/a.md": "---\ntitle: A\npubDate: 2020-01-02\n---\nWords.\n",
}
ELEVENTY = {"eleventy.config.js": "export default function () {}", "posts/a.md": "---\ndate: 2020-01-02\n---\nWords.\n"}
HEXO = {
    "_config.yml": "title: T\n",
    "package.json": '{"dependencies": {"hexo": "7"}}',
    "source/_posts/a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nWords.\n",
}
MKDOCS = {
    "mkdocs.yml": "site_name: T\nplugins: [blog]\n",
    "docs/blog/posts/a.md": "---\ndate: 2020-01-02\n---\n\n# A\n\nWords.\n",
}
DOCUSAURUS = {"docusaurus.config.js": "export default {}", "blog/2020-01-02-a.md": "# A\n\nWords.\n"}
QUARTZ = {"quartz.config.ts": "const config = {}", "content/posts/a.md": "---\ndate: 2020-01-02\n---\nWords.\n"}
VAULT = {".obsidian/app.json": "{}", "posts/2020-01-02 A.md": "Words.\n"}
NEXT = {
    "package.json": '{"dependencies": {"next": "15"}}',
    "content/posts/a.md": "---\ndate: 2020-01-02\n---\nWords.\n",
}
DOCS_ALONE = {"docs/a.md": "# Manual\n\nWords.\n"}


def below(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in files.items()}


@pytest.mark.parametrize(
    ("files", "system"),
    [
        ({**HUGO, "package.json": PACKAGE}, "Hugo"),
        (
            {**JEKYLL, "package.json": PACKAGE, **below("docs", {"mkdocs.yml": "site_name: T\n"}), **DOCS_ALONE},
            "Jekyll",
        ),
        ({**JEKYLL, "mkdocs.yml": "site_name: T\n", **DOCS_ALONE}, "Jekyll"),
        ({**MKDOCS, "package.json": PACKAGE, "conf.py": "extensions = []\n"}, "MkDocs"),
        ({**ASTRO, "package.json": '{"dependencies": {"astro": "5"}}', ".obsidian/app.json": "{}"}, "Astro"),
        ({**ELEVENTY, "package.json": PACKAGE, "_config.yml": "theme: x\n"}, "Eleventy"),
        ({**HEXO, "themes/next/package.json": PACKAGE}, "Hexo"),
        ({**DOCUSAURUS, "package.json": PACKAGE, "docs/intro.md": "# Intro\n\nWords.\n"}, "Docusaurus"),
        ({**QUARTZ, "package.json": PACKAGE, "content/.obsidian/app.json": "{}"}, "Quartz"),
        ({**VAULT, "package.json": PACKAGE}, "Obsidian"),
        ({**NEXT, "README.md": "# A repository\n"}, "Next.js"),
        (VAULT, "Obsidian"),
        (below("website", DOCUSAURUS) | {"README.md": "# Code\n", "src/x.md": "Words.\n"}, "Docusaurus"),
        (below("apps/site", ASTRO) | {"package.json": PACKAGE, "README.md": "# Code\n"}, "Astro"),
        (below("site", HUGO) | {"package.json": PACKAGE}, "Hugo"),
        (below("packages/x/test/fixtures", HUGO) | VAULT, "Obsidian"),
        ({"quartz/words.md": "Of stones.\n"}, "a folder of Markdown"),
    ],
)
def test_system_is_found_out_among_its_neighbours(files: Mapping[str, str], system: str, tmp_path: Path) -> None:
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert read_old_site(tmp_path).system == system


def test_site_in_a_folder_of_a_repository_is_read_and_said(tmp_path: Path) -> None:
    for path, text in below("website", DOCUSAURUS).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    site = read_old_site(tmp_path)
    assert [entry.address for entry in site.entries] == ["/blog/2020/01/02/a"]
    assert "the site in website was read" in site.notes[0].message
