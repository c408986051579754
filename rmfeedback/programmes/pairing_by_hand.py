"""Change single pairs by hand: swap, add, end. No rule is broken by hand either; a no says which."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, pairing, pairing_conditions
from rmfeedback.programmes.models import ACTIVE, Cohort, Pair, Participation
from rmfeedback.programmes.pairing_fit import Fit
from rmfeedback.programmes.pairing_rules import Rule, names_of, objections
from rmfeedback.terms import Role


class PairForbidden(Refused):
    status = 409
    message = N_(
        "%(mentor)s and %(leader)s cannot be a pair: %(why)s. Nothing is changed; choose somebody else, or "
        "change the rules for pairing."
    )


class PairThere(Refused):
    status = 409
    message = N_("%(mentor)s and %(leader)s are a pair already. Nothing is changed.")


class PartnerAway(Refused):
    status = 409
    message = N_("%(name)s does not take part at the moment, so nothing is changed. Choose somebody else.")


class PartnerUnknown(Refused):
    status = 422
    message = N_("Choose a mentor and a leader of “%(cohort)s” from the lists. Nothing is changed.")


@dataclass(frozen=True)
class Option:
    """A mentor whom a pair's leader could have instead: `value` names it in the form.

    `scores` are those of the pairs afterwards, one or two; `now` those of today; `why` says what forbids it.
    """

    value: str
    mentor: str
    leader: str
    scores: tuple[float, ...]
    now: tuple[float, ...]
    why: str

    @property
    def gain(self) -> float:
        """How much better all are together afterwards."""
        return sum(self.scores) - sum(self.now)


class Board:
    """All mentors and leaders of a cohort who take part, what forbids each pair, and how well each fits."""

    def __init__(
        self, cohort: Cohort, mentors: Sequence[Participation], leaders: Sequence[Participation]
    ) -> None:
        self._mentors = {p.id: n for n, p in enumerate(mentors)}
        self._leaders = {p.id: n for n, p in enumerate(leaders)}
        self._conditions = pairing_conditions.of(cohort)
        names = names_of(pairing.member_of(p) for p in cohort.participations)
        sides = [pairing.member_of(p) for p in mentors], [pairing.member_of(p) for p in leaders]
        self._against = objections(*sides, self._conditions, names)
        self._fit = Fit(*sides)

    def why_not(self, mentor: Participation, leader: Participation) -> str:
        """Return what forbids a pair, in words, or nothing."""
        at = self._leaders[leader.id], self._mentors[mentor.id]
        return Rule(int(self._against[at])).words

    def score(self, mentor: Participation, leader: Participation) -> float:
        """Return how well two fit, 40 to 100."""
        return float(self._fit.scores[self._leaders[leader.id], self._mentors[mentor.id]])

    def pair(self, mentor: Participation, leader: Participation) -> Pair:
        """Return a new pair with its score and reasons; it is not stored yet.

        Raises: PartnerAway, PairForbidden.
        """
        for one in (mentor, leader):
            if one.state != ACTIVE:
                raise PartnerAway(name=one.person.name)
        if why := self.why_not(mentor, leader):
            raise PairForbidden(mentor=mentor.person.name, leader=leader.person.name, why=why)
        reasons = self._fit.reasons(self._leaders[leader.id], self._mentors[mentor.id], self._conditions)
        return Pair(
            mentor_id=mentor.id, leader_id=leader.id, score=self.score(mentor, leader), reasons=reasons
        )


def options(cohort_key: str, pair_id: int) -> list[Option]:
    """Return whom the leader of a pair could have instead, best first; last what is forbidden, with why.

    Raises: NotFound.
    """
    cohort = cohorts.find_cohort(cohort_key)
    pair, pairs = pairing.find_pair(cohort, pair_id), pairing.pairs_of(cohort)
    mentors = [p for p in cohort.participations if p.role == Role.MENTOR and p.state == ACTIVE]
    taken = {other.mentor_id for other in pairs}
    others = [
        other for other in pairs if pair.mentor_id != other.mentor_id and pair.leader_id != other.leader_id
    ]
    others = [other for other in others if {other.mentor.state, other.leader.state} == {ACTIVE}]
    board = Board(
        cohort, _unique([pair.mentor, *mentors]), _unique([pair.leader, *(o.leader for o in others)])
    )
    found = [_swapped(board, pair, other) for other in others]
    found += [_replaced(board, pair, mentor) for mentor in mentors if mentor.id not in taken]
    return sorted(found, key=lambda option: (bool(option.why), -option.gain, option.mentor))


def swap(cohort_key: str, pair_id: int, choice: str, mark: str) -> tuple[Pair, ...]:
    """Give a pair's leader another mentor: "pair-7" swaps mentors with a pair, "mentor-7" takes a free one.

    Raises: NotFound, PairsChanged, PartnerUnknown, PartnerAway, PairForbidden, PairThere.
    """
    with writing() as session:
        cohort, pairs = _look(cohort_key, mark)
        pair = pairing.find_pair(cohort, pair_id)
        kind, _, number = choice.partition("-")
        if kind == "pair" and number.isdigit():
            other = pairing.find_pair(cohort, int(number))
            new = [(other.mentor, pair.leader), (pair.mentor, other.leader)]
            ended = [pair, other]
        else:
            mentor = _participation(cohort, int(number) if kind == "mentor" and number.isdigit() else 0)
            new, ended = [(mentor, pair.leader)], [pair]
        made = _made(cohort, new, [p for p in pairs if p not in ended])
        session.execute(delete(Pair).where(Pair.id.in_([p.id for p in ended])))
        session.add_all(made)
    return tuple(made)


def choice_of(cohort_key: str, mentor: str) -> str:
    """Return what `swap` takes for a mentor, by address: the first pair of somebody who has one.

    Raises: NotFound, PartnerUnknown.
    """
    cohort, email = cohorts.find_cohort(cohort_key), mentor.strip().lower()
    for pair in pairing.pairs_of(cohort):
        if pair.mentor.person.email == email:
            return f"pair-{pair.id}"
    free = [p for p in cohort.participations if p.person.email == email and p.role == Role.MENTOR]
    if not free:
        raise PartnerUnknown(cohort=cohort.name)
    return f"mentor-{free[0].id}"


def add(cohort_key: str, mentor: str, leader: str, mark: str = "") -> Pair:
    """Make a pair of a mentor and a leader, by address; either may have another pair.

    Raises: NotFound, PairsChanged, PartnerUnknown, PartnerAway, PairForbidden, PairThere.
    """
    with writing() as session:
        cohort, pairs = _look(cohort_key, mark)
        here = {(p.person.email, p.role): p for p in cohort.participations}
        two = here.get((mentor.strip().lower(), "mentor")), here.get((leader.strip().lower(), "leader"))
        if two[0] is None or two[1] is None:
            raise PartnerUnknown(cohort=cohort.name)
        (pair,) = _made(cohort, [(two[0], two[1])], pairs)
        session.add(pair)
    return pair


def end(cohort_key: str, pair_id: int, mark: str = "") -> None:
    """End a pair: nobody is asked why, and nothing of it is kept.

    Raises: NotFound, PairsChanged.
    """
    with writing() as session:
        cohort, _ = _look(cohort_key, mark)
        session.execute(delete(Pair).where(Pair.id == pairing.find_pair(cohort, pair_id).id))


def _look(cohort_key: str, mark: str) -> tuple[Cohort, list[Pair]]:
    """Return cohort and pairs, if they are still those that a page showed; no mark: whatever they are."""
    cohort = cohorts.find_cohort(cohort_key)
    pairs = pairing.pairs_of(cohort)
    if mark and mark != pairing.mark_of(pairs):
        raise pairing.PairsChanged(cohort=cohort.name)
    return cohort, pairs


def _made(
    cohort: Cohort, new: Sequence[tuple[Participation, Participation]], staying: Sequence[Pair]
) -> list[Pair]:
    mentors, leaders = ([two[side] for two in new] for side in (0, 1))
    board = Board(cohort, _unique(mentors), _unique(leaders))
    made = [board.pair(mentor, leader) for mentor, leader in new]
    there = {(pair.mentor_id, pair.leader_id) for pair in staying}
    for mentor, leader in new:
        if (mentor.id, leader.id) in there:
            raise PairThere(mentor=mentor.person.name, leader=leader.person.name)
    return made


def _participation(cohort: Cohort, number: int) -> Participation:
    found = next((p for p in cohort.participations if p.id == number and p.role == Role.MENTOR), None)
    if found is None:
        raise PartnerUnknown(cohort=cohort.name)
    return found


def _unique(participations: Sequence[Participation]) -> list[Participation]:
    return list({p.id: p for p in participations}.values())


def _swapped(board: Board, pair: Pair, other: Pair) -> Option:
    two = (other.mentor, pair.leader), (pair.mentor, other.leader)
    why = [f"{words} ({m.person.name}, {p.person.name})" for m, p in two if (words := board.why_not(m, p))]
    return Option(
        f"pair-{other.id}",
        other.mentor.person.name,
        other.leader.person.name,
        tuple(board.score(m, p) for m, p in two),
        (pair.score, other.score),
        ", ".join(why),
    )


def _replaced(board: Board, pair: Pair, mentor: Participation) -> Option:
    score = board.score(mentor, pair.leader)
    why = board.why_not(mentor, pair.leader)
    return Option(f"mentor-{mentor.id}", mentor.person.name, "", (score,), (pair.score,), why)
