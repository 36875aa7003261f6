"""Where the manual lies, and the script that makes its reference pages."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


@functools.cache
def docs_script():
    """`scripts/docs.py` as a module; scripts are no package."""
    spec = importlib.util.spec_from_file_location("omsyn_docs_script", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
