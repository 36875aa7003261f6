"""The misbehaving server and what it takes to ask it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from omsyn.sources.ssb.client import PxWebClient, PxWebV0Client
from sources.server import FakeSsb, FakeTime


@pytest.fixture
def server() -> Iterator[FakeSsb]:
    with FakeSsb() as fake:
        yield fake


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    # Proxies of the machine's environment must not come between a test and its own server.
    with httpx.Client(trust_env=False, timeout=httpx.Timeout(2, read=0.3)) as client:
        yield client


@pytest.fixture
def client(server: FakeSsb, http: httpx.Client, fake_time: FakeTime) -> PxWebClient:
    return PxWebClient(
        server.url,
        http=http,
        clock=fake_time.clock,
        sleep=fake_time.sleep,
        now=fake_time.moment,
    )


@pytest.fixture
def client_v0(server: FakeSsb, http: httpx.Client, fake_time: FakeTime) -> PxWebV0Client:
    return PxWebV0Client(
        server.v0_url,
        http=http,
        clock=fake_time.clock,
        sleep=fake_time.sleep,
        now=fake_time.moment,
    )
