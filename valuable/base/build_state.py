"""State of one build: values that are set at one moment of it, and values computed on first use."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.phases import EnvUpdated

Part = TypeVar("Part")
BUILD_ATTRIBUTE = "_valuable_build"  # the one attribute of the application in which all of it is


class Build:
    """The values of one build, by the :class:`BuildValue` or the function that they belong to."""

    def __init__(self) -> None:
        self.values: dict[BuildValue[Any], Any] = {}
        self.computed: dict[Callable[..., Any], Any] = {}


def build_of(app: Sphinx) -> Build:
    found: Build | None = app.__dict__.get(BUILD_ATTRIBUTE)
    if found is None:
        found = app.__dict__[BUILD_ATTRIBUTE] = Build()
    return found


class BuildValue(Generic[Part]):
    """A value that is set at one moment of a build; *default* makes what it is until then."""

    def __init__(self, default: Callable[[], Part]) -> None:
        self.default = default

    def of(self, app: Sphinx) -> Part:
        values = build_of(app).values
        found: Part = values[self] if self in values else self.default()
        return found

    def set(self, app: Sphinx, value: Part) -> None:
        build_of(app).values[self] = value

    def is_set(self, app: Sphinx) -> bool:
        return self in build_of(app).values


def once_per_build(compute: Callable[[Sphinx], Part]) -> Callable[[Sphinx], Part]:
    """Cache the result of *compute* for one build. What is asked before all is read is computed anew after it."""

    @wraps(compute)
    def asked(app: Sphinx) -> Part:
        computed = build_of(app).computed
        if compute not in computed:
            computed[compute] = compute(app)
        found: Part = computed[compute]
        return found

    return asked


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Forget what was computed before all was read, in this build or in one before it."""
    build_of(app).computed.clear()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-updated", on_env_updated, priority=EnvUpdated.FORGET)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
