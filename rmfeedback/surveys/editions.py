"""Editions: what mentors and what leaders are asked, version by version; shipped or HR's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import NotFound
from rmfeedback.surveys import questionnaire, results
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.surveys.questionnaire_file import QuestionnaireFile, Table, parse
from rmfeedback.terms import Role, WaveKind

DRAFT, PUBLISHED = "draft", "published"
# Its questionnaires are called by their roles alone, as those of kickoff and pulse are not.
STANDARD = "standard"
SHIPPED = {
    "kickoff": "Kickoff",
    "pulse": "Pulse",
    STANDARD: "Midpoint, closing, follow-up",
}

COLUMNS = ("key", "version", "edition", "role", "state", "body")

Files = Mapping[str, QuestionnaireFile]


@dataclass(frozen=True)
class Version:
    """One version of an edition: a file for each role. A draft may lack one that is still to be imported."""

    edition: str
    number: int
    state: str
    files: Mapping[Role, QuestionnaireFile]

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_shipped(self) -> bool:
        return self.edition in SHIPPED

    @property
    def name(self) -> str:
        return name_of(self.edition)

    @property
    def questionnaires(self) -> dict[Role, Questionnaire]:
        return {role: _questionnaire(file.name, file.text) for role, file in self.files.items()}

    def file(self, role: Role) -> QuestionnaireFile:
        """Return one half. Raises: NotFound, if it is still to be imported."""
        if role not in self.files:
            raise NotFound(what="questionnaire", key=key_of(self.edition, role))
        return self.files[role]

    def tables(self, role: Role) -> Table:
        """Return what one half holds. Raises: NotFound."""
        return self.file(role).tables


def key_of(edition: str, role: Role) -> str:
    """Return the key of a role's questionnaire."""
    return role.value if edition == STANDARD else f"{edition}_{role}"


def edition_of(key: str, role: Role) -> str:
    """Return the edition that a questionnaire's key names."""
    return key.removesuffix(role).removesuffix("_") or STANDARD


def name_of(edition: str) -> str:
    """Return an edition's name as people read it."""
    return SHIPPED.get(edition) or edition.replace("_", " ").capitalize()


def shipped_for(kind: WaveKind) -> Version:
    """Return what comes with rmfeedback for a kind of wave; midpoint, closing and follow-up ask the same."""
    edition = kind.value if kind.value in SHIPPED else STANDARD
    return next(version for version in shipped() if version.edition == edition)


def shipped() -> list[Version]:
    """Return what comes with rmfeedback."""
    files = questionnaire.shipped_files()
    found = {name: {role: files[key_of(name, role)] for role in Role} for name in SHIPPED}
    return [Version(name, its[Role.MENTOR].tables["version"], PUBLISHED, its) for name, its in found.items()]


def versions(edition: str | None = None) -> list[Version]:
    """Return all versions of an edition, or of all, in order; those that come with rmfeedback go first."""
    ours = [version for version in shipped() if edition in (None, version.edition)]
    known = {(version.edition, version.number) for version in ours}
    return sorted(
        [*ours, *(kept for kept in _stored(edition) if (kept.edition, kept.number) not in known)],
        key=lambda version: (not version.is_shipped, version.edition, version.number),
    )


def find(edition: str, number: int) -> Version:
    """Return a version.

    Raises: NotFound.
    """
    for version in versions(edition):
        if version.number == number:
            return version
    raise NotFound(what="questionnaire version", key=f"{name_of(edition)}, {number}")


def draft(edition: str) -> Version:
    """Return the draft of an edition.

    Raises: NotFound.
    """
    for version in versions(edition):
        if version.is_draft:
            return version
    raise NotFound(what="draft of the questionnaire", key=name_of(edition))


def newest(edition: str) -> Version | None:
    """Return the last version that was published, if one was."""
    published = [version for version in versions(edition) if not version.is_draft]
    return published[-1] if published else None


def ever_published() -> Files:
    """Return the files of all that was ever published, by key and version: what a wording must agree with."""
    return by_version(each for each in versions() if not each.is_draft)


def by_version(found: Iterable[Version]) -> Files:
    """Return the files of versions by "key, version n"."""
    return {
        f"{file.tables['key']}, version {version.number}": file
        for version in found
        for file in version.files.values()
    }


def by_key(version: Version) -> Files:
    """Return the files of one version by the keys of their questionnaires."""
    return {key_of(version.edition, role): file for role, file in version.files.items()}


def waves_asking(version: Version) -> list[str]:
    """Return the keys of the waves that ask a version, planned ones too."""
    asked = {(key_of(version.edition, role), version.number) for role in Role}
    return [
        wave.key
        for wave in results.waves()
        if any((its.get("key"), its.get("version")) in asked for its in wave.questionnaires.values())
    ]


def parsed(key: str, body: str) -> QuestionnaireFile:
    """Return a stored body as a file; the same body is parsed once.

    Raises: QuestionnaireBroken, where somebody has written into the database by hand.
    """
    return _parsed(f"{key}.toml", body)


def _stored(edition: str | None) -> list[Version]:
    # Columns, not objects: those are read anew each time.
    query = select(*(getattr(QuestionnaireVersion, name) for name in COLUMNS))
    if edition is not None:
        query = query.where(QuestionnaireVersion.edition == edition)
    found: dict[tuple[str, int, str], dict[Role, QuestionnaireFile]] = {}
    for row in db.session.execute(query.order_by(QuestionnaireVersion.version)):
        files = found.setdefault((row.edition, row.version, row.state), {})
        files[Role(row.role)] = parsed(row.key, row.body)
    return [
        Version(*name, MappingProxyType({role: its[role] for role in Role if role in its}))
        for name, its in found.items()
    ]


@lru_cache(maxsize=256)
def _parsed(name: str, body: str) -> QuestionnaireFile:
    return parse(name, body.encode())


@lru_cache(maxsize=256)
def _questionnaire(name: str, body: str) -> Questionnaire:
    return questionnaire.of_tables(_parsed(name, body).tables)
