"""Bring the catalogs up to date: ``python -m valuable messages``, which is what ``make messages`` calls.

The words of the frame are collected from the code, the templates and the scripts into ``valuable/locale/valuable.pot``.
Each catalog gets those that are new, loses those that are gone, and is compiled. A site's own catalogs are in
``locale/``: with the code of a language, ``python -m valuable messages sv``, one is begun there.
"""

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from operator import itemgetter
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from valuable.base.catalogs import (
    LOCALE_FOLDER,
    OWN_FOLDER,
    SOURCE_LANGUAGE,
    WORDS_FILE,
    as_texts,
    catalog_file,
    catalog_problems,
    find_own_catalogs,
    locale_names,
    read_catalog,
)
from valuable.base.translations import language_code

PACKAGE = LOCALE_FOLDER.parent
POT_FILE = LOCALE_FOLDER / f"{WORDS_FILE}.pot"
METHODS = [
    ("theme/static/**.js", "javascript"),
    ("theme/templates/**", "jinja2"),
    ("theme/new_site/**", "jinja2"),
    ("**.py", "python"),
]
OWN_METHODS = [("**", "jinja2")]
OWN_TEMPLATES = "_templates"
GETTEXT_CALLS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_noop": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
}
HEADER = "# The words of the frame: see guide/languages.md.\n#"
# The rest of a header says when a file was written, and by what: files that say the same are the same.
KEPT_HEADERS = frozenset({"Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"})
# Catalogs that say in one country what differs from the language as it is spoken elsewhere, and no more.
VARIANT_CATALOGS = {"en_US", "pt_PT"}


def extract_words(templates: Path | None = None) -> Catalog:
    """Return the words of the frame with the files that they stand in, and those of the author's own *templates*."""
    catalog = Catalog(charset="utf-8", header_comment=HEADER, fuzzy=False)
    for folder, methods in ((PACKAGE, METHODS), *([(templates, OWN_METHODS)] if templates else [])):
        found = extract_from_dir(folder, methods, keywords=GETTEXT_CALLS, comment_tags=("NOTE:",))
        for file, _, ids, comments, context in sorted(found, key=itemgetter(0, 1)):
            place = f"{folder.name}/{Path(file).as_posix()}"
            catalog.add(ids, None, [(place, 0)], (), comments, context=context)
    for message in catalog:
        if message.id:
            message.locations = list(dict.fromkeys(message.locations))
            message.flags.discard("python-format")
            if "{" in str(message.id):
                message.flags.add("python-brace-format")
    return catalog


class TimelessCatalog(Catalog):
    """A catalog whose header has :data:`KEPT_HEADERS` only."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super()._get_mime_headers() if name in KEPT_HEADERS]

    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


def timeless(catalog: Catalog) -> TimelessCatalog:
    found = TimelessCatalog(locale=catalog.locale, charset="utf-8", header_comment=HEADER, fuzzy=False)
    if catalog.locale:
        found.mime_headers = [("Plural-Forms", f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};")]
    for message in catalog:
        if message.id:
            found[message.id] = message
    return found


def po_bytes(catalog: Catalog) -> bytes:
    """Return a catalog in the form of a ``.po`` file, the same for the same words."""
    out = BytesIO()
    write_po(out, timeless(catalog), width=118, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a catalog in the form of a ``.mo`` file, the same for the same words."""
    out = BytesIO()
    write_mo(out, timeless(catalog))
    return out.getvalue()


def updated_catalog(file: Path, words: Catalog, *, is_whole: bool) -> Catalog:
    """Return a catalog with the words that there are now; one that is not *is_whole* with those that it has only.

    Raises :exc:`ValueError` for a file that is none.
    """
    catalog = read_catalog(file)
    catalog.update(words, no_fuzzy_matching=True, update_header_comment=True)
    if not is_whole:
        for message in [message for message in catalog if message.id and not any(message.string or "")]:
            catalog.delete(message.id, message.context)
    return catalog


def catalog_files() -> list[Path]:
    """Return the machinery's catalogs as they are written."""
    return sorted(LOCALE_FOLDER.glob(f"*/LC_MESSAGES/{WORDS_FILE}.po"))


def made_files() -> Iterator[tuple[Path, bytes]]:
    """Yield what is to be in the machinery's folder of catalogs. Raises :exc:`ValueError`."""
    words = extract_words()
    yield POT_FILE, po_bytes(words)
    for file in catalog_files():
        catalog = updated_catalog(file, words, is_whole=file.parts[-3] not in VARIANT_CATALOGS)
        yield file, po_bytes(catalog)
        yield file.with_suffix(".mo"), mo_bytes(catalog)


def begin_catalog(root: Path, name: str) -> None:
    """Begin the author's catalog of a language, by the name of its locale, if there is none yet."""
    file = root / OWN_FOLDER / name / "LC_MESSAGES" / f"{WORDS_FILE}.po"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            po_bytes(Catalog(locale=Locale.parse(name), charset="utf-8", header_comment=HEADER, fuzzy=False))
        )


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts without a translation."""
    return [as_texts(message.id)[0] for message in catalog if message.id and not all(as_texts(message.string))]


def report_state(file: Path, catalog: Catalog) -> None:
    problems = [f"{file}:{line}: {problem}" for line, problem in catalog_problems(file)]
    left = len(untranslated(catalog))
    print(f"{file}: {len(catalog)} texts, {left} without a translation" if left else f"{file}: {len(catalog)} texts")
    for problem in problems:
        print(problem, file=sys.stderr)


def known_language(text: str) -> str:
    """Return the name of a locale. Raises :exc:`ValueError`."""
    try:
        return language_code(text).replace("-", "_")
    except ValueError:
        raise ValueError(f"{text!r} is not a language's code: write one such as de, fr or pt-BR") from None


def is_spoken(name: str) -> bool:
    """Return whether the machinery speaks a language, so that an author's catalog has but what is to be otherwise."""
    main = name.split("_", maxsplit=1)[0]
    same = [known for known in locale_names(name.replace("_", "-")) if known.split("_")[0] == main]
    return main == SOURCE_LANGUAGE or any(catalog_file(known).is_file() for known in same)


def main(arguments: Sequence[str]) -> int:
    root = Path.cwd()
    try:
        for language in arguments:
            begin_catalog(root, known_language(language))
        for file, data in made_files():
            if not file.is_file() or file.read_bytes() != data:
                file.write_bytes(data)
        words, own = extract_words(root / OWN_TEMPLATES), find_own_catalogs(root).files
        for name, file in own.items():
            catalog = updated_catalog(file, words, is_whole=not is_spoken(name))
            file.write_bytes(po_bytes(catalog))
            report_state(file.relative_to(root), catalog)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for file in () if own else catalog_files():
        if file.parts[-3] not in VARIANT_CATALOGS:
            report_state(file.relative_to(root) if file.is_relative_to(root) else file, read_catalog(file))
    return 0
