"""Plain functions that make what a test needs, with defaults; and the fixed cast.

Ana mentors Leo in the cohort; Mia mentors elsewhere; Ada administers; Hal is HR; Lin leads; Tom is trustee.
"""

import os
import random
import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path

from flask import current_app, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import update

from rmfeedback import config, jobs, mail
from rmfeedback.db import db, writing
from rmfeedback.programmes.models import Cohort, Participation, Person, Programme
from rmfeedback.staff import accounts
from rmfeedback.surveys import asking, ballot_box
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import lifecycle, planning, sending, settling, trusteeship
from rmfeedback.waves.desk import Desk

TODAY = date(2026, 3, 2)
CLOSES = TODAY + timedelta(days=10)
PASSWORD = "correct horse battery staple"
STAFF = {
    "hal": ("hal@example.com", "hr"),
    "lin": ("lin@example.com", "leadership"),
    "ada": ("ada@example.com", "admin"),
    "tom": ("tom@example.com", "trustee"),
}
CODE = re.compile(r"^\S*/a#([A-Z2-7]{32})\s*$", re.M)


def a_programme(name: str = "Pilot", language: str = "en") -> Programme:
    """A programme with a key made from its name."""
    made = Programme(key=name.lower().replace(" ", "-"), name=name, language=language)
    with writing() as session:
        session.add(made)
    return made


def a_person(email: str, name: str = "", language: str = "en") -> Person:
    """A person who is not stored yet."""
    return Person(email=email, name=name or email.partition("@")[0].title(), language=language)


def a_cohort(mentors: int = 6, leaders: int = 6, *, name: str = "Cohort", language: str = "en") -> Cohort:
    """A cohort: Ana is the first mentor, Leo the first leader, the others have numbers."""
    programme = db.session.get(Programme, "pilot") or a_programme()
    people = [("mentor", n) for n in range(mentors)] + [("leader", n) for n in range(leaders)]
    with writing() as session:
        cohort = Cohort(key=name.lower().replace(" ", "-"), name=name, programme_key=programme.key)
        session.add(cohort)
        for role, number in people:
            session.add(
                Participation(cohort=cohort, role=role, person=_somebody(role, number, name, language))
            )
    return cohort


def _somebody(role: str, number: int, cohort: str, language: str) -> Person:
    first = {"mentor": "Ana", "leader": "Leo"}[role]
    named = first if number == 0 else f"{role.title()} {number}"
    email = f"{named.lower().replace(' ', '')}.{cohort.lower().replace(' ', '')}@example.com"
    return a_person(email, f"{named} Example", language)


def a_planned_wave(cohort: Cohort | None = None, kind: WaveKind = WaveKind.MIDPOINT) -> Wave:
    """A wave that opens today and closes in ten days."""
    cohort = cohort or a_cohort()
    return planning.plan(cohort.key, kind, (TODAY, CLOSES), TODAY)


def a_trustees_wave(cohort: Cohort | None = None, *, is_launched: bool = True) -> tuple[Wave, str]:
    """A wave whose key Tom holds; return it with his six words."""
    accounts.add(*STAFF["tom"], PASSWORD)
    cohort = cohort or a_cohort()
    wishes = planning.Wishes(keyholder="trustee")
    wave = planning.plan(cohort.key, WaveKind.MIDPOINT, (TODAY, CLOSES), TODAY, wishes)
    words = the_words(wave)
    if is_launched:
        lifecycle.launch(wave.key, TODAY)
        do_jobs()
    return wave, words


def the_words(wave: Wave) -> str:
    """Let Tom confirm the list and write the words down."""
    held_by = ("Tom Trust, works council", STAFF["tom"][0])
    seen = trusteeship.of_wave(wave.key, TODAY).list_digest
    words = " ".join(trusteeship.offer(wave.key, held_by, seen, "en", TODAY).words)
    trusteeship.confirm(wave.key, STAFF["tom"][0], words)
    return words


def an_open_wave(cohort: Cohort | None = None, kind: WaveKind = WaveKind.MIDPOINT) -> Wave:
    """A launched wave whose mails have been sent."""
    wave = a_planned_wave(cohort, kind)
    lifecycle.launch(wave.key, TODAY)
    do_jobs()
    return wave


def do_jobs() -> int:
    """Do all mail jobs now; return how many were done."""
    return jobs.run_due(current_app.extensions["job_functions"])


def send_some(most: int) -> None:
    """Send so many mails of a mailing, as a worker that stops then."""
    with mail.opened(config.current()) as post:
        batch = Desk().prepare(most)
        assert batch is not None
        sending.send(batch, post)
        settling.settle(batch)


def let_time_pass() -> None:
    """Let the time pass that a failed job waits."""
    with writing() as session:
        session.execute(update(jobs.Job).values(not_before=0.0))


def release_claims() -> None:
    """Let the time pass after which a killed worker's jobs come back."""
    with writing() as session:
        session.execute(update(jobs.Job).values(claimed_until=0.0))


def codes_of(wave: Wave) -> dict[str, list[str]]:
    """Return the codes in the outbox by address, in no order."""
    found: dict[str, list[str]] = {}
    for file in mail.written(config.current(), wave.key):
        # The older policy: it leaves headers alone that nobody asks for, and takes a tenth of the time.
        message = message_from_bytes(file.read_bytes(), policy=policy.compat32)
        (plain,) = (part for part in message.walk() if part.get_content_type() == "text/plain")
        text = plain.get_payload(decode=True).decode(plain.get_content_charset("utf-8"))  # type: ignore[union-attr]
        found.setdefault(parseaddr(message["To"])[1], []).extend(CODE.findall(text))
    return found


def a_code(wave: Wave, role: str = "mentor") -> str:
    """Return the code of Ana, or of Leo."""
    who = {"mentor": "ana", "leader": "leo"}[role]
    return next(codes[0] for email, codes in sorted(codes_of(wave).items()) if email.startswith(who + "."))


def answers_to(questionnaire: Questionnaire, *, seed: int = 0, score: int | None = None) -> dict[str, str]:
    """Return an answer to every item."""
    chance = random.Random(seed)
    given = {}
    for item in questionnaire.items:
        if item.kind == "comment":
            given[item.key] = f"Sentence {seed} about {item.asks}, in words of its own."
        elif item.kind == "choice":
            given[item.key] = chance.choice([option for option in item.options if option.key != "na"]).key
        else:
            low, high = item.scale
            given[item.key] = str(score if score is not None else chance.randint(low, high))
    return given


def everybody_answers(wave: Wave, *, mentors: int | None = None, leaders: int | None = None) -> None:
    """Let so many of each role answer (all, where no number is given), through the ballot box."""
    left = {"mentor": mentors, "leader": leaders}
    for seed, code in enumerate(codes[0] for _, codes in sorted(codes_of(wave).items())):
        ballot = ballot_box.look_up(code, TODAY)
        limit = left[ballot.role]
        if limit == 0:
            continue
        left[ballot.role] = limit - 1 if limit is not None else None
        ballot_box.submit(code, answers_to(ballot.questionnaire, seed=seed), language="en", today=TODAY)


def a_closed_wave(
    cohort: Cohort | None = None, *, mentors: int | None = None, leaders: int | None = None
) -> Wave:
    """A wave whose box has been opened."""
    wave = an_open_wave(cohort)
    everybody_answers(wave, mentors=mentors, leaders=leaders)
    lifecycle.close(wave.key, CLOSES)
    return wave


def questionnaire_of(wave: Wave, role: Role) -> Questionnaire:
    """Return what a role is asked in a wave."""
    return asking.asked(wave, role)


def surroundings(instance: Path, **settings: str) -> dict[str, str]:
    """Return the environment in which a process of its own works on a test's instance."""
    ours = {
        "INSTANCE": str(instance),
        "REHEARSAL": "1",
        "TODAY": TODAY.isoformat(),
        "BASE_URL": "http://feedback.example",
        "MAIL_FROM": "Northwind Airways <mentoring@example.com>",
    }
    if has_app_context():
        ours |= {name: config.current()[name] for name in ("IDENTITY_URL", "RESPONSES_URL")}
    given = {f"RMFEEDBACK_{name}": value for name, value in (ours | settings).items()}
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **given}


def signed_in(client: FlaskClient, who: str) -> FlaskClient:
    """Sign a member of the cast in."""
    email, role = STAFF[who]
    accounts.add(email, role, PASSWORD)
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    reply = client.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token[1]})
    assert reply.status_code < 400
    return client
