"""The part of the state that survives a restart: one JSON file, replaced as a whole."""
from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any


class StateFile:
    """Named sections of JSON values. Thread-safe."""

    def __init__(self, path: Path):
        self._path = path
        self._lock = threading.Lock()
        self._sections: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}

    def read(self, section: str, default: Any) -> Any:
        with self._lock:
            return self._sections.get(section, default)

    def write(self, section: str, value: Any) -> None:
        """Replace a section. When this returns, the file holds it."""
        with self._lock:
            self._sections[section] = value
            draft = self._path.with_suffix(".draft")
            draft.write_text(json.dumps(self._sections, indent=1))
            os.replace(draft, self._path)
