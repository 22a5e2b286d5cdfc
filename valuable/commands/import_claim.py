"""Make a fresh copy the site of the blog that is brought over, with what that says of itself."""

import os
from dataclasses import replace
from pathlib import Path

from valuable.commands.answers import checked_answer, collect_answers, facts_known_in
from valuable.commands.file_lists import EXAMPLE, file_sha256, read_list
from valuable.commands.mine import new_site_changes
from valuable.commands.new_site import author_key, python_literal
from valuable.importers.records import OldSite
from valuable.importers.settings import answers_from
from valuable.importers.writing import keys_of_people


def is_unclaimed(root: Path) -> bool:
    example = read_list(root, EXAMPLE)
    return bool(example) and file_sha256(root / "conf.py") == example.get("conf.py")


def claimed(root: Path, site: OldSite) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a new site with what the old one says of itself, and the paths of those that go."""
    given = {}
    for name, text in answers_from(site).items():
        try:
            given[name] = checked_answer(name, text)
        except ValueError:
            site.note(
                "settings", f"the old site's {name}, {text[:60]!r}, is none that conf.py can have: write it there"
            )
    given.setdefault("name", "My blog")
    given.setdefault("author", given["name"])
    given.setdefault("tagline", "-")
    given.setdefault("email", "-")  # it would stand in public
    answers = replace(collect_answers(given, facts_known_in(root, os.environ)), concepts="no")
    if any(entry.kind == "concept" for entry in site.entries):
        answers = replace(answers, concepts="yes")
    made, gone = new_site_changes(root, answers)
    if site.people and answers.author == site.people[0].name:  # who may have a key, which is part of an address
        old, new = (
            python_literal(author_key(answers.author)),
            python_literal(keys_of_people(site.people)[answers.author]),
        )
        made["conf.py"] = made["conf.py"].replace(old.encode(), new.encode())
    examples = [path for path in made if path.startswith(("posts/", "concepts/"))]  # the blog has its own
    return {path: data for path, data in made.items() if path not in examples}, [*gone, *examples]
