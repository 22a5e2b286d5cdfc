"""Read the files in Jekyll's ``_data``: YAML, JSON, and tables."""

import csv
import io
import json
from typing import Any

import yaml

from valuable.importers.heads import check_values
from valuable.importers.profiles.base import TolerantLoader
from valuable.importers.trees import Tree


def data_file(tree: Tree, name: str) -> Any:
    """Return the value of a file; None if it can't be read, which is kept with the tree."""
    text = tree.text(name)
    try:
        if name.endswith(".json"):
            return json.loads(text)
        if name.endswith((".csv", ".tsv")):
            return [
                dict(row) for row in csv.DictReader(io.StringIO(text), delimiter="\t" if name.endswith(".tsv") else ",")
            ]
        found = yaml.load(text, Loader=TolerantLoader)  # noqa: S506  # a safe one
        check_values(found)
    except (ValueError, yaml.YAMLError, csv.Error, RecursionError) as error:
        said = " ".join(str(error).split())
        tree.faults.append(f"{name} can't be read ({said}), so what it says is not known: mend it, and import again")
        return None
    return found
