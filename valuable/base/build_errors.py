"""Turn an exception that ended a build, or the making of one page, into one line that an author can act on."""

import contextlib
import errno
import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from sphinx.errors import ExtensionError, SphinxError, ThemeError

from valuable.base.text_files import brief

ERROR_LOG = "error.log"
MADE_BY_FILE = "made-by"  # says, in the folder of doctrees, what has made them
DISK_FULL = {
    errno.ENOSPC: "no space is left on the disk",
    errno.EDQUOT: "no space is left in your share of the disk",
    errno.EFBIG: "the disk takes no file of this size",
}
TEMPLATE_SUFFIXES = (".html", ".svg")
WRONG_KIND_OF_FILE = (FileExistsError, IsADirectoryError, NotADirectoryError)


class BuildError(SphinxError):
    """An error that ends the build, with a message for authors; *log* has the traceback of an unexpected one."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message, log)  # both, so that it can be sent from one process to another
        self.log = log

    def __str__(self) -> str:
        return str(self.args[0])


def cause_of(error: BaseException) -> BaseException:
    """Return the exception that Sphinx has wrapped in one of its own."""
    if isinstance(error, ExtensionError) and error.orig_exc is not None:
        return cause_of(error.orig_exc)
    if isinstance(error, ThemeError) and isinstance(error.__cause__, (OSError, MemoryError)):
        return error.__cause__
    return error


def build_error(
    error: BaseException, place: str = "", whose: str = "This is a fault of the site's machinery"
) -> BuildError:
    """Return *error* as a :exc:`BuildError`; *place* was being made, *whose* says who has to mend the unexpected."""
    if isinstance(error, ExtensionError) and isinstance(error.orig_exc, ImportError):
        return BuildError(f"conf.py: {error.message}: {error.orig_exc}")
    error = cause_of(error)
    if isinstance(error, BuildError):
        return error
    message = template_problem(error) or explain_error(error, place)
    if message is not None:
        return BuildError(message)
    if isinstance(error, SphinxError):
        message = sphinx_problem(str(error))
        named = not place or message.startswith((place, "_build", "index.md"))
        return BuildError(message if named else f"{place}: {message}")
    what = " ".join(f"{type(error).__name__}: {error}".split())
    log = "".join(traceback.format_exception(error))
    return BuildError(f"{place}{': ' if place else ''}{what}. {whose}: see _build/{ERROR_LOG}", log)


def directive_error(error: BaseException) -> tuple[str, str] | None:
    """Return the place and the message of an error raised by a directive or role; None for any other error.

    Those of Sphinx and docutils raise whatever for some of what may be written in them.
    """
    cause = cause_of(error)
    if explain_error(cause, "") is not None or isinstance(cause, SphinxError):
        return None
    for frame, _ in reversed(list(traceback.walk_tb(cause.__traceback__))):
        found = frame.f_locals
        if frame.f_code.co_name in {"run_directive", "render_myst_role"} and "name" in found:
            line = found.get("position") or found.get("lineno") or 1
            reason = brief(f"{type(cause).__name__}: {cause}")
            advice = f"look for a slip in it; _build/{ERROR_LOG} has the rest"
            return (
                f"{found['self'].document['source']}:{line}",
                f"`{{{found['name']}}}` can't be made of this ({reason}): {advice}",
            )
    return None


@contextlib.contextmanager
def rebuild_if_damaged(doctrees: str | os.PathLike[str], name: str) -> Iterator[None]:
    """Have the next build start from nothing if a file of the last build can't be loaded."""
    try:
        yield
    except Exception:  # noqa: BLE001  # a damaged pickle may raise anything
        Path(doctrees, MADE_BY_FILE).unlink(missing_ok=True)
        raise BuildError(f"{name}: the file is damaged: build again, and all is made anew") from None


def explain_error(error: BaseException, place: str) -> str | None:
    """Return the message for an error that an author can cause; None for any other."""
    if isinstance(error, OSError):
        return explain_os_error(error, place)
    about = f"{place}: " if place else ""
    if isinstance(error, RecursionError):
        return f"{about}it is nested too deeply, or takes itself in: write it flatter"
    if isinstance(error, ValueError) and "embedded null" in str(error):
        return f"{about}an address or a name in it holds `%00`: take that out"
    if "Symlink loop" in str(error):  # a RuntimeError of Python's pathlib, until 3.13
        return f"{about}it names a file that is a link to itself: put the file there"
    if isinstance(error, MemoryError):
        return f"{about}the memory is full: close other programs, and build again"
    if isinstance(error, UnicodeDecodeError):
        return f"{about}a file that it is made from is not in UTF-8: save it in that encoding"
    return None


def explain_os_error(error: OSError, place: str) -> str | None:
    """Return the message for an error of the operating system; None for one without a number."""
    file = error.filename2 or error.filename  # the copy, or what is copied
    name = os.fsdecode(file) if isinstance(file, (str, bytes, os.PathLike)) else ""
    if error.errno in DISK_FULL:
        return f"{DISK_FULL[error.errno]}{f' ({name})' if name else ''}: make room, and build again"
    about = f"{name or place}: " if name or place else ""
    if isinstance(error, PermissionError):
        return f"{about}it may not be read or written ({error.strerror}): mend its permissions, or whose it is"
    if isinstance(error, WRONG_KIND_OF_FILE):
        return f"{about}a file stands where a folder is needed, or a folder for a file: remove it"
    if isinstance(error, FileNotFoundError):
        return f"{about}it was there when the build began, and is gone: build again"
    return f"{about}{error.strerror}: see to it, and build again" if error.errno else None


def template_problem(error: BaseException) -> str | None:
    """Return the message for an error in a template, with its place; None for any other."""
    cause = error.__cause__ if isinstance(error, ThemeError) else error
    if cause is None or not isinstance(error, (ThemeError, TemplateError)):
        return None
    if isinstance(cause, TemplateSyntaxError):
        return f"{cause.filename or cause.name}:{cause.lineno}: {cause.message}"
    if isinstance(cause, UnicodeDecodeError):
        names = [frame.f_locals.get("filename") for frame, _ in traceback.walk_tb(cause.__traceback__)]
        return f"{next(filter(None, names), 'a template')}:1: the file is not in UTF-8: save it in that encoding"
    frames = [
        frame for frame in traceback.extract_tb(cause.__traceback__) if Path(frame.filename).suffix in TEMPLATE_SUFFIXES
    ]
    where = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    if isinstance(cause, TemplateNotFound):
        return f"{where}there is no template {str(cause.name).partition(' not found in ')[0]}"
    if isinstance(cause, RecursionError):
        return f"{where}the template takes itself in, or is nested too deeply"
    return f"{where}{' '.join(f'{type(cause).__name__}: {cause}'.split())}"


def sphinx_problem(message: str) -> str:
    """Return a message of Sphinx's about ``conf.py`` or the home page with its place and without a traceback."""
    if "unable to load the master document" in message:
        return "index.md: the site has no home page without it: write it, or mend it"
    if message.startswith("Output directory"):
        return "_build/html: a file stands where a folder is needed: remove it"
    if message.startswith("config directory doesn't contain a conf.py"):
        return "conf.py is missing: build in the site's folder, which is the one that holds it"
    wrong = re.match(
        r"There is a syntax error in your configuration file: (.*?)(?: \(conf\.py, line (\d+)\))?$", message
    )
    if wrong:
        return f"conf.py:{wrong[2] or 1}: {wrong[1]}"
    _, found, tail = message.partition("Traceback (most recent call last):")
    if not found:
        return message
    line = re.findall(r'conf\.py", line (\d+)', tail)
    return f"conf.py:{line[-1] if line else 1}: {tail.strip().splitlines()[-1]}"
