"""What one build knows: what is set at its moment, and what is computed when it is first asked for."""

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
    """What the build of an application knows, by the :class:`BuildValue` or function that it is asked of."""

    def __init__(self) -> None:
        self.values: dict[BuildValue[Any], Any] = {}
        self.computed: dict[Callable[..., Any], Any] = {}


def build_of(app: Sphinx) -> Build:
    found: Build | None = app.__dict__.get(BUILD_ATTRIBUTE)
    if found is None:
        found = app.__dict__[BUILD_ATTRIBUTE] = Build()
    return found


class BuildValue(Generic[Part]):
    """A part of what a build knows that is set at one moment of it; *default* makes what it is until then."""

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
    """Have *compute* asked once a build. It is for what is known once all is read: until then nothing is kept of it."""

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
