"""Talk to Pagefind, the program that indexes pages for the search, over its standard input and output.

Its Python package asks for an answer every tenth of a second, which is 1,000 s for 10,000 pages. So only the program
is taken from it, and spoken to as the package does: base64 of JSON, a comma after each message.
"""

import base64
import json
import os
import platform
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self


class PagefindError(Exception):
    """Pagefind is missing or has failed. The message says which, in one line."""


def pagefind_program() -> Path:
    """Return the path of the Pagefind that is installed for this machine."""
    try:
        from pagefind_bin_extended import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError):
        machine = f"{platform.system()} on {platform.machine()}"
        raise PagefindError(
            f"The search needs Pagefind, which is not installed for this machine ({machine})."
        ) from None


class Pagefind:
    """A process of Pagefind, which keeps its pages and their index in memory, in the order in which they came."""

    def __init__(self, **config: Any) -> None:
        self.config = config

    def __enter__(self) -> Self:
        # No setting of whoever builds the site may change its index.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
        executable = pagefind_program()
        self.complaints = TemporaryFile()
        try:
            self.process = subprocess.Popen(
                [executable, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.complaints,
                cwd=Path(os.sep).absolute(),  # where no pagefind.toml is
                env=environment,
            )
        except OSError as error:
            self.complaints.close()
            raise PagefindError(f"Pagefind does not run on this machine: {error}") from None
        try:
            self.index = self.ask(type="NewIndex", config=self.config)["index_id"]
        except PagefindError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.communicate()
        self.complaints.close()

    def add(self, url: str, html: str) -> None:
        self.ask(type="AddFile", index_id=self.index, url=url, file_contents=html, file_path=None)

    def files(self) -> dict[str, bytes]:
        """Return the files of the index by their paths.

        Told to write them, Pagefind answers, and can end, before all of them are on the disk (its issue 1271).
        """
        files = self.ask(type="GetFiles", index_id=self.index)["files"]
        return {Path(file["path"]).as_posix(): base64.b64decode(file["content"]) for file in files}

    def ask(self, **payload: Any) -> dict[str, Any]:
        """Send a message and return the answer to it."""
        assert self.process.stdin
        assert self.process.stdout
        answer = bytearray()
        try:
            self.process.stdin.write(
                base64.b64encode(json.dumps({"message_id": 0, "payload": payload}).encode()) + b","
            )
            self.process.stdin.flush()
            while not answer.endswith(b","):
                piece = os.read(self.process.stdout.fileno(), 65536)
                if not piece:
                    raise BrokenPipeError
                answer += piece
        except BrokenPipeError:
            raise PagefindError(f"Pagefind ended early: {self.complaint()}") from None
        found: dict[str, Any] = json.loads(base64.b64decode(answer[:-1]))["payload"]
        if found["type"] == "Error":
            raise PagefindError(f"Pagefind failed: {found['message']}")
        return found

    def complaint(self) -> str:
        """Return the last line of Pagefind's error output."""
        self.complaints.seek(0)
        lines = self.complaints.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
