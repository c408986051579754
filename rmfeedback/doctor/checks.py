"""One thing that was read back, and the no that follows where a promise would be untrue."""

from dataclasses import dataclass
from typing import Any

from rmfeedback.errors import N_, Refused


@dataclass(frozen=True)
class Check:
    """One thing that was read back; `is_promise`: serving depends on it."""

    name: str
    ok: bool
    say: str
    is_promise: bool = True

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "ok": self.ok, "say": self.say}

    def in_words(self) -> str:
        return f"{'ok ' if self.ok else 'NO '} {self.name}: {self.say}"


class Unwell(Refused):
    status = 500
    message = N_("%(failed)s")

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(failed=" ".join(f"{c.name}: {c.say}." for c in checks if not c.ok))
        self.checks = checks
