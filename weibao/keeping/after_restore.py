"""What must be done to a county that was put back from a backup, before anybody works in it.

A backup is the county of an earlier moment: sessions that were ended since are open in it, and what was deleted for good
since is there again. Each app declares its part in its `restored.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Step = Callable[[datetime], str]
"""Takes the moment of the backup, answers a sentence on what it did, or nothing where nothing was to be done."""
_steps: dict[str, Step] = {}


def after_restore(name: str) -> Callable[[Step], Step]:
    """Decorator: this function runs after every restore, within one transaction with all others. A step that fails fails
    the restore: a county that is only half put in order must not be opened."""

    def register(function: Step) -> Step:
        _steps[name] = function
        return function

    return register


def put_in_order(made_at: datetime) -> list[str]:
    """Run all steps in the order of their names; answers their sentences."""
    return [sentence for _, step in sorted(_steps.items()) if (sentence := step(made_at))]
