"""Run a command in the folder of a site: ``python -m valuable build``."""

import sys
from importlib import import_module

COMMANDS = {
    "build": "build the site into _build/html",
    "serve": "preview the site, with drafts, while you write",
    "new": "start a post or a concept",
    "accept": "build the site and note its faults of old texts in accepted.txt",
    "permalinks": "build the site and add its new addresses to permalinks.txt",
    "old_addresses": "say which addresses of an old site lead nowhere",
    "mine": "make the site yours",
    "import": "bring a blog over",
    "export": "write the site as Markdown for another system, Hugo or Jekyll",
    "update": "bring in a newer machinery",
    "messages": "bring the catalogs of the frame's words up to date",
    "file_lists": "write the lists of the files that this comes with",
}

MODULES = {"import": "import_site"}  # of which the command's name is no name in Python


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        print("Say what to do: python -m valuable COMMAND", file=sys.stderr)
        for command, what in COMMANDS.items():
            print(f"  {command:<14} {what}", file=sys.stderr)
        return 2
    module = MODULES.get(name, name)
    try:
        found: int = import_module(f"valuable.commands.{module}").main(sys.argv[2:])
    except KeyboardInterrupt:  # while modules are imported; the commands have words of their own
        print("Interrupted.", file=sys.stderr)
        return 130
    return found


if __name__ == "__main__":
    sys.exit(main())
