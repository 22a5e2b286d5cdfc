"""State that is pickled with the environment, so that the next build knows it."""

from collections.abc import Callable, Set
from typing import Generic, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

Value = TypeVar("Value")


class EnvValue(Generic[Value]):
    """A value that is pickled with the environment, as its attribute ``valuable_<name>``; *default* makes the first.

    Its form has no number: what another machinery has left is thrown away as a whole (`valuable.build.builder`).
    """

    def __init__(self, name: str, default: Callable[[], Value]) -> None:
        self.attribute = f"valuable_{name}"
        self.default = default

    def of(self, env: BuildEnvironment) -> Value:
        values = env.__dict__
        if self.attribute not in values:
            values[self.attribute] = self.default()
        found: Value = values[self.attribute]
        return found

    def set(self, env: BuildEnvironment, value: Value) -> None:
        env.__dict__[self.attribute] = value


class DocnameStore(EnvValue[dict[str, Value]]):
    """Values by docname that are collected while documents are read: purged with them, merged from other processes."""

    def __init__(self, name: str) -> None:
        super().__init__(name, dict)

    def register(self, app: Sphinx) -> None:
        """Connect the handlers that purge and merge."""

        def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
            self.of(env).pop(docname, None)

        def merge(app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
            found = self.of(other)
            self.of(env).update({docname: found[docname] for docname in docnames if docname in found})

        app.connect("env-purge-doc", purge)
        app.connect("env-merge-info", merge)
