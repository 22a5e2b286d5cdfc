"""How the machinery is put together: layers whose imports run down only, and names that stand for one thing each."""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "valuable"
# From the bottom up: each imports from itself and from those before it.
LAYERS = ("base", "upstream", "content", "build", "addresses", "knowledge", "pages", "outputs", "importers", "commands")
# What stands beside the layers, and each of them may ask.
BESIDE = {"__init__", "features", "phases"}
# Names by which something is found: by Sphinx, by a command, by the registry of changes to other packages.
INTERFACE = {"setup", "main", "logger", "PATCHES"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever it does, without the package's name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: write the whole name of the module"
            names = [node.module or ""]
            if node.module == "valuable":
                names = [f"valuable.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name.removeprefix("valuable.") for name in names if name.startswith("valuable."))


def defined(path: Path) -> Iterator[str]:
    """Yield the public names that a module gives, but those of handlers and of what is found by name."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names = [node.name]
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            names = [part.id for part in parts if isinstance(part.ctx, ast.Store)]
        else:
            continue
        yield from (name for name in names if not name.startswith(("_", "on_")) and name not in INTERFACE)


def test_every_package_is_a_layer_and_there_are_ten_at_most() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == set(LAYERS)
    assert len(packages) <= 10


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_down_only(path: Path) -> None:
    here = layer_of(path)
    if not here:  # the package itself, and the command line, know of all
        return
    below = {*LAYERS[: LAYERS.index(here) + 1], *BESIDE}
    above = [name for name in imported(path) if name.split(".")[0] not in below and name != "__version__"]
    assert above == []


def test_no_public_name_stands_for_two_things() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for name in defined(path):
            places[name].append(path.relative_to(PACKAGE).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_function_takes_more_than_twelve_branches() -> None:
    command = ["ruff", "check", "--isolated", "--ignore-noqa", "--select", "C901", "--output-format", "concise"]
    limit = ["--config", "lint.mccabe.max-complexity = 12"]
    done = subprocess.run([sys.executable, "-m", *command, *limit, PACKAGE], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "All checks passed!"), done
