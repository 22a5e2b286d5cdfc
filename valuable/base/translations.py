"""Texts around a post in the language of the post: dates by Babel, phrases from a table."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

# In this site's English the day comes before the month.
LOCALES = {"en": "en_GB"}

# `word` and `words` are chosen by the language’s own rule for one and many.
PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "word": "{n} word from {date}",
        "words": "{n} words from {date}",
        "by": "By",
        "filed": "Filed under",
        "newer": "Newer",
        "older": "Older",
        "series": "Part {n} of {total} of “{series}”",
        "updated": "Updated on {date}",
        "original": "First published at",
        "draft": "Draft",
        "done": "Done",
        "to_do": "To do",
        "due": "Due on {date}",
        "contents": "On this page",
        "posts": "Other posts",
        "mentioned": "Mentioned in",
        "more": "and {n} more",
        "read_on": "Read on",
        "about": "also about {names[0]}",
        "about_both": "also about {names[0]} and {names[1]}",
        "embed_video": "{service} video",
        "embed_sound": "{service} recording",
        "embed_post": "Post on {service}",
        "embed_map": "Map on {service}",
        "embed_code": "Code on {service}",
        "embed_page": "Page on {service}",
        "embed_loads": "A click loads it from {host}.",
        "copy": "Copy",
        "copied": "Copied",
        "cite": "Cite this post",
        "citation": "{authors}, “{title}”, {site}, {date}, {address}",
        "output": "Output of the code above",
    },
    "de": {
        "word": "{n} Wort vom {date}",
        "words": "{n} Wörter vom {date}",
        "by": "Von",
        "filed": "Abgelegt unter",
        "newer": "Neuer",
        "older": "Älter",
        "series": "Teil {n} von {total} der Reihe „{series}“",
        "updated": "Aktualisiert am {date}",
        "original": "Zuerst erschienen bei",
        "draft": "Entwurf",
        "done": "Erledigt",
        "to_do": "Offen",
        "due": "Erscheint am {date}",
        "contents": "Auf dieser Seite",
        "posts": "Weitere Beiträge",
        "mentioned": "Erwähnt in",
        "more": "und {n} weitere",
        "read_on": "Weiterlesen",
        "about": "auch zum Thema {names[0]}",
        "about_both": "auch zu den Themen {names[0]} und {names[1]}",
        "embed_video": "Video auf {service}",
        "embed_sound": "Aufnahme auf {service}",
        "embed_post": "Beitrag auf {service}",
        "embed_map": "Karte auf {service}",
        "embed_code": "Code auf {service}",
        "embed_page": "Seite auf {service}",
        "embed_loads": "Ein Klick lädt es von {host}.",
        "copy": "Kopieren",
        "copied": "Kopiert",
        "cite": "Diesen Beitrag zitieren",
        "citation": "{authors}: „{title}“, {site}, {date}, {address}",
        "output": "Ausgabe des Codes darüber",
    },
    "fr": {
        "word": "{n} mot du {date}",
        "words": "{n} mots du {date}",
        "by": "Par",
        "filed": "Classé dans",
        "newer": "Plus récent",
        "older": "Plus ancien",
        "series": "Partie {n} sur {total} de « {series} »",
        "updated": "Mis à jour le {date}",
        "original": "Paru d’abord sur",
        "draft": "Brouillon",
        "done": "Fait",
        "to_do": "À faire",
        "due": "Paraîtra le {date}",
        "contents": "Sur cette page",
        "posts": "Autres billets",
        "mentioned": "Mentionné dans",
        "more": "et {n} de plus",
        "read_on": "À lire aussi",
        "about": "même sujet : {names[0]}",
        "about_both": "mêmes sujets : {names[0]} et {names[1]}",
        "embed_video": "Vidéo sur {service}",
        "embed_sound": "Enregistrement sur {service}",
        "embed_post": "Message sur {service}",
        "embed_map": "Carte sur {service}",
        "embed_code": "Code sur {service}",
        "embed_page": "Page sur {service}",
        "embed_loads": "Un clic charge ce contenu depuis {host}.",
        "copy": "Copier",
        "copied": "Copié",
        "cite": "Citer ce billet",
        "citation": "{authors}, « {title} », {site}, {date}, {address}",
        "output": "Résultat du code ci-dessus",
    },
    "es": {
        "word": "{n} palabra del {date}",
        "words": "{n} palabras del {date}",
        "by": "Por",
        "filed": "Archivado en",
        "newer": "Más reciente",
        "older": "Anterior",
        "series": "Parte {n} de {total} de «{series}»",
        "updated": "Actualizado el {date}",
        "original": "Publicado primero en",
        "draft": "Borrador",
        "done": "Hecho",
        "to_do": "Pendiente",
        "due": "Se publicará el {date}",
        "contents": "En esta página",
        "posts": "Otras entradas",
        "mentioned": "Mencionado en",
        "more": "y {n} más",
        "read_on": "Seguir leyendo",
        "about": "también sobre el tema {names[0]}",
        "about_both": "también sobre los temas {names[0]} y {names[1]}",
        "embed_video": "Vídeo en {service}",
        "embed_sound": "Grabación en {service}",
        "embed_post": "Publicación en {service}",
        "embed_map": "Mapa en {service}",
        "embed_code": "Código en {service}",
        "embed_page": "Página en {service}",
        "embed_loads": "Un clic lo carga desde {host}.",
        "copy": "Copiar",
        "copied": "Copiado",
        "cite": "Citar esta entrada",
        "citation": "{authors}, «{title}», {site}, {date}, {address}",
        "output": "Resultado del código anterior",
    },
    "it": {
        "word": "{n} parola del {date}",
        "words": "{n} parole del {date}",
        "by": "Di",
        "filed": "Archiviato in",
        "newer": "Più recente",
        "older": "Meno recente",
        "series": "Parte {n} di {total} di «{series}»",
        "updated": "Aggiornato il {date}",
        "original": "Pubblicato prima su",
        "draft": "Bozza",
        "done": "Fatto",
        "to_do": "Da fare",
        "due": "Uscirà il {date}",
        "contents": "In questa pagina",
        "posts": "Altri articoli",
        "mentioned": "Citato in",
        "more": "e {n} in più",
        "read_on": "Da leggere anche",
        "about": "stesso tema: {names[0]}",
        "about_both": "stessi temi: {names[0]} e {names[1]}",
        "embed_video": "Video su {service}",
        "embed_sound": "Registrazione su {service}",
        "embed_post": "Post su {service}",
        "embed_map": "Mappa su {service}",
        "embed_code": "Codice su {service}",
        "embed_page": "Pagina su {service}",
        "embed_loads": "Un clic lo carica da {host}.",
        "copy": "Copia",
        "copied": "Copiato",
        "cite": "Citare questo articolo",
        "citation": "{authors}, «{title}», {site}, {date}, {address}",
        "output": "Risultato del codice precedente",
    },
    "nl": {
        "word": "{n} woord van {date}",
        "words": "{n} woorden van {date}",
        "by": "Door",
        "filed": "Opgeborgen onder",
        "newer": "Nieuwer",
        "older": "Ouder",
        "series": "Deel {n} van {total} van ‘{series}’",
        "updated": "Bijgewerkt op {date}",
        "original": "Eerst verschenen bij",
        "draft": "Concept",
        "done": "Gedaan",
        "to_do": "Te doen",
        "due": "Verschijnt op {date}",
        "contents": "Op deze pagina",
        "posts": "Andere berichten",
        "mentioned": "Genoemd in",
        "more": "en nog {n}",
        "read_on": "Verder lezen",
        "about": "ook over {names[0]}",
        "about_both": "ook over {names[0]} en {names[1]}",
        "embed_video": "Video op {service}",
        "embed_sound": "Opname op {service}",
        "embed_post": "Bericht op {service}",
        "embed_map": "Kaart op {service}",
        "embed_code": "Code op {service}",
        "embed_page": "Pagina op {service}",
        "embed_loads": "Een klik laadt dit van {host}.",
        "copy": "Kopiëren",
        "copied": "Gekopieerd",
        "cite": "Dit bericht citeren",
        "citation": "{authors}, ‘{title}’, {site}, {date}, {address}",
        "output": "Uitvoer van de code hierboven",
    },
}

# The titles of callouts that have none of their own, by the word that each is called by.
CALLOUT_TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "note": "Note",
        "summary": "Summary",
        "tldr": "TL;DR",
        "info": "Info",
        "todo": "To do",
        "tip": "Tip",
        "hint": "Hint",
        "important": "Important",
        "success": "Success",
        "check": "Check",
        "done": "Done",
        "question": "Question",
        "help": "Help",
        "faq": "FAQ",
        "warning": "Warning",
        "caution": "Caution",
        "attention": "Attention",
        "failure": "Failure",
        "fail": "Fail",
        "missing": "Missing",
        "danger": "Danger",
        "error": "Error",
        "bug": "Bug",
        "example": "Example",
        "quote": "Quote",
        "cite": "Citation",
        "seealso": "See also",
        "details": "Details",
        "spoiler": "Spoiler",
        "abstract": "Abstract",
    },
    "de": {
        "note": "Hinweis",
        "summary": "Zusammenfassung",
        "tldr": "Kurz gesagt",
        "info": "Info",
        "todo": "Zu erledigen",
        "tip": "Tipp",
        "hint": "Hinweis",
        "important": "Wichtig",
        "success": "Erfolg",
        "check": "Geprüft",
        "done": "Erledigt",
        "question": "Frage",
        "help": "Hilfe",
        "faq": "Häufige Frage",
        "warning": "Warnung",
        "caution": "Vorsicht",
        "attention": "Achtung",
        "failure": "Fehlschlag",
        "fail": "Fehlgeschlagen",
        "missing": "Fehlt",
        "danger": "Gefahr",
        "error": "Fehler",
        "bug": "Programmfehler",
        "example": "Beispiel",
        "quote": "Zitat",
        "cite": "Zitat",
        "seealso": "Siehe auch",
        "details": "Einzelheiten",
        "spoiler": "Spoiler",
        "abstract": "Kurzfassung",
    },
    "fr": {
        "note": "Note",
        "summary": "Résumé",
        "tldr": "En bref",
        "info": "Info",
        "todo": "À faire",
        "tip": "Astuce",
        "hint": "Indice",
        "important": "Important",
        "success": "Succès",
        "check": "Vérifié",
        "done": "Fait",
        "question": "Question",
        "help": "Aide",
        "faq": "Question fréquente",
        "warning": "Avertissement",
        "caution": "Prudence",
        "attention": "Attention",
        "failure": "Échec",
        "fail": "Échec",
        "missing": "Manquant",
        "danger": "Danger",
        "error": "Erreur",
        "bug": "Bogue",
        "example": "Exemple",
        "quote": "Citation",
        "cite": "Citation",
        "seealso": "Voir aussi",
        "details": "Détails",
        "spoiler": "Divulgâcheur",
        "abstract": "Résumé",
    },
    "es": {
        "note": "Nota",
        "summary": "Resumen",
        "tldr": "En resumen",
        "info": "Información",
        "todo": "Por hacer",
        "tip": "Consejo",
        "hint": "Pista",
        "important": "Importante",
        "success": "Éxito",
        "check": "Comprobado",
        "done": "Hecho",
        "question": "Pregunta",
        "help": "Ayuda",
        "faq": "Pregunta frecuente",
        "warning": "Advertencia",
        "caution": "Precaución",
        "attention": "Atención",
        "failure": "Fallo",
        "fail": "Fallo",
        "missing": "Falta",
        "danger": "Peligro",
        "error": "Error",
        "bug": "Error de programa",
        "example": "Ejemplo",
        "quote": "Cita",
        "cite": "Cita",
        "seealso": "Véase también",
        "details": "Detalles",
        "spoiler": "Spoiler",
        "abstract": "Resumen",
    },
    "it": {
        "note": "Nota",
        "summary": "Riassunto",
        "tldr": "In breve",
        "info": "Informazione",
        "todo": "Da fare",
        "tip": "Suggerimento",
        "hint": "Indizio",
        "important": "Importante",
        "success": "Successo",
        "check": "Verificato",
        "done": "Fatto",
        "question": "Domanda",
        "help": "Aiuto",
        "faq": "Domanda frequente",
        "warning": "Avvertenza",
        "caution": "Cautela",
        "attention": "Attenzione",
        "failure": "Fallimento",
        "fail": "Fallito",
        "missing": "Mancante",
        "danger": "Pericolo",
        "error": "Errore",
        "bug": "Bug",
        "example": "Esempio",
        "quote": "Citazione",
        "cite": "Citazione",
        "seealso": "Vedi anche",
        "details": "Dettagli",
        "spoiler": "Spoiler",
        "abstract": "Sintesi",
    },
    "nl": {
        "note": "Opmerking",
        "summary": "Samenvatting",
        "tldr": "Kortom",
        "info": "Info",
        "todo": "Te doen",
        "tip": "Tip",
        "hint": "Hint",
        "important": "Belangrijk",
        "success": "Gelukt",
        "check": "Gecontroleerd",
        "done": "Gedaan",
        "question": "Vraag",
        "help": "Hulp",
        "faq": "Veelgestelde vraag",
        "warning": "Waarschuwing",
        "caution": "Voorzichtig",
        "attention": "Let op",
        "failure": "Mislukt",
        "fail": "Mislukt",
        "missing": "Ontbreekt",
        "danger": "Gevaar",
        "error": "Fout",
        "bug": "Programmafout",
        "example": "Voorbeeld",
        "quote": "Citaat",
        "cite": "Citaat",
        "seealso": "Zie ook",
        "details": "Details",
        "spoiler": "Spoiler",
        "abstract": "Kort overzicht",
    },
}


@cache
def locale(language: str) -> Locale:
    """Return Babel's locale for a BCP 47 code."""
    return Locale.parse(LOCALES.get(language, language), sep="_" if language in LOCALES else "-")


def ui_language(language: str, default: str) -> str:
    """Return the language of a page's phrases: *language* if there are some in it, else *default*, else English."""
    for code in (language, default):
        if code.split("-")[0] in PHRASES:
            return code
    return "en"


def phrase(name: str, language: str, **values: object) -> str:
    """Return the phrase *name* in *language*, one that :func:`ui_language` returns, with *values* filled in."""
    return PHRASES[language.partition("-")[0]][name].format(**values)


def callout_title(word: str, language: str) -> str | None:
    """Return the title of a callout in *language*, one that :func:`ui_language` returns; None for an unknown word."""
    return CALLOUT_TITLES[language.partition("-")[0]].get(word)


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """Return a date in words, with the day's number unpadded: ``26 March 2021``, ``26. März 2021``."""
    return format_date(day, "long", locale=locale(language))


@lru_cache(maxsize=4096)
def byline_words(words: int, language: str) -> tuple[str, str]:
    """Return the texts before and after the date in a byline: ``("392 words from ", "")``."""
    name = "word" if locale(language).plural_form(words) == "one" else "words"
    before, after = phrase(name, language, n=words, date="\0").split("\0")
    return before, after


def language_code(text: str) -> str:
    """Return a BCP 47 code as it is written: ``pt-BR``. Raises :exc:`ValueError` for a language that Babel lacks."""
    try:
        found = Locale.parse(text, sep="-")
    except (UnknownLocaleError, IndexError) as error:
        raise ValueError(str(error)) from None
    return str(found).replace("_", "-")


class DisplayDate(NamedTuple):
    """A date in words, and as the ``datetime`` of a ``<time>``."""

    text: str
    iso: str


@cache
def list_joints(number: int, language: str) -> list[str]:
    """Return what stands before, between and behind so many items in a sentence: ``A, B and C``."""
    return format_list(["\0"] * number, locale=locale(language)).split("\0")


def display_date(moment: datetime, language: str) -> DisplayDate:
    """Return *moment* as readers and as machines read it."""
    return DisplayDate(long_date(moment, language), iso(moment))


def iso(moment: datetime) -> str:
    """Return *moment* in ISO 8601, without the time if that is midnight."""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(timespec="minutes")
