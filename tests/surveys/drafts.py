"""An edition of HR's own, copied from what is shipped, and how tests change it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.surveys import authoring, editing, editions
from rmfeedback.surveys.asking import Choice
from rmfeedback.surveys.editing import Twin
from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.models import QuestionnaireVersion
from rmfeedback.terms import Role

EDITION = "northwind"
SAID = {"en": "The leader I mentor answers calmly.", "de": "Die Führungskraft antwortet ruhig."}


def a_draft(source: str = "standard", edition: str = EDITION) -> Version:
    """A draft that begins as a shipped edition."""
    return authoring.copy(Choice(source, 1), edition)


def a_published(source: str = "standard", edition: str = EDITION) -> Version:
    """A first version that was published as it was copied."""
    a_draft(source, edition)
    return publish(edition)


def publish(edition: str = EDITION) -> Version:
    """Publish the draft as it stands."""
    seen = authoring.mark_of(editions.draft(edition), authoring.whole)
    return authoring.publish(edition, seen)


def change(do: Callable[..., Any], edition: str = EDITION) -> Any:
    """Change the draft; `do` gets both questionnaires and what is known."""
    seen = authoring.mark_of(editions.draft(edition), authoring.whole)
    return authoring.change(edition, authoring.whole, seen, do)


def reword(
    key: str, text: dict[str, str], *, as_new: bool = False, edition: str = EDITION, **more: Any
) -> str:
    """Give an item another text."""
    role = Role.MENTOR if key.startswith("m_") else Role.LEADER

    def do(twin: Twin, known: Any) -> str:
        wording = {**editing.find(twin, role, key), "text": text, **more}
        wording = {
            name: value for name, value in wording.items() if name not in ("key", "mirror", "required")
        }
        return editing.reword(twin, role, key, wording, known, as_new=as_new)

    return str(change(do, edition))


def an_item(
    text: str = "We laugh together.", kind: str = "agree5", construct: str = "pairing"
) -> dict[str, Any]:
    """The wording of an item that nobody has asked yet."""
    return {
        "construct": construct,
        "kind": kind,
        "text": {"en": text, "de": f"{text} (de)"},
        "reverse": False,
    }


def keys(role: Role, edition: str = EDITION) -> list[str]:
    """The keys of a draft's items, in the order asked."""
    return [item["key"] for item in editions.draft(edition).tables(role)["items"]]


def bodies() -> dict[tuple[str, int], str]:
    """What is stored, by key and version."""
    db.session.rollback()
    its = QuestionnaireVersion
    return dict(
        ((key, number), body)
        for key, number, body in db.session.execute(select(its.key, its.version, its.body))
    )
