"""One record of each change to another package, and the ways in which a change is made."""

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from types import ModuleType
from typing import Any

from sphinx.application import Sphinx

from valuable.base.build_errors import BuildError

DISTRIBUTIONS = {"markdown_it": "markdown-it-py"}  # where the name of a package is not that of what brings it
# What has stood at each target before it was first changed, as long as Python runs.
ORIGINALS: dict[str, Any] = {}


@dataclass(frozen=True)
class Target:
    """What a patch changes: the attribute *name* of *owner*, and the value that the package itself gives it."""

    owner: Any
    name: str
    original: Any


Apply = Callable[[Any, Target], object]  # of Sphinx's application, or None before there is one


@dataclass(frozen=True, kw_only=True)
class Patch:
    """A change to another package, to go once that package needs it no longer.

    ``name``: what is changed, in words; patches of one name make one change together.
    ``target``: the dotted path of the attribute that is replaced, or of the function or class that it is about.
    ``reason``: why.
    ``upstream``: ``file:name`` of the source that makes it necessary; of all the file without a name.
    ``digests``: of that source, by the version of its package. Each version has been read before it stands here.
    ``test``: ``file::name`` of a test that fails without it.
    ``apply``: makes the change; called once in each build.
    ``undo``: takes back what ``apply`` leaves elsewhere than in the target and in *app*, where there is such a thing.
    ``saves``: whether it saves time or memory, and no page is other without it.
    """

    name: str
    target: str
    reason: str
    upstream: str
    digests: Mapping[str, str]
    test: str
    apply: Apply
    undo: Callable[[Target], object] | None = None
    saves: bool = False

    @property
    def distribution(self) -> str:
        package = self.upstream.partition("/")[0]
        return DISTRIBUTIONS.get(package, package)


class MissingTargetError(LookupError):
    """A target is not there, or no longer what a patch takes it for."""


def apply(patches: Iterable[Patch], app: Sphinx | None = None) -> None:
    """Make the changes, for *app* if there is one yet; raise :exc:`BuildError` for a target that is missing."""
    for patch in patches:
        try:
            patch.apply(app, target_of(patch))
        except MissingTargetError:
            raise BuildError(
                f"{patch.distribution} {version(patch.distribution)} has no `{patch.target}`, which the machinery "
                f"changes (valuable/upstream: {patch.name}). Remove .venv and run `make html`, which installs the "
                "versions that requirements.txt names"
            ) from None


def target_of(patch: Patch) -> Target:
    """Return what *patch* changes; raise :exc:`MissingTargetError` if it is not there."""
    owner, names = imported(patch.target.split("."))
    for name in names[:-1]:
        owner = attribute(owner, name)
    found = attribute(owner, names[-1])
    return Target(owner, names[-1], ORIGINALS.setdefault(patch.target, found))


def imported(names: list[str]) -> tuple[ModuleType, list[str]]:
    """Return the innermost module on a dotted path, and the names behind it.

    A package may hold a function of the name of one of its modules, so attributes do not lead to these.
    """
    path = names[0]
    try:
        found = importlib.import_module(path)
        for end in range(1, len(names) - 1):
            path += f".{names[end]}"
            if path not in sys.modules and hasattr(found, names[end]):
                return found, names[end:]
            found = importlib.import_module(path)
    except ModuleNotFoundError:
        raise MissingTargetError from None
    return found, names[-1:]


def attribute(owner: Any, name: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError:
        raise MissingTargetError from None


# -- Ways to change something ----------------------------------------------------


def replace(value: Any) -> Apply:
    """Put *value* in the place of the target."""
    return lambda app, target: setattr(target.owner, target.name, value)


def wrap(make: Callable[[Any], Any]) -> Apply:
    """Put what *make* makes of the target in its place, anew in each build."""
    return lambda app, target: setattr(target.owner, target.name, make(target.original))


def disconnect(event: str) -> Apply:
    """Take the target, a handler, off an event."""

    def apply(app: Sphinx, target: Target) -> None:
        found = [listener for listener in app.events.listeners[event] if listener.handler is target.original]
        if not found:
            raise MissingTargetError
        for listener in found:
            app.disconnect(listener.id)

    return apply


def connect(event: str, handler: Callable[..., Any], *, priority: int = 500) -> Apply:
    """Undo with *handler* what the target does."""

    def apply(app: Sphinx, target: Target) -> None:
        app.connect(event, handler, priority=priority)

    return apply


def replace_handler(app: Sphinx, target: Target, handler: Callable[..., Any]) -> Callable[..., Any]:
    """Put *handler* in the place of the target, a method that its object has on an event; return it, bound."""
    for listeners in app.events.listeners.values():
        for place, listener in enumerate(listeners):
            found = listener.handler
            if isinstance(getattr(found, "__self__", None), target.owner) and found.__name__ == target.name:
                listeners[place] = listener._replace(handler=handler)
                return found
    raise MissingTargetError


def use(app: Any, target: Target) -> None:
    """Leave the target as it is: the machinery calls it, though it is no public name of its package."""
