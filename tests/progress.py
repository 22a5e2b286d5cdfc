"""Say how far the tests are, and what has failed, as it happens: ``python -m pytest -p tests.progress``.

A line every few seconds takes the place of a row of dots: a log shows it as a terminal does.
"""

import time
from collections.abc import Generator

import pytest

EVERY = 5  # seconds between two lines


class Progress:
    """Counts the tests that have ended."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self.reporter = reporter
        self.ended = self.failed = 0
        self.began = self.said = time.monotonic()

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self) -> Generator[None, tuple[str, str, str], tuple[str, str, str]]:
        """Have each test counted in the last line, and no letter shown for it."""
        category, _, word = yield
        return category, "", "" if category == "passed" else word

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed += 1
            self.reporter.write_line(f"FAILED {report.nodeid}", red=True)
        self.ended += report.when == "teardown"
        now = time.monotonic()
        if report.when == "teardown" and now - self.said >= EVERY:
            self.said = now
            self.reporter.write_line(self.state(report.nodeid.partition("::")[0], round(now - self.began)))

    def state(self, file: str, seconds: int) -> str:
        whole = self.session.testscollected
        failed = f", {self.failed} failed" if self.failed else ""
        done = f"[{100 * self.ended // whole:3}%] {self.ended} of {whole} tests{failed}"
        return f"{done}, {seconds // 60}:{seconds % 60:02}, at {file}"


@pytest.hookimpl(trylast=True)  # once there is something to write to
def pytest_configure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(reporter), "progress")
