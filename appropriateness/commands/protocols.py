"""protocols: the library of protocols, listed or one in full."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from appropriateness import protocol_report
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.loading import load
from appropriateness.knowledge.protocol_library import PROTOCOLS, load_protocols
from appropriateness.wire import json_lines, protocol_checks


def add(commands: Any) -> None:
    command = commands.add_parser("protocols", help="the protocols: list, or show one")
    command.add_argument("what", choices=("list", "show"))
    command.add_argument("protocol", nargs="?", metavar="PROTOCOL")
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    add_folder(command)
    command.set_defaults(run=run)


def add_folder(command: argparse.ArgumentParser) -> None:
    help_ = "protocol folder (default: this checkout's protocols/)"
    command.add_argument("--protocols", type=Path, default=PROTOCOLS, metavar="FOLDER", help=help_)


def run(options: argparse.Namespace) -> int:
    library = load_protocols(options.protocols, load(options.data))
    if options.what == "show" and options.protocol not in library.protocols:
        print(unknown(options.protocol, library.protocols), file=sys.stderr)
        return BAD_INPUT
    shown = [library.protocols[options.protocol]] if options.what == "show" else list(library.protocols.values())
    for protocol in shown:
        if options.json:
            print(json_lines.line(protocol_checks.protocol(protocol)))
        elif options.what == "list":
            print(protocol_report.line(protocol))
        else:
            print(protocol_report.protocol(protocol, library))
    return ANSWERED


def unknown(name: str | None, known: Any) -> str:
    """What to say of a protocol that does not exist."""
    if not name:
        return f"Which protocol? One of: {', '.join(known)}."
    return f'"{name}" is not a protocol.{did_you_mean(name, known)} Known: {", ".join(known)}.'
