"""Canaries: words and pictures that must not get out, looked for in every byte that a build leaves behind or says.

A draft, a post of the future and files that are excluded each hold words and a picture of their own. The site is built
as an author builds it, with the index of the search and the cards.
"""

import base64
import gzip
import html
import os
import re
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from conftest import Site
from forked import Done, run

# In front of what each canary is called by: letters that no stemming, folding or shortening takes off.
NAMES = ("qzykdraft", "qzykfuture", "qzykexcluded", "qzykguide", "qzykpublic")
HELD_BACK = NAMES[:-1]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0500f0003860180b3a1cf3b0000000049454e44ae426082"
)


def bytes_of(name: str) -> bytes:
    """Return what is in the picture of a canary alone."""
    return zlib.compress(name.encode() * 3)[2:-4] + bytes(reversed(name.encode()))


def words(name: str) -> str:
    return f"{name} and {name}é, {name.upper()}ß, {name}다"


def write(site: Site, name: str, path: str, **keys: str) -> None:
    """Write a post that says its name wherever a post can."""
    site.write(f"posts/2021/{name}.png", PNG + bytes_of(name))
    site.post(
        path,
        f"First, {words(name)}.[^{name}]\n\n({name}-label)=\n## {words(name)}\n\n![{words(name)}]({name}.png)\n\n"
        f"```python\n{name}_code = 1\n```\n\n% {name}\n\n${name}$\n\n[^{name}]: {words(name)}\n",
        title=words(name),
        tags=f"[{name}-tag, '{name}é']",
        category=f"{name} category",
        series=f"{name} series",
        description=words(name).replace(":", ""),
        redirect=f"[/old/{name}/, /old/{name}.html]",
        cover=f"{name}.png",
        cover_alt=words(name),
        **keys,
    )


@pytest.fixture
def aviary(site: Site) -> Site:
    """A site with all canaries in it, and a post whose own must be found."""
    conf = (site.folder / "conf.py").read_text()
    site.write("conf.py", f'{conf}exclude_patterns = ["posts/2021/left-out.md"]\n')
    site.post("posts/2021/first.md", title="First", date="2021-01-01")
    write(site, "qzykpublic", "posts/2021/public.md")
    write(site, "qzykdraft", "posts/2021/qzykdraft.md", draft="true")
    write(site, "qzykfuture", "posts/2021/qzykfuture.md", date="2999-01-01")
    write(site, "qzykexcluded", "posts/2021/left-out.md")
    secret = words("qzykguide")
    site.write("guide/secret.md", f"---\ndate: 2021-01-01\n---\n# {secret}\n\n![{secret}](s.png)\n")
    site.write("guide/s.png", PNG + bytes_of("qzykguide"))
    return site


def build(site: Site) -> Done:
    done = run(site, lambda: os.environ.update(SEARCH="1", CARDS="1"))
    assert done.code == 0, done.stderr
    return done


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield *content*, and what is packed in it."""
    yield content
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    for stream in re.finditer(rb"x[\x01\x5e\x9c\xda]", content):  # of zlib, in pictures, inventories and the like
        try:
            yield zlib.decompressobj().decompress(content[stream.start() :])
        except zlib.error:
            continue


def readings(content: bytes) -> Iterator[bytes]:
    """Yield *content* in each form in which a word may stand there, small and without accents."""
    for plain in unpacked(content):
        text = html.unescape(unquote_to_bytes(plain).decode("utf-8", "replace"))
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
        yield unicodedata.normalize("NFKD", text).casefold().encode("utf-8", "replace")
        for encoding in ("utf-16-le", "utf-16-be"):
            yield plain.decode(encoding, "replace").casefold().encode("utf-8", "replace")


def encoded(secret: bytes) -> Iterator[bytes]:
    """Yield the bytes of a picture, and what base64 makes of them wherever they begin."""
    yield secret
    for start in range(3):
        yield base64.b64encode(secret[start : start + (len(secret) - start) // 3 * 3])


def found_in(content: bytes) -> set[str]:
    """Return the canaries of which something stands in *content*."""
    found: set[str] = set()
    for reading in readings(content):
        found |= {name for name in NAMES if name.encode() in reading or name[::-1].encode() in reading}
    for plain in unpacked(content):
        found |= {name for name in NAMES if any(part in plain for part in encoded(bytes_of(name)))}
    return found


def sightings(site: Site, done: Done) -> dict[str, set[str]]:
    """Return the canaries seen in each file that the build has made, wherever it lies, and in what it said."""
    sources = {path for name in ("conf.py", "index.md", "posts", "guide") for path in under(site.folder / name)}
    made = {path for path in under(site.folder) if path not in sources}
    assert len(made) > 50
    seen = {"stdout": found_in(done.stdout.encode()), "stderr": found_in(done.stderr.encode())}
    for path in made:
        name = path.relative_to(site.folder).as_posix()
        seen[name] = found_in(path.read_bytes()) | found_in(name.encode())
    return {name: found for name, found in seen.items() if found}


def under(path: Path) -> Iterator[Path]:
    return (each for each in [path, *path.rglob("*")] if each.is_file())


def leaks(site: Site, done: Done) -> list[tuple[str, str]]:
    return [(path, name) for path, found in sightings(site, done).items() for name in sorted(found & {*HELD_BACK})]


def test_what_is_held_back_or_excluded_is_nowhere(aviary: Site) -> None:
    done = build(aviary)
    assert leaks(aviary, done) == []
    assert leaks(aviary, build(aviary)) == []


def test_whoever_looks_finds_what_is_public(aviary: Site) -> None:
    """The look is sharp: it sees a public post wherever one is expected to be."""
    seen = {path for path, found in sightings(aviary, build(aviary)).items() if "qzykpublic" in found}
    expected = (
        r"_build/html/posts/2021/public/index\.html",
        r"_build/html/posts/2021/public/index\.md",
        r"_build/html/(blog/)?index\.html",
        r"_build/html/blog/tag/qzykpublic-tag/index\.html",
        r"_build/html/old/qzykpublic\.html",
        r"_build/html/blog/atom\.xml",
        r"_build/html/llms\.txt",
        r"_build/html/sitemap\.xml",
        r"_build/html/objects\.inv",
        r"_build/html/_images/qzykpublic\.[0-9a-f]{8}\.png",
        r"_build/html/pagefind/.*\.pf_fragment",
        r"_build/html/pagefind/.*\.pf_index",
        r"_build/html/pagefind/.*\.pf_filter",
        r"_build/doctrees/environment\.pickle",
        r"_build/doctrees/posts/2021/public\.doctree",
    )
    for pattern in expected:
        assert any(re.fullmatch(pattern, path) for path in seen), pattern


@pytest.mark.parametrize("how", ["draft", "future", "excluded"])
def test_post_that_is_taken_back_leaves_no_trace(aviary: Site, how: str) -> None:
    path = "posts/2021/qzykdraft.md"
    write(aviary, "qzykdraft", path)
    aviary.post("posts/2021/first.md", "[](qzykdraft.md)\n", title="First", date="2021-03-27")  # a neighbour
    assert leaks(aviary, build(aviary))
    aviary.post("posts/2021/first.md", title="First", date="2021-03-27")
    if how == "excluded":
        with (aviary.folder / "conf.py").open("a") as conf:
            conf.write('exclude_patterns += ["posts/2021/qzykdr*"]\n')  # settings are kept as they are
    else:
        write(aviary, "qzykdraft", path, **({"draft": "true"} if how == "draft" else {"date": "2999-01-01"}))
    assert leaks(aviary, build(aviary)) == []


@pytest.mark.parametrize("name", NAMES)
def test_canary_is_seen_in_every_disguise(name: str) -> None:
    for disguise in (
        name.upper(),
        f"%{ord(name[0]):02X}{name[1:]}",
        "".join(f"&#{ord(letter)};" for letter in name),
        "".join(f"\\u{ord(letter):04x}" for letter in name),
    ):
        assert found_in(b"..." + disguise.encode()) == {name}
    assert found_in(gzip.compress(name.encode())) == {name}
    assert found_in(b"\x89PNG" + zlib.compress(name.encode())) == {name}
    assert found_in(name.encode("utf-16-le")) == {name}
    assert found_in(base64.b64encode(b"ab" + PNG + bytes_of(name))) == {name}
