"""Copy, edit, check and publish a questionnaire version."""

import copy as copying
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import delete, insert, update

from rmfeedback.db import db, writing
from rmfeedback.errors import Refused
from rmfeedback.staff import audit
from rmfeedback.surveys import checking, editions
from rmfeedback.surveys.asking import Choice, published
from rmfeedback.surveys.editing import Twin
from rmfeedback.surveys.editions import DRAFT, PUBLISHED, Version
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.surveys.questionnaire_writing import write
from rmfeedback.surveys.wordings import Known, all_known, ascii_words
from rmfeedback.terms import Role

LONGEST_NAME = 40
# Words that a key of this room cannot begin with, because others do.
_RESERVED = frozenset({*editions.SHIPPED, *Role})

T = TypeVar("T")


class EditionNameWrong(Refused):
    status = 422
    message = "“%(name)s” cannot be the name of a questionnaire: %(reason)s."


class ShippedStays(Refused):
    status = 409
    message = (
        "“%(name)s” comes with rmfeedback and is never changed. Copy it under a name of your own, and change "
        "that."
    )


class DraftMoved(Refused):
    status = 409
    message = (
        "Somebody else has changed this since you opened it. Nothing was overwritten: your words stand "
        "below, beside what is saved now. Compare them, then save again or leave it as it is."
    )


class NotReady(Refused):
    status = 422
    message = "%(breach)s So version %(number)s cannot be published yet."


def copy(source: Choice, name: str) -> Version:
    """Begin an edition of one's own with what a published version asks; return its draft.

    Raises: NotFound, NotPublished, EditionNameWrong.
    """
    edition = edition_key(name)
    twin = tables_of(published(source))
    for role, tables in twin.items():
        tables.update(key=editions.key_of(edition, role), version=1)
    with writing():
        if editions.versions(edition):
            raise EditionNameWrong(name=name, reason="there is one of this name already. Choose another")
        add_rows(edition, 1, twin)
    return editions.draft(edition)


def begin_draft(edition: str) -> Version:
    """Return the draft of an edition; a new one begins as its newest version was published.

    Raises: NotFound, ShippedStays.
    """
    if edition in editions.SHIPPED:
        raise ShippedStays(name=editions.name_of(edition))
    with writing():
        newest = editions.newest(edition)
        if newest is None or editions.versions(edition)[-1].is_draft:
            return editions.draft(edition)
        twin = tables_of(newest)
        for tables in twin.values():
            tables["version"] = newest.number + 1
        add_rows(edition, newest.number + 1, twin)
    return editions.draft(edition)


def change(edition: str, part: Callable[[Twin], Any], seen: str, do: Callable[[Twin, Known], T]) -> T:
    """Change a draft, if the part that is changed is still as it was seen; return what `do` returns.

    `part`: picks out of the draft what is changed; `seen`: its mark when the form was made.
    Raises: NotFound, DraftMoved, and what `do` raises; then nothing is changed.
    """
    with writing():
        version = editions.draft(edition)
        if mark(part(tables_of(version))) != seen:
            raise DraftMoved()
        twin = tables_of(version)
        done = do(twin, all_known())
        for role, tables in twin.items():
            store(version, role, write(tables))
    return done


def publish(edition: str, seen: str) -> Version:
    """Make a draft a version that waves may ask, and that never changes again.

    `seen`: the mark of the whole draft, as whoever publishes has read it.
    Raises: NotFound, DraftMoved, NotReady.
    """
    with writing() as session:
        version = editions.draft(edition)
        if mark(whole(tables_of(version))) != seen:
            raise DraftMoved()
        found = checking.problems(version)
        if found:
            raise NotReady(number=version.number, breach=found[0].in_words())
        session.execute(_of_draft(update(QuestionnaireVersion), version).values(state=PUBLISHED))
        audit.enter("questionnaire published", edition, version=version.number)
    return editions.find(edition, version.number)


def discard(edition: str, seen: str) -> None:
    """Throw a draft away; what was published stays.

    Raises: NotFound, DraftMoved.
    """
    with writing() as session:
        version = editions.draft(edition)
        if mark(whole(tables_of(version))) != seen:
            raise DraftMoved()
        session.execute(_of_draft(delete(QuestionnaireVersion), version))


def mark(thing: Any) -> str:
    """Return a short mark of a part of a draft, to know it again."""
    return hashlib.sha256(json.dumps(thing, sort_keys=True).encode()).hexdigest()[:16]


def mark_of(version: Version, part: Callable[[Twin], Any]) -> str:
    """Return the mark of a part of a version, for a form."""
    return mark(part(tables_of(version)))


def whole(twin: Twin) -> Any:
    """Pick everything."""
    return {role.value: tables for role, tables in twin.items()}


def tables_of(version: Version) -> Twin:
    return {role: copying.deepcopy(file.tables) for role, file in version.files.items()}


def edition_key(name: str) -> str:
    """Return a name as a key. Raises: EditionNameWrong."""
    key = "_".join(ascii_words(name))
    if not re.fullmatch("[a-z][a-z0-9_]*", key) or len(key) > LONGEST_NAME:
        reason = f"write one to {LONGEST_NAME} letters and digits, beginning with a letter"
        raise EditionNameWrong(name=name, reason=reason)
    if key in _RESERVED or key.split("_")[-1] in list(Role):
        raise EditionNameWrong(name=name, reason="this word has a meaning of its own here. Choose another")
    return key


def add_rows(edition: str, number: int, twin: Twin) -> None:
    rows = [
        {
            "key": editions.key_of(edition, role),
            "version": number,
            "edition": edition,
            "role": role.value,
            "state": DRAFT,
            "body": write(tables),
        }
        for role, tables in twin.items()
    ]
    db.session.execute(insert(QuestionnaireVersion), rows)


def store(version: Version, role: Role, body: str) -> None:
    """Write one half of a draft. What is published is out of reach, whatever went wrong before."""
    key = editions.key_of(version.edition, role)
    query = _of_draft(update(QuestionnaireVersion), version).where(QuestionnaireVersion.key == key)
    db.session.execute(query.values(body=body))


def _of_draft(query: Any, version: Version) -> Any:
    its = QuestionnaireVersion
    return query.where(
        its.edition == version.edition, its.version == version.number, its.state == DRAFT
    ).execution_options(synchronize_session=False)
