"""Which questionnaires a programme's waves ask: chosen by kind of wave, frozen when a wave is planned."""

from dataclasses import dataclass

from rmfeedback.db import writing
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Programme
from rmfeedback.surveys import asking, editions
from rmfeedback.surveys.asking import Choice
from rmfeedback.surveys.editions import Version
from rmfeedback.terms import WaveKind


@dataclass(frozen=True)
class Offered:
    """What the waves of a kind ask now, and what they could ask."""

    kind: WaveKind
    version: Version
    versions: list[Version]

    @property
    def minutes(self) -> int:
        """How long the longer half takes."""
        return max(asked.minutes for asked in self.version.questionnaires.values())


def chosen(programme: Programme, kind: WaveKind) -> Choice | None:
    """Return what HR chose for a kind of wave; None means what is shipped."""
    kept = programme.questionnaires.get(kind.value)
    return Choice(kept["edition"], kept["version"]) if kept else None


def choose(programme_key: str, choices: dict[WaveKind, Choice | None]) -> None:
    """Let the waves planned from now on ask these; a kind without a choice asks what is shipped.

    Raises: NotFound, NotPublished.
    """
    for choice in choices.values():
        if choice:
            asking.published(choice)
    kept = {
        kind.value: {"edition": choice.edition, "version": choice.number}
        for kind, choice in choices.items()
        if choice and choice.edition != editions.shipped_for(kind).edition
    }
    with writing():
        cohorts.find_programme(programme_key).questionnaires = kept


def choose_one(programme_key: str, kind: WaveKind, edition: str | None, number: int | None) -> Version:
    """Choose an edition for a kind of wave: its newest version, unless one is named; none: what is shipped.

    Raises: NotFound, NotPublished.
    """
    programme = cohorts.find_programme(programme_key)
    version = editions.shipped_for(kind)
    if edition is not None:
        newest = editions.newest(edition)
        version = asking.published(Choice(edition, number or (newest.number if newest else 1)))
    others = {other: chosen(programme, other) for other in WaveKind}
    choose(programme_key, others | {kind: Choice(version.edition, version.number)})
    return version


def offered(programme_key: str) -> list[Offered]:
    """Return for each kind of wave what it asks and what could be chosen, newest first.

    Raises: NotFound.
    """
    programme = cohorts.find_programme(programme_key)
    published = [version for version in editions.versions() if not version.is_draft]
    found = []
    for kind in WaveKind:
        choice, shipped = chosen(programme, kind), editions.shipped_for(kind)
        version = asking.published(choice) if choice else shipped
        ours = [each for each in published if not each.is_shipped or each.edition == shipped.edition]
        found.append(Offered(kind, version, ours[::-1]))
    return found
