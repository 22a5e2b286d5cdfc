"""What other packages do in vain, or again and again, and are kept from: counted in calls and lines of their code.

Each test fails without its change, as in `tests/test_upstream_fixes.py`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

import pytest
import sphinx.application
import sphinx.util.logging
from conftest import ROOT, Site, main_of
from construct_files import CONSTRUCTS
from docutils import nodes
from sphinx.environment.adapters.toctree import document_toc

from valuable.upstream import registry
from valuable.upstream.contents import Tocs
from valuable.upstream.docutils import MANY, fast_findall
from valuable.upstream.patches import replace as replaced

DOT = ROOT / "tests/roots/kitchen-sink/posts/2021/two squares.png"
PLAIN = "Plain words.\n\n## A heading\n\nMore of them.\n"


class Counted:
    """The calls of functions, and the lines that are run in them, by their qualified names."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()


def counted(act: Callable[[], object], *files: str) -> Counted:
    """Call *act*, and count what is run in *files*, which are told by how their paths end."""
    found = Counted()
    wanted: dict[CodeType, bool] = {}

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if code not in wanted:
            wanted[code] = code.co_filename.endswith(files)
        if not wanted[code]:
            return None
        found.calls[code.co_qualname] += event == "call"
        found.lines[code.co_qualname] += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return found


def counted_in_build(site: Site, *files: str, posts: int = 3, body: str = PLAIN) -> Counted:
    for number in range(posts):
        site.post(f"posts/2021/p{number}.md", title=f"P{number}", body=body)
    return counted(site.build, *files)


# -- Sphinx -----------------------------------------------------------------------


def test_other_formats_are_not_loaded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx.application, "builtin_extensions", sphinx.application.builtin_extensions)
    registry.apply_at_start()
    site.post()
    assert site.build() == []
    assert site.app is not None
    assert "sphinx.builders.latex" not in site.app.extensions


def test_no_record_is_made_of_what_is_not_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx.util.logging, "setup", sphinx.util.logging.setup)
    registry.apply_at_start()
    assert counted_in_build(site, "logging/__init__.py").calls["LogRecord.__init__"] < 100


def test_sources_are_found_with_one_look_at_each(site: Site) -> None:
    site.write("notes/a.md", "# A\n")
    found = counted_in_build(site, "sphinx/project.py", "sphinx/util/matching.py")
    assert found.calls["get_matching_files"] == 0
    assert found.calls["Project.path2doc"] == 0


def test_pages_are_not_looked_for_in_toctrees(site: Site) -> None:
    assert counted_in_build(site, "sphinx/environment/__init__.py").lines["BuildEnvironment.check_consistency"] == 0


def test_labels_are_forgotten_in_one_walk(site: Site) -> None:
    files = "sphinx/domains/std/__init__.py", "valuable/upstream/sphinx.py"
    few = counted_in_build(site, *files, posts=6)
    many = counted_in_build(site, *files, posts=6, body=f"{PLAIN}\nMore.\n")
    assert few.calls["clear_labels"] == 1  # of no page: it has the domain make its stores
    assert many.calls["clear_labels"] == 2


def test_labels_in_a_row_are_ordered_once(site: Site) -> None:
    labels = "".join(f"(a{number})=\n" for number in range(40))
    found = counted_in_build(site, "sphinx/transforms/__init__.py", posts=1, body=f"{labels}\nWords.\n")
    assert found.calls["_reorder_index_target_nodes"] <= 2


def test_page_without_code_is_not_visited_for_its_language(site: Site) -> None:
    found = counted_in_build(site, "sphinx/transforms/post_transforms/code.py")
    assert found.calls["HighlightLanguageVisitor.unknown_visit"] == 0


def test_templates_are_compiled_once(site: Site) -> None:
    counted_in_build(site)
    again = counted_in_build(site, "jinja2/environment.py", body="Other words.\n")
    assert again.calls["Environment.compile"] < 5  # the names of scripts are templates too


def test_pages_are_not_written_out_for_a_log(site: Site) -> None:
    assert counted_in_build(site, "docutils/nodes.py").calls["Element.__repr__"] == 0


def test_pages_are_not_walked_through_for_translations(site: Site) -> None:
    found = counted_in_build(site, "sphinx/transforms/i18n.py", "sphinx/builders/latex/transforms.py")
    assert {name.partition(".")[0] for name in found.calls if name.endswith((".apply", ".run"))} <= {
        "PreserveTranslatableMessages"
    }


def test_settings_of_documents_are_made_once(site: Site) -> None:
    found = counted_in_build(site, "docutils/frontend.py", posts=5)
    assert found.calls["OptionParser.__init__"] <= 4


def test_environment_keeps_no_contents_of_posts(site: Site) -> None:
    site.post("posts/2021/one.md", body="## A heading\n\nText.\n")
    site.post("posts/2021/two.md", body="## A heading\n\nText.\n")
    for jobs in (1, 2):
        assert site.build(jobs=jobs) == []
        assert site.app is not None
        env = site.app.env
        assert dict(env.tocs) == {}
        assert env.toc_num_entries["posts/2021/one"] == 2
        assert "A heading" in document_toc(env, "posts/2021/one", site.app.tags).astext()
        site.clean()


# -- docutils ---------------------------------------------------------------------


class Children(list[nodes.Node]):
    """The children of a node, which count how often one is looked for through all of them."""

    searches = 0

    def index(self, *arguments: Any) -> int:
        Children.searches += 1
        return super().index(*arguments)

    def remove(self, *arguments: Any) -> None:
        Children.searches += 1
        super().remove(*arguments)


def many_children(site: Site, number: int) -> nodes.paragraph:
    """Return a paragraph of elements and texts, which docutils, as it is changed by a build, will count looks at."""
    site.post()
    site.build()
    paragraph = nodes.paragraph()
    for count in range(number):
        paragraph += [nodes.emphasis(text=str(count)), nodes.Text(" ")]
    paragraph.children = Children(paragraph.children)
    Children.searches = 0
    return paragraph


def test_children_are_replaced_from_where_the_last_one_was(site: Site) -> None:
    paragraph = many_children(site, 40 * MANY)
    for node in list(paragraph.findall(nodes.emphasis)):
        node.replace_self([nodes.strong(text=node.astext()), nodes.inline(text="!")])
    assert paragraph.astext() == "".join(f"{count}! " for count in range(40 * MANY))
    assert Children.searches <= 2


def test_children_are_removed_from_where_the_last_one_was(site: Site) -> None:
    paragraph = many_children(site, 40 * MANY)
    for node in list(paragraph.findall(nodes.emphasis)):
        paragraph.remove(node)
    assert paragraph.astext() == " " * 40 * MANY
    assert Children.searches <= 2


def test_equal_texts_are_found_as_docutils_finds_them(site: Site) -> None:
    site.post()
    site.build()
    paragraph = nodes.paragraph()
    paragraph += [nodes.Text("a") for _ in range(3 * MANY)]
    assert paragraph.index(paragraph[2 * MANY]) == 0


def test_labels_in_a_row_are_moved_at_once(site: Site) -> None:
    labels = "".join(f"(a{number})=\n" for number in range(60))
    files = "docutils/transforms/references.py", "valuable/upstream/docutils.py"
    found = counted_in_build(site, *files, posts=1, body=f"{labels}\nWords.\n")
    moved = ("PropagateTargets.apply", "propagate_targets", "hand_on")
    assert sum(found.lines[name] for name in moved) < 2000


def test_nodes_are_visited_without_a_word(site: Site) -> None:
    assert counted_in_build(site, "docutils/nodes.py").calls["Node.walkabout"] == 0


def test_page_is_not_looked_through_for_what_it_does_not_hold(site: Site) -> None:
    site.post("posts/2021/other.md", body="![A dot](dot.png)\n").with_name("dot.png").write_bytes(DOT.read_bytes())
    site.post(body="One *two* three.\n\n" * 40)
    site.build()
    assert site.app is not None
    document = site.app.env.get_doctree("posts/2021/hello")
    found = counted(lambda: list(document.findall(nodes.image)), "docutils/nodes.py", "valuable/upstream/docutils.py")
    assert sum(found.lines.values()) < 40


def test_nothing_of_a_page_is_overlooked(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    """Each search of each build is made twice: from end to end, too."""
    overlooked: list[tuple[Any, ...]] = []
    quick = fast_findall

    def both(node: nodes.Node, kind: Any = nodes.Node) -> Iterator[nodes.Node]:
        whole = [found for found in all_of(node) if isinstance(found, kind)]
        found = list(quick(node, kind))
        if found != whole:
            overlooked.append((kind, node))
        return iter(whole)

    patches = [
        replace(patch, apply=replaced(both)) if "findall" in patch.target else patch for patch in registry.IN_BUILDS
    ]
    monkeypatch.setattr(registry, "IN_BUILDS", patches)
    for number, construct in enumerate(CONSTRUCTS):
        site.post(f"posts/2021/c{number}.md", title=f"C{number}", body=construct.source + "\n")
    site.build()
    site.post("posts/2021/c1.md", title="C1", body="Other words.\n\n[[C2]]\n\n:::{postlist} 5\n:::\n")
    site.build()
    assert overlooked == []


def all_of(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.children:
        yield from all_of(child)


def test_text_without_quotes_is_left_as_it_is(site: Site) -> None:
    assert counted_in_build(site, "docutils/utils/smartquotes.py").calls["educate_tokens"] == 0


# -- Markdown ---------------------------------------------------------------------


def test_notes_are_read_in_linear_time(site: Site) -> None:
    found = counted_in_build(site, "mdit_py_plugins/footnote/index.py", posts=1, body=f"{'[^' * 60}\n")
    assert found.lines["footnote_ref"] < 1000


def test_words_are_counted_by_myst_where_they_are_shown(site: Site) -> None:
    site.post("posts/2021/shown.md", body="One, two {sub-ref}`wordcount-words`.\n")
    found = counted_in_build(site, "wordcount/__init__.py", body="Three four five.\n")
    assert found.calls["wordcount_plugin.<locals>._word_count_rule"] == 1
    assert "One, two 3." in main_of(site.page("posts/2021/shown")).get_text()


def test_rules_are_tried_where_they_may_begin(site: Site) -> None:
    found = counted_in_build(site, "autolink.py", "gfm_autolink/index.py", posts=1, body="What we saw there :)\n" * 20)
    assert found.calls["autolink"] == 0
    assert found.calls["_www_inline_rule"] == 0


# -- Furo -------------------------------------------------------------------------


def test_contents_of_a_page_are_made_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    missing = Tocs.__missing__
    monkeypatch.setattr(Tocs, "__missing__", lambda tocs, docname: made.append(docname) or missing(tocs, docname))
    site.post(body=PLAIN)
    assert site.build() == []
    assert made == []
