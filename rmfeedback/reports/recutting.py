"""HR merges themes, splits one in two, and pins what reading again shall keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from rmfeedback.db import db
from rmfeedback.errors import N_
from rmfeedback.reports import disclosure, gist, members, reviewing, running, steps, trends
from rmfeedback.reports.members import Spoken
from rmfeedback.reports.models import Quote, Release, Theme
from rmfeedback.reports.steps import ReviewRefused

if TYPE_CHECKING:
    from rmfeedback.insights.halving import Halves


class ReleasedAsCut(ReviewRefused):
    status = 409
    message = N_(
        "The findings of this wave are released, so its themes stay cut as they are: what leadership has "
        "read would change. Rename a theme instead."
    )


class MergedWithItself(ReviewRefused):
    message = N_("A theme cannot be merged with itself. Choose another one.")


class SplitTooSmall(ReviewRefused):
    message = N_(
        "This theme cannot be split: each half needs three comments on one and the same question, or it "
        "could not be shown."
    )


class CommentsUnknown(ReviewRefused):
    status = 409
    message = N_(
        "Which comments stand in this theme is not known: they were read by an earlier version. Read the "
        "comments again."
    )


@dataclass(frozen=True)
class Proposal:
    """The two halves of a theme: the first keeps its name, the second gets one from its own words."""

    theme: Theme
    halves: tuple[list[Spoken], list[Spoken]]
    names: tuple[str, str]

    @property
    def texts(self) -> tuple[list[str], list[str]]:
        """What was written in each half, sorted by the words."""
        one, other = (sorted(c.text for c in half) for half in self.halves)
        return one, other


def merge(wave_key: str, theme_key: str, into_key: str, *, seen: int | None = None) -> Theme:
    """Let a theme's comments stand in another one, which keeps its key, name, kind and sentence.

    Raises: NotFound, ReleasedAsCut, MergedWithItself, CommentsUnknown, ThemeChangedSince, ThemeGone.
    """
    if theme_key == into_key:
        raise MergedWithItself()
    with steps.step(wave_key, into_key, theme_key, seen=seen, moves=True) as step:
        into, theme = _theme(wave_key, into_key), _theme(wave_key, theme_key)
        together = [*_inside(into), *_inside(theme)]
        step.deed = f"Merged “{theme.name}” into “{into.name}”."
        quotes = [*into.quotes, *theme.quotes]
        members.put(theme, ())
        db.session.delete(theme)
        db.session.flush()
        members.put(into, [c.id for c in together])
        _tell_anew(into, together, quotes)
        _give_terms(wave_key, into)
    trends.renew(wave_key)
    return into


def propose(wave_key: str, theme_key: str) -> Proposal:
    """Return how a theme would be split; nothing is changed.

    Raises: NotFound, ReleasedAsCut, CommentsUnknown, SplitTooSmall.
    """
    theme = _theme(wave_key, theme_key)
    halves = _halves(theme)
    found = gist.terms_of({"one": halves[0], "other": halves[1]})
    return Proposal(theme, halves, (theme.name, gist.from_terms(found["other"])))


def split(
    wave_key: str, theme_key: str, names: Sequence[str] = (), *, seen: int | None = None
) -> tuple[Theme, Theme]:
    """Split a theme in two as proposed: the first half keeps its key, both keep kind and pin.

    `names`: of both halves; as proposed where there are none.
    Raises: as `propose`, ThemeUnnamed, ThemeUndescribed, ThemeChangedSince, ThemeGone.
    """
    names = [reviewing.tidy(name) for name in names]
    for name in names:
        reviewing.check_name(name)
    with steps.step(wave_key, theme_key, seen=seen, moves=True) as step:
        proposal = propose(wave_key, theme_key)
        theme, (one, other) = proposal.theme, proposal.halves
        first_name, second_name = names or proposal.names
        quotes = list(theme.quotes)
        half = Theme(
            wave_key=wave_key,
            key=_own_key(wave_key, theme_key),
            name=second_name,
            kind=theme.kind,
            terms=[],
            counts={},
            is_pinned=theme.is_pinned,
        )
        step.deed = f"Split “{theme.name}” into “{first_name}” and “{second_name}”."
        theme.name = first_name
        db.session.add(half)
        db.session.flush()
        for each, inside in ((theme, one), (half, other)):
            members.put(each, [c.id for c in inside])
            _tell_anew(each, inside, quotes)
        _give_terms(wave_key, theme, half)
    trends.renew(wave_key)
    return theme, half


def pin(wave_key: str, theme_key: str, is_pinned: bool = True, *, seen: int | None = None) -> Theme:
    """Keep a theme, its name and its comments when the comments are read again; or let it go.

    Raises: NotFound, ReleasedAsCut, CommentsUnknown, ThemeChangedSince, ThemeGone.
    """
    with steps.step(wave_key, theme_key, seen=seen) as step:
        theme = _theme(wave_key, theme_key)
        _inside(theme)
        theme.is_pinned = is_pinned
        step.deed = f"{'Pinned' if is_pinned else 'No longer pinned:'} “{theme.name}”."
    return theme


def undo(wave_key: str, position: int | None = None) -> str:
    """Undo the last step; return it in words.

    Raises: NotFound, NothingToUndo, StepNotLast, StepFinal.
    """
    running.counted_wave(wave_key)
    deed = steps.undo(wave_key, position)
    trends.renew(wave_key)
    return deed


def _theme(wave_key: str, theme_key: str) -> Theme:
    theme = reviewing.find_theme(wave_key, theme_key)
    if db.session.get(Release, wave_key) is not None:
        raise ReleasedAsCut()
    return theme


def _inside(theme: Theme) -> list[Spoken]:
    inside = members.of(theme)
    if not inside:
        raise CommentsUnknown()
    return inside


def _halves(theme: Theme) -> tuple[list[Spoken], list[Spoken]]:
    # Loads scikit-learn, which the web process needs for nothing else.
    from rmfeedback.insights.halving import halves

    inside = sorted(_inside(theme), key=lambda c: (c.text, c.asks, c.cell))

    def parted(cut: "Halves") -> tuple[list[Spoken], list[Spoken]]:
        one, other = ([c for c, half in zip(inside, cut, strict=True) if half == place] for place in (0, 1))
        return one, other

    def may_be(cut: "Halves") -> bool:
        return all(disclosure.may_show_theme(members.counts(half)) for half in parted(cut))

    cut = halves([c.text for c in inside], may_be)
    if cut is None:
        raise SplitTooSmall()
    return parted(cut)


def _tell_anew(theme: Theme, inside: Sequence[Spoken], quotes: Sequence[Quote]) -> None:
    """Count a theme's comments and choose its candidate quotes; a quote that HR let out stays let out."""
    let_out = next((q for q in quotes if q.state != "withheld" and q.text in {c.text for c in inside}), None)
    released = (let_out.text, let_out.state, let_out.wording) if let_out else None
    texts = gist.spoken_best(inside)
    chosen = gist.candidates([released[0], *texts] if released else texts, inside)
    for quote in chosen:
        if released and quote.text == released[0]:
            quote.state, quote.wording = released[1:]
    theme.counts, theme.stability = members.counts(inside), None
    theme.quotes = []
    db.session.flush()
    theme.quotes = chosen
    db.session.flush()


def _give_terms(wave_key: str, *changed: Theme) -> None:
    """Give these themes the words that tell them from the wave's others."""
    found = gist.terms_of(members.of_all(running.themes_of(wave_key)))
    for theme in changed:
        theme.terms = found[theme.key]


def _own_key(wave_key: str, theme_key: str) -> str:
    keys = set(db.session.scalars(select(Theme.key).where(Theme.wave_key == wave_key)))
    base = theme_key.rpartition("-")[0] if theme_key.rpartition("-")[2].isdecimal() else theme_key
    return next(key for n in range(2, len(keys) + 3) if (key := f"{base or theme_key}-{n}") not in keys)
