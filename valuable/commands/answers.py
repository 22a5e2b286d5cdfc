"""The answers that a new site needs: what is known of them already, and what is asked, for ``make mine``."""

import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from valuable.base.slugs import slug
from valuable.base.text_files import FORBIDDEN_CHARACTER
from valuable.base.translations import language_code
from valuable.base.uris import is_web_address, with_ascii_host

HOSTS = ("pages", "readthedocs", "other")
LONGEST_ANSWER = 100  # characters of a name or a tagline: more is no name
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
GITHUB = re.compile(
    r"(?:https?://(?:[^@/]*@)?|(?:ssh://)?git@)github\.com[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?/?",
    re.ASCII | re.IGNORECASE,
)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
NONE = "-"  # what is typed for no tagline, and no e-mail address


@dataclass(frozen=True)
class Answers:
    """What a new site needs. ``tagline`` and ``email`` may be empty; ``address`` ends in ``/``."""

    name: str = ""
    tagline: str = ""
    author: str = ""
    email: str = ""
    language: str = ""  # a BCP 47 tag
    timezone: str = ""  # a name of the IANA's
    host: str = ""  # ``pages``, ``readthedocs`` or ``other``
    address: str = ""
    concepts: str = ""  # ``yes`` or ``no``


@dataclass(frozen=True)
class KnownFacts:
    """What is known of the site in a folder without asking, and its source. Unknown texts are empty."""

    folder: str = ""  # its name
    author: str = ""
    email: str = ""
    language: str = ""
    timezone: str = ""
    remote: str = ""  # the URL of git's ``origin``

    @property
    def repository(self) -> tuple[str, str] | None:
        """The owner and the name of the repository at GitHub."""
        found = GITHUB.fullmatch(self.remote)
        return (found[1], found[2]) if found else None


# -- What is a good answer ------------------------------------------------------


def single_line(text: str) -> str:
    """Return *text* with single spaces. Raises :exc:`ValueError` if it is too long, or has what can't be shown."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if FORBIDDEN_CHARACTER.search(text) or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("it holds a character that can't be shown: type it anew")
    if len(text) > LONGEST_ANSWER:
        raise ValueError(f"that has {len(text)} characters, and {LONGEST_ANSWER} are the most: shorten it")
    return text


def checked_name(text: str) -> str:
    text = single_line(text)
    if not text:
        raise ValueError('write a name, such as "Tide Tables"')
    return text


def checked_author(text: str) -> str:
    text = single_line(text)
    if not text:
        raise ValueError('write who writes, such as "Mira Halvorsen"')
    return text


def checked_tagline(text: str) -> str:
    return "" if text.strip() == NONE else single_line(text)


def checked_email(text: str) -> str:
    text = text.strip()
    if text not in ("", NONE) and not (EMAIL.fullmatch(text) and single_line(text)):
        raise ValueError(f'write an e-mail address, such as mira@example.org, or "{NONE}" for none')
    return "" if text == NONE else text


def checked_language(text: str) -> str:
    try:
        return language_code(text.strip())
    except (ValueError, TypeError):
        raise ValueError("write the code of a language, such as en-GB or de") from None


def checked_timezone(text: str) -> str:
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write the name of a timezone, such as Europe/London") from None


def checked_host(text: str) -> str:
    text = text.strip().lower()
    if text not in HOSTS:
        raise ValueError("write pages (GitHub Pages), readthedocs or other")
    return text


def checked_address(text: str) -> str:
    text = text.strip()
    if not is_web_address(text) or "?" in text or "#" in text:
        raise ValueError("write the site's whole address, such as https://www.example.org/")
    return with_ascii_host(text).rstrip("/") + "/"


def checked_concepts(text: str) -> str:
    text = text.strip().lower()
    if text not in (*YES, *NO):
        raise ValueError("write yes or no")
    return YES[0] if text in YES else NO[0]


@dataclass(frozen=True)
class Question:
    """One answer: how it is asked for, and how it is checked."""

    words: str  # the question as it is shown
    check: Callable[[str], str]  # returns the valid answer, or raises :exc:`ValueError`


QUESTIONS: Mapping[str, Question] = {
    "name": Question("What is the site called?", checked_name),
    "author": Question("Who writes it?", checked_author),
    "tagline": Question(f'A line under the name ("{NONE}" for none)', checked_tagline),
    "email": Question(f'An e-mail address for readers; it will stand in public ("{NONE}" for none)', checked_email),
    "language": Question("The language that you write in, as a code such as en-GB or de", checked_language),
    "timezone": Question("The timezone that you write in, such as Europe/London", checked_timezone),
    "host": Question("Where will it be published? pages (GitHub Pages), readthedocs or other", checked_host),
    "address": Question("The address of the site", checked_address),
    "concepts": Question("Will there be concepts, pages for the ideas that posts rest on? yes or no", checked_concepts),
}


def checked_answer(field: str, text: str) -> str:
    """Return a valid answer. Raises :exc:`ValueError`, whose message says what to write."""
    try:
        return QUESTIONS[field].check(text)
    except ValueError as error:
        shown = " ".join(text.split())
        said = f"{field.upper()} is {shown[:80]!r}" if shown else f"{field.upper()} is missing"
        raise ValueError(f"{said}: {error}") from None


# -- What is known ---------------------------------------------------------------


def valid_answer(field: str, text: str) -> str:
    """Return an answer that was found somewhere if it is valid, else an empty text."""
    try:
        return QUESTIONS[field].check(text) if text else ""
    except ValueError:
        return ""


def default_answer(field: str, so_far: Answers, known: KnownFacts) -> str:
    """Return the default of a field, given the answers to the fields before it."""
    match field:
        case "name":
            return valid_answer("name", known.folder.replace("-", " ").replace("_", " ").strip().title())
        case "tagline":
            return valid_answer("tagline", f"The blog of {so_far.author}")
        case "language":
            return known.language or "en"
        case "timezone":
            return known.timezone or "UTC"
        case "host":
            return HOSTS[0]
        case "address":
            return default_address(so_far, known)
        case "concepts":
            return YES[0]
    return str(getattr(known, field))


def default_address(so_far: Answers, known: KnownFacts) -> str:
    """Return the address that a host gives to a site; one under ``example`` if that can't be known."""
    label = slug(so_far.name) if slug(so_far.name).isascii() else ""
    label = label[:60].strip("-") or "blog"
    if so_far.host == "pages" and known.repository:
        owner, name = known.repository
        own = f"{owner}.github.io".lower()
        return f"https://{own}/" if name.lower() == own else f"https://{own}/{name}/"
    return f"https://{label}.readthedocs.io/" if so_far.host == "readthedocs" else f"https://{label}.example/"


def is_known(field: str, so_far: Answers, known: KnownFacts) -> bool:
    """Return whether a field needs no question: the address of a site is known on the hosts that tell it."""
    if field == "address":
        return so_far.host == "pages" and known.repository is not None
    return field in ("author", "email", "language", "timezone") and bool(getattr(known, field))


def collect_answers(
    given: Mapping[str, str], known: KnownFacts, ask: Callable[[str, str], str] | None = None
) -> Answers:
    """Return all answers: a *given* one, else what *ask* returns for a field and its default, else the default.

    What is known is not asked. Raises :exc:`ValueError` for an answer that is none.
    """
    answers = Answers()
    for field in QUESTIONS:
        if field in given:
            text = checked_answer(field, given[field])
        else:
            found = default_answer(field, answers, known)
            asking = ask is not None and not is_known(field, answers, known)
            text = ask(field, found) if asking and ask is not None else checked_answer(field, found)
        answers = replace(answers, **{field: text})
    return answers


# -- Where it is found -----------------------------------------------------------


def facts_known_in(root: Path, environment: Mapping[str, str]) -> KnownFacts:
    """Return what git and this computer know of the site in *root* and of its author."""
    remote = git_output(root, "remote", "get-url", "origin")
    found = GITHUB.fullmatch(remote)
    address = valid_answer("email", git_output(root, "config", "user.email"))
    return KnownFacts(
        folder=found[2] if found else root.name,
        author=valid_answer("author", git_output(root, "config", "user.name")),
        email="" if "noreply" in address else address,
        language=system_language(environment),
        timezone=system_timezone(environment),
        remote=remote,
    )


def git_output(root: Path, *words: str) -> str:
    """Return git's output without its last line feed; empty if git fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").removesuffix("\n") if done.returncode == 0 else ""


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language of a POSIX locale (POSIX, 8.2): ``de_DE.UTF-8`` is ``de-DE``."""
    found = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return valid_answer("language", re.split("[.@]", found)[0].replace("_", "-"))


def system_timezone(environment: Mapping[str, str], localtime: Path = Path("/etc/localtime")) -> str:
    """Return the timezone of this computer by its name, if it has one."""
    if found := valid_answer("timezone", environment.get("TZ", "").removeprefix(":")):
        return found
    try:
        return valid_answer("timezone", os.path.realpath(localtime).partition("zoneinfo/")[2])
    except OSError:
        return ""
