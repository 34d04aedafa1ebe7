"""Tokens that were used: each may come once, whichever worker it reaches."""

from __future__ import annotations

import sqlite3
from pathlib import Path

PRUNE_EVERY = 500


class UsedTokens:
    """Remembers the id of every token until the token expires. Workers of one service share a file.

    Forgetting them in a crash of the machine costs nothing but the minutes that a token lives, so nothing is synced.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = sqlite3.connect(path if path is not None else ":memory:", timeout=5, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS used"
            " (issuer TEXT, token TEXT, until REAL, PRIMARY KEY (issuer, token)) WITHOUT ROWID"
        )
        self._since_pruned = 0

    def first_use(self, issuer: str, token: str, until: float, now: float) -> bool:
        """Whether this token of this issuer comes for the first time; from now on it does not."""
        self._since_pruned += 1
        if self._since_pruned >= PRUNE_EVERY:
            self._since_pruned = 0
            self._database.execute("DELETE FROM used WHERE until < ?", (now,))
        done = self._database.execute("INSERT OR IGNORE INTO used VALUES (?, ?, ?)", (issuer, token, until))
        return done.rowcount == 1

    def close(self) -> None:
        self._database.close()
