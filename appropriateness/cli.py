"""The command line: `appropriateness COMMAND`; each command stands in `commands/`."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from appropriateness.commands.exit_codes import ANSWERED, BAD_KNOWLEDGE
from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.assembling import DATA

COMMANDS = {
    "consult": "consulting",
    "read": "reading",
    "dose": "dose",
    "check-knowledge": "knowledge",
    "criteria": "knowledge",
    "facts": "knowledge",
    "record": "record",
    "serve": "serving",
    "protocols": "protocols",
    "check-protocol": "check_protocol",
}
"""Each command and its module in `commands/`. Only what is asked for is loaded, so that one case is answered fast."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code (see `commands/exit_codes.py`); 3 where the knowledge cannot be used."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except KnowledgeError as fault:
        for problem in fault.problems:
            print(problem, file=sys.stderr)
        count = "1 problem" if len(fault.problems) == 1 else f"{len(fault.problems)} problems"
        print(f"{count} in {options.data}: the knowledge cannot be used.", file=sys.stderr)
        return BAD_KNOWLEDGE
    except BrokenPipeError:
        sys.stderr.close()
        return ANSWERED


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="appropriateness",
        description="Which imaging study, if any, comes next for a suspected spinal CSF leak. Decision support for "
        "professionals; no diagnosis, not a medical device.",
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="FOLDER", help="knowledge folder (default: this checkout's data/)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    asked = [COMMANDS[word] for word in arguments if word in COMMANDS]
    for name in dict.fromkeys(asked or COMMANDS.values()):
        importlib.import_module(f"appropriateness.commands.{name}").add(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
