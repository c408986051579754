"""Tables of the response room: random keys, no hidden row number, no clock time."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from rmfeedback.db import UNORDERED, ResponseModel, random_key

# Under five answers at closing: the wave goes on once, for so long.
GRACE = timedelta(days=7)
STATES = ("planned", "open", "closing", "counted", "scrubbed", "done", "void")


class Wave(ResponseModel):
    """One round of asking; frozen at launch, but for its state and two allowed changes of its last day."""

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state_known"),
        CheckConstraint("opens_on < closes_on", name="opens_before_it_closes"),
        CheckConstraint("is_extended = (extended_to IS NOT NULL)", name="extended_to_a_day"),
        UNORDERED,
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    cohort_key: Mapped[str]
    questionnaires: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="planned")
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    keyholder: Mapped[str] = mapped_column(default="server")
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    is_extended: Mapped[bool] = mapped_column(default=False)
    # Counted from the day of the first closing, which may be later than planned.
    extended_to: Mapped[date | None]
    # Announced to everybody three days ahead, asked for by two people.
    shortened_to: Mapped[date | None]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def box_opens_on(self) -> date:
        """The day from which no answer is accepted, and the box may be opened."""
        return self.extended_to or self.shortened_to or self.closes_on


class QuestionnaireVersion(ResponseModel):
    """A questionnaire that HR made of a shipped one: a draft, or published and never changed again."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (CheckConstraint("state IN ('draft', 'published')", name="state_known"), UNORDERED)

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    # The name that the mentors' and the leaders' questionnaire of one edition share.
    edition: Mapped[str]
    role: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    # As the TOML file of a shipped questionnaire.
    body: Mapped[str]


class Envelope(ResponseModel):
    """One per invitation from launch to opening; blank until used; only ever updated."""

    __tablename__ = "envelope"
    __table_args__ = (UNORDERED,)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), index=True)
    cell: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Link(ResponseModel):
    """A slot for one mailed code: random bytes until a mail overwrites them.

    No index on the digest: the place where a fresh entry lands in it would tell who asked for a new link.
    """

    __tablename__ = "link"
    __table_args__ = (UNORDERED,)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    envelope_id: Mapped[bytes] = mapped_column(ForeignKey("envelope.id"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    proof: Mapped[bytes] = mapped_column(LargeBinary(32))
    tag: Mapped[bytes] = mapped_column(LargeBinary(32))


class Opening(ResponseModel):
    """What the opening of a wave's box came to; kept so that a repeated closing says the same."""

    __tablename__ = "opening"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    responses: Mapped[int]
    dropped: Mapped[int]
    damaged: Mapped[int]


class Band(ResponseModel):
    """Roughly how many had answered at the last count: one of four words, the same until the next day."""

    __tablename__ = "band"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    band: Mapped[str]
    day: Mapped[date]


class Epoch(ResponseModel):
    """A random mark that both rooms and keys/ share, fresh at each deed: an older copy of a room lacks it."""

    __tablename__ = "epoch"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(16))


class Tally(ResponseModel):
    """How many responses a cell holds, written at opening."""

    __tablename__ = "tally"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    cell: Mapped[str] = mapped_column(primary_key=True)
    responses: Mapped[int]


class Reliability(ResponseModel):
    """How well a role's answers to the items of a construct agree; computed at opening, for 30 and more."""

    __tablename__ = "reliability"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    construct_key: Mapped[str] = mapped_column(primary_key=True)
    items: Mapped[int]
    answers: Mapped[int]
    coefficient: Mapped[float]


class Answer(ResponseModel):
    """One answer to one item; shuffled apart from every other answer of the same person."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 10", name="score_in_range"),
        CheckConstraint('(score IS NULL) <> ("option" IS NULL)', name="a_score_or_an_option"),
        UNORDERED,
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"))
    cell: Mapped[str]
    item_key: Mapped[str]
    score: Mapped[int | None]
    option: Mapped[str | None]


class Comment(ResponseModel):
    """One redacted comment; no path to any score."""

    __tablename__ = "comment"
    __table_args__ = (UNORDERED,)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"))
    cell: Mapped[str]
    item_key: Mapped[str]
    text: Mapped[str]
