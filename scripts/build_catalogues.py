"""Compile the translations whenever the package is built or installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Makes the .mo files and adds them to the wheel, though git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        root = Path(self.root)
        subprocess.run(
            [sys.executable, str(root / "scripts" / "translations.py"), "compile"], check=True
        )
        made = (root / "src" / "omsyn").rglob("*.mo")
        build_data["artifacts"].extend(path.relative_to(root).as_posix() for path in made)
