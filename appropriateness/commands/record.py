"""record: list, show, replay and export what was kept of consultations."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from appropriateness import settings
from appropriateness.commands.arguments import add_records, add_site, iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT, CANNOT_TELL, CHECK_FAILED
from appropriateness.knowledge.loading import load


def add(commands: Any) -> None:
    record = commands.add_parser("record", help="list, show, replay and export kept consultations")
    actions = record.add_subparsers(required=True, metavar="ACTION")

    for name, run, about in (
        ("list", _list, "one line a record, newest first"),
        ("export", _export, "every record as JSON lines, or as CSV"),
        ("replay", _replay, "answer records again: on their own knowledge, or on today's"),
    ):
        action = actions.add_parser(name, help=about)
        add_records(action)
        action.add_argument("--since", type=iso_date, metavar="DATE", help="first day, YYYY-MM-DD (UTC)")
        action.add_argument("--until", type=iso_date, metavar="DATE", help="last day, included")
        action.add_argument("--outcome", metavar="OUTCOME", help="one outcome, such as contested")
        action.set_defaults(run=_guarded(run))
        if name == "export":
            action.add_argument("--csv", action="store_true", help="a table without facts and answers")
        if name == "replay":
            action.add_argument("ids", nargs="*", metavar="ID", help="records; all where left out")
            action.add_argument(
                "--now", action="store_true", help="on today's knowledge: what changed, because of which file"
            )
            add_site(action)

    show = actions.add_parser("show", help="one record with its orders and what became of them")
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="the record as one JSON object")
    add_records(show)
    show.set_defaults(run=_guarded(_show))


def _guarded(run: Callable[[argparse.Namespace, Any], int]) -> Callable[[argparse.Namespace], int]:
    """Open the store for a command, and say in a sentence what is wrong with it."""

    def guarded(options: argparse.Namespace) -> int:
        from appropriateness.records.opening import StoreError
        from appropriateness.records.store import Store

        if options.records is None:
            print(f"Say where the records are: --records PLACE, or {settings.RECORDS}.", file=sys.stderr)
            return BAD_INPUT
        try:
            store = Store(options.records, make=False)
            try:
                return run(options, store)
            finally:
                store.close()
        except StoreError as fault:
            print(fault, file=sys.stderr)
            return BAD_INPUT

    return guarded


def _wanted(options: argparse.Namespace) -> Any:
    from appropriateness.records.store import Wanted

    def day(given: date | None) -> str | None:
        return None if given is None else given.isoformat()

    return Wanted(day(options.since), day(options.until), options.outcome)


def _list(options: argparse.Namespace, store: Any) -> int:
    for record in store.records(_wanted(options)):
        reason = f"  {record.reason}" if record.reason else ""
        print(f"{record.id}  {record.at}  {record.origin:8}{record.outcome}{reason}")
    return ANSWERED


def _show(options: argparse.Namespace, store: Any) -> int:
    from appropriateness.records import exporting

    record = store.record(options.id)
    if record is None:
        print(f'There is no record "{options.id[:64]}". See: record list.', file=sys.stderr)
        return BAD_INPUT
    print(exporting.json_line(record, store) if options.json else exporting.readable(record, store))
    return ANSWERED


def _export(options: argparse.Namespace, store: Any) -> int:
    from appropriateness.records import exporting

    lines: Iterator[str] = (exporting.csv_lines if options.csv else exporting.json_lines)(store, _wanted(options))
    for line in lines:
        print(line)
    return ANSWERED


def _replay(options: argparse.Namespace, store: Any) -> int:
    from appropriateness.records.replay import Replayer

    records, missing = _chosen(options, store)
    for name in missing:
        print(f'There is no record "{name[:64]}". See: record list.', file=sys.stderr)
    if missing:
        return BAD_INPUT
    if options.now:
        return _compare(records, Replayer(store, load(options.data, options.site, date.today())))
    replayer, states = Replayer(store), {"same": 0, "differs": 0, "lost": 0}
    for record in records:
        replayed = replayer.replay(record)
        states[replayed.state] += 1
        if replayed.state != "same":
            print(f"{record.id}  {replayed.state}: {replayed.why}")
    print(f"{states['same']} the same bytes, {states['differs']} differ, {states['lost']} could not be answered again.")
    return CHECK_FAILED if states["differs"] else CANNOT_TELL if states["lost"] else ANSWERED


def _compare(records: Iterator[Any], replayer: Any) -> int:
    from appropriateness.records.kept_knowledge import KnowledgeLostError

    total = changed = lost = 0
    for record in records:
        total += 1
        try:
            compared = replayer.compare(record)
        except KnowledgeLostError as fault:
            lost += 1
            print(f"{record.id}  cannot be compared: {fault}")
            continue
        if compared.changes:
            changed += 1
            print(f"{record.id}  {record.at}  {record.outcome}")
        for change, files in compared.changes:
            print(f"  {change}\n    because of {', '.join(files)}")
    print(f"{total} records: {changed} would be answered otherwise today, {lost} cannot be compared.")
    return CANNOT_TELL if lost else ANSWERED


def _chosen(options: argparse.Namespace, store: Any) -> tuple[Iterator[Any], list[str]]:
    if not options.ids:
        return store.records(_wanted(options), newest_first=False), []
    found = {name: store.record(name) for name in options.ids}
    return iter(found.values()), [name for name, record in found.items() if record is None]
