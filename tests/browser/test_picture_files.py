"""A browser takes of each picture the file that fits, moves nothing for it, and asks for no other."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import build_in, write_settings
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from browser.conftest import built
from browser.sites import Site, choose, served

NAMES = ("a.jpg", "tide.png", "tide.dark.png", "b.jpg", "c.jpg")
TEXT = """Words before it.

![First](a.jpg)

![Both](tide.png)

![Half](b.jpg){width=50%}

```{figure} c.jpg
:alt: Last

Its caption.
```

![Moves](move.gif)
"""
WORDS = "Words that fill a screen or two. " * 400
SHIFT = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift",
  buffered: true }) || setTimeout(() => done(0), 300))"""
SHOWN = """() => [...document.querySelectorAll(".e-content img")].filter(image => image.checkVisibility())
  .map(image => ({ alt: image.alt, from: image.currentSrc, loaded: image.complete && image.naturalWidth > 0,
    width: image.clientWidth, height: image.clientHeight }))"""


def write_pictures(folder: Path) -> None:
    place = folder / "posts" / "2024" / "photos"
    place.mkdir(parents=True)
    noise = Image.merge("RGB", [Image.effect_noise((48, 36), 60 + 20 * band) for band in range(3)])
    for number, name in enumerate(NAMES):
        noise.rotate(number).resize((1600, 1200)).save(place / name)
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "lime")]
    frames[0].save(place / "move.gif", save_all=True, append_images=frames[1:], duration=50, loop=0)
    text = TEXT.replace("![Half]", f"{WORDS}\n\n![Half]")
    (place / "index.md").write_text(f"---\ndate: 2024-03-26\n---\n\n# Photos\n\n{text}", encoding="utf-8")
    (folder / "index.md").write_text("# Home\n\nWelcome.\n", encoding="utf-8")


@pytest.fixture(scope="module")
def photo_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    def make(folder: Path) -> None:
        write_settings(folder)
        write_pictures(folder)
        build_in(folder, "https://user.example/repo/")

    with served(built(tmp_path_factory, "browser-photo-site", make), base="/repo/") as host:
        yield host


def asked_for(page: Page, site: Site) -> list[str]:
    """Open the page; return the names of the pictures that are asked for as it is opened and looked through."""
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2]) if "/_images/" in request.url else None
    )
    page.goto(site.address("/posts/2024/photos/"))
    return asked


def look_through(page: Page) -> None:
    for image in page.locator(".e-content img").all():
        if image.is_visible():
            image.scroll_into_view_if_needed()
            expect(image).to_have_js_property("complete", True)


@pytest.mark.parametrize(("width", "ratio"), [(360, 2), (1440, 1)])
def test_nothing_moves_and_no_file_is_asked_for_in_vain(
    photo_site: Site, window: Callable[..., Page], width: int, ratio: int
) -> None:
    page = window(width=width, height=800, device_scale_factor=ratio)
    asked = asked_for(page, photo_site)
    assert not [name for name in asked if name.startswith("c.")]  # it is far below
    look_through(page)
    assert page.evaluate(SHIFT) == 0
    shown = page.evaluate(SHOWN)
    assert [image["alt"] for image in shown] == ["First", "Both", "Half", "Last", "Moves"]
    assert all(image["loaded"] for image in shown)
    assert [image["from"].rpartition(".")[2] for image in shown[:1]] == ["avif"]
    assert abs(shown[0]["width"] * 3 - shown[0]["height"] * 4) <= 4
    assert len(asked) == len(set(asked)) == 5
    assert not [name for name in asked if name.startswith("tide.dark")]


@pytest.mark.parametrize(("device", "chosen"), [("light", "dark"), ("dark", "light")])
def test_picture_of_the_scheme_that_a_reader_has_chosen_is_shown(
    photo_site: Site, window: Callable[..., Page], device: str, chosen: str
) -> None:
    # Windows of their own: what is in the memory of one is asked for again, hidden or not.
    page = window(color_scheme=device, device_scale_factor=2 if chosen == "dark" else 1.5)
    choose(page, photo_site, chosen)
    asked = asked_for(page, photo_site)
    both = [image for image in page.get_by_alt_text("Both").all() if image.is_visible()]
    assert len(both) == 1
    both[0].scroll_into_view_if_needed()
    expect(both[0]).to_have_js_property("complete", True)
    tides = {name.startswith("tide.dark.") for name in asked if name.startswith("tide.")}
    assert tides == {chosen == "dark"}


def test_what_moves_stands_still_for_who_wants_that(photo_site: Site, window: Callable[..., Page]) -> None:
    found = []
    for motion in ("reduce", "no-preference"):
        page = window(reduced_motion=motion)
        asked_for(page, photo_site)
        look_through(page)
        found.append(page.get_by_alt_text("Moves").evaluate("image => image.currentSrc"))
    still, moving = found
    assert still != moving


def test_paper_has_the_light_one(photo_site: Site, window: Callable[..., Page]) -> None:
    page = window(color_scheme="dark")
    asked_for(page, photo_site)
    page.emulate_media(media="print")
    visible = [image for image in page.get_by_alt_text("Both").all() if image.is_visible()]
    assert len(visible) == 1
    assert "/tide.dark." not in str(visible[0].get_attribute("src"))
