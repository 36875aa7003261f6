"""A process that replaces a data set again and again, killed one step later each time.

    python warehouse_killing.py TEMPLATE FOLDER

Copies the store TEMPLATE to FOLDER/1, FOLDER/2, ... and in each starts a child that replaces
`places` and kills itself with SIGKILL at its first, second, ... step, until one gets through.
A step is a line of the code that writes, or a call to the file system.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from omsyn.warehouse import Store

WRITING = ("warehouse/shelf.py", "warehouse/durable.py")
CALLS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"}


def kill_at(step: int) -> None:
    """Arm this process: it dies at the given step."""
    steps = itertools.count(1)

    def count() -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename.endswith(WRITING):
            if event == "line":
                count()
            return trace
        return None

    sys.addaudithook(lambda event, _arguments: count() if event in CALLS else None)
    sys.settrace(trace)


def main(template: Path, folder: Path) -> None:
    for step in itertools.count(1):
        place = folder / str(step)
        if template.exists():
            shutil.copytree(template, place)
        # Forked before Polars has made any frame and with it its threads: the child is whole.
        child = os.fork()
        if child == 0:
            from warehouse_support import PLACES_2025, info

            kill_at(step)
            Store(place).replace(info(title="Nye plasser"), PLACES_2025)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if os.WIFEXITED(status):
            print(step, os.WEXITSTATUS(status))
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
