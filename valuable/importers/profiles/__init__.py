"""Folders of Markdown, one module a system or a family of them; ``PROFILES`` has them as they are tried."""

from valuable.importers.profiles.astro import Astro
from valuable.importers.profiles.base import Profile
from valuable.importers.profiles.docusaurus import Docusaurus
from valuable.importers.profiles.eleventy import Eleventy
from valuable.importers.profiles.gridea import Gridea
from valuable.importers.profiles.hexo import Hexo
from valuable.importers.profiles.hugo import Hugo
from valuable.importers.profiles.jekyll import Jekyll
from valuable.importers.profiles.lektor import Lektor
from valuable.importers.profiles.mkdocs import MkDocs
from valuable.importers.profiles.myst import MystSite
from valuable.importers.profiles.nikola import Nikola
from valuable.importers.profiles.node_folders import NodeFolders
from valuable.importers.profiles.notes import Dendron, Logseq, Notes, Quartz, Vault
from valuable.importers.profiles.pelican import Pelican
from valuable.importers.profiles.quarto import Quarto
from valuable.importers.profiles.sphinx import JupyterBook, Sphinx
from valuable.importers.profiles.vitepress import VitePress
from valuable.importers.profiles.zola import Zola

PROFILES: tuple[type[Profile], ...] = (
    Docusaurus, Astro, Eleventy, Quartz, Hexo, Gridea, VitePress, Pelican, Nikola, Quarto, Zola, Lektor, MkDocs,
    MystSite, JupyterBook, Jekyll, Hugo, Sphinx,
    Logseq, Dendron, Vault, NodeFolders, Notes,
)  # fmt: skip
