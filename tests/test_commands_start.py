"""Each command can be started: its module is the first of the machinery that a process imports."""

import subprocess
import sys
from pathlib import Path

from conftest import ROOT

# What others have written is imported once; each module of ours in a process of its own, which has none yet.
PROGRAM = """
import importlib, os, sys, traceback
import ablog, docutils.writers.html5_polyglot, lxml.html, markdown_it, myst_parser.sphinx_ext.main, PIL.Image
import sphinx.application, yaml
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            importlib.import_module(name)
        except BaseException:
            traceback.print_exc(limit=-1)
            print(f"^ {name} cannot be imported first", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_no_command_needs_another_module_to_be_imported_before_it() -> None:
    names = [f"valuable.commands.{path.stem}" for path in sorted((ROOT / "valuable" / "commands").glob("[a-z]*.py"))]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *names], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0


def test_program_tells_of_a_module_that_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "valuable.commands.none"], cwd=ROOT, capture_output=True, text=True
    )
    assert "valuable.commands.none cannot be imported first" in done.stderr
