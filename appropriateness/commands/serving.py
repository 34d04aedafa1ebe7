"""serve: the CDS Hooks service."""

from __future__ import annotations

import argparse
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from appropriateness.commands.arguments import add_records, add_site
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT

MOST_SECONDS_TO_END = 20
"""How long calls in progress are waited for once the service is told to end: longer than a body may take."""


def add(commands: Any) -> None:
    command = commands.add_parser("serve", help="answer a record system: the CDS Hooks service")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    command.add_argument("--port", type=int, default=8080)
    command.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    add_records(command)
    add_site(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    try:
        import uvicorn

        from appropriateness.cds_hooks import start
        from appropriateness.cds_hooks.security import is_loopback
        from appropriateness.cds_hooks.settings import read_settings
        from appropriateness.records.keeping import Forgetful
        from appropriateness.records.opening import StoreError
        from appropriateness.records.store import Store
    except ImportError as fault:
        print(f"The service needs {fault.name}: install the service extra, .[service].", file=sys.stderr)
        return BAD_INPUT
    with tempfile.TemporaryDirectory(prefix="appropriateness-") as folder:
        used = Path(folder) / "used-tokens.sqlite"
        address = f"http://{options.host}:{options.port}"
        begin = start.new_start(options.data, options.site, options.records, address, used)
        found = read_settings(options.site)
        start.services(begin, found, begin.base_url, Forgetful())
        try:
            if options.records is not None:
                Store(options.records).close()
        except StoreError as fault:
            print(fault, file=sys.stderr)
            return BAD_INPUT
        if not found.issuers and not is_loopback(options.host):
            print(
                f"{options.host} can be reached from other machines, and no issuer is known whose tokens are checked. "
                "Name issuers in service.yaml of the site folder (--site), or listen on 127.0.0.1.",
                file=sys.stderr,
            )
            return BAD_INPUT
        why = _taken(options.host, options.port)
        if why is not None:
            print(f"{options.host}, port {options.port} cannot be used: {why}. Give another --port.", file=sys.stderr)
            return BAD_INPUT
        start.hand_over(begin)
        uvicorn.run(
            start.WORKER,
            factory=True,
            host=options.host,
            port=options.port,
            workers=options.workers,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            log_level="warning",
            timeout_graceful_shutdown=MOST_SECONDS_TO_END,
        )
    return ANSWERED


def _taken(host: str, port: int) -> str | None:
    """Why nothing can listen there, found before any worker is started; None where it can."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, OverflowError) as fault:
        return (getattr(fault, "strerror", None) or str(fault)).lower()
    return None
