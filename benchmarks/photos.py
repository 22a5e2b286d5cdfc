"""Say what photos of a phone take in a build: ``python benchmarks/photos.py --help``.

Builds a small blog without them, and with one more post that shows them, from nothing and once more; prints how much
longer each takes, and what readers get.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from report import MB, machine, table
from sites import Site
from tools import THIS_SITE

SIZE = (4000, 3000)
# Sides of what is laid over one another: clouds, things, leaves, grain.
GRAINS = (5, 40, 300, 2000)
POST = "posts/2021/photos"


def photo(number: int) -> Image.Image:
    """Return a picture as rich in detail as a photo: noise of several sizes, which Pillow's generator makes anew."""
    found = Image.new("RGB", SIZE, "grey")
    for share, side in enumerate(GRAINS, start=2):
        shape = (side + number, max(1, (side + number) * SIZE[1] // SIZE[0]))
        bands = [Image.effect_noise(shape, 90) for _ in range(3)]
        found = Image.blend(found, Image.merge("RGB", bands).resize(SIZE, Image.Resampling.BICUBIC), 1 / share)
    return found


def add_photos(folder: Path, count: int) -> int:
    """Write a post that shows so many photos; return their bytes."""
    place = folder / POST
    place.mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    for number in range(count):
        photo(number).save(place / f"p{number}.jpg", quality=92, exif=exif)
    shown = "".join(f"![Photo {number}](p{number}.jpg)\n\nWords.\n\n" for number in range(count))
    (place / "index.md").write_text(f"---\ndate: 2021-03-26\n---\n\n# Photos\n\n{shown}", encoding="utf-8")
    return sum(path.stat().st_size for path in place.glob("*.jpg"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=12, help="how many photos of 12 megapixels (default: 12)")
    parser.add_argument("--posts", type=int, default=20, help="how many other posts (default: 20)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="valuable-bench-") as name:
        site = Site(THIS_SITE, Path(name) / "site", options.posts)
        site.build()
        seconds = []
        for count in (0, options.photos):
            if count:
                given = add_photos(site.folder, count)
                site.laid_out.add("posts")
            site.clean()
            seconds.append([site.build(), site.build()])
        made = [path for path in (site.output / "_images").iterdir() if path.name.startswith("p")]
        rows = [
            (
                step,
                *(found[at].seconds for found in seconds),
                seconds[1][at].seconds - seconds[0][at].seconds,
                seconds[1][at].processor - seconds[0][at].processor,
            )
            for at, step in enumerate(("from nothing", "once more"))
        ]
        print(f"{machine()}; {options.photos} photos of {given / MB:.0f} MB, {options.posts} other posts\n")
        print(table(("", "without", "with", "more", "more CPU"), rows))
        print(f"\n{len(made)} files of {sum(path.stat().st_size for path in made) / MB:.1f} MB")
        shutil.rmtree(site.folder)


if __name__ == "__main__":
    main()
