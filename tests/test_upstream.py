"""Every change to another package is one entry of a registry: read, needed, and named where it can't be made."""

import ast
import os
import traceback
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from inspect import signature
from io import StringIO
from pathlib import Path
from textwrap import dedent
from tokenize import COMMENT, generate_tokens
from typing import Any

import pytest
from conftest import ROOT, Site
from forked import run

from valuable.upstream import registry
from valuable.upstream.patches import ORIGINALS, Patch, replace, target_of, use
from valuable.upstream.registry import PATCHES

NAMES = list(dict.fromkeys(patch.name for patch in PATCHES if patch.apply is not use))


# -- What is changed has been read ------------------------------------------------


def source_of(upstream: str) -> str | None:
    """Return the source of ``file:name`` without comments, empty lines and indentation; None if there is none."""
    file, _, name = upstream.partition(":")
    package, _, inside = file.partition("/")
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / inside
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    node: Any = ast.parse(text)
    for part in name.split("."):
        node = next((child for child in node.body if part in names_of(child)), None)
        if node is None:
            return None
    return plain("\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno]))


def names_of(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement gives a value."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Assign():
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name() as target):
            yield target.id


def plain(source: str) -> str:
    lines = dedent(source).splitlines()
    for token in generate_tokens(StringIO("\n".join(lines)).readline):
        if token.type == COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1][: token.start[1]]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def digest_of(source: str) -> str:
    return blake2b(source.encode(), digest_size=4).hexdigest()


def unread(patch: Patch) -> str | None:
    """Say what is to be read of the installed version; None if that has been."""
    source, installed = source_of(patch.upstream), version(patch.distribution)
    if source is None:
        return f"{patch.distribution} {installed} has no {patch.upstream}: see whether “{patch.name}” is still needed"
    digest = digest_of(source)
    if patch.digests.get(installed, digest) == digest and digest in patch.digests.values():
        return None
    return (
        f"{patch.distribution} {installed} has another {patch.upstream}: read it, see that “{patch.name}” is right for "
        f'it, and note "{installed}": "{digest}"'
    )


def test_source_of_every_change_has_been_read() -> None:
    told = dict.fromkeys(filter(None, map(unread, PATCHES)))
    assert not told, "\n".join(["", *told])


@pytest.mark.parametrize(
    ("digests", "right"),
    [
        ({"0.11.13": "{digest}"}, True),
        ({"0.11.12": "{digest}"}, True),  # of a version that was read: nothing has changed since
        ({"0.11.12": "00000000"}, False),
        ({"0.11.12": "{digest}", "0.11.13": "00000000"}, False),
    ],
)
def test_version_that_was_not_read_is_told_with_its_digest(digests: dict[str, str], right: bool) -> None:
    upstream = "ablog/blog.py:slugify"
    source = source_of(upstream)
    assert source is not None
    digest = digest_of(source)
    known = {{"0.11.13": version("ablog")}.get(key, key): value.format(digest=digest) for key, value in digests.items()}
    told = unread(patch(upstream=upstream, digests=known))
    assert (told is None) == right
    assert right or f'note "{version("ablog")}": "{digest}"' in str(told)


def test_source_that_is_gone_is_told() -> None:
    assert "has no ablog/blog.py:gone: see whether “x” is still needed" in str(
        unread(patch(upstream="ablog/blog.py:gone"))
    )


def test_comments_make_no_other_source() -> None:
    assert plain("    def a():  # type: ignore\n        # b\n\n        return '#'\n") == "def a():\n    return '#'"


def patch(**parts: Any) -> Patch:
    """Return an entry that is nobody's."""
    known = {"name": "x", "target": "ablog.blog.slugify", "reason": "", "upstream": "ablog/blog.py:slugify", "test": ""}
    return Patch(**{**known, "digests": {}, "apply": replace(None), **parts})


# -- Every change is needed -------------------------------------------------------


def test_every_entry_says_why_and_names_its_test() -> None:
    for entry in PATCHES:
        file, _, name = entry.test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, entry.name
        assert entry.reason.endswith("."), entry.name


@pytest.mark.parametrize("name", NAMES)
def test_without_a_change_its_test_fails(name: str, site: Site) -> None:
    """In a child of this process, where the change is undone."""
    entries = [entry for entry in PATCHES if entry.name == name]
    for test in dict.fromkeys(entry.test for entry in entries):
        child = os.fork()
        if child == 0:
            try:
                run_without(entries, test, site)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1, f"“{name}” is moot: {test} passes without it"


def run_without(entries: list[Patch], test: str, site: Site) -> None:
    """Run a test as if some entries were not there; raise what it raises."""
    for entry in entries:
        if entry.target in ORIGINALS:
            target = target_of(entry)
            setattr(target.owner, target.name, target.original)
            if entry.undo is not None:
                entry.undo(target)
    for part in ("AT_START", "IN_BUILDS", "IN_PREVIEW"):
        setattr(registry, part, [entry for entry in getattr(registry, part) if entry not in entries])
    file, _, name = test.partition("::")
    function = getattr(import_module(Path(file).stem), name)
    with pytest.MonkeyPatch.context() as monkeypatch:
        known = {"site": site, "monkeypatch": monkeypatch}
        function(**{wanted: known[wanted] for wanted in signature(function).parameters})


# -- A target that is missing -----------------------------------------------------


@pytest.mark.parametrize(
    "missing",
    [
        {"target": "ablog.blog.gone"},
        {"target": "ablog.gone.gone"},
        {"target": "gone.gone"},
    ],
)
def test_missing_target_is_one_line_that_names_the_entry(site: Site, missing: dict[str, str]) -> None:
    site.post()

    def spoil() -> None:
        registry.IN_BUILDS = (*registry.IN_BUILDS, patch(name="an idea", **missing))

    done = run(site, spoil)
    assert done.code == 1
    assert done.lines == [
        f"ablog {version('ablog')} has no `{missing['target']}`, which the machinery changes (valuable/upstream: an "
        "idea). Remove .venv and run `make html`, which installs the versions that requirements.txt names"
    ]


def test_nothing_else_of_a_version_fails_a_build(site: Site) -> None:
    site.post()

    def age() -> None:
        registry.IN_BUILDS = tuple(
            Patch(**{**vars(entry), "digests": {"0": "00000000"}}) for entry in registry.IN_BUILDS
        )

    assert run(site, age).code == 0


# -- Nothing else is changed ------------------------------------------------------


def changed_in(tree: ast.Module) -> Iterator[str]:
    """Yield the attributes of what is imported from other packages that a module assigns to, where it is imported."""
    foreign = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if not (getattr(node, "module", None) or alias.name).startswith("valuable")
    }
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            owner = target
            while isinstance(owner, ast.Attribute | ast.Subscript):
                owner = owner.value
            if isinstance(target, ast.Attribute) and isinstance(owner, ast.Name) and owner.id in foreign:
                yield ast.unparse(target)
        match node:
            case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id=name), *_]) if name in foreign:
                yield ast.unparse(node)


def test_no_other_module_changes_another_package() -> None:
    found = defaultdict(list)
    for path in sorted((ROOT / "valuable").rglob("*.py")):
        if path.parent.name != "upstream":
            found[path.name] += changed_in(ast.parse(path.read_text(encoding="utf-8")))
    assert {name: changes for name, changes in found.items() if changes} == {}


def test_changes_are_seen() -> None:
    code = "import sphinx.a\nfrom x import Y as Z\nZ.b = 1\nsphinx.a.c = 2\nself.d = 3\nsetattr(Z, 'e', 4)\n"
    assert list(changed_in(ast.parse(code))) == ["Z.b", "sphinx.a.c", "setattr(Z, 'e', 4)"]
