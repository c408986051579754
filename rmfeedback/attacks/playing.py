"""One wave from launch to done through the real parts, and everything that an attacker gets of it."""

import random
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes
from unittest.mock import patch

from flask import current_app
from flask.testing import FlaskClient

from rmfeedback import config, jobs, mail
from rmfeedback.attacks import sheets, watching
from rmfeedback.attacks.copying import FileCopy
from rmfeedback.attacks.scoring import GROUP
from rmfeedback.attacks.sheets import Sheet
from rmfeedback.attacks.stage import CLOSES, INVITED, TODAY, Stage
from rmfeedback.programmes import inviting
from rmfeedback.surveys import keys
from rmfeedback.terms import Role
from rmfeedback.waves import lifecycle, mailing, planning

_CODE = re.compile(rb"/a#([A-Z2-7]{32})")
RENEWING = 16  # of 44 people
REVISING = 4  # of those of a role who answer: they send twice
HESITATING = 2  # of those of a role who do not answer in the end: they send, and take it back


@dataclass(eq=False)
class Person:
    """Somebody invited; who answers has a sheet."""

    number: int
    role: Role
    email: str
    envelope_id: bytes
    codes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # those of the codes that came with a form
    sheet: Sheet | None = None


@dataclass
class Played:
    """A wave that was played: what the attackers hold, and who is who, which only the judge may read."""

    wave_key: str
    people: list[Person]
    visits: list[Person] = field(default_factory=list)  # in the order of their last visits
    hesitated: list[Person] = field(default_factory=list)
    renewed: set[Person] = field(default_factory=set)
    changes: dict[Person, bytes] = field(default_factory=dict)  # of the files, by visits
    private_key: bytes = b""
    blank: FileCopy = field(default_factory=lambda: FileCopy({}))
    while_open: FileCopy = field(default_factory=lambda: FileCopy({}))
    counted: FileCopy = field(default_factory=lambda: FileCopy({}))
    final: FileCopy = field(default_factory=lambda: FileCopy({}))
    written: list[bytes] = field(default_factory=list)  # keys of rows in the order of their writing
    log: str = ""

    @property
    def untouched(self) -> list[Person]:
        """Everybody who never sent anything."""
        return [person for person in self.people if person not in {*self.visits, *self.hesitated}]

    def who_answered(self, role: Role) -> list[Person]:
        """Return the eleven of a role, in the order of their visits."""
        return [person for person in self.visits if person.role is role]


Event = tuple[Callable[[FlaskClient, Played, Person, random.Random], None], Person]


def play(stage: Stage, chance: random.Random) -> Played:
    """Play a wave: launch, mails, visits and renewals in random order, and the closing."""
    stage.reset()
    with ExitStack() as around:
        log = around.enter_context(watching.listening())
        around.enter_context(patch.dict(mailing._renewed, clear=True))  # As if hours had gone by.
        wave = planning.plan(stage.cohort_key, sheets.KIND, (TODAY, CLOSES), TODAY)
        lifecycle.launch(wave.key, TODAY)
        around.enter_context(stage.second_reader())
        played = Played(wave.key, _invited(wave.key))
        _hand_out(played)
        played.blank = stage.copy()
        _let_happen(stage, played, chance)
        played.while_open = stage.copy()
        played.private_key = keys.private(played.wave_key)
        played.written = around.enter_context(watching.watching())
        copies = around.enter_context(watching.copying(stage, played.while_open))
        lifecycle.close(played.wave_key, CLOSES)
        played.final = stage.copy(whole=True)
        played.counted = next((copy for copy in copies if copy.rows("comment")), played.final)
        played.log = "\n".join(log)
    return played


def _invited(wave_key: str) -> list[Person]:
    return [
        Person(n, Role(i.participation.role), i.participation.person.email, i.envelope_id or b"")
        for n, i in enumerate(inviting.of_wave(wave_key))
    ]


def _hand_out(played: Played) -> None:
    """Do the mail jobs that are due, and give everybody the codes that were mailed."""
    before = set(mail.written(config.current(), played.wave_key))
    jobs.run_due(current_app.extensions["job_functions"])
    by_email = {person.email: person for person in played.people}
    for file in set(mail.written(config.current(), played.wave_key)) - before:
        message = message_from_bytes(file.read_bytes())
        text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        (code,) = set(_CODE.findall(bytes(text.get_payload(decode=True))))
        by_email[message["To"]].codes.append(code.decode())


def _let_happen(stage: Stage, played: Played, chance: random.Random) -> None:
    client, before = stage.app.test_client(), played.blank
    for deed, person in _cast(played, chance):
        deed(client, played, person, chance)
        after = stage.copy()
        if deed is _visit:
            played.changes[person] = played.changes.get(person, b"") + after.changed_since(before)
        before = after


def _cast(played: Played, chance: random.Random) -> list[Event]:
    """Choose who answers, once or twice, who takes the answers back, and who asks for a fresh link."""
    events: list[Event] = []
    for role in Role:
        people = chance.sample([person for person in played.people if person.role is role], INVITED)
        answering, hesitating = people[:GROUP], people[GROUP : GROUP + HESITATING]
        for person, sheet in zip(answering, sheets.sheets(role, chance), strict=True):
            person.sheet = sheet
        events += [(_visit, person) for person in answering + answering[:REVISING]]
        events += [(_hesitate, person) for person in hesitating]
    renewing = chance.sample(played.people, RENEWING)
    played.renewed = set(renewing)
    return chance.sample([*events, *((_renew, person) for person in renewing)], len(events) + RENEWING)


def _visit(client: FlaskClient, played: Played, person: Person, chance: random.Random) -> None:
    assert person.sheet is not None
    _send(client, person, chance, person.sheet)
    played.visits = [one for one in played.visits if one is not person] + [person]


def _hesitate(client: FlaskClient, played: Played, person: Person, chance: random.Random) -> None:
    code = _send(client, person, chance, sheets.a_sheet(person.role, chance))
    _post(client, "/a/take-back", {"code": code})
    played.hesitated.append(person)


def _send(client: FlaskClient, person: Person, chance: random.Random, sheet: Sheet) -> str:
    """Send a form with one of the person's codes; return the code."""
    code = chance.choice(person.codes)
    person.used.add(code)
    _post(client, "/a/answers", {"code": code, "anyway": "1", **sheet.answers})
    return code


def _renew(client: FlaskClient, played: Played, person: Person, _chance: random.Random) -> None:
    _post(client, "/a/again", {"email": person.email})
    _hand_out(played)


def _post(client: FlaskClient, path: str, fields: dict[str, str]) -> None:
    status = client.post(path, data=fields).status_code
    if status != 200:
        raise RuntimeError(f"a simulated visit to {path} was answered {status}, so nothing can be attacked")
