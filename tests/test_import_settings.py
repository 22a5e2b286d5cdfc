"""What the old site says of itself stands in conf.py; what its author has written there stays, remarks too."""

import runpy
from pathlib import Path
from typing import Any

from valuable.importers.records import OldPerson
from valuable.importers.settings import known_people, text_setting, with_menu, with_people, with_setting
from valuable.importers.writing import keys_of_people

CONF = """# A remark.
people = {
    "mira": {"name": "Mira", "role": "sailor"},  # the captain
    "ole": {
        "name": "Ole"  # no comma
    },
}
site_menu = [
    ("Posts", "blog"),
    ("About", "about"),  # mine
    ("Search", "search"),
]
page_folders = ["notes"]
tagline = ""
"""
PEOPLE = [
    OldPerson("MIRA", {"bio": 'Sails "far".', "role": "cook", "profiles": {"Mastodon": "https://social.example/@m"}}),
    OldPerson("Ann Lee", {"email": "no address", "bio": "Ties\nknots."}),
    OldPerson("Ole", {"profiles": {"X": "javascript:alert(1)"}}),
]


def values(conf: str, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "conf.py"
    file.write_text(conf)
    return runpy.run_path(str(file))


def test_people_are_merged_by_name_and_only_filled_in(tmp_path: Path) -> None:
    keys = keys_of_people(PEOPLE, known_people(CONF))
    assert keys == {"MIRA": "mira", "Ann Lee": "ann-lee", "Ole": "ole"}
    conf = with_people(CONF, PEOPLE, keys, fill=True)
    people = values(conf, tmp_path)["people"]
    assert people["mira"]["name"] == "Mira"
    assert people["mira"]["role"] == "sailor"
    assert people["mira"]["bio"] == 'Sails "far".'
    assert people["mira"]["profiles"] == {"Mastodon": "https://social.example/@m"}
    assert people["ann-lee"] == {"name": "Ann Lee", "bio": "Ties\nknots."}
    assert people["ole"] == {"name": "Ole"}
    for remark in ("# A remark.", "# the captain", "# no comma", "# mine"):
        assert remark in conf
    assert with_people(conf, PEOPLE, keys, fill=True) == conf


def test_nobody_is_touched_the_second_time() -> None:
    keys = keys_of_people(PEOPLE[:1], known_people(CONF))
    assert with_people(CONF, PEOPLE[:1], keys) == CONF


def test_two_of_one_key_are_two() -> None:
    keys = keys_of_people([OldPerson("Ann Lee"), OldPerson("Ann  Lée"), OldPerson("!!!")])
    assert len(set(keys.values())) == 3


def test_usual_menu_gets_the_old_pages_and_an_own_one_stays(tmp_path: Path) -> None:
    menu = [("Talks", "pages/talks"), ("Me", "about"), ("Talks again", "pages/talks")]
    conf = with_menu(CONF, menu)
    assert [docname for _, docname in values(conf, tmp_path)["site_menu"]] == ["blog", "pages/talks", "about", "search"]
    own = CONF.replace('("About", "about")', '("Boats", "pages/boats")')
    assert with_menu(own, menu) == own


def test_list_of_folders_gets_one_more(tmp_path: Path) -> None:
    conf = with_setting(CONF, "page_folders", "pages", "Folders.")
    assert values(conf, tmp_path)["page_folders"] == ["notes", "pages"]
    assert with_setting(conf, "page_folders", "pages", "Folders.") == conf
    bare = with_setting("x = 1\n", "page_folders", "pages", "Folders.")
    assert values(bare, tmp_path)["page_folders"] == ["pages"]


def test_settings_that_are_no_literals_are_left_alone() -> None:
    odd = "import os\npeople = make_people()\nsite_menu = os.environ\nproject = f'{1}'\n"
    assert with_people(odd, PEOPLE, keys_of_people(PEOPLE)) == odd
    assert with_menu(odd, [("A", "pages/a")]) == odd
    assert text_setting(odd, "project") == ""
    assert text_setting('project = "x" "y"\n', "project") == "xy"
