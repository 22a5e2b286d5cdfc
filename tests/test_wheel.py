"""The machinery as a package that is installed: a site needs no copy of it."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, Site

LISTS = {"valuable/files.txt", "valuable/example.txt"}  # of a copy


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made without the network."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "valuable", source / "valuable", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.in"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation", "--quiet"]
    done = subprocess.run([*pip, "-w", target, source], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [found] = target.glob("*.whl")
    return found


def test_wheel_has_all_of_the_machinery(wheel: Path) -> None:
    there = {path for path in (ROOT / "valuable").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    wanted = {path.relative_to(ROOT).as_posix() for path in there} - LISTS
    with zipfile.ZipFile(wheel) as file:
        assert {name for name in file.namelist() if ".dist-info/" not in name} == wanted


def test_wheel_says_what_it_needs_and_under_which_licence_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        [name] = [name for name in file.namelist() if name.endswith("/METADATA")]
        metadata = file.read(name).decode()
        licences = [name for name in file.namelist() if "/licenses/" in name]
    pinned = [line.split("#")[0].strip() for line in (ROOT / "requirements.in").read_text().splitlines()]
    needed = [
        line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-Dist")
    ]
    assert needed == [line for line in pinned if line]
    assert "Requires-Python: >=3.11\n" in metadata
    assert len(licences) == 4


def test_site_without_a_copy_is_built_as_one_with_it(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-index",
        "--no-deps",
        "--no-compile",
        "--quiet",
        "--target",
        installed,
        wheel,
    ]
    subprocess.run(pip, check=True)
    built = []
    for package in (installed, ROOT):
        site = Site(tmp_path / package.name / "site")
        site.post(body="A footnote[^1], a [[concept]] and $x^2$.\n\n[^1]: Here.\n")
        site.write("concepts/concept.md", "# Concept\n\nAn idea.\n")
        environment = {**os.environ, "PYTHONPATH": str(package), "CARDS": "1", "SEARCH": "1"}
        command = [sys.executable, "-P", "-m", "valuable", "build"]
        done = subprocess.run(command, cwd=site.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        built.append(site.files())
    assert built[0] == built[1]
    assert "pagefind/pagefind.js" in built[0]
