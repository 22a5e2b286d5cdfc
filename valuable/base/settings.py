"""Check the settings that every page depends on, before anything is built with them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.typing import ExtensionMetadata

from valuable import __version__
from valuable.base.file_access import access_problem
from valuable.base.source_paths import NOT_PAGES, SOURCE_SUFFIXES
from valuable.base.text_files import FORBIDDEN_CHARACTER
from valuable.base.translations import language_code
from valuable.features import switch_problems
from valuable.phases import ConfigInited

# What a site is made with unless its ``conf.py`` says otherwise.
DEFAULTS: Mapping[str, Any] = {
    "include_patterns": [
        *("*.md", "posts/*/*.md", "posts/*/*/index.md", "concepts/*.md"),
        *("posts/*/*.ipynb", "posts/*/*/index.ipynb"),
    ],
    "templates_path": ["_templates"],
    "nitpicky": True,
    "highlight_language": "none",
    "pygments_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    # A price is no formula: "$5 and $6".
    "myst_dmath_allow_space": False,
    "myst_dmath_allow_digits": False,
    "myst_footnote_transition": False,
    "blog_feed_fulltext": True,
    "blog_feed_length": 20,
    "skip_injecting_base_ablog_templates": True,
    "html_theme": "furo",
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_math_renderer": "mathml",
    "html_scaled_image_link": False,
    "html_static_path": ["_static"],
    "html_extra_path": ["_extra"],
}
# The folders of the root that never hold pages but those that they are for.
NOT_FOR_PAGES = frozenset(
    {"posts", "concepts", "locale", "valuable", "guide", "tests", "benchmarks", "_static", "_templates", "_extra"}
)
# What these have in conf.py comes on top.
ALWAYS: Mapping[str, Sequence[str]] = {
    "exclude_patterns": (
        *(*sorted(NOT_PAGES), "_build", ".cache", ".venv", ".git"),
        *("valuable", "guide", "tests", "benchmarks"),
        *(f"**/{name}" for name in sorted(NOT_PAGES)),
        "**/*.new",  # what `make update` puts beside a file that the author has changed
    ),
    # A blog's pages stand in listings, not in toctrees; `content.headings` says more of headings than MyST does.
    "suppress_warnings": ("toc.not_included", "myst.header"),
    "myst_enable_extensions": ("attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"),
}
LIST_SETTINGS = (
    "include_patterns",
    "exclude_patterns",
    "templates_path",
    "html_static_path",
    "html_extra_path",
    "html_css_files",
)
RAW_HTML_MODES = ("safe", "trusted")
TEXT_SETTINGS = ("project", "author", "html_title", "blog_title", "site_tagline", "site_rights")


def site_timezone(config: Config) -> ZoneInfo:
    """Return the site's timezone."""
    return ZoneInfo(config.site_timezone)


def settings_problems(zone: Any, language: Any, url: Any) -> Iterator[str]:
    """Yield the problems of settings with a form of their own: timezone, language and address."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        yield f"site_timezone is {zone!r}: write a name such as 'Europe/London'"
    try:
        if language_code(language) != language:
            yield f"language is {language!r}: write {language_code(language)!r}"
    except (ValueError, TypeError, AttributeError):
        yield f"language is {language!r}: write a code such as 'en-GB' or 'de'"
    if not isinstance(url, str) or not re.match(r"https?://[^/\s]+(/\S*)?$", url):
        yield f"html_baseurl is {url!r}: write the site's whole address, such as 'https://www.example.org/'"


def kind_problems(config: Config) -> Iterator[str]:
    """Yield the problems of settings of the wrong type: of ``"*.md"`` for a list, Sphinx would take each letter."""
    for name in LIST_SETTINGS:
        if not isinstance(config[name], (list, tuple)):
            example = config[name] if isinstance(config[name], str) else "a text"
            yield f"{name} is {config[name]!r}: write a list, such as {[example]!r}"
    for name in TEXT_SETTINGS:
        if name in config and not isinstance(config[name], str):
            yield f"{name} is {config[name]!r}: write a text in quotes"
        elif name in config and FORBIDDEN_CHARACTER.search(config[name]):
            yield f"{name} is {config[name]!r}: it holds a character that can't be shown; type it anew"


def mode_problems(config: Config) -> Iterator[str]:
    """Yield the problem of ``raw_html``."""
    if config.raw_html not in RAW_HTML_MODES:
        yield f"raw_html is {config.raw_html!r}: write 'safe', or 'trusted' to pass on all that posts have in HTML"


def page_folder_setting_problems(folders: Any, root: Path) -> Iterator[str]:
    """Yield the problems of ``page_folders``."""
    if not isinstance(folders, (list, tuple)):
        yield f"page_folders is {folders!r}: write a list of folders, such as ['notes']"
        return
    for folder in folders:
        if not isinstance(folder, str) or not folder.strip("/"):
            yield f"page_folders has {folder!r}: write the name of a folder, such as 'notes'"
        elif folder.startswith("/") or access_problem(root / folder, root):
            yield f"page_folders has {folder!r}: name a folder of this site, none that is hidden, such as 'notes'"
        elif folder.split("/")[0] in NOT_FOR_PAGES:
            yield f"page_folders has {folder!r}, which holds other things: put pages into a folder such as 'notes'"
        elif not (root / folder).is_dir():
            yield f"page_folders has {folder!r}, and there is no such folder: make it, or take it out"


def is_set(config: Config, name: str) -> bool:
    """Return whether ``conf.py`` or the command line has a setting."""
    return name in config._raw_config or name in config._overrides


def setting_place(app: Sphinx, setting: str, value: str) -> str:
    """Return the place in ``conf.py`` at which a setting has a text, for messages: ``conf.py:12``."""
    text = Path(app.confdir, "conf.py").read_text(encoding="utf-8", errors="replace")
    start = max(0, text.find(f"\n{setting}"))
    return f"conf.py:{text.count(chr(10), 0, max(start + 1, text.find(value, start))) + 1}"


def on_config_inited_early(app: Sphinx, config: Config) -> None:
    """Fill in what ``conf.py`` leaves out."""
    named = {"blog_title": config.project, "html_title": config.project}
    for name, value in {**DEFAULTS, **named}.items():
        if not is_set(config, name):
            there = not name.endswith("static_path") or any(Path(app.confdir, folder).is_dir() for folder in value)
            setattr(config, name, value if there else [])
    for name, values in ALWAYS.items():
        if isinstance(config[name], (list, tuple, set)):
            setattr(config, name, [*values, *(value for value in config[name] if value not in values)])

    if isinstance(config.page_folders, (list, tuple)) and isinstance(config.include_patterns, (list, tuple)):
        config.include_patterns = [
            *config.include_patterns,
            *(f"{str(folder).strip('/')}/**{suffix}" for folder in config.page_folders for suffix in SOURCE_SUFFIXES),
        ]


def on_config_inited(app: Sphinx, config: Config) -> None:
    messages = list(settings_problems(config.site_timezone, config.language, config.html_baseurl))
    messages += kind_problems(config)
    messages += mode_problems(config)
    messages += page_folder_setting_problems(config.page_folders, Path(app.srcdir))
    messages += switch_problems(config.switched_off)
    messages += [message for found in app.emit("check-settings", config) for message in found]
    if messages:
        raise ConfigError("\n".join(f"conf.py: {message}" for message in messages))
    config.html_baseurl = config.html_baseurl.rstrip("/") + "/"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("valuable.base.events")
    app.add_config_value("page_folders", [], "env", types=frozenset({list, tuple}))
    app.add_config_value("raw_html", "safe", "env", types=frozenset({str}))
    app.add_config_value("site_timezone", "UTC", "env", types=frozenset({str}))
    app.connect("config-inited", on_config_inited_early, priority=ConfigInited.FILL_IN)
    app.connect("config-inited", on_config_inited, priority=ConfigInited.CHECK)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
