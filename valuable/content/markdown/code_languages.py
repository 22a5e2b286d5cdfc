"""The languages of code: what authors call them, and by which of Pygments' lexers each is coloured."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name
from sphinx.highlighting import lexer_classes, lexers

# Names for what is no language, and is shown as it is.
PLAIN_NAMES = """
none text txt plain plaintext plain-text text-only text-plain text/plain nohighlight no-highlight raw output stdout
stderr console-output log logs accesslog csv tsv psv ascii asciiart ascii-art ansi tree filetree treeview files
default gitignore gitattributes dockerignore npmignore ignore url uri
"""
# What is drawn elsewhere, and here shown as the text that it is.
DRAWING_NAMES = """
mermaid plantuml puml uml d2 nomnoml wavedrom vega vega-lite chart chartjs echarts markmap mindmap flowchart
sequence abc smiles svgbob bob ditaa pikchr kroki tikz
"""
PLAIN, DRAWINGS = frozenset(PLAIN_NAMES.split()), frozenset(DRAWING_NAMES.split())
# What Pygments calls otherwise, or has nothing nearer to than this.
ALIASES: Mapping[str, str] = {
    alias: lexer
    for lexer, aliases in {
        "json": "jsonc jsonl ndjson json-lines json-doc json-with-comments avro hjson geojson topojson "
        "importmap webmanifest application/json",
        "bash": "env dotenv shellscript shell-script bashrc crontab ash dash",
        "console": "terminal term cli command-line commandline cmdline prompt sh-session shellsession bash-session "
        "zsh-session sessions shell-console",
        "batch": "cmd",
        "html": "svelte astro htm html5 xhtml markup ejs gotmpl go-html-template go-template tmpl blade text/html",
        "xml": "svg rss atom plist rdf xaml csproj pom opml gpx kml",
        "ini": "conf gitconfig editorconfig npmrc hosts",
        "js": "cjs mjs node nodejs node.js es6 ecmascript node-repl js-console ojs babel",
        "ts": "mts cts",
        "jsx": "javascriptreact",
        "tsx": "typescriptreact",
        "cpp": "hpp hxx cxx cc hh h++ c_cpp cuda-cpp",
        "c": "h opencl",
        "csharp": "dotnet unity",
        "kotlin": "kt kts gradle-kotlin",
        "groovy": "gradle jenkinsfile",
        "scala": "sbt",
        "java": "processing apex",
        "arduino": "ino",
        "python": "ipython ipython3 ipy python-3 pyodide pyodide-python micropython python2.7",
        "pycon": "python-repl doctest",
        "pytb": "traceback python-traceback",
        "ruby": "rails",
        "r": "webr webr-r",
        "rconsole": "r-console",
        "markdown": "mdx rmd qmd commonmark gfm",
        "css": "postcss css3",
        "jinja": "jinja2 liquid-html",
        "html+handlebars": "hbs mustache glimmer",
        "graphql": "gql graphqls",
        "sql": "sqlite pgsql oracle plsql kusto-sql soql hql",
        "vim": "viml vimscript vimrc",
        "ocaml": "ml mli",
        "wat": "wasm",
        "vb.net": "vb vba",
        "nginx": "nginxconf",
        "apacheconf": "htaccess",
        "yaml": "ansible docker-compose dockercompose compose k8s kubernetes helm github-actions openapi swagger cff",
        "diff": "patch git-diff",
        "http": "https http-request rest-client",
        "systemd": "service unit",
        "clojure": "edn",
        "gherkin": "feature",
        "solidity": "sol",
        "swift": "swiftui",
        "nasm": "x86asm assembly assembler masm",
        "gas": "armasm arm",
        "fortranfixed": "f77",
        "hlsl": "shaderlab",
        "powershell": "powershell-core",
        "pwsh-session": "powershell-session",
        "properties": "java-properties",
        "tex": "tikz-code katex mathjax",
    }.items()
    for alias in aliases.split()
}
LONGEST_NAME = 30
SHELLS = frozenset({"bash", "sh", "shell", "zsh", "fish", "ksh", "shell-script", "shellscript", "terminal", "console"})
# A session in a language begins with the prompt of that: then it is coloured, and copied, as a session.
SESSIONS: tuple[tuple[frozenset[str], re.Pattern[str], str], ...] = (
    (SHELLS, re.compile(r"(?:\([\w.-]+\)\s*)?(?:[^\s@]+@[^$#%\n]*)?[$%]\s"), "console"),
    (frozenset({"py", "python", "python3", "ipython", "ipython3"}), re.compile(r">>> "), "pycon"),
    (frozenset({"powershell", "pwsh", "ps1", "posh"}), re.compile(r"PS[^>\n]*>\s"), "pwsh-session"),
    (frozenset({"batch", "bat", "cmd", "dosbatch"}), re.compile(r"[A-Za-z]:[^>\n]*>"), "doscon"),
    (frozenset({"r"}), re.compile(r"> "), "rconsole"),
    (frozenset({"julia", "jl"}), re.compile(r"julia> "), "jlcon"),
    (frozenset({"elixir", "ex"}), re.compile(r"iex(?:\(\d+\))?> "), "iex"),
    (frozenset({"ruby", "rb"}), re.compile(r"irb\S*[>*] |>> "), "rbcon"),
    (frozenset({"sql", "postgresql", "postgres"}), re.compile(r"\w+=[#>] "), "psql"),
    (frozenset({"sql", "sqlite", "sqlite3"}), re.compile(r"sqlite> "), "sqlite3"),
)


def session_of(language: str, code: str) -> str | None:
    """Return the lexer of the session that *code* is, if it is one."""
    begin = code.lstrip()
    return next((lexer for names, prompt, lexer in SESSIONS if language in names and prompt.match(begin)), None)


def is_language(language: str) -> bool:
    """Return whether code in a language is coloured, or is known to have no colours."""
    name = language.casefold()
    return name in PLAIN or name in DRAWINGS or pygments_knows(name)


@cache
def pygments_names() -> frozenset[str]:
    """Return what Pygments calls its languages: to ask it for one that it has not takes longer than to list all."""
    return frozenset(alias.lower() for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def nearest(language: str) -> str | None:
    """Return the name of a language that is written much like *language*."""
    if len(language) > LONGEST_NAME:
        return None
    return next(iter(get_close_matches(language, sorted({*pygments_names(), *ALIASES}), n=1, cutoff=0.8)), None)


def pygments_knows(name: str) -> bool:
    return name in ALIASES or name in pygments_names() or name in lexers or name in lexer_classes


def lexer_of(language: str, code: str, options: Mapping[str, Any]) -> Lexer:
    """Return the lexer of *code*: of one that is plain, or whose language is not known, a lexer that leaves it so."""
    name = language.casefold()
    name = session_of(name, code) or ALIASES.get(name, name)
    if name in lexers:
        return lexers[name]
    settings = {"stripnl": False, **options}
    if name in lexer_classes and name != "none":
        return lexer_classes[name](**options)
    if name in PLAIN or not pygments_knows(name):
        name = "text"
    return get_lexer_by_name(name, **settings)
