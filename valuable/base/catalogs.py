"""Find the gettext catalogs of the frame's words: the machinery's in ``valuable/locale``, the author's in ``locale``.

The machinery's are compiled (``make messages``). An author's is read as it is written, and wins word by word.
"""

import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.typing import ExtensionMetadata

import valuable
from valuable import __version__
from valuable.base.fingerprints import value_digest
from valuable.phases import ConfigInited

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

WORDS_FILE = "valuable"
SOURCE_LANGUAGE = "en"  # that of the words in the code and the templates
LOCALE_FOLDER = Path(valuable.__file__).parent / "locale"
OWN_FOLDER = "locale"  # the author's, in the site's folder
# Whose readers read another language that there may be a catalog of.
READ_AS = {"no": "nb", "nn": "nb"}


class OwnCatalogs(NamedTuple):
    """The author's catalogs: the files by the name of their locale, ``pt_BR``, and a digest of them all."""

    files: dict[str, Path]
    digest: str


NO_CATALOGS = OwnCatalogs({}, "")
# Of the site that is being built. A process builds one site at a time.
own_catalogs = NO_CATALOGS


def find_own_catalogs(site: Path) -> OwnCatalogs:
    """Return the catalogs that lie in a site's folder."""
    files = sorted((site / OWN_FOLDER).glob(f"*/LC_MESSAGES/{WORDS_FILE}.po"))
    if not files:
        return NO_CATALOGS
    return OwnCatalogs(
        {file.parts[-3].replace("-", "_"): file for file in files}, value_digest([file.read_bytes() for file in files])
    )


def use_own_catalogs(found: OwnCatalogs) -> None:
    """Have the author's catalogs win from now on."""
    global own_catalogs  # noqa: PLW0603  # words are said in many places that know of no site
    if found != own_catalogs:
        own_catalogs = found
        for known in (catalog_language, translations_for):
            known.cache_clear()


def locale_names(language: str) -> list[str]:
    """Return the names of the catalogs that have the words of a BCP 47 code, the closest first: ``pt_PT``, ``pt``."""
    try:
        found = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return []
    main, script, territory = found.language, found.script, found.territory
    likely = get_global("likely_subtags")
    usual = likely.get(main, "").split("_")[1:2]
    if script is None and territory:
        script = (likely.get(f"{main}_{territory}", "").split("_")[1:2] or [None])[0]
    parts = [(script, territory), *([(None, territory)] if territory else []), (script, None)]
    if script is None or [script] == usual:  # who reads one script may not read another
        parts.append((None, None))
    names = ["_".join(filter(None, (main, *part))) for part in parts]
    return list(dict.fromkeys([*names, *([READ_AS[main]] if main in READ_AS else [])]))


def catalog_file(name: str) -> Path:
    return LOCALE_FOLDER / name / "LC_MESSAGES" / f"{WORDS_FILE}.mo"


def has_catalog(name: str) -> bool:
    return name == SOURCE_LANGUAGE or name in own_catalogs.files or catalog_file(name).is_file()


@cache
def catalog_language(language: str) -> str:
    """Return the BCP 47 code of the words that there are for a language, if any: ``nb`` for ``nn``, ``""`` for none."""
    name = next(filter(has_catalog, locale_names(language)), "")
    return language if name.split("_")[0] == language.split("-", maxsplit=1)[0] else name.replace("_", "-")


@cache
def translations_for(language: str) -> NullTranslations:
    """Return the words of a language, one that :func:`catalog_language` returns; English ones for what they lack."""
    found = NullTranslations()
    for name in reversed(locale_names(language)):
        for one in (compiled_catalog(name), own_catalog(name)):
            if one is not None:
                one.add_fallback(found)
                found = one
    return found


def compiled_catalog(name: str) -> GNUTranslations | None:
    try:
        with catalog_file(name).open("rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return None


def own_catalog(name: str) -> GNUTranslations | None:
    file = own_catalogs.files.get(name)
    if file is None:
        return None
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, read_catalog(file))
    compiled.seek(0)
    return GNUTranslations(compiled)


# -- What may be wrong with one --------------------------------------------------------


def read_catalog(file: Path) -> "Catalog":
    """Read a catalog as it is written. Raises :exc:`ValueError` for what is none."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        with file.open("rb") as data:
            return read_po(data, locale=file.parts[-3].replace("-", "_"), domain=WORDS_FILE, abort_invalid=True)
    except PoFileError as error:
        raise ValueError(f"line {error.lineno}: {error}") from None
    except UnknownLocaleError:
        raise ValueError(f"{file.parts[-3]!r} is no language that Babel knows") from None


def placeholders(text: str) -> set[str]:
    """Return the names of the places that a text has for values. Raises :exc:`ValueError` for a brace by itself."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def message_problems(message: "Message", plurals: int) -> Iterator[str]:
    """Yield what is wrong with a translation; *plurals* is how many forms the language has."""
    ids, texts = as_texts(message.id), as_texts(message.string)
    if not any(texts):
        return
    if len(ids) > 1 and len(texts) != plurals:
        yield f"it has {len(texts)} forms, and there are {plurals}"
    wanted = set().union(*map(placeholders, ids))
    for text in texts:
        try:
            found = placeholders(text)
        except ValueError:
            yield f"{text!r} has a brace that stands alone"
            continue
        missing = wanted - found - ({"n"} if len(texts) > 1 else set())  # "one post" needs no number
        for name in sorted(missing | (found - wanted)):
            yield f"{text!r} {'lacks' if name in missing else 'has'} {{{name}}}"


def as_texts(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (text or "",)


def catalog_problems(file: Path) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a catalog, each with its line."""
    try:
        catalog = read_catalog(file)
    except ValueError as error:
        line = re.match(r"line (\d+): ", str(error))
        yield int(line[1]) if line else 1, str(error)[line.end() if line else 0 :]
        return
    for message in catalog:
        if message.id and not message.fuzzy:
            for problem in message_problems(message, catalog.num_plurals):
                yield message.lineno or 1, problem


# -- For a build ---------------------------------------------------------------------------


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Use the author's catalogs; what is read already is read again when they change."""
    found = find_own_catalogs(Path(app.confdir))
    problems = [
        f"{file.relative_to(app.confdir)}:{line}: {problem}"
        for file in found.files.values()
        for line, problem in catalog_problems(file)
    ]
    if problems:
        raise ConfigError("\n".join(problems))
    use_own_catalogs(found)
    config.own_catalogs = found.digest


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("own_catalogs", "", "env", types=frozenset({str}))
    app.connect("config-inited", on_config_inited, priority=ConfigInited.FILL_IN)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
