"""Clock, memory and readers: how things are measured, knowing nothing of what."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from attrs import frozen

ANSWER_WITHIN = 60.0
"""Seconds that one page may take before it counts as no answer."""
END_WITHIN = 1_800.0
"""Seconds that a command may take before it is stopped and counts as failed."""


@frozen
class Run:
    """One process from start to end."""

    seconds: float
    peak_bytes: int


def run(command: Sequence[str | Path], environment: Mapping[str, str]) -> Run:
    """Run a command to its end; raises `CalledProcessError` with its output where it fails."""
    words = [str(word) for word in command]
    started = time.perf_counter()
    process = subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    watch = threading.Timer(END_WITHIN, process.kill)
    watch.start()
    try:
        with process.stdout as pipe:
            output = pipe.read()
    finally:
        watch.cancel()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    # wait4 has taken the status that Popen would otherwise wait for.
    process.returncode = code
    if code:
        raise subprocess.CalledProcessError(code, words, output)
    return Run(seconds, usage.ru_maxrss * 1024)


def median_run(command: Sequence[str | Path], environment: Mapping[str, str], times: int) -> Run:
    """The median time of several runs, and the largest memory of any."""
    runs = [run(command, environment) for _ in range(times)]
    return Run(
        statistics.median(each.seconds for each in runs), max(each.peak_bytes for each in runs)
    )


def free_port() -> int:
    """A port on this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@frozen
class Readers:
    """What a crowd of readers met."""

    median_ms: float
    p95_ms: float
    pages_per_second: float
    failed: int


def crowd(port: int, paths: Sequence[str], readers: int, pages_each: int) -> Readers:
    """Let so many readers ask at once, each for its next page when the last has come."""
    started = time.perf_counter()
    # A thread of its own, because the caller's may have an event loop running.
    with ThreadPoolExecutor(max_workers=1) as thread:
        times, failed = thread.submit(
            lambda: asyncio.run(_crowd(port, paths, readers, pages_each))
        ).result()
    seconds = time.perf_counter() - started
    ordered = sorted(times) or [0.0]
    return Readers(
        median_ms=1000 * statistics.median(ordered),
        p95_ms=1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        pages_per_second=len(times) / seconds,
        failed=failed,
    )


async def _crowd(
    port: int, paths: Sequence[str], readers: int, pages_each: int
) -> tuple[list[float], int]:
    times: list[float] = []
    failed = 0

    async def reader(number: int) -> None:
        nonlocal failed
        for page in range(pages_each):
            path = paths[(number + page) % len(paths)]
            started = time.perf_counter()
            if await fetched(port, path):
                times.append(time.perf_counter() - started)
            else:
                failed += 1

    await asyncio.gather(*(reader(number) for number in range(readers)))
    return times, failed


async def fetched(port: int, path: str) -> bool:
    """Whether a page came whole with status 200."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(ANSWER_WITHIN):
            source, target = await asyncio.open_connection("127.0.0.1", port)
            target.write(request.encode())
            answer = await source.read()
            target.close()
            return answer[9:12] == b"200"
    return False


def machine() -> list[str]:
    """Facts of this machine that a reader needs to judge the figures; ask before measuring."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    system = os.uname()
    return [
        f"Processor: {model}, {cores} cores",
        f"Memory: {memory:.0f} GB",
        f"Others at work on it when the measuring began: load average {os.getloadavg()[0]:.1f}",
        f"Python {sys.version.split()[0]} on {system.sysname} {system.release.split('-')[0]}",
    ]
