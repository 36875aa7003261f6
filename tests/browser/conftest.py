"""Chromium, and the workspace served as a user serves it, over the fictional county."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from workspace_support import make_store

CHROMIUM = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE_SECONDS = 60


def pytest_collection_modifyitems(items):
    """One worker has the browser and the server; the others need neither."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """The workspace's own address: `omsyn serve` in a process of its own."""
    folder = tmp_path_factory.mktemp("served")
    make_store(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = ["serve", "--port", str(port), "--workers", "1"]
    code = f"from omsyn.cli.main import main; main({wanted!r})"
    made = {**os.environ, "OMSYN_STORE": str(folder), "OMSYN_ENVIRONMENT": "development"}
    made.pop("OMSYN_DATABASE_URL", None)
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-c", code], env=made, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/helse", process, folder / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"omsyn serve did not answer:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


class Watched:
    """A page that remembers every complaint of the browser and every request that left us."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("request", self._note)

    def _note(self, request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"request to {request.url}")

    def visit(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def open_page(chromium, address) -> Iterator:
    """Open a page in a context of its own; after the test no complaint may be left."""
    contexts, watched = [], []

    def open_(path: str, *, width: int = 1280, **choices) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **choices)
        context.set_default_timeout(20_000)
        contexts.append(context)
        watched.append(Watched(context.new_page(), address))
        return watched[-1].visit(path)

    yield open_
    for context in contexts:
        context.close()
    assert [each.complaints for each in watched if each.complaints] == []
