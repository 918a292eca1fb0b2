"""The stand-in Bitbucket's own harness, from beside this folder."""
from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "stand_in"))

from harness import SECRET, TOKEN, Answer, StandInProcess, WorkTree  # noqa: E402

__all__ = ["SECRET", "TOKEN", "Answer", "StandInProcess", "WorkTree"]
