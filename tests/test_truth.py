"""After any sequence of what an author does, the site is byte for byte what a clean build makes of its sources.

``THOROUGH=1``, as in CI, asks for 200 sequences instead of 12; ``TRUTH_EXAMPLES=2000`` for so many, which are others
each time; ``TRUTH_SEED`` for those of one run.
"""

import copy
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, THOROUGH
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from truth.actions import ACTIONS
from truth.author import Author, author_of
from truth.builds import Kill, Round, build, check, differences, files

from valuable.build.fork_map import processes

pytestmark = pytest.mark.truth

SHARES = 4  # of the sequences, each checked in a process of its own
EXAMPLES = int(os.environ.get("TRUTH_EXAMPLES", 200 if THOROUGH else 12))
SEED = int(os.environ.get("TRUTH_SEED", random.randrange(10**6) if "TRUTH_EXAMPLES" in os.environ else 0))

numbers = st.integers(0, 5)
acts = st.lists(st.tuples(st.sampled_from(sorted(ACTIONS)), numbers, numbers), min_size=1, max_size=4).map(tuple)
kills = st.builds(Kill, st.integers(0, 200)) | st.builds(Kill, st.integers(0, 50), st.just(True))
rounds = st.builds(Round, acts, st.sampled_from((1, 2, processes())), st.none() | st.none() | kills)
sequences = st.lists(rounds, min_size=1, max_size=4)


def test_site_is_what_a_clean_build_makes_after_any_sequence(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(SHARES)]
    with ProcessPoolExecutor(processes(), mp_context=multiprocessing.get_context("fork")) as pool:
        failures = list(filter(None, pool.map(check_share, range(SEED, SEED + SHARES), folders)))
    assert not failures, "\n".join(failures)


def check_share(number: int, folder: Path) -> str:
    """Check a share of the sequences; return what is wrong."""
    authors = [first_build(folder, variant) for variant in range(3)]

    @seed(number)
    @settings(
        max_examples=EXAMPLES // SHARES,
        phases=(Phase.generate, Phase.shrink),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from((0, 0, 0, 1, 2)), sequences)
    def holds(variant: int, sequence: list[Round]) -> None:
        author = copy.deepcopy(authors[variant])
        shutil.rmtree(author.root)
        shutil.copytree(folder / f"first{variant}", author.root)
        check(author, sequence, folder / "clean")

    try:
        holds()
    except Exception as error:
        return "".join(traceback.format_exception(error))
    return ""


def first_build(folder: Path, variant: int) -> Author:
    """Return the author of a site that is built, of which a copy lies beside it."""
    author = author_of(folder / f"site{variant}", variant)
    code, said = build(author)
    assert code == 0, said
    shutil.copytree(author.root, folder / f"first{variant}")
    return author


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("hundredths", [5, 12, 19, 26])
def test_build_that_is_killed_at_any_time_does_no_harm(tmp_path: Path, hundredths: int, alone: bool) -> None:
    author = author_of(tmp_path / "site")
    assert build(author)[0] == 0
    kill = Kill(seconds=hundredths / 100, alone=alone)
    check(author, [Round((("retitle", 0, 1), ("delete", 1, 1)), 2, kill), Round((), 2, kill)], tmp_path / "clean")


# -- Sequences that have failed ---------------------------------------------------------------------------------------

Check = Callable[..., None]


@pytest.fixture
def hold(tmp_path: Path) -> Check:
    """Return a function that checks a sequence: of actions, each followed by a build, or of rounds."""

    def check_sequence(*steps: Round | tuple[str, int, int], variant: int = 0) -> None:
        author = author_of(tmp_path / "site", variant)
        code, said = build(author)
        assert code == 0, said
        sequence = [step if isinstance(step, Round) else Round((step,)) for step in steps]
        check(author, sequence, tmp_path / "clean")

    return check_sequence


def test_feed_without_posts_has_no_time_of_the_build(hold: Check) -> None:
    hold(variant=2)


def test_template_that_is_moved_takes_effect(hold: Check) -> None:
    hold(("move_template", 0, 0))


def test_cover_that_is_painted_anew_is_shown_on_the_home_page(hold: Check) -> None:
    hold(("repaint", 3, 3))


def test_term_that_is_gone_is_missed(hold: Check) -> None:
    hold(("add_or_remove_page", 0, 4))


def test_tag_that_is_gone_is_missed(hold: Check) -> None:
    hold(Round((("set_tags", 0, 5), ("set_tags", 1, 5), ("set_tags", 2, 5))))


def test_link_without_suffix_shows_the_new_title(hold: Check) -> None:
    hold(("retitle", 0, 1))


def test_equation_is_numbered_anew_where_it_is_referred_to(hold: Check) -> None:
    hold(("write_maths", 0, 1))


def test_picture_from_the_folder_of_a_draft_is_not_shown(hold: Check) -> None:
    hold(("write_taken", 0, 1), ("flip_draft", 1, 0))


def test_toctree_shows_a_new_heading(hold: Check) -> None:
    hold(("write_heading", 0, 1), variant=1)


def test_toctree_misses_a_post_that_is_gone(hold: Check) -> None:
    hold(Round((("delete", 0, 4), ("write_ref", 0, 0))), variant=1)


def test_doctree_that_is_lost_is_made_again(hold: Check) -> None:
    hold(("remove_one_output", 0, 0))


def test_label_that_has_another_name_is_missed(hold: Check) -> None:
    hold(("write_ref", 2, 4), ("write_heading", 0, 3))


def test_style_sheets_may_be_others(hold: Check) -> None:
    hold(("edit_settings", 5, 1))


def test_inventory_has_the_new_name_of_the_site(hold: Check) -> None:
    hold(("edit_settings", 2, 2))


# -- Two clean builds -------------------------------------------------------------------------------------------------

# A build as another machine makes it: on how many cores, and how many days later.
ELSEWHERE = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
from truth.author import author_of
from truth.builds import build_here

root, jobs, days = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
author = author_of(root)
author.now += timedelta(days=30 + days)
for name, unit in {"time": 1, "time_ns": 10**9}.items():
    setattr(time, name, lambda real=getattr(time, name), ahead=days * 86400 * unit: real() + ahead)
os._exit(build_here(author, root, jobs, None))
"""
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1000000000", "LC_ALL": "POSIX"}


def build_elsewhere(root: Path, jobs: int, days: int, environment: dict[str, str]) -> dict[str, bytes]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(root), str(jobs), str(days)],
        env=known | environment | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return files(root / "_build/html")


def test_clean_builds_of_two_machines_and_days_are_alike(tmp_path: Path) -> None:
    here = build_elsewhere(tmp_path / "here", 1, 0, HERE)
    there = build_elsewhere(tmp_path / "another/folder", 3, 365, THERE)
    assert "posts/2022/delta/index.html" in here
    assert differences(there, here) == []


def test_ledger_that_is_written_anew_takes_effect(hold: Check) -> None:
    hold(("write_ledger", 0, 0), ("write_ledger", 0, 1), ("write_ledger", 0, 2), ("write_ledger", 0, 5))


def test_page_that_has_another_address_is_found_there_by_all(hold: Check) -> None:
    hold(*(("own_address", number % 3, number) for number in range(6)))


def test_address_that_is_taken_takes_nothing_away(hold: Check) -> None:
    hold(Round((("own_address", 0, 3), ("own_address", 1, 3))), ("own_address", 1, 5), ("own_address", 1, 4))


def test_what_has_moved_leads_on_as_the_ledger_says(hold: Check) -> None:
    hold(*(("move_in_ledger", number % 3, number) for number in range(6)), ("retitle", 0, 1))


def test_address_that_is_lost_is_missed_in_any_build(hold: Check) -> None:
    hold(("write_ledger", 0, 1), ("rename", 0, 1))


def test_link_to_a_page_that_is_gone_is_missed_in_the_same_words(hold: Check) -> None:
    hold(("write_ref", 1, 3), ("delete", 0, 0))


def test_definition_of_a_concept_that_is_gone_is_missed(hold: Check) -> None:
    hold(("delete_concept", 0, 0))
