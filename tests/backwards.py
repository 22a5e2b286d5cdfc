"""Run the last test first: ``python -m pytest -p tests.backwards``. A test that needs another one before it fails."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.reverse()
