"""The command line: `appropriateness COMMAND`; each command stands in `commands/`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from appropriateness.commands import check_protocol, consulting, dose, knowledge, protocols, reading, record, serving
from appropriateness.commands.exit_codes import ANSWERED, BAD_KNOWLEDGE
from appropriateness.errors import KnowledgeError
from appropriateness.knowledge.loading import DATA

COMMANDS = (consulting, dose, reading, knowledge, record, serving, protocols, check_protocol)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code (see `commands/exit_codes.py`); 3 where the knowledge cannot be used."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="appropriateness",
        description="Which imaging study, if any, comes next for a suspected spinal CSF leak. Decision support for "
        "professionals; no diagnosis, not a medical device.",
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="FOLDER", help="knowledge folder (default: this checkout's data/)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
