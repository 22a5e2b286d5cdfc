"""The made-up blog that speed is measured with is the same everywhere and what it says; what measures it works."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"^```(\w+)\n.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
LINK = re.compile(r"(!?)\[([^]]*)\]\(([^)]*)\)")


@pytest.fixture(scope="module", autouse=True)
def on_path() -> Iterator[None]:
    """The modules of the benchmarks find each other beside them, as scripts do."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def corpus(on_path: None) -> ModuleType:
    return import_module("corpus")


@pytest.fixture(scope="module")
def blog(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of 1,000 posts, by number."""
    return corpus.write(tmp_path_factory.mktemp("blog"), 1000)


@pytest.fixture(scope="module")
def texts(blog: list[Path]) -> list[tuple[dict[str, object], str]]:
    """The front matter and the body of each."""
    parts = [file.read_text(encoding="utf-8").split("---\n", 2) for file in blog]
    return [(yaml.load(keys, yaml.BaseLoader), body) for _, keys, body in parts]


def prose(body: str) -> str:
    """Return the words of a post without code, pictures, addresses and marks."""
    text = LINK.sub(lambda found: "" if found[1] else found[2], CODE.sub("", body))
    return re.sub(r"[#*`.,?!-]|\d+\.", " ", text)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_blog_is_the_same_in_another_process_and_under_another_hash_seed(blog: list[Path], tmp_path: Path) -> None:
    written = {}
    for hash_seed in ("1", "2"):
        command = [sys.executable, ROOT / "benchmarks" / "corpus.py", tmp_path / hash_seed, "--posts", "60"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": hash_seed})
        written[hash_seed] = files(tmp_path / hash_seed)
    assert len(written["1"]) == 76
    assert written["1"] == written["2"]


def test_small_blog_is_the_beginning_of_a_large_one(corpus: ModuleType, blog: list[Path], tmp_path: Path) -> None:
    corpus.write(tmp_path, 100)
    large = files(blog[0].parents[2])
    small = files(tmp_path)
    assert len(small) == 126
    assert small.items() <= large.items()


def test_another_seed_makes_another_blog(corpus: ModuleType, blog: list[Path], tmp_path: Path) -> None:
    assert corpus.write(tmp_path, 1, seed=1)[0].read_bytes() != blog[0].read_bytes()


def test_every_dialect_tells_the_same(corpus: ModuleType, tmp_path: Path) -> None:
    told = set()
    for dialect in corpus.DIALECTS:
        words = []
        for file in corpus.write(tmp_path / dialect, 20, dialect):
            text = file.read_text(encoding="utf-8")
            words.append(
                re.findall(r"\w+", prose(re.sub(r"\A.*?\n\n(# [^\n]*\n\n)?|<!--.*?-->", "", text, flags=re.DOTALL)))
            )
        told.add(str(words))
    assert len(told) == 1


def test_titles_and_slugs_are_unique_and_clean(blog: list[Path], texts: list[tuple[dict[str, object], str]]) -> None:
    titles = {HEADING.search(body)[2] for _, body in texts}
    assert len(titles) == 1000
    assert len({file.stem for file in blog}) == 1000
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", file.stem) and len(file.stem) <= 80 for file in blog)


def test_vocabulary_is_large_and_a_few_words_are_most_of_the_text(texts: list[tuple[dict[str, object], str]]) -> None:
    counts = Counter(word for _, body in texts for word in prose(body).lower().split())
    assert len(counts) >= 20_000
    assert 0.4 < sum(count for _, count in counts.most_common(400)) / counts.total() < 0.7


def test_posts_have_400_to_800_words_in_three_to_six_sections(texts: list[tuple[dict[str, object], str]]) -> None:
    for _, body in texts:
        levels = [len(marks) for marks, _ in HEADING.findall(CODE.sub("", body))]
        assert levels[:2] == [1, 2]
        assert set(levels[1:]) <= {2, 3}
        assert 3 <= len(levels[1:]) <= 6
        assert 400 <= len(prose(body.split("\n\n", 1)[1]).split()) <= 800


def test_half_have_code_and_a_quarter_have_pictures(texts: list[tuple[dict[str, object], str]]) -> None:
    assert sum(bool(CODE.search(body)) for _, body in texts) == 500
    assert sum("![" in body for _, body in texts) == 250
    assert {language for _, body in texts for language in CODE.findall(body)} == {"python", "js", "bash"}


def test_links_lead_to_earlier_posts_and_each_picture_is_its_posts_own(
    blog: list[Path], texts: list[tuple[dict[str, object], str]]
) -> None:
    numbers = {file: number for number, file in enumerate(blog)}
    for number, (file, (_, body)) in enumerate(zip(blog, texts, strict=True)):
        inside = 0
        for mark, words, target in LINK.findall(CODE.sub("", body)):
            path = Path(os.path.normpath(file.parent / target))
            if mark:
                assert words
                assert path.stem == file.stem
                assert path.read_bytes().startswith((b"\x89PNG", b"<svg"))
            elif not target.startswith("https://"):
                assert numbers[path] < number
                inside += 1
        assert number < 3 or 2 <= inside <= 3


def test_front_matter_has_40_tags_8_categories_3_authors_and_15_years(
    blog: list[Path], texts: list[tuple[dict[str, object], str]]
) -> None:
    keys = [each for each, _ in texts]
    assert len({tag for each in keys for tag in each["tags"]}) == 40
    assert {len(each["tags"]) for each in keys} == {2, 3, 4}
    assert len({each["category"] for each in keys}) == 8
    assert {each["author"] for each in keys} == {"ada", "ben", "chi"}
    assert {each["date"][:4] for each in keys} == {str(year) for year in range(2011, 2026)}
    assert all(file.parent.name == each["date"][:4] for file, each in zip(blog, keys, strict=True))
    assert 500 < sum("description" in each for each in keys) < 700


def test_this_site_builds_the_made_up_blog(tmp_path: Path) -> None:
    site = import_module("sites").Site(import_module("tools").THIS_SITE, tmp_path / "site", 24)
    builds = site.round()
    assert list(builds) == ["cold", "edit", "nothing"]
    assert all(build.seconds > 0.1 and build.memory > 10_000_000 for build in builds.values())


def test_every_generator_is_pinned_and_gets_the_posts(tmp_path: Path) -> None:
    for tool in import_module("tools").OTHERS:
        assert re.fullmatch(r"\d+(\.\d+)+", tool.version)
        assert len(tool.lay_out(tmp_path / tool.name, 8)) == 8
    for lock in (ROOT / "benchmarks").glob("*/requirements.txt"):
        assert all("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    child = "import time; kept = bytearray(80_000_000); time.sleep(1)"
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}])"
    parent = f"import subprocess, sys; one, two = {start}, {start}; one.wait(); two.wait()"
    built = import_module("measure").build([sys.executable, "-c", parent], tmp_path, {})
    assert built.seconds >= 1
    if Path("/proc/self/smaps_rollup").exists():
        assert built.memory > 160_000_000


def test_failed_build_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        import_module("measure").build([sys.executable, "-c", "import sys; sys.exit('no such thing')"], tmp_path, {})
