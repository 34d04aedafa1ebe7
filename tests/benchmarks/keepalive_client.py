"""A load generator: connections that stay open and each ask again as soon as they are answered, on loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, and how long an answer took."""

    per_second: float
    seconds: tuple[float, ...]
    refused: int

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)] * 1000


def request(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def load(port: int, requests: Sequence[bytes], connections: int, total: int) -> Load:
    """Send `total` requests in turn over so many connections; any status but 200 counts as refused."""
    return asyncio.run(_load(port, requests, connections, total))


async def _load(port: int, requests: Sequence[bytes], connections: int, total: int) -> Load:
    turns, seconds, refused = iter(range(total)), list[float](), 0

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn in turns:
            begun = time.perf_counter()
            writer.write(requests[turn % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            seconds.append(time.perf_counter() - begun)
            refused += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    return Load(total / (time.perf_counter() - begun), tuple(seconds), refused)
