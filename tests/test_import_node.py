# ruff: noqa: E501  # sources and forms, one a line
"""Systems of Node: their programs are searched and never run; texts, lists, feeds and ids come over.

Each site is written by hand from its system's documentation.
"""

from pathlib import Path

import pytest
from import_copies import site_of

from valuable.importers.bodies import rewrite
from valuable.importers.ledger import moved_lines
from valuable.importers.links import Links
from valuable.importers.plan import make_plan
from valuable.importers.records import OldSite


def addresses(site: OldSite) -> dict[str, str]:
    return {entry.title: entry.address for entry in site.entries}


def posts(number: int, folder: str) -> dict[str, str]:
    """Return more posts, so that lists have a second page."""
    return {
        f"{folder}/2001-01-{day:02}-day-{day}.md": f"---\ntitle: Day {day}\ndate: 2001-01-{day:02}\n---\nWords.\n"
        for day in range(1, number + 1)
    }


DOCUSAURUS = {
    "docusaurus.config.js": """
        // title: 'Not this one'
        export default {
          title: 'Tides', url: 'https://t.example', baseUrl: '/log/', i18n: { defaultLocale: 'en', locales: ['en', 'nb'] },
          presets: [['classic', {
            docs: { routeBasePath: 'manual' },
            blog: { routeBasePath: 'diary', postsPerPage: 2, feedOptions: { type: 'all' } },
          }]],
          plugins: [['@docusaurus/plugin-content-blog', { id: 'news', path: './news', routeBasePath: 'news' }]],
        };
        require('fs').writeFileSync('ran', '');
    """,
    "blog/2019-05-28-one.md": "---\ntitle: One tide\nauthors: [mira]\ntags: [Low Water, hi]\n---\n\nWords.\n\n<!-- truncate -->\n",
    "blog/2021/08/26/pack/index.mdx": "---\ntitle: Pack\n---\nWords.\n",
    "blog/series/2020-02-29-leap.md": "---\ntitle: Leap\n---\nWords.\n",
    "blog/2022-01-01-own.md": "---\ntitle: Own\nslug: /named/so\nimage: ./a.png\n---\nWords.\n",
    "blog/2022-01-02-hidden.md": "---\ntitle: Hidden\nunlisted: true\n---\nWords.\n",
    "blog/_2022-01-03-part.md": "Not a post.\n",
    "blog/authors.yml": "mira:\n  name: Mira Halvorsen\n  title: Sails\n  page: true\n",
    "blog/tags.yml": "hi:\n  label: High Water\n  permalink: /up\n",
    "news/2023-03-04-new.md": "---\ntitle: New\n---\nWords.\n",
    "i18n/nb/docusaurus-plugin-content-blog/2019-05-28-one.md": "---\ntitle: En\n---\nOrd.\n",
    "docs/01-start/02-first.md": "---\ntitle: First\n---\nWords.\n",
    "docs/start/index.md": "---\ntitle: Start\nslug: /begin\n---\nWords.\n",
    "src/pages/about.md": "---\ntitle: About\n---\nWords.\n",
    "src/pages/shop.js": "export default () => null;\n",
    "static/img/a.png": "x",
}


def test_docusaurus(tmp_path: Path) -> None:
    site = site_of(tmp_path, DOCUSAURUS)
    assert not (tmp_path / "ran").exists()
    assert (site.system, site.name, site.address) == ("Docusaurus", "Tides", "https://t.example/log/")
    assert addresses(site) == {
        "One tide": "/diary/2019/05/28/one",
        "Pack": "/diary/2021/08/26/pack",
        "Leap": "/diary/2020/02/29/series/leap",
        "Own": "/diary/named/so",
        "Hidden": "/diary/2022/01/02/hidden",
        "New": "/news/2023/03/04/new",
        "En": "/nb/diary/2019/05/28/one",
        "First": "/manual/start/first",
        "Start": "/manual/begin",
        "About": "/about",
    }
    one, norwegian, hidden = (next(e for e in site.entries if e.title == name) for name in ("One tide", "En", "Hidden"))
    assert (one.date, one.authors, one.tags) == ("2019-05-28", ["Mira Halvorsen"], ["Low Water", "High Water"])
    assert one.id == "https://t.example/log/diary/2019/05/28/one"
    assert (norwegian.language, norwegian.translation_key) == ("nb", one.translation_key)
    assert hidden.kind == "page"
    moved = moved_lines(make_plan(site))
    assert moved["/diary/rss.xml"] == "/blog/rss.xml"
    assert moved["/diary"] == "/blog/"
    assert moved["/diary/page/2"] == "/blog/"
    assert moved["/diary/tags/low-water"] == "/blog/tag/low-water/"
    assert moved["/diary/tags/up"] == "/blog/tag/high-water/"
    assert moved["/diary/authors/mira"] == "/blog/author/mira/"
    assert any("/shop is a program" in note.message for note in site.notes)


ASTRO = {
    "astro.config.mjs": "export default defineConfig({ site: 'https://t.example' });",
    "src/consts.ts": "export const SITE_TITLE = 'Tides';\nexport const SITE_DESCRIPTION = 'Of the sea';",
    "src/content.config.ts": """
        export const PLACE = 'src/data/log';
        const log = defineCollection({ loader: glob({ pattern: '**/[^_]*.md', base: `./${PLACE}` }) });
        const pages = defineCollection({ loader: glob({ pattern: '*.md', base: './src/data/pages' }) });
        export const collections = { blog: log, pages };
    """,
    "src/data/log/One Tide.md": "---\ntitle: One tide\npubDate: 'Jul 08 2022'\ntags: [Low Water]\n---\nWords.\n",
    "src/data/log/two/index.mdx": "---\ntitle: Two\npubDate: 2022-07-09\nslug: second\ndraft: true\n---\nWords.\n",
    "src/data/log/_note.md": "Not a post.\n",
    "src/data/pages/who.md": "---\ntitle: Who\n---\nWords.\n",
    "src/pages/log/[...slug].astro": "const posts = await getCollection('blog');",
    "src/pages/[page].astro": "await getCollection('pages')",
    "src/pages/log/page/[page].astro": "paginate(posts, { pageSize: 5 })",
    "src/pages/tags/[tag].astro": "params: { tag: slugify(tag) }",
    "src/pages/tags/index.astro": "",
    "src/pages/rss.xml.ts": "export const GET = () => {};",
    "src/pages/colophon.md": "---\ntitle: Colophon\n---\nWords.\n",
    "src/pages/shop.astro": "",
    "src/pages/index.astro": "",
    "public/a.pdf": "x",
    **posts(12, "src/data/log"),
}


def test_astro(tmp_path: Path) -> None:
    site = site_of(tmp_path, ASTRO)
    assert (site.system, site.name, site.tagline) == ("Astro", "Tides", "Of the sea")
    found = addresses(site)
    assert found["One tide"] == "/log/one-tide/"
    assert found["Two"] == "/log/second/"
    assert found["Who"] == "/who/"
    assert found["Colophon"] == "/colophon/"
    assert site.assets["public/a.pdf"].address == "/a.pdf"
    moved = moved_lines(make_plan(site))
    assert moved["/rss.xml"] == "/blog/rss.xml"
    assert moved["/tags/low-water/"] == "/blog/tag/low-water/"
    assert moved["/log/page/2/"] == moved["/log/page/3/"] == "/blog/"
    assert any("/shop is a program" in note.message for note in site.notes)
    assert {entry.id for entry in site.entries} >= {"https://t.example/log/one-tide/"}


ELEVENTY = {
    "eleventy.config.js": """
        export default function (config) {
          config.addPassthroughCopy({ 'public': '/' });
          config.addPassthroughCopy('content/img');
          return { dir: { input: 'content' } };
        }
    """,
    "_data/metadata.js": "export default { title: 'Tides', url: 'https://t.example/', author: { name: 'Mira' } };",
    "content/log/one.md": "---\ntitle: One tide\ndate: 2018-05-01\ntags: [sea]\n---\nWords.\n",
    "content/log/2019-01-02-two.md": "---\ntitle: Two\n---\nWords.\n",
    "content/log/log.11tydata.js": "export default { tags: ['posts'], permalink: (data) => `/d/${data.page.fileSlug}/` };",
    "content/plain/plain.md": "---\ntitle: Plain\ndate: 2018-05-01\ntags: posts\n---\nWords.\n",
    "content/deep/2020-01-02-three.md": "---\ntitle: Three\ntags: posts\n---\nWords.\n",
    "content/about.md": "---\ntitle: About\npermalink: /who.html\n---\nWords.\n",
    "content/never.md": "---\ntitle: Never\npermalink: false\n---\nWords.\n",
    "content/tags.njk": "---\npagination:\n  data: collections\n  size: 1\n  alias: tag\npermalink: /t/{{ tag | slugify }}/\n---\n",
    "content/feed.njk": "---\npermalink: /feed/feed.xml\n---\n",
    "content/archive.njk": "---\npagination:\n  data: collections.posts\n  size: 2\n"
    "permalink: /all/{% if pagination.pageNumber > 0 %}{{ pagination.pageNumber + 1 }}/{% endif %}\n---\n",
    "public/a.txt": "x",
    "content/img/b.png": "x",
}


def test_eleventy(tmp_path: Path) -> None:
    site = site_of(tmp_path, ELEVENTY)
    assert (site.system, site.name, site.address) == ("Eleventy", "Tides", "https://t.example/")
    assert addresses(site) == {
        "One tide": "/d/one/",
        "Two": "/d/two/",
        "Plain": "/plain/",
        "Three": "/deep/2020-01-02-three/",
        "About": "/who.html",
        "Never": "",
    }
    assert {e.title: (e.date, e.tags) for e in site.entries if e.kind == "post" and not e.draft} == {
        "One tide": ("2018-05-01", ["sea"]),
        "Two": ("2019-01-02", []),
        "Plain": ("2018-05-01", []),
        "Three": ("2020-01-02", []),
    }
    assert {asset.address for asset in site.assets.values()} >= {"/a.txt", "/img/b.png"}
    moved = moved_lines(make_plan(site))
    assert moved["/t/sea/"] == "/blog/tag/sea/"
    assert moved["/feed/feed.xml"] == "/blog/rss.xml"
    assert moved["/all/2/"] == "/blog/"


HEXO = {
    "_config.yml": "title: Tides\nauthor: Mira\nurl: https://t.example\npermalink: {permalink}\nper_page: 10\n"
    "post_asset_folder: true\nnew_post_name: :year-:month-:day-:title.md\ntag_map:\n  Low Water: low\n",
    "package.json": '{"hexo": {"version": "7.0.0"}}',
    "source/_posts/2020-02-29-one.md": "---\ntitle: One tide\ntags: [Low Water]\ncategories:\n  - Sea\n  - Moon\n---\n"
    "{% asset_img a.png A dot %}\n\n{% post_link 2020-02-29-one %} {% post_link about 'Of us' %} {% post_link none %}\n",
    "source/_posts/2020-02-29-one/a.png": "x",
    "source/_drafts/later.md": "---\ntitle: Later\n---\nWords.\n",
    "source/about/index.md": "---\ntitle: About\n---\nWords.\n",
    "source/b.png": "x",
    "source/CNAME": "t.example",
    "scaffolds/post.md": "---\ntitle: {{ title }}\n---\n",
    "themes/x/README.md": "A theme.\n",
}


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        (":year/:month/:day/:title/", "/2020/02/29/one/"),
        (":category/:title.html", "/Sea/Moon/one.html"),
        ("posts/:name/", "/posts/one/"),
        (":i_month-:i_day/:post_title/", "/2-29/one-tide/"),
    ],
)
def test_hexo(tmp_path: Path, permalink: str, address: str) -> None:
    site = site_of(tmp_path, {**HEXO, "_config.yml": HEXO["_config.yml"].format(permalink=f"'{permalink}'")})
    assert (site.system, site.name, [person.name for person in site.people]) == ("Hexo", "Tides", ["Mira"])
    assert addresses(site) == {"One tide": address, "Later": addresses(site)["Later"], "About": "/about/"}
    one = next(entry for entry in site.entries if entry.title == "One tide")
    assert (one.date, one.category, one.tags) == ("2020-02-29", "Moon", ["Low Water", "Sea"])
    assert one.id == f"https://t.example{address}"
    assert site.assets["source/_posts/2020-02-29-one/a.png"].address == address.rpartition("/")[0] + "/a.png"
    text = rewrite(one, Links(make_plan(site)))
    assert f"[One tide]({address}) [Of us](/about/) {{% post_link none %}}" in text
    assert f"![A dot]({address.rpartition('/')[0]}/a.png)" in text
    moved = moved_lines(make_plan(site))
    assert moved["/tags/low/"] == "/blog/tag/low-water/"
    assert moved["/categories/Sea/Moon/"] == "/blog/category/moon/"
    assert moved["/archives/2020/02/"] == "/blog/2020/"
    assert moved["/atom.xml"] == "/blog/atom.xml"


def test_gridea(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "config/theme.json": '{"siteName": "Tides", "postPath": "p"}',
            "config/posts.json": '{"tags": [{"name": "Low Water", "slug": "xy1"}]}',
            "posts/one.md": "---\ntitle: One\ndate: 2020-01-02 10:00:00\ntags: [Low Water]\npublished: true\n"
            "hideInList: false\nfeature: /post-images/a.png\n---\nWords.\n",
            "posts/later.md": "---\ntitle: Later\ndate: 2020-01-03\npublished: false\n---\nWords.\n",
            "post-images/a.png": "x",
        },
    )
    assert (site.system, site.name, addresses(site)["One"]) == ("Gridea", "Tides", "/p/one/")
    assert {entry.title: entry.draft for entry in site.entries} == {"One": False, "Later": True}
    moved = moved_lines(make_plan(site))
    assert (moved["/tag/xy1/"], moved["/archives/"]) == ("/blog/tag/low-water/", "/blog/")


@pytest.mark.parametrize(("clean", "end"), [("true", ""), ("false", ".html")])
def test_vitepress(tmp_path: Path, clean: str, end: str) -> None:
    site = site_of(
        tmp_path,
        {
            "docs/.vitepress/config.mts": f"export default {{ title: 'Tides', cleanUrls: {clean}, srcDir: './texts' }}",
            "docs/texts/log/one.md": "---\ntitle: One\ndate: 2020-01-02\n---\nWords.\n",
            "docs/texts/log/index.md": "---\ntitle: All\n---\nWords.\n",
            "docs/texts/who.md": "# Who\n\nWords.\n",
            "docs/texts/public/a.png": "x",
        },
    )
    assert (site.system, site.name) == ("VitePress", "Tides")
    assert addresses(site) == {"One": f"/log/one{end}", "All": "/log/", "Who": f"/who{end}"}
    assert site.assets["docs/texts/public/a.png"].address == "/a.png"


FOLDERS = {
    "Next.js": (
        {
            "package.json": '{"dependencies": {"next": "15"}}',
            "app/layout.tsx": "export const metadata = { title: 'Tides' };",
            "app/(site)/log/[slug]/page.tsx": "readFile('content/log')",
            "app/tags/[tag]/page.tsx": "slugify(tag)",
            "app/feed.xml/route.ts": "export async function GET() {}",
            "content/log/one.mdx": "---\ntitle: One\ndate: 2020-01-02\ntags: [Low Water]\n---\nWords.\n",
        },
        {"One": "/log/one"},
        {"/feed.xml": "/blog/rss.xml", "/tags/low-water/": "/blog/tag/low-water/"},
    ),
    "Gatsby": (
        {
            "package.json": '{"dependencies": {"gatsby": "5"}}',
            "gatsby-config.js": "siteMetadata: { title: 'Tides' }, options: { path: `${__dirname}/content/blog` }",
            "gatsby-node.js": "createFilePath({ node }); createPage({ path: `/tags/${kebabCase(tag)}/` })",
            "content/blog/one/index.md": "---\ntitle: One\ndate: 2020-01-02\ntags: [Low Water]\n---\nWords.\n",
        },
        {"One": "/one/"},
        {"/rss.xml": "/blog/rss.xml"},
    ),
    "Nuxt": (
        {
            "package.json": '{"dependencies": {"@nuxt/content": "3", "nuxt": "4"}}',
            "nuxt.config.ts": "export default { title: 'Tides' }",
            "pages/[...slug].vue": "queryContent()",
            "content/2.log/1.one.md": "---\ntitle: One\ndate: 2020-01-02\n---\nWords.\n",
        },
        {"One": "/one"},
        {},
    ),
    "SvelteKit": (
        {
            "package.json": '{"devDependencies": {"@sveltejs/kit": "2"}}',
            "src/lib/site.ts": "export const title = 'Tides';",
            "src/routes/log/[slug]/+page.svelte": "",
            "src/posts/one.md": "---\ntitle: One\ndate: 2020-01-02\n---\nWords.\n",
        },
        {"One": "/log/one"},
        {},
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_that_programs_read(tmp_path: Path, name: str) -> None:
    files, expected, moved = FOLDERS[name]
    site = site_of(tmp_path, files)
    assert (site.system, site.name) == (name, "Tides")
    assert addresses(site) == expected
    assert all(entry.kind == "post" for entry in site.entries)
    assert moved.items() <= moved_lines(make_plan(site)).items()


def test_redirects_of_the_old_host_lead_on(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            **{path: text for path, text in ASTRO.items() if not path.endswith("[page].astro")},
            "public/_redirects": "# Old\n/first /log/one-tide/ 301\n/all/* /log/:splat\n/shop https://shop.example/\n"
            "/app /index.html 200\n/letter /rss.xml\n",
            "public/_headers": "/*\n  X: y\n",
            "netlify.toml": '[[redirects]]\nfrom = "/2nd/"\nto = "/log/second"\n',
            "vercel.json": '{"redirects": [{"source": "/one", "destination": "/log/one-tide"}, {"source": "/:a", "destination": "/"}]}',
        },
    )
    olds = {entry.title: entry.old_addresses for entry in site.entries if entry.old_addresses}
    assert olds == {"One tide": ["/first", "/one"], "Two": ["/2nd/"]}
    assert (site.moved["/shop"], site.moved["/letter"]) == ("https://shop.example/", "/blog/rss.xml")
    assert not {asset.address for asset in site.assets.values()} & {"/_redirects", "/_headers"}
    assert "/app" not in site.moved
