"""Questionnaires as files: out of any version, and into the draft that a file names."""

from rmfeedback.db import writing
from rmfeedback.errors import NotFound, Refused
from rmfeedback.surveys import checking, editions
from rmfeedback.surveys.authoring import ShippedStays, add_rows, begin_draft, edition_key, store, tables_of
from rmfeedback.surveys.editing import Twin
from rmfeedback.surveys.editions import DRAFT, Version
from rmfeedback.surveys.questionnaire_file import QuestionnaireFile, parse
from rmfeedback.surveys.questionnaire_rules import OTHER
from rmfeedback.surveys.questionnaire_writing import write
from rmfeedback.terms import Role


class DraftThere(Refused):
    status = 409
    message = (
        "There is a draft of “%(key)s” already, and the file would take its place. Say that it shall, "
        "or throw the draft away first."
    )


class NotTheNext(Refused):
    status = 409
    message = (
        "The file is version %(found)s of “%(key)s”, the next one is %(wanted)s. A published version never "
        "changes: write version = %(wanted)s."
    )


def import_file(filename: str, content: bytes, *, replaces: bool = False) -> Version:
    """Take a questionnaire from a file into the draft that it names; the same file again changes nothing.

    The draft is begun where there is none; one that is there gives way only if it is said that the file
    replaces it. Raises: QuestionnaireBroken, ShippedStays, EditionNameWrong, NotTheNext, DraftThere.
    """
    file = parse(filename, content)
    checking.check_alone(file)
    role, key = Role(file.tables["role"]), file.tables["key"]
    edition = editions.edition_of(key, role)
    if edition in editions.SHIPPED:
        raise ShippedStays(name=key)
    with writing():
        there = editions.versions(edition)
        same = [each for each in there if each.files.get(role) and each.tables(role) == file.tables]
        if same:
            return same[0]
        if there and there[-1].is_draft and role in there[-1].files and not replaces:
            raise DraftThere(key=key)
        _take_in(edition, role, file, there)
        checking.check_wording(file)
    return editions.draft(edition)


def export(edition: str, number: int, role: Role) -> str:
    """Return the file of a version.

    Raises: NotFound.
    """
    return write(editions.find(edition, number).tables(role))


def named(key: str, number: int | None = None) -> tuple[Version, Role]:
    """Return the version of a questionnaire's key: this one, else the newest published, else the draft.

    Raises: NotFound.
    """
    for role in Role:
        if key == role or key.endswith(f"_{role}"):
            edition = editions.edition_of(key, role)
            if number is not None:
                return editions.find(edition, number), role
            return editions.newest(edition) or editions.draft(edition), role
    raise NotFound(what="questionnaire", key=key)


def of_files(file: QuestionnaireFile, twin: QuestionnaireFile | None) -> Version:
    """Return a version that is stored nowhere, of a file and its twin, or the twin that is stored.

    Raises: QuestionnaireBroken, where one does not say whose it is.
    """
    for each in filter(None, (file, twin)):
        checking.check_role(each)
    role, number = Role(file.tables["role"]), file.tables["version"]
    edition = editions.edition_of(file.tables["key"], role)
    stored = [version.files for version in editions.versions(edition) if OTHER[role] in version.files]
    other = twin or (stored[-1][OTHER[role]] if stored else None)
    return Version(edition, number, DRAFT, {role: file} | ({OTHER[role]: other} if other else {}))


def _take_in(edition: str, role: Role, file: QuestionnaireFile, there: list[Version]) -> None:
    """Put a file in the place of its half; the other half of a draft that begins is as it was published."""
    wanted = there[-1].number + (not there[-1].is_draft) if there else 1
    if file.tables["version"] != wanted:
        raise NotTheNext(found=file.tables["version"], key=file.tables["key"], wanted=wanted)
    if not there:
        edition_key(edition)
    twin: Twin = tables_of(begin_draft(edition)) if there else {}
    if there and role in twin:
        store(editions.draft(edition), role, write(file.tables))
    else:
        add_rows(edition, wanted, {role: file.tables})
