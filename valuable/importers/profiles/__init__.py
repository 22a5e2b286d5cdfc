"""Folders of Markdown, one module a system or a family of them; ``PROFILES`` has them as they are tried."""

from valuable.importers.profiles.base import Profile
from valuable.importers.profiles.hugo import Hugo
from valuable.importers.profiles.jekyll import Jekyll
from valuable.importers.profiles.mkdocs import MkDocs
from valuable.importers.profiles.notes import Notes, Quartz, Vault
from valuable.importers.profiles.pelican import Pelican
from valuable.importers.profiles.scripted import Astro, Docusaurus, Eleventy, Vite
from valuable.importers.profiles.sphinx import MystSite, Sphinx

PROFILES: tuple[type[Profile], ...] = (
    Docusaurus, Astro, Eleventy, Quartz, Pelican, MkDocs, MystSite, Jekyll, Hugo, Sphinx, Vault, Vite, Notes,
)  # fmt: skip
