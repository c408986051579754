"""What is read out of a closed wave: run, themes, candidate quotes, release. Random keys, no clock."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rmfeedback.db import UNORDERED, ResponseModel, random_key

KINDS = (
    "blind_spot",
    "inclusion_concern",
    "technology_gap",
    "psychological_safety",
    "programme_support",
    "strength",
    "other",
)
ACTION_STATES = ("planned", "in_progress", "done", "declined")
QUOTE_STATES = ("withheld", "reworded", "shortened")


class Run(ResponseModel):
    """The comments of a wave were read once; reading again before the release replaces it."""

    __tablename__ = "run"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    comments: Mapped[int]
    substantive: Mapped[int]
    themes: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)


class Theme(ResponseModel):
    """Comments that have something in common, with the name, the kind and the sentence HR gave them.

    `counts` holds how many comments stand in each role (or `all`) and under each question asked.
    """

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("wave_key", "key", name="theme_once_per_wave"),
        CheckConstraint(f"kind IN {KINDS}", name="kind_known"),
        UNORDERED,
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    terms: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    stability: Mapped[float | None]
    # Named for good: reading the comments again keeps this theme, its name and its comments.
    is_pinned: Mapped[bool] = mapped_column(default=False)
    # The theme of the wave before that it continues, as "wave/key", and what became of it.
    follows: Mapped[str | None]
    trend: Mapped[str | None]

    quotes: Mapped[list["Quote"]] = relationship(
        back_populates="theme", cascade="all, delete-orphan", order_by="Quote.position"
    )

    @property
    def size(self) -> int:
        """How many comments the theme holds."""
        return sum(sum(asked.values()) for asked in self.counts.values())

    @property
    def offered(self) -> list["Quote"]:
        """The quote that is released, else the one that speaks best for the theme; none if none may."""
        return [quote for quote in self.quotes if quote.state != "withheld"] or self.quotes[:1]


class ThemeComment(ResponseModel):
    """That a comment stands in a theme. A comment has no path to a score or to whoever wrote it."""

    __tablename__ = "theme_comment"
    __table_args__ = (UNORDERED,)

    comment_id: Mapped[bytes] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    theme_id: Mapped[bytes] = mapped_column(ForeignKey("theme.id"), index=True)


class ReviewStep(ResponseModel):
    """One deed of HR on a wave's review desk, and how the themes stood before it, so that it can be undone.

    `position` counts HR's deeds; who did them when stands in the audit log. `before` goes at the release.
    """

    __tablename__ = "review_step"
    __table_args__ = (UniqueConstraint("wave_key", "position", name="one_step_at_a_time"), UNORDERED)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"))
    position: Mapped[int]
    deed: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)


class Example(ResponseModel):
    """A redacted comment with the theme and the kind that HR gave it; its programme learns from it.

    Without wave, role, question and order; deleted with the programme; never a source of a name or a term.
    """

    __tablename__ = "example"
    __table_args__ = (UNORDERED,)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    programme_key: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    language: Mapped[str]
    theme: Mapped[str]
    kind: Mapped[str]


class Quote(ResponseModel):
    """A comment that could speak for its theme: for HR only, until HR releases its own wording of it."""

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint(f"state IN {QUOTE_STATES}", name="state_known"),
        CheckConstraint("(state = 'withheld') OR (wording <> '')", name="released_in_words"),
        UNORDERED,
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    theme_id: Mapped[bytes] = mapped_column(ForeignKey("theme.id"), index=True)
    # By how well it speaks for its theme, which has nothing to do with when it was written.
    position: Mapped[int]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="withheld")
    wording: Mapped[str] = mapped_column(default="")

    theme: Mapped[Theme] = relationship(back_populates="quotes")


class Release(ResponseModel):
    """The findings exactly as leadership reads them: JSON text, frozen."""

    __tablename__ = "release"
    __table_args__ = (UNORDERED,)

    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"), primary_key=True)
    findings: Mapped[str] = mapped_column(Text)


class LedgerRow(ResponseModel):
    """A combination of atoms that a programme published, on a page, in a file or over waves; for good.

    `about`: the item whose cells the atoms are, or the themes of a wave; `atoms`: of each its wave, name and
    number of people; `is_banded`: only the number of people was told, and a band.
    """

    __tablename__ = "ledger"
    __table_args__ = (UNORDERED,)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    programme_key: Mapped[str] = mapped_column(index=True)
    about: Mapped[str]
    atoms: Mapped[list[tuple[str, str, int]]] = mapped_column(JSON)
    is_banded: Mapped[bool]


class Action(ResponseModel):
    """What is done about a theme, or why nothing is. `owner`: a unit or a function, never a person."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("wave_key", "key", name="action_once_per_wave"),
        CheckConstraint(f"state IN {ACTION_STATES}", name="state_known"),
        CheckConstraint("(state <> 'declined') OR (reason <> '')", name="declined_with_a_reason"),
        UNORDERED,
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True, default=random_key)
    wave_key: Mapped[str] = mapped_column(ForeignKey("wave.key"))
    key: Mapped[str]
    theme_key: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    # A second date, where the first was not kept; both are shown.
    moved_to: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str] = mapped_column(default="")
