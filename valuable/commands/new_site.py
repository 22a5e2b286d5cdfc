"""Make the files of a new site from the templates in ``valuable/theme/new_site`` and the answers."""

import json
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from valuable.base.slugs import slug
from valuable.base.theme import THEME
from valuable.base.translations import site_translator
from valuable.commands.answers import YES, Answers
from valuable.commands.icon import ICON, MARK, drawn_letters, touch_icon
from valuable.outputs.cards.outlines import letters_path

SITE_TEMPLATES = THEME / "new_site"
MARKUP = re.compile(r"[\\`*_{}\[\]<>$%#~|^]|&(?=#|\w+;)")
# The mark of a site whose initials no font has: that of the machinery's icon.
PAGE_MARK = (
    '<g fill="none" stroke="{{ colours.ink }}" stroke-width="4" stroke-linecap="round">\n'
    '  <rect x="34" y="2" width="36" height="44" rx="5"/><path d="M44 14h16M44 24h16"/>\n'
    '  <path d="M44 34h8" stroke="{{ colours.accent }}"/>\n</g>'
)
MAX_KEY = 60


def python_literal(text: str) -> str:
    """Return *text* as a Python literal."""
    return json.dumps(text, ensure_ascii=False)


def inline_markdown(text: str) -> str:
    """Return *text* as inline Markdown that shows it as it is."""
    return MARKUP.sub(r"\\\g<0>", text)


def author_key(author: str) -> str:
    """Return the key of an author in ``people``, which is part of the address of the author's page."""
    return slug(author)[:MAX_KEY].strip("-") or "author"


def tagging_authority(address: str, year: int) -> str:
    """Return the tagging authority of entries' ids, and its first day (RFC 4151, 2.1)."""
    return f"{urlsplit(address).hostname},{year}"


def new_site_files(answers: Answers, today: date) -> dict[str, bytes]:
    """Return the files of a new site by path."""
    concepts = answers.concepts == YES[0]
    found = drawn_letters(answers.name)
    values: Mapping[str, object] = {
        **vars(answers),
        "concepts": concepts,
        "today": today.isoformat(),
        "year": today.year,
        "key": author_key(answers.author),
        "authority": tagging_authority(answers.address, today.year),
        "letters": letters_path(found, ICON) if found else "",
        "mark": f'<path fill="{{{{ colours.accent }}}}" d="{letters_path(found, MARK)}"/>' if found else PAGE_MARK,
    }
    targets = {
        "conf.py": "conf.py",
        "index.md": "index.md",
        "about.md": "about.md",
        "subscribe.md": "subscribe.md",
        "README.md": "README.md",
        "LICENSE": "LICENSE",
        f"posts/{today.year}/first-post.md": "first-post.md",
        "_templates/card.svg": "card.svg",
    }
    targets |= {"concepts/concept.md": "concept.md"} if concepts else {}
    targets |= {"_static/images/icon.svg": "icon.svg"} if found else {}
    made = {target: printed(f"{name}.jinja", values).encode() for target, name in targets.items()}
    return made | ({"_static/images/touch-icon.png": touch_icon(found)} if found else {})


def printed(name: str, values: Mapping[str, object]) -> str:
    environment = Environment(  # noqa: S701  # neither HTML nor of anybody else: each value has its filter
        loader=FileSystemLoader(SITE_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    environment.filters |= {"python": python_literal, "markdown": inline_markdown}
    environment.globals["_"] = site_translator(str(values["language"])).gettext
    return environment.get_template(name).render(values)
