"""The made-up blog that speed is measured with is the same everywhere and what it says; what measures it works."""

import json
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
    assert all(build.seconds > 0 and build.memory > 10_000_000 for build in builds.values())


def test_every_generator_is_pinned_and_gets_the_posts(tmp_path: Path) -> None:
    for tool in import_module("tools").OTHERS:
        assert re.fullmatch(r"\d+(\.\d+)+", tool.version)
        assert len(tool.lay_out(tmp_path / tool.name, 8)) == 8
    for lock in (ROOT / "benchmarks").glob("*/requirements.txt"):
        assert all("==" in line for line in lock.read_text(encoding="utf-8").splitlines())


def test_memory_is_that_of_all_processes_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"  # by which the children know that they have been looked at
    child = f"import pathlib, time; kept = bytearray(80_000_000)\nwhile not pathlib.Path({str(seen)!r}).exists():"
    child += " time.sleep(0.01)"
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}])"
    parent = f"import subprocess, sys; one, two = {start}, {start}; one.wait(); two.wait()"
    measure = import_module("measure")
    shares, share = {}, measure.share

    def noted(process: int) -> int:
        shares[process] = share(process)
        if sum(bytes > 80_000_000 for bytes in shares.values()) == 2:
            seen.touch()
        return int(shares[process])

    monkeypatch.setattr(measure, "share", noted)
    shares_are_known = Path("/proc/self/smaps_rollup").exists()
    if not shares_are_known:
        seen.touch()
    built = measure.build([sys.executable, "-c", parent], tmp_path, {})
    assert built.seconds > 0
    if shares_are_known:
        assert built.memory > 160_000_000


def test_failed_build_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        import_module("measure").build([sys.executable, "-c", "import sys; sys.exit('no such thing')"], tmp_path, {})


# -- Concepts -------------------------------------------------------------------

NAME = re.compile(r"\[\[([^]|]*)(?:\|[^]]*)?\]\]")


def write_concepts(folder: Path, posts: int, concepts: int) -> tuple[list[Path], list[Path]]:
    """Write posts and concepts; return the files of both."""
    files = import_module("corpus").write(folder, posts)
    return files, import_module("ideas").write(folder, files, concepts)


@pytest.fixture(scope="module")
def linked(on_path: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """The sources of 1,000 posts and of 50 concepts, by number."""
    posts, concepts = write_concepts(tmp_path_factory.mktemp("linked"), 1000, 50)
    return [file.read_text(encoding="utf-8") for file in posts], [file.read_text(encoding="utf-8") for file in concepts]


@pytest.fixture(scope="module")
def by_name(linked: tuple[list[str], list[str]]) -> dict[str, int]:
    """The number of the concept with each name, in small letters."""
    found: dict[str, int] = {}
    for number, text in enumerate(linked[1]):
        aliases = yaml.safe_load(text.split("---\n")[1])["aliases"] if text.startswith("---\n") else []
        for name in (HEADING.search(text)[2], *aliases):
            assert name.lower() not in found
            found[name.lower()] = number
    return found


def test_concepts_are_the_same_in_another_process_and_under_another_hash_seed(tmp_path: Path) -> None:
    code = "import sys, corpus, ideas; from pathlib import Path; folder = Path(sys.argv[1])"
    code += "; ideas.write(folder, corpus.write(folder, 30), 8)"
    written = []
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT / "benchmarks")}
        subprocess.run([sys.executable, "-c", code, tmp_path / hash_seed], check=True, env=environment)
        written.append(files(tmp_path / hash_seed))
    assert len([path for path in written[0] if path.startswith("concepts/")]) == 8
    assert written[0] == written[1]


def test_posts_with_concepts_are_the_same_posts_with_some_sentences_more(
    blog: list[Path], linked: tuple[list[str], list[str]]
) -> None:
    for file, text in zip(blog, linked[0], strict=True):
        before, after = file.read_text(encoding="utf-8").split("\n\n"), text.split("\n\n")
        assert len(before) == len(after)
        assert all(new.startswith(old.rstrip("\n")) for old, new in zip(before, after, strict=True))


def test_each_post_links_to_one_to_four_concepts_by_name(
    linked: tuple[list[str], list[str]], by_name: dict[str, int]
) -> None:
    counts: Counter[int] = Counter()
    sizes = set()
    for text in linked[0]:
        targets = [by_name[name.lower()] for name in NAME.findall(text)]
        assert len(set(targets)) == len(targets)
        assert "[[" not in "".join(CODE.findall(text))
        counts.update(targets)
        sizes.add(len(targets))
    assert sizes == {1, 2, 3, 4}
    # A few concepts stand in every third or fifth post, most in a few of a hundred.
    often = [count for _, count in counts.most_common()]
    assert often[0] > 400
    assert often[25] < 40
    assert len(often) == 50


def test_concepts_define_themselves_and_link_to_concepts_and_posts(
    linked: tuple[list[str], list[str]], by_name: dict[str, int], blog: list[Path]
) -> None:
    slugs = {file.stem for file in blog}
    for number, text in enumerate(linked[1]):
        title, definition = re.search(r"^# (.*)\n\n(.*)$", text, re.MULTILINE).groups()
        assert definition.startswith(f"{title} is ")
        targets = [by_name[name.lower()] for name in NAME.findall(text)]
        assert 3 <= len(set(targets)) == len(targets) <= 6
        assert number not in targets
        posts = [Path(target).stem for _, _, target in LINK.findall(text) if target.startswith("../posts/")]
        assert 1 <= len(posts) <= 2
        assert set(posts) <= slugs


def test_time_of_the_processor_is_that_of_the_innermost_file_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "answers").mkdir()
    # A clock that goes on by the work, and by nothing else that a machine does.
    (tmp_path / "clock.py").write_text("now = 0.0\n", encoding="utf-8")
    work = "import clock, signal\ndef work(tenths, then=lambda: None):\n    for _ in range(tenths):\n"
    work += "        clock.now += 0.1\n        signal.raise_signal(signal.SIGPROF)\n    then()\n"
    for name in ("outer.py", "inner.py", "other.py"):
        (tmp_path / name).write_text(work, encoding="utf-8")
    (tmp_path / "run.py").write_text(
        "import multiprocessing, sys\nfrom multiprocessing import util\nfrom pathlib import Path\n"
        f"sys.path.append({str(ROOT / 'benchmarks')!r})\n"
        "import clock, inner, other, outer, sampled\nfrom sampled import Samples\n"
        "sampled.time.process_time = lambda: clock.now\nsampled.signal.setitimer = lambda *interval: None\n"
        "samples = Samples(['outer.py', 'inner.py'], Path('answers'))\nsamples.begin()\n"
        "util.register_after_fork(samples, Samples.begin_again)\n"
        "child = multiprocessing.get_context('fork').Process(target=inner.work, args=(6,))\nchild.start()\n"
        "outer.work(3, lambda: other.work(3, lambda: inner.work(2)))\nother.work(4)\n"
        "child.join()\nsamples.end()\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "run.py"], cwd=tmp_path, check=True)
    spent: Counter[str] = Counter()
    answers = list((tmp_path / "answers").iterdir())
    for file in answers:
        spent.update(json.loads(file.read_text(encoding="utf-8")))
    assert len(answers) == 2
    assert set(spent) == {"outer.py:work", "inner.py:work", ""}
    assert spent["outer.py:work"] == pytest.approx(0.6)  # what it has another file do is its own
    assert spent["inner.py:work"] == pytest.approx(0.8)
    assert spent[""] == pytest.approx(0.4)


def test_knowledge_layer_is_measured_part_by_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    knowledge = import_module("knowledge")
    site = knowledge.KnowledgeSite(tmp_path / "site", 40, 8)
    builds = site.round()
    assert list(builds) == ["from nothing", "a post edited", "a concept edited"]
    cold = builds["from nothing"]
    assert 0 < cold.part(knowledge.PARTS["related posts"]) < cold.layer < cold.processor
    mentioned = "valuable/theme/templates/components/mentioned.html"
    assert {"valuable/knowledge/mentions.py", "valuable/knowledge/maps.py", mentioned} <= set(site.watched)
    assert cold.noted["mentions"][0] > 1000
    figures = knowledge.told(site, [builds], 5, whole=2 * cold.processor)
    assert next(iter(figures["concepts"].values()))[0] >= 15
    sums = ["what they note, pickled", "the layer", "backlinks, related posts, maps"]
    rows = ["the whole build", *knowledge.PARTS, *sums]
    assert list(figures["from nothing"]) == rows
    assert "% of the one\nthat `make html` makes" in capsys.readouterr().out


def test_layer_is_the_sum_of_its_parts_and_of_what_they_note(on_path: None) -> None:
    knowledge = import_module("knowledge")
    spent = {"": 20.0, "valuable/knowledge/mentions.py:read": 1.0, "valuable/base/sentences.py:sentence_around": 0.5}
    spent |= {"valuable/theme/templates/components/mentioned.html:root": 0.25, "valuable/knowledge/maps.py:near": 2.0}
    build = knowledge.Build(12.0, 23.75, 0, spent, {}, 0.25)
    parts = {title: build.part(patterns) for title, patterns in knowledge.PARTS.items()}
    assert {title: time for title, time in parts.items() if time} == {
        "mentions": 1.5,
        '"Mentioned in"': 0.25,
        "maps": 2,
    }
    assert build.layer == 4.0
    layer, shown = [row[1:3] for row in knowledge.shares([build], 10)][-2:]
    assert layer == (4.0, pytest.approx(16.84, abs=0.01))
    assert shown == (3.75, pytest.approx(15.79, abs=0.01))


def test_parts_of_the_knowledge_layer_are_files_of_this_site_each_of_one_part(on_path: None) -> None:
    parts = import_module("knowledge").PARTS
    for patterns in parts.values():
        for pattern in patterns:
            assert "*" in pattern or (ROOT / pattern).is_file(), pattern
    found = [path for patterns in parts.values() for pattern in patterns for path in ROOT.glob(pattern)]
    assert len(set(found)) == len(found)
    assert ROOT / "valuable" / "sitemap.py" not in found
