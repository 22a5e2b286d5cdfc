"""Bring a blog over: ``python -m valuable import FROM``, which is what ``make import FROM=`` calls.

It reads the source whole, says what would come (``--dry``), and writes into a clean tree, on a commit of its own.
Run again, it brings what is new or changed at the source, and leaves what was edited here. Then it builds the site:
what would stop that is mended (`valuable.commands.import_rounds`), and the report says all of it.
"""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from valuable.base.build_errors import build_error
from valuable.build.staging import JOURNAL, recover
from valuable.commands.build import build_lock, print_error
from valuable.commands.import_claim import claimed, is_unclaimed
from valuable.commands.import_commit import check_clean, commit_paths
from valuable.commands.import_rounds import Rounds, build_in_rounds, compare_words
from valuable.commands.listeners import ListenError, preview_address
from valuable.commands.mine import NotMadeError
from valuable.commands.pandoc_program import pandoc_program
from valuable.importers.bringing import STAGE, Stage, decide, stage_all
from valuable.importers.comments import settle_comments
from valuable.importers.fetching import FETCHED_FOLDER, fetch_files, tell_unfetched
from valuable.importers.import_record import Blogs, BroughtBlog, name_of_blog, read_blogs
from valuable.importers.old_addresses import host_of_lists, lead_on, read_old_lists
from valuable.importers.other_markups import convert_other_texts
from valuable.importers.plan import make_plan
from valuable.importers.polite_web import PoliteWeb
from valuable.importers.progress_lines import ProgressLines
from valuable.importers.report import ImportResult, number_of, report_data, report_text, screen_lines
from valuable.importers.settings import known_people, text_setting
from valuable.importers.site_here import site_in
from valuable.importers.sources import read_old_site
from valuable.importers.texts import made_texts
from valuable.importers.trees import SourceError
from valuable.importers.web_source import is_on_web, read_from_web
from valuable.importers.writing import keys_of_people

REPORT = "import-report.md"


class Import:
    """One run of the command."""

    def __init__(self, options: argparse.Namespace, root: Path) -> None:
        self.options, self.root = options, root
        self.source = Path(options.source).expanduser()
        self.progress = ProgressLines()
        self.stage = Stage(root)
        self.blogs: Blogs = read_blogs(root)
        self.made: dict[str, bytes] = {}  # the files of a new site
        self.has_begun = False  # whether anything of the site was changed

    def read(self) -> ImportResult:
        """Return what the source holds and what becomes of it. Raises :exc:`SourceError` and :exc:`NotMadeError`."""
        with self.progress.step("Reading", unit="texts") as tick:
            if is_on_web(self.options.source):
                site = read_from_web(self.options.source, self.root / FETCHED_FOLDER, tick)
            else:
                site = read_old_site(self.source, tick)
        offline = self.options.dry or self.options.offline
        convert_other_texts(site, lambda: pandoc_program(self.root, may_fetch=not offline, said=self.progress.say))
        settle_comments(site, wanted=self.options.comments)
        lists = [name for given in self.options.old for name in given.split()]
        site.address = site.address or host_of_lists(lists)
        old = read_old_lists(lists, site)
        for message in old.unread:
            site.note("old address", message, lost=True)
        if not offline:
            with self.progress.step("Fetching", unit="files") as tick:
                fetch_files(site, PoliteWeb(self.root / FETCHED_FOLDER), tick)
        else:
            tell_unfetched(site)
        blog = name_of_blog(site, self.source.resolve().name, self.blogs)
        self.first = blog not in self.blogs
        known = self.blogs.get(blog, BroughtBlog())
        if is_unclaimed(self.root):
            self.made, self.stage.gone = claimed(self.root, site)
        here = site_in(self.root, known, dict.fromkeys([*self.stage.gone, *self.made]))
        result = ImportResult(site, make_plan(site, here), blog)
        for address in lead_on(result.plan, old.paths):
            site.note("old address", f"{address} stood on the old site, and nothing that came over does", lost=True)
        conf = self.made["conf.py"].decode() if self.made else (self.root / "conf.py").read_text("utf-8")
        self.keys = keys_of_people(site.people, known_people(conf))
        with self.progress.step("Making texts", len(site.entries), "texts") as tick:
            texts = made_texts(result.plan, self.keys, text_setting(conf, "blog_default_author"), tick)
            decide(self.root, result, known, texts)
        return result

    def bring(self, result: ImportResult) -> list[str]:
        """Write all into the site, in one transaction; return the paths, or none if nothing is new."""
        try:
            for path, data in self.made.items():
                self.stage.put(path, data)
            stage_all(self.stage, result, self.blogs, self.keys, self.progress, first=self.first)
            if not self.stage.has_news() and not result.is_unfinished:
                return []
            self.stage.commit()
        finally:
            self.stage.abandon()
        self.has_begun = True
        return [*self.stage.paths, *self.stage.gone]


def main(arguments: Sequence[str]) -> int:
    options = import_options(arguments)
    root = Path.cwd()
    run = Import(options, root)
    try:
        return dry_run(run) if options.dry else whole_run(run)
    except KeyboardInterrupt:
        print(f"\n{interrupted(run)}", file=sys.stderr)
        return 130
    except (SourceError, NotMadeError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{what_stands(run)} {error.strerror or error} ({error.filename or options.source})", file=sys.stderr)
        return 1
    except Exception as error:  # noqa: BLE001  # nobody is shown a traceback
        print(what_stands(run), file=sys.stderr)
        with contextlib.suppress(OSError):
            (root / "_build").mkdir(exist_ok=True)
        print_error(root, build_error(error))
        return 1


def import_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make import", description="Bring a blog over.")
    parser.add_argument("source", help="the folder, archive or export of the blog")
    parser.add_argument("--dry", action="store_true", help="say what would come, and write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--offline", action="store_true", help="fetch nothing from the old site")
    parser.add_argument("--comments", action="store_true", help="bring comments too, as words below their posts")
    parser.add_argument("--old", action="append", default=[], help="the old sitemap or a feed, a file or an address")
    return parser.parse_args(arguments)


def dry_run(run: Import) -> int:
    """Say what would come, what would not, and why."""
    check_source(run)
    result = run.read()
    compare_words(run.root, result)
    data = report_data(result)
    say(run, data, [*screen_lines(data), "Nothing is written: this was a dry run. Without DRY=1 it is brought over."])
    return 0


def whole_run(run: Import) -> int:
    """Bring a blog over, build the site and commit it."""
    root = run.root
    check_source(run)
    with build_lock(root / "_build") as free:
        if not free:
            raise NotMadeError("A build is under way in this folder: wait until it has ended.")
        recover(root / STAGE, {"site": root})
        in_git = check_clean(root)
        result = run.read()
        paths = run.bring(result)
    if not paths:
        data = report_data(result)
        say(run, data, [*screen_lines(data), "Nothing is new at the source, so nothing is written."])
        return 0
    result.preview = preview_url()
    rounds = Rounds(root, result, run.blogs)
    try:
        build_in_rounds(rounds, run.progress)
    finally:
        paths += rounds.written
        # Interrupted or not: what was written is reported and committed.
        data = report_data(result)
        (root / REPORT).write_text(report_text(data), "utf-8")
        committed = commit_paths(root, [*paths, REPORT], commit_message(result)) if in_git else None
    say(run, data, [*screen_lines(data), "", *closing_lines(result, committed)])
    return 1 if result.stops else 0


def say(run: Import, data: Mapping[str, object], lines: Sequence[str]) -> None:
    """Print the report as JSON, or *lines*."""
    if run.options.json:
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines))


def commit_message(result: ImportResult) -> str:
    return f"Bring over {' '.join(result.site.name.split()) or 'a blog'} from {result.site.system}"


def closing_lines(result: ImportResult, committed: str | None) -> list[str]:
    """Return what stands now, and what comes next."""
    states = {None: "Outside git nothing is committed.", "": "All of it is one commit."}
    lines = [states.get(committed, f"git has not committed it: {committed}")]
    if result.stops:
        lines += ["The site can't be built yet:", *(f"  {message}" for message in result.stops[:10])]
    else:
        accepted = sum(number for *_, number in result.accepted)
        lines.append(
            f"The site is built in _build/html; {number_of(accepted, 'fault')} of old texts: see accepted.txt."
            if accepted
            else "The site is built in _build/html."
        )
        lines.append("The next `make html` adds the search, and the cards that other sites show with links.")
    lines += [f"{REPORT} says what became of each text, and what to look at first."]
    lines += [f"To look: make serve, then {result.preview}"]
    return lines


def preview_url() -> str:
    try:
        return preview_address(os.environ.get("HOST", ""), os.environ.get("PORT", "")).url
    except ListenError:
        return preview_address("", "").url


def interrupted(run: Import) -> str:
    if not run.has_begun:
        return "Interrupted: nothing was changed."
    return (
        "Interrupted: the texts are brought over and stand here. What is left is to build the site: "
        "run `make import` again, which goes on from here."
    )


def what_stands(run: Import) -> str:
    if (run.root / STAGE / JOURNAL).exists():
        return "It was begun, and is ended when you run `make import` again:"
    return "What was brought over stands here; then this went wrong:" if run.has_begun else "Nothing was changed:"


def check_source(run: Import) -> None:
    """Raise :exc:`NotMadeError` where there is no site, or where the source is that site or lies around it."""
    if not (run.root / "conf.py").is_file():
        raise NotMadeError("There is no site here: run this in the folder of a copy of the repository.")
    if not run.options.source.strip():
        raise NotMadeError("Say where the blog is: make import FROM=its folder, archive or export")
    source, root = run.source.resolve(), run.root.resolve()
    if source == root:
        raise NotMadeError("The source is this site itself: name the folder of the old blog.")
    if root.is_relative_to(source):
        raise NotMadeError(
            f"This site lies within the source, {source}: move one of them, so that neither holds the other."
        )
    if source.is_relative_to(root) and source.relative_to(root).parts[0] in {"posts", "pages", "concepts", "_extra"}:
        raise NotMadeError("The source lies among the texts of this site: move it elsewhere first.")
