"""What a wave asks: the questionnaires that were frozen when it was planned, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rmfeedback.db import db, writing
from rmfeedback.errors import N_, Refused
from rmfeedback.surveys import editions, promises, questionnaire
from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.models import QuestionnaireVersion, Wave
from rmfeedback.surveys.questionnaire import Questionnaire, QuestionnaireBroken
from rmfeedback.terms import Role, WaveKind

Frozen = dict[str, dict[str, Any]]


class QuestionnaireChanged(Refused):
    status = 503
    message = N_(
        "This wave asks questionnaire “%(key)s” in another wording than this program has. Nothing was lost. "
        "The programme team has to bring back the program that launched the wave."
    )


class NotPublished(Refused):
    status = 409
    message = (
        "Version %(number)s of “%(edition)s” is a draft. Publish it first: what a wave asks never changes."
    )


@dataclass(frozen=True)
class Choice:
    """A version of an edition, chosen to be asked."""

    edition: str
    number: int


def freeze(kind: WaveKind, chosen: Choice | None = None) -> Frozen:
    """Return by role what names and fixes what a wave will ask: what was chosen, else what is shipped.

    The words are kept with the answers, so that another version of the program still asks the same.
    Raises: NotFound, NotPublished.
    """
    version = published(chosen) if chosen else editions.shipped_for(kind)
    _keep(version)
    asked = version.questionnaires
    return {
        role.value: {"key": its.key, "version": its.version, "digest": its.digest}
        for role, its in asked.items()
    }


def published(chosen: Choice) -> Version:
    """Return a version that may be asked.

    Raises: NotFound, NotPublished.
    """
    version = editions.find(chosen.edition, chosen.number)
    if version.is_draft:
        raise NotPublished(number=version.number, edition=version.name)
    return version


def asked(wave: Wave, role: Role) -> Questionnaire:
    """Return what a role is asked in a wave; from memory, once the words were found to be those frozen.

    With an item for each promise that its launch froze.
    Raises: QuestionnaireChanged, where neither the program nor the database has the words any more.
    """
    return promises.extended(_frozen(*_name(wave, role)), promises.of(wave))


def asked_anew(wave: Wave, role: Role) -> Questionnaire:
    """Return the same as it is stored now, so that a change by hand is found out at once.

    Raises: QuestionnaireChanged.
    """
    return _read(*_name(wave, role))


def words_of(wave: Wave) -> list[dict[str, Any]]:
    """Return the stored rows of what a wave asks, for an instance that shall ask the same."""
    names = [_name(wave, role)[:2] for role in Role]
    rows = [db.session.get(QuestionnaireVersion, name) for name in names]
    return [{column: getattr(row, column) for column in editions.COLUMNS} for row in rows if row]


def bring(rows: Sequence[Mapping[str, Any]]) -> Choice | None:
    """Store such rows; return the edition to choose, None where it is a shipped one."""
    with writing() as session:
        for row in rows:
            session.merge(QuestionnaireVersion(**row))
    ours = next((row for row in rows if row["edition"] not in editions.SHIPPED), None)
    return Choice(ours["edition"], ours["version"]) if ours else None


def _name(wave: Wave, role: Role) -> tuple[str, int, str]:
    given: Mapping[str, Any] = wave.questionnaires.get(role.value, {})
    return str(given.get("key", role)), int(given.get("version", 0)), str(given.get("digest", ""))


def _read(key: str, version: int, digest: str) -> Questionnaire:
    ours = questionnaire.shipped().get(key)
    if ours is not None and ours.digest == digest:
        return ours
    row = db.session.get(QuestionnaireVersion, (key, version), populate_existing=True)
    try:
        kept = questionnaire.of_tables(editions.parsed(key, row.body).tables) if row else None
    except QuestionnaireBroken:
        kept = None
    if kept is None or kept.digest != digest:
        raise QuestionnaireChanged(key=key)
    return kept


# Every visit of a respondent asks for it. The digest is part of the name: other words are never taken for it.
_frozen = lru_cache(maxsize=256)(_read)


def _keep(version: Version) -> None:
    """Store the words of a shipped version, unless they are stored; in the running transaction, if any."""
    with writing() as session:
        for role, file in version.files.items():
            key = editions.key_of(version.edition, role)
            if session.get(QuestionnaireVersion, (key, version.number)) is None:
                session.add(
                    QuestionnaireVersion(
                        key=key,
                        version=version.number,
                        edition=version.edition,
                        role=role.value,
                        state=editions.PUBLISHED,
                        body=file.text,
                    )
                )
