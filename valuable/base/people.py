"""The people of the site: one block in ``conf.py`` for authors, their pages and the sentence at each page's end."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any

from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.file_access import access_problem
from valuable.base.slugs import slug
from valuable.base.translations import gettext_noop, listed_markup, sentence_space, site_translator
from valuable.base.uris import is_web_address
from valuable.phases import ConfigInited

FIELD_TYPES = {"profiles": Mapping}
TEXT_ADVICE = "a text in quotes"
FIELD_EXAMPLES = {"profiles": "{'Mastodon': 'https://social.example/@jo'}"}
PERSON_KINDS = ("person", "group")
FEDIVERSE = {"mastodon", "fediverse"}
# The end of every page, sentence by sentence, and what its sentences may name: `contact` is how to reach the author.
FOOTER = (gettext_noop("{site} is the blog of me, {author}."), gettext_noop("You can {contact}."))
IN_FOOTER = ("site", "author", "contact", "email", "profiles")
DECOY = Markup('<span class="decoy">{}</span>')


@dataclass(frozen=True)
class Person:
    """Somebody who writes here. Only ``key`` and ``name`` are always there.

    ``kind`` is ``person``, or ``group`` for several who sign as one: the name of a group has no family name in it.
    """

    key: str
    name: str
    role: str = ""
    place: str = ""
    bio: str = ""
    picture: str = ""  # relative to ``_static``
    email: str = ""
    profiles: Mapping[str, str] | None = None
    kind: str = "person"
    language: str = "en"  # the site's

    @property
    def description(self) -> str:
        """Role and place, as they follow a name: ``a product leader based in London``."""
        if not self.place:
            return self.role
        words = site_translator(self.language)
        if not self.role:
            return words.gettext("based in {place}", place=self.place)
        return words.gettext("{role} based in {place}", role=self.role, place=self.place)

    @property
    def email_html(self) -> Markup:
        """The address for people: see :func:`hidden_email`."""
        return hidden_email(self.email) if self.email else Markup()

    @property
    def handle(self) -> str:
        """The name in the fediverse, ``@jo@social.example``, unless it would spell the e-mail address."""
        for name, address in (self.profiles or {}).items():
            found = re.fullmatch(r"https?://([^/]+)/@([^/@]+)/?", address)
            if found and name.casefold() in FEDIVERSE and f"{found[2]}@{found[1]}" != self.email:
                return f"@{found[2]}@{found[1]}"
        return ""


def check_people(people: Any, default: Any) -> list[str]:
    """Return what is wrong with the block ``people`` and with ``blog_default_author``, one message each."""
    if not isinstance(people, Mapping):
        return ["people: write {'jo': {'name': 'Jo Writer'}}"]
    messages = [f"people: {message}" for key, entry in people.items() for message in person_problems(key, entry)]
    if not isinstance(default, str) or default not in people:
        messages.append(f"blog_default_author is {default!r}; write one of the keys of people: {', '.join(people)}")
    return messages


def person_problems(key: Any, entry: Any) -> Iterator[str]:
    """Yield what is wrong with one entry of ``people``; what is of the wrong type first, and then nothing else."""
    if not isinstance(key, str) or not isinstance(entry, Mapping):
        yield f"write {key!r} as 'jo': {{'name': 'Jo Writer'}}"
        return
    wrong = [name for name, value in entry.items() if value and not isinstance(value, FIELD_TYPES.get(name, str))]
    for name in wrong:
        yield f"{name!r} of {key!r} is {entry[name]!r}; write {FIELD_EXAMPLES.get(name, TEXT_ADVICE)}"
    if not wrong:
        yield from name_problems(key, entry)
        yield from contact_problems(key, entry)


def name_problems(key: str, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what somebody is called, with the kind, and with names of fields."""
    if slug(key) != key:
        yield f"the key {key!r} is part of an address; write {slug(key)!r}"
    if not entry.get("name"):
        yield f"{key!r} has no name; write 'name': 'Jo Writer'"
    known = [name for name in Person.__dataclass_fields__ if name not in {"key", "language"}]
    for unknown in entry.keys() - set(known):
        nearest = get_close_matches(unknown, known, n=1, cutoff=0.4) or known
        yield f"{key!r} has no use for {unknown!r}; did you mean {nearest[0]!r}?"
    if entry.get("kind", "person") not in PERSON_KINDS:
        yield f"'kind' of {key!r} is {entry['kind']!r}; write {' or '.join(map(repr, PERSON_KINDS))}"


def contact_problems(key: str, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the addresses at which somebody can be reached."""
    email = entry.get("email", "")
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        yield f"{email!r} is not an e-mail address; write it as in 'jo@example.org'"
    for name, address in (entry.get("profiles") or {}).items():
        if not is_web_address(str(address)):
            yield f"the profile {name!r} of {key!r} needs a full address, as in 'https://…'"


def hidden_email(address: str) -> Markup:
    """Return markup that people read and copy as *address* and that programs collecting addresses get wrong.

    Decoys, which the style sheet does not display, stand inside the name and the host; the address is in the source
    neither as text, nor as entities, nor as a link. ``email.js`` makes the link.
    """
    name, host = address.split("@")
    middle = max(1, len(name) // 2)
    head, dot, tail = host.rpartition(".")
    pieces = [
        escape(name[:middle]),
        DECOY.format(".not"),
        escape(name[middle:]),
        DECOY.format("-here"),
        Markup("<span>@</span>"),
        DECOY.format("nowhere."),
        escape(head),
        DECOY.format("-at-all"),
        escape(dot + tail),
    ]
    return Markup('<span class="email">{}</span>').format(Markup().join(pieces))


def colophon(config: Config, person: Person, *, me: bool = True) -> Markup:
    """Return the words at the end of every page: those sentences of ``site_footer`` of which all that they name is set.

    *me* is False on the page of somebody else, whose profiles these are not.
    """
    ways, profiles, words = [], Markup(), site_translator(config.language)
    if person.email:
        # NOTE: behind "You can"
        ways.append(escape(words.gettext("email me at {address}")).format(address=person.email_html))
    if person.profiles:
        link = Markup('<a rel="me" href="{}">{}</a>') if me else Markup('<a href="{}">{}</a>')
        # NOTE: the text of a link to a profile: "Mastodon here"
        names = {name: words.gettext("{network} here", network=name) for name in person.profiles}
        links = [link.format(address, names[name]) for name, address in person.profiles.items()]
        profiles = listed_markup(links, words.language, "or")
        # NOTE: behind "You can"
        ways.append(escape(words.gettext("follow me on {profiles}")).format(profiles=profiles))
    if len(ways) > 1:
        # NOTE: two ways to reach the author, behind "You can": "email me at …, or follow me on …"
        ways = [escape(words.gettext("{one}, or {other}")).format(one=ways[0], other=ways[1])]
    author = person.name
    if person.description:
        author = words.gettext("{name}, {description}", name=person.name, description=person.description)
    footer = map(words.gettext, FOOTER) if config.site_footer is FOOTER else config.site_footer
    values = {
        "site": escape(config.project),
        "author": escape(author),
        "contact": Markup("").join(ways),
        "email": person.email_html,
        "profiles": profiles,
    }
    sentences = [sentence for sentence in footer if all(values[name] for name in placeholders_in(sentence))]
    between = escape(sentence_space(words.language))
    return between.join(escape(sentence).format(**values) for sentence in sentences)


def placeholders_in(sentence: str) -> list[str]:
    """Return what a sentence of the footer names. Raises :exc:`ValueError` for braces that name nothing."""
    return [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]


def footer_problems(footer: Any) -> Iterator[str]:
    """Yield what is wrong with ``site_footer``."""
    if not isinstance(footer, (list, tuple)) or not all(isinstance(sentence, str) for sentence in footer):
        yield f"site_footer is {footer!r}: write a list of sentences, such as {list(FOOTER[:1])!r}"
        return
    for sentence in footer:
        try:
            unknown = [name for name in placeholders_in(sentence) if name not in IN_FOOTER]
        except ValueError:
            yield f"site_footer: {sentence!r} has a brace that stands alone: write two of them, or none"
            continue
        for name in unknown:
            known = ", ".join(f"{{{each}}}" for each in IN_FOOTER)
            yield f"site_footer: {sentence!r} names {{{name}}}, and there is nothing of that name: write one of {known}"


def people_of(config: Config) -> dict[str, Person]:
    """Return everybody in ``people`` by key."""
    return {key: Person(key=key, language=config.language, **entry) for key, entry in config.people.items()}


def has_file(folder: Path, name: str) -> bool:
    """Return whether *folder*, whose files are all published, has a file of this name in it."""
    return access_problem(folder / name, folder) is None and (folder / name).is_file()


def picture_problems(people: Any, folders: Sequence[Path]) -> Iterator[str]:
    """Yield the problems of portraits, which lie in one of the *folders* whose files are published as they are."""
    for key, entry in people.items() if isinstance(people, Mapping) else ():
        picture = entry.get("picture") if isinstance(entry, Mapping) else None
        if picture and isinstance(picture, str) and not any(has_file(folder, picture) for folder in folders):
            yield f"people: the picture {picture!r} of {key!r} is not in _static; put it there"


def on_check_settings(app: Sphinx, config: Config) -> list[str]:
    static = config.html_static_path if isinstance(config.html_static_path, (list, tuple)) else ()
    return [
        *check_people(config.people, config.blog_default_author),
        *footer_problems(config.site_footer),
        *picture_problems(config.people, [Path(app.confdir, folder) for folder in static]),
    ]


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Give ABlog its authors."""
    config.blog_authors = {key: (entry["name"], None) for key, entry in config.people.items()}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("people", {}, "html", types=frozenset({dict}))
    app.add_config_value("site_footer", FOOTER, "html", types=frozenset({list, tuple}))
    app.connect("check-settings", on_check_settings)
    app.connect("config-inited", on_config_inited, priority=ConfigInited.PEOPLE)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
