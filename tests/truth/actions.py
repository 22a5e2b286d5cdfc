"""What an author may do: each action is given the author, one of the posts, and a number to choose by."""

import os
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count

from truth.author import LONG_AGO, PARTS, Author, Post, png, svg

Action = Callable[[Author, Post, int], None]
ACTIONS: dict[str, Action] = {}

TITLES = ("Hello", "Renamed", "“Quoted” & *stressed*", "A `code` title", "Über Maße", "Hallo")
TAGS = ("[a, b]", "[b, a]", "[a]", "[b, c++]", "[été, c]", None)
KEYS: dict[str, Sequence[str | None]] = {
    "date": ("2021-01-01", "2021-01-02", "2021-01-02T12:00", "2022-03-04", "2023-12-31T23:30-05:00"),
    "tags": TAGS,
    "category": ("Work", "Life", None),
    "series": ("S", "T", None),
    "language": ("de", "hi", None),
    "description": (None, "A description.", "'Another: <b> & “quotes”.'"),
    "author": ("crew", "[ada, crew]", "guest", None),
    "canonical_link": ("https://elsewhere.example/x", None),
}
SETTINGS: dict[str, Sequence[str]] = {
    "site_tagline": ("'Another'", "'A third'"),
    "people['ada']['name']": ("'Another Name'", "'Ada A.'"),
    "people['crew']": ("{'name': 'We', 'bio': 'Who <we> are.'}",),
    "people['guest']": ("{'name': 'A guest'}",),
    "blog_default_author": ("'crew'",),
    "site_timezone": ("'Asia/Tokyo'", "'America/New_York'"),
    "language": ("'de'",),
    "blog_path": ("'notes'",),
    "blog_feed_length": ("1", "2"),
    "html_theme_options": ("{'announcement': 'News'}",),
    "html_css_files": ("[]", "['other.css', 'own.css']"),
    "html_extra_path": ("[]",),
    "html_static_path": ("html_static_path[::-1]",),
    "myst_heading_anchors": ("1",),
    "project": ("'Another site'",),
    "pygments_style": ("'default'",),
    "templates_path": ("[]", "['other', 'templates']"),
    "exclude_patterns": ("['colophon.md']",),
    "people['ada']['picture']": ("'static.png'",),
    "nitpick_ignore": ("[('myst', 'nothing')]",),
    "_comment": ("'1'", "'2'"),
}
FOOTERS = (b"<footer>One</footer>", b"<footer>Two {{ pagename|e }}</footer>", b'{% include "parts/own.html" %}')


def action(act: Action) -> Action:
    ACTIONS[act.__name__] = act
    return act


def write_part(name: str) -> Action:
    def act(author: Author, post: Post, number: int) -> None:
        if post.parts.get(name) == number:
            del post.parts[name]
        else:
            post.parts[name] = number
        author.save(post)

    return act


def write_key(name: str) -> Action:
    def act(author: Author, post: Post, number: int) -> None:
        post.keys[name] = KEYS[name][number % len(KEYS[name])]
        author.save(post)

    return act


ACTIONS |= {f"write_{name}": write_part(name) for name in PARTS if name != "broken"}
ACTIONS |= {f"set_{name}": write_key(name) for name in KEYS}


def see_to_links(author: Author, number: int) -> None:
    """Write the links of other pages anew, as most authors do; others see what the build says."""
    if number % 4:
        author.save_all()
    else:
        author.save()


# -- Posts ------------------------------------------------------------------------------------------------------------


@action
def retitle(author: Author, post: Post, number: int) -> None:
    post.title = TITLES[number % len(TITLES)]
    author.save(post)


@action
def change_a_word_for_one_as_long(author: Author, post: Post, number: int) -> None:
    """Leave the file as long as it was, and sometimes as old."""
    before = (author.root / post.path).stat()
    post.parts["words"] = (post.parts.get("words", 0) + 1 + number % 3) % 4
    author.save(post)
    if number > 3:
        os.utime(author.root / post.path, ns=(before.st_atime_ns, before.st_mtime_ns))


@action
def add(author: Author, post: Post, number: int) -> None:
    label = unused("added", [other.label for other in author.posts])
    keys = {"date": KEYS["date"][number % 5], "tags": TAGS[number]}
    author.posts.append(Post(label, folder=number % 2 == 1, title=TITLES[number], keys=keys, parts={"words": number}))
    author.save(author.posts[-1])


def unused(name: str, taken: Sequence[str]) -> str:
    return next(found for found in (f"{name}-{number}" for number in count()) if found not in taken)


@action
def delete(author: Author, post: Post, number: int) -> None:
    if len(author.posts) > 1:
        author.posts.remove(post)
    see_to_links(author, number)


@action
def flip_draft(author: Author, post: Post, number: int) -> None:
    post.keys["draft"] = None if post.keys.get("draft") else "true"
    author.save(post)
    see_to_links(author, number)


@action
def schedule(author: Author, post: Post, number: int) -> None:
    post.keys["date"] = f"{author.now + timedelta(days=number + 1):%Y-%m-%d}"
    author.save(post)
    see_to_links(author, number)


@action
def wait(author: Author, post: Post, number: int) -> None:
    """Let posts become due."""
    author.now += timedelta(days=4 * number, hours=number)


@action
def rename(author: Author, post: Post, number: int) -> None:
    post.name = unused("renamed", [other.name for other in author.posts])
    author.save(post)
    see_to_links(author, number)


@action
def move(author: Author, post: Post, number: int) -> None:
    """Give a post a folder of its own or take it out of there, or move it to another year."""
    cover = post.keys.get("cover")
    picture = cover and os.path.normpath(f"{os.path.dirname(post.path)}/{cover}")
    if number % 3:
        post.folder = not post.folder
    else:
        post.year = "2022" if post.year == "2021" else "2021"
    if picture:
        post.keys["cover"] = post.way_to(picture)
    author.save(post)
    see_to_links(author, number)


@action
def swap(author: Author, post: Post, number: int) -> None:
    """Exchange the files of two posts, times and all."""
    other = author.posts[number % len(author.posts)]
    if other is post:
        return
    here, there, aside = author.root / post.path, author.root / other.path, author.root / "aside"
    here.rename(aside)
    there.rename(here)
    aside.rename(there)
    author.saved[post.path], author.saved[other.path] = author.saved[other.path], author.saved[post.path]
    place, other_place = ((one.year, one.folder, one.name or one.label) for one in (post, other))
    post.year, post.folder, post.name = other_place
    other.year, other.folder, other.name = place
    see_to_links(author, number)


@action
def redirect(author: Author, post: Post, number: int) -> None:
    name = post.label
    olds = (f"[/old/{name}/]", f"[/2019/{name}.html, /was/{name}/]", "[/old/shared/]", None)
    post.keys["redirect"] = olds[number % 4]
    author.save(post)


@action
def own_address(author: Author, post: Post, number: int) -> None:
    """Give a post an address of its own, which may be that of another page, or take it away."""
    other = author.posts[number % len(author.posts)]
    names = (f"/2019/{post.label}/", f"/2019/{post.label}.html", f"/{post.label}", "/shared/", f"/{other.docname}/")
    post.keys["address"] = (*names, None)[number]
    author.save(post)


@action
def cover(author: Author, post: Post, number: int) -> None:
    name = ("dot.png", "line.svg", None)[number % 3]
    post.keys["cover"] = name and post.way_to(f"posts/2021/{name}")
    post.keys["cover_alt"] = name and f"Cover {number % 2}"
    author.save(post)


@action
def restore_old_version(author: Author, post: Post, number: int) -> None:
    """Bring a file back from a backup: it is older than what was built."""
    post.parts["words"] = post.parts.get("words", 0) + 1
    post.title = TITLES[number % 2]
    author.save(post, age=LONG_AGO)


@action
def touch(author: Author, post: Post, number: int) -> None:
    """Give a file, or all, another time, and nothing else."""
    for path in author.saved if number % 2 else [post.path]:
        (author.root / path).touch()
        if number > 2:
            os.utime(author.root / path, (LONG_AGO, LONG_AGO * number / 3))


# -- Pages, pictures and other files ----------------------------------------------------------------------------------


@action
def edit_page(author: Author, post: Post, number: int) -> None:
    paths = list(author.pages)
    author.pages[paths[(author.posts.index(post) + number // 2) % len(paths)]] = number
    author.save()


@action
def add_or_remove_page(author: Author, post: Post, number: int) -> None:
    path = ("subscribe.md", "colophon.md", "concepts/plan.md", "about.md", "concepts/idea.md")[number % 5]
    if path in author.pages:
        del author.pages[path]
    else:
        author.pages[path] = number // 2
    author.save()


def a_concept(author: Author, number: int) -> str | None:
    there = [path for path in author.pages if path.startswith("concepts/")]
    return there[number % len(there)] if there else None


@action
def rename_concept(author: Author, post: Post, number: int) -> None:
    """Give a concept another title, other aliases and another definition."""
    path = a_concept(author, author.posts.index(post))
    if path:
        author.pages[path] = number
    see_to_links(author, number)


@action
def flip_draft_of_concept(author: Author, post: Post, number: int) -> None:
    path = a_concept(author, author.posts.index(post))
    if path:
        author.drafts ^= {path}
    see_to_links(author, number)


@action
def delete_concept(author: Author, post: Post, number: int) -> None:
    path = a_concept(author, author.posts.index(post))
    if path:
        del author.pages[path]
        author.drafts.discard(path)
    see_to_links(author, number)


@action
def edit_included_file(author: Author, post: Post, number: int) -> None:
    texts = (b"Included.\n", b"Included otherwise.\n", b"![A picture](/posts/2021/dot.png)\n")
    author.files["part.inc"] = texts[number % 3]
    author.save()


@action
def repaint(author: Author, post: Post, number: int) -> None:
    drawn = sorted(path for path in author.files if path.endswith((".svg", ".png")))
    path = drawn[author.posts.index(post) % len(drawn)]
    author.files[path] = svg(number) if path.endswith("svg") else png(number)
    author.save()


@action
def rename_picture(author: Author, post: Post, number: int) -> None:
    """Rename the picture of every cover."""
    for old in [path for path in author.files if path.startswith("posts/2021/own")]:
        del author.files[old]
    author.files[f"posts/2021/own{number % 3}.png"] = png(number % 2)
    for other in author.posts:
        if other.keys.get("cover"):
            other.keys["cover"] = other.way_to(f"posts/2021/own{number % 3}.png")
    author.save_all()


@action
def edit_extra_file(author: Author, post: Post, number: int) -> None:
    own = ("extra/CNAME", "extra/.well-known/x.txt", "assets/static.png", "extra/robots.txt", "extra/llms.txt")
    path = own[(author.posts.index(post) + number) % len(own)]
    if path in author.files and number > 2:
        del author.files[path]
    else:
        author.files[path] = f"{number}\n".encode()
    author.save()


@action
def write_ledger(author: Author, post: Post, number: int) -> None:
    """Note the addresses of all that is public; retire another one or the post's, or lose one; or have no ledger."""
    addresses = {other.label: f"/{other.docname.removesuffix('/index')}/" for other in author.public}
    lines = [f"{address} tag:lights.example,2021:2020-01-0{number + 1}/{label}" for label, address in addresses.items()]
    if number == 3 and post.label in addresses:
        lines = [f"gone {line}" if line.startswith(f"{addresses[post.label]} ") else line for line in lines]
    lines.append(("gone /was/here/", "gone /was.html", "/old/covered/", "gone /x/", "/lost/", "")[number])
    author.files["permalinks.txt"] = "".join(f"{line}\n" for line in lines).encode()
    if number == 5:
        del author.files["permalinks.txt"]
    author.save()


@action
def move_in_ledger(author: Author, post: Post, number: int) -> None:
    """Lead on from a list, a feed, a file or a query, to what is there and to what is not."""
    page = f"/{post.docname.removesuffix('/index')}/"
    lines = (
        "moved /feed.xml /blog/atom.xml\nmoved /feed/ /blog/rss.xml",
        f"moved /?p=1 {page}\nmoved /tag/old/ /blog/\nmoved /shop/ https://shop.example/",
        f"moved /old.txt /CNAME.txt\nmoved /map.xml /sitemap.xml\nmoved {page} /blog/",
        "moved /a/ /b/\nmoved /b/ /a/",
        "moved /lost/ /never/there/",
        "moved /feed.json /blog/feed.json",
    )
    author.files["permalinks.txt"] = f"{lines[number]}\n".encode()
    author.save()


# -- How the site looks, and its settings -----------------------------------------------------------------------------


@action
def edit_style(author: Author, post: Post, number: int) -> None:
    author.files["assets/own.css"] = f"body {{ --paper: {('black', 'white', 'green')[number % 3]} }}".encode()
    author.save()


@action
def edit_template(author: Author, post: Post, number: int) -> None:
    """Write a template that takes the place of the site's own, or one that does not."""
    path = f"templates/{('components', 'parts')[number // 4 % 2]}/footer.html"
    if author.files.get(path) == FOOTERS[number % 3]:
        del author.files[path]
    else:
        author.files[path] = FOOTERS[number % 3]
    author.files["templates/parts/own.html"] = b"<footer>Own %d</footer>" % (number // 2)
    author.save()


@action
def move_template(author: Author, post: Post, number: int) -> None:
    """Move a template to where it takes the place of the site's own, or away from there."""
    places = ("templates/components/footer.html", "templates/parts/footer.html")
    old, new = places if places[0] in author.files else places[::-1]
    if old in author.files:
        author.files[new] = author.files.pop(old)
    author.save()


@action
def edit_settings(author: Author, post: Post, number: int) -> None:
    name = list(SETTINGS)[(6 * author.posts.index(post) + number) % len(SETTINGS)]
    values = [None, *SETTINGS[name]]
    value = values[(values.index(author.settings.pop(name, None)) + 1) % len(values)]
    if value is not None:
        author.settings[name] = value
    author.save()


@action
def update_machinery(author: Author, post: Post, number: int) -> None:
    author.files["requirements.txt"] = b"sphinx==%d\n" % (number % 2)
    author.save()


@action
def move_site(author: Author, post: Post, number: int) -> None:
    author.address = ("", "https://user.example/repo/", "https://other.example/")[number % 3]


# -- What was built ---------------------------------------------------------------------------------------------------


def one_of(author: Author, pattern: str, number: int) -> str | None:
    found = sorted(str(path) for path in (author.root / "_build").glob(pattern) if path.is_file())
    return found[number % len(found)] if found else None


@action
def remove_output(author: Author, post: Post, number: int) -> None:
    folders = ("_build", "_build/doctrees", "_build/html", "_build/html/_static", "_build/html/posts", "_build/html")
    shutil.rmtree(author.root / folders[number], ignore_errors=True)


@action
def remove_one_output(author: Author, post: Post, number: int) -> None:
    path = one_of(author, "html/**/*" if number else "doctrees/**/*.doctree", 6 * author.posts.index(post) + number)
    if path:
        os.unlink(path)


@action
def edit_one_output(author: Author, post: Post, number: int) -> None:
    path = one_of(author, "html/**/*", 6 * author.posts.index(post) + number)
    if path:
        with open(path, "a") as file:
            file.write("mine")


@action
def add_stray_output(author: Author, post: Post, number: int) -> None:
    paths = ("stray/index.html", "posts/2021/stray.html", "_images/stray.png", "blog/tag/x/y", "_static/s.css", ".x")
    stray = author.html / paths[number]
    if not any(folder.is_file() for folder in stray.parents):
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_text("stray")


# -- What goes wrong --------------------------------------------------------------------------------------------------


@action
def break_post(author: Author, post: Post, number: int) -> None:
    if number < 2:
        post.keys["date" if number == 0 else "draft"] = "bad"
    elif number == 2:
        post.keys["unknown"] = "key"
    else:
        post.parts["broken"] = 3 * author.posts.index(post) + number - 3
    author.save(post)


@action
def break_site(author: Author, post: Post, number: int) -> None:
    if number == 0:
        author.settings["broken"] = "1 / 0"
    elif number == 1:
        author.files["templates/post.html"] = b"{{ 1 / 0 }}"
    elif number == 2:
        author.files.pop("posts/2021/dot.png", None)
    elif number == 3:
        author.files.pop("part.inc", None)
    else:
        author.files["posts/stray.md"] = b"# Stray\n"
    author.save()


@action
def mend(author: Author, post: Post, number: int) -> None:
    author.mend()
