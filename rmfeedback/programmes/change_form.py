"""HR's form for what is stored of one person, whoever else changes it at the same time."""

import json
from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms import Field, FormField, HiddenField, RadioField

from rmfeedback.programmes import correcting
from rmfeedback.programmes.enrolled import (
    FROZEN,
    OF_THE_PERSON,
    OF_THE_ROLE,
    AddressTaken,
    Enrolled,
    PersonChanged,
    PersonFrozen,
)
from rmfeedback.programmes.people_forms import ROLES, PersonForm, WishesForm
from rmfeedback.terms import Role


class ChangeForm(PersonForm):
    """What can be corrected of somebody: of the person, of each role, and in which of two roles to ask."""

    mentor = FormField(WishesForm)
    leader = FormField(WishesForm)
    asked_as = RadioField("Asked as", choices=ROLES)
    # What stood there when the page was made: whoever saves over a change of somebody else is told first.
    seen = HiddenField()

    def __init__(self, **filled: Any) -> None:
        super().__init__(**filled)
        self.meanwhile: dict[str, str] = {}

    @classmethod
    def of(cls, found: Enrolled) -> "ChangeForm":
        """Return the form of a person, filled with what is stored, or with what was sent."""
        stored = found.values
        wishes = {role: {name: stored[f"{role}-{name}"] for name in OF_THE_ROLE} for role in found.roles}
        form = cls(data=stored | wishes | {"seen": json.dumps(stored)})
        absent = [role.value for role in Role if role not in found.roles]
        if len(found.roles) < 2:
            absent.append("asked_as")
        if found.is_frozen:  # A page that was made before the launch still sends these: it is answered.
            absent += [name for name in FROZEN if name not in request.form]
        for name in absent:
            delattr(form, name)
        return form

    def correct(self, found: Enrolled) -> bool:
        """Store what was corrected; else keep what was typed to be shown, with why it is not stored."""
        if not self.validate():
            return False
        try:
            correcting.correct(found.cohort.key, found.person.id, self._new(), self._seen())
        except PersonChanged as no:
            self.refused = str(no)
            self._take_over(no.now)
        except AddressTaken as no:
            self.email.errors = [str(no)]
        except PersonFrozen as no:
            self.refused = str(no)
        else:
            return True
        return False

    def _new(self) -> dict[str, Any]:
        new = {name: self[name].data for name in (*OF_THE_PERSON, "asked_as") if name in self}
        for role in (role.value for role in Role if role.value in self):
            new |= {f"{role}-{name}": value for name, value in self[role].form.values().items()}
        return new

    def _seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.seen.data or "")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _take_over(self, now: Mapping[str, str]) -> None:
        """Show what somebody else stored where nothing else was typed, and say it where something was."""
        seen = self._seen()
        for name, value in now.items():
            field = self._field(name)
            if value != seen.get(name) and field is not None:
                self.meanwhile[field.id] = value
                if field.data == seen.get(name):
                    field.data = value
        self.seen.data = json.dumps(dict(now))

    def _field(self, name: str) -> Field | None:
        role, _, of_role = name.partition("-")
        if of_role:
            return self[role].form[of_role] if role in self else None
        return self._fields.get(name)
