"""What every file of a release is made from: findings as frozen, what is done about them, what was asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rmfeedback.db import writing
from rmfeedback.reports import findings as released_findings
from rmfeedback.surveys import asking, results
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.terms import Role

LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Content:
    """Findings read once, so that no file mixes two releases; `language`: of what is to be read on paper."""

    findings: Mapping[str, Any]
    questionnaires: tuple[Questionnaire, ...]
    language: str

    @cached_property
    def text(self) -> bytes:
        """The complete form, `findings.json`."""
        return released_findings.as_text(dict(self.findings)).encode()

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the complete form: every file of a release bears the same."""
        return hashlib.sha256(self.text).hexdigest()


def of(wave_key: str, language: str = "") -> Content:
    """Return what the files of a released wave are made from; by default in its programme's language.

    Raises: NotFound, NotReleased, QuestionnaireChanged.
    """
    with writing():  # One state of the release and of what is done about it, while others write.
        findings = released_findings.told(wave_key)
        wave = results.wave(wave_key)
        asked = tuple(asking.asked(wave, Role(role)) for role in sorted(wave.questionnaires, reverse=True))
    return Content(findings, asked, language or findings["language"])
