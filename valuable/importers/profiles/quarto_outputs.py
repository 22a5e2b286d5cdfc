"""Put what cells of Quarto printed and drew behind their code, as ``_freeze`` keeps it of the last run; nothing is run.

See https://quarto.org/docs/projects/code-execution.html#freeze.
"""

import json
import re
from collections.abc import Iterator, Mapping

# A cell that an engine runs: not `{.python}`, `{{python}}`, `{=html}`, nor diagrams, which are drawn here too.
CODE_CELL = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,})\{(?P<head>(?!mermaid|dot|ojs)[A-Za-z]\w*[^}\n]*)\}[ \t]*\n(?P<code>.*?)"
    r"^(?P=indent)(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
KEPT_CELL = re.compile(r"^(?P<colons>:{3,})[ \t]*\{[^}\n]*\.cell(?=[\s}])[^}\n]*\}[ \t]*$")
DIV_LINE = re.compile(r"^[ \t]*:{3,}[ \t]*(?P<open>\{.*|\w.*)?$")
CODE_OF_CELL = re.compile(r"^(?P<fence>`{3,})[ \t]*\{\.(?P<language>[\w+#-]+)[^}\n]*\.cell-code[^}\n]*\}")
RAW_FENCE = re.compile(r"^(?P<fence>`{3,})\{=html\}[ \t]*\n(?P<html>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
SWITCHED_OFF = r"\s*[=:]\s*(?:FALSE|False|false|F|no)\b"
FIGURES = re.compile(r"(?<=\]\()[\w./-]*?(?P<name>\w+_files/figure-[\w-]+/[^)\s]+)")
NOT_SHOWN = "*What this code drew needs a program, which does not run here.*"


def is_off(cell: re.Match[str], option: str) -> bool:
    """Return whether an option of a cell is false, in its head or its first lines."""
    lines = "\n".join(re.findall(r"^[ \t]*(?:#|//|--|%)\|.*$", cell["code"], re.MULTILINE))
    return re.search(rf"\b{option}{SWITCHED_OFF}", f"{cell['head']}\n{lines}") is not None


def run_cells(text: str) -> list[re.Match[str]]:
    """Return the cells of a text that its engine runs."""
    return [cell for cell in CODE_CELL.finditer(text) if not is_off(cell, "eval")]


def with_outputs(text: str, frozen: str, folder: str) -> str | None:
    """Return a text with what its cells gave; None if what is kept of the run does not match the text."""
    cells = list(CODE_CELL.finditer(text))
    shown = [cell for cell in cells if not is_off(cell, "include")]
    blocks = list(cell_blocks(kept_markdown(frozen)))
    if not blocks or len(blocks) != len(shown):
        return None
    pieces, place = [], 0
    outputs = dict(zip((cell.start() for cell in shown), blocks, strict=True))
    for cell in cells:
        pieces += [text[place : cell.start()], plain_block(outputs.get(cell.start(), ""), cell["indent"], folder)]
        place = cell.end()
    return "".join([*pieces, text[place:]])


def kept_markdown(frozen: str) -> str:
    try:
        found = json.loads(frozen)
        result = found.get("result") if isinstance(found, Mapping) else None
        markdown = result.get("markdown") if isinstance(result, Mapping) else None
    except (ValueError, RecursionError):
        return ""
    return markdown if isinstance(markdown, str) else ""


def cell_blocks(markdown: str) -> Iterator[str]:
    """Yield what stands within each block of a cell."""
    lines = markdown.split("\n")
    number = 0
    while number < len(lines):
        if KEPT_CELL.match(lines[number]) is None:
            number += 1
            continue
        end = end_of_cell(lines, number)
        yield "\n".join(lines[number + 1 : end])
        number = end + 1


def end_of_cell(lines: list[str], start: int) -> int:
    """Return the number of the line that ends the block which begins at *start*."""
    depth, fence = 0, ""
    for number in range(start, len(lines)):
        line = lines[number]
        ticks = re.match(r"[ \t]*(`{3,}|~{3,})", line)
        if fence:
            fence = "" if ticks and line.strip() == fence else fence
        elif ticks:
            fence = ticks[1]
        elif found := DIV_LINE.match(line):
            depth += 1 if found["open"] else -1
            if depth == 0:
                return number
    return len(lines)


def plain_block(block: str, indent: str, folder: str) -> str:
    """Return a block as plain Markdown: code, what was printed, pictures at their old addresses, tables."""
    block = RAW_FENCE.sub(lambda raw: NOT_SHOWN if "<script" in raw["html"].casefold() else raw["html"], block)
    kept, fence = [], ""
    for line in block.split("\n"):
        ticks = re.match(r"[ \t]*(`{3,}|~{3,})", line)
        if not fence and DIV_LINE.match(line):
            kept.append("")
            continue
        code = CODE_OF_CELL.match(line)
        kept.append(f"{code['fence']}{code['language']}" if code and not fence else line)
        fence = "" if fence and ticks and line.strip() == fence else (ticks[1] if ticks and not fence else fence)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    text = FIGURES.sub(lambda figure: f"/{folder}/{figure['name']}".replace("//", "/"), text)
    return "\n".join(f"{indent}{line}" if line else line for line in text.split("\n"))
