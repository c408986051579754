"""Tables of the identity room. Nothing here knows what was answered."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from rmfeedback.db import IdentityModel

ROLES = "role IN ('mentor', 'leader')"
LANGUAGES = "language IN ('en', 'de')"
GOAL_STATES = "state IN ('planned', 'reached', 'dropped')"
# Long enough for a follow-up and a report, short enough to be told.
KEEP_DAYS = 180
# What somebody's part in a cohort can be.
STATES = ACTIVE, PAUSED, LEFT = "active", "paused", "left"
MAILINGS = "kind IN ('invite', 'remind', 'extend', 'shorten', 'report')"


class Programme(IdentityModel):
    """What an organisation runs, with its default language."""

    __tablename__ = "programme"
    __table_args__ = (CheckConstraint(LANGUAGES, name="language_known"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    # Whose holidays are no days for mails: "DE", "DE-BY"; empty: none known.
    holidays: Mapped[str] = mapped_column(default="")
    # Where people live who say nothing else, as "Europe/Berlin"; empty: where the server stands.
    time_zone: Mapped[str] = mapped_column(default="")
    # The roster, pairs and invitations are deleted so many days after the last day.
    ends_on: Mapped[date | None]
    keep_days: Mapped[int] = mapped_column(default=KEEP_DAYS)
    # When HR was told by mail that the deletion is near; it never comes before.
    announced_on: Mapped[date | None]
    # Which published questionnaires waves ask, by kind: {"edition", "version"}; else the shipped ones.
    questionnaires: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    # Who hears, outside the review desk, that a comment may speak of harm; told on the form.
    urgent_email: Mapped[str] = mapped_column(default="")
    urgent_name: Mapped[str] = mapped_column(default="")

    cohorts: Mapped[list["Cohort"]] = relationship(back_populates="programme", order_by="Cohort.key")


class Cohort(IdentityModel):
    """The people who go through a programme together."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("programme_key", "name", name="one_name_per_programme"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    programme_key: Mapped[str] = mapped_column(ForeignKey("programme.key"))
    name: Mapped[str]
    # The cohort that tried the programme out before this one, to be compared with.
    pilot_key: Mapped[str | None]
    # What pairing shall mind here beside what it always minds.
    pairing: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    programme: Mapped[Programme] = relationship(back_populates="cohorts")
    participations: Mapped[list["Participation"]] = relationship(
        back_populates="cohort", order_by="Participation.id"
    )


class Person(IdentityModel):
    """Somebody with one address; the address, in lower case, is who they are."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(LANGUAGES, name="language_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    manager_email: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    # What a mail server said of the address for good; empty while mail arrives.
    mail_note: Mapped[str] = mapped_column(default="")

    @validates("email")
    def _forget_note(self, _name: str, email: str) -> str:
        """Forget what was said of an address when another takes its place."""
        if email != self.email:
            self.mail_note = ""
        return email


class Participation(IdentityModel):
    """A person's part in a cohort: one per role."""

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("cohort_key", "person_id", "role", name="one_per_person_role_and_cohort"),
        CheckConstraint(ROLES, name="role_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_key: Mapped[str] = mapped_column(ForeignKey("cohort.key"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    goals: Mapped[str] = mapped_column(default="")
    constraints: Mapped[str] = mapped_column(default="")
    # Somebody with two roles is invited once, in the role that HR chooses.
    is_invited: Mapped[bool] = mapped_column(default=True)
    # active, paused or left. Who pauses or has left is asked in no wave that is launched from then on.
    state: Mapped[str] = mapped_column(default="active")

    cohort: Mapped[Cohort] = relationship(back_populates="participations")
    person: Mapped[Person] = relationship(lazy="joined")


class Pair(IdentityModel):
    """One mentor and one leader; it never leaves this room."""

    __tablename__ = "pair"
    __table_args__ = (UniqueConstraint("mentor_id", "leader_id", name="a_pair_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    score: Mapped[float]
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)

    mentor: Mapped[Participation] = relationship(foreign_keys=[mentor_id])
    leader: Mapped[Participation] = relationship(foreign_keys=[leader_id])


class Exclusion(IdentityModel):
    """Two people of a cohort whom HR never wants to be paired; no reason is kept."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("cohort_key", "one_id", "other_id", name="excluded_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_key: Mapped[str] = mapped_column(ForeignKey("cohort.key"))
    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Goal(IdentityModel):
    """What a pair wants to achieve together; up to three, written by the pair."""

    __tablename__ = "goal"
    __table_args__ = (CheckConstraint(GOAL_STATES, name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="planned")


class GoalsLink(IdentityModel):
    """The digest of a link that opens the goals of one pair, and nothing else."""

    __tablename__ = "goals_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class Schedule(IdentityModel):
    """What of a wave happens by itself, and on which days."""

    __tablename__ = "schedule"

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    launches_itself: Mapped[bool] = mapped_column(default=True)
    closes_itself: Mapped[bool] = mapped_column(default=True)
    # ISO dates; how many were sent, the mailings say.
    remind_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    # By topic the sentence that was mailed to those who have to do something: said once, not every minute.
    told: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Deletion(IdentityModel):
    """That people, pairs and invitations of a programme were deleted, when, and how many; never who."""

    __tablename__ = "deletion"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_key: Mapped[str]
    day: Mapped[date]
    people: Mapped[int]
    pairs: Mapped[int]
    invitations: Mapped[int]
    # The files were rewritten afterwards, so that no freed byte is left in them.
    is_scrubbed: Mapped[bool] = mapped_column(default=False)


class Report(IdentityModel):
    """When everybody who was invited to a wave was told what came of it, or why not before the next wave."""

    __tablename__ = "report"

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    sent_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class Mailing(IdentityModel):
    """One mail to everybody invited to a wave, at the same time and in the same words."""

    __tablename__ = "mailing"
    __table_args__ = (CheckConstraint(MAILINGS, name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_key: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    # Since which day the mail server lets none of it through; None while mails go, and when all have gone.
    stopped_on: Mapped[date | None]
    # Of how many mails nobody knows whether they arrived, so that they were sent again.
    repeated: Mapped[int] = mapped_column(default=0)


class EarlyClosing(IdentityModel):
    """A member of staff asks for a wave to close early; somebody else has to agree."""

    __tablename__ = "early_closing"

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    asked_on: Mapped[date]


class Epoch(IdentityModel):
    """A random mark that both rooms and keys/ share, fresh at each deed: an older copy of a room lacks it."""

    __tablename__ = "known_epoch"

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(16))


class Invitation(IdentityModel):
    """One participation asked to one wave; the envelope's id goes at closing."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("participation_id", "wave_key", name="invited_once_per_wave"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    wave_key: Mapped[str] = mapped_column(index=True)
    envelope_id: Mapped[bytes | None]
    sent_on: Mapped[date | None]
    # Binds address, wave and envelope: whoever can write this row cannot have a link sent elsewhere.
    tag: Mapped[bytes]

    participation: Mapped[Participation] = relationship(lazy="joined")
