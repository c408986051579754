"""What HR sees of a wave before its launch: who would be asked what, and what stands in the way."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rmfeedback.errors import Refused
from rmfeedback.programmes import breakdown, inviting
from rmfeedback.programmes.namesakes import Namesakes
from rmfeedback.surveys import asking, trustee_key
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Questionnaire
from rmfeedback.terms import Role
from rmfeedback.waves import bands, obstacles, owing, planning, promising


@dataclass(frozen=True)
class BeforeLaunch:
    """A wave as it would be launched today; each costs a look at everybody, so it is looked at once."""

    wave: Wave
    today: date

    @cached_property
    def questionnaires(self) -> dict[str, Questionnaire]:
        """What each role is asked."""
        return {role.value: asking.asked(self.wave, role) for role in Role}

    @cached_property
    def namesakes(self) -> Namesakes:
        """Names that stand in the cohort with more than one address, before launch."""
        return inviting.namesakes(self.wave.cohort_key) if self.wave.state == "planned" else []

    @cached_property
    def invited(self) -> dict[str, int]:
        """How many people are asked, by role: frozen at launch, before it as the cohort stands now."""
        if self.wave.state == "planned":
            return inviting.count_by_role(self.wave.cohort_key)
        return dict(self.wave.choices["invited"])

    @property
    def everybody(self) -> int:
        return sum(self.invited.values())

    @property
    def is_big_enough(self) -> bool:
        return min(self.invited.values()) >= inviting.FEWEST_INVITED

    @property
    def will_have_band(self) -> bool:
        """Tell whether a rough share will be published, as things stand before launch."""
        return bool(self.wave.choices.get("has_band")) and bands.may_have(self.wave.keyholder, self.invited)

    @cached_property
    def groups(self) -> dict[str, str]:
        """Say of each role which groups it would be broken down by; nothing where none would be."""
        found = planning.groups(self.wave)
        names = {
            role.value: sorted(_group_word(group) for its, group in found if its == role) for role in Role
        }
        return {role: ", ".join(word for _, word in its) for role, its in names.items() if found}

    @cached_property
    def obstacle(self) -> Refused | None:
        """What stands in the way of launching a planned wave on its day."""
        if self.wave.state != "planned":
            return None
        return obstacles.of(self.wave, max(self.today, self.wave.opens_on))

    @cached_property
    def reports_missing(self) -> list[Wave]:
        """The waves whose promised report is over its day and was not sent, before this one's launch."""
        return owing.missing(self.wave.cohort_key, self.today) if self.wave.state == "planned" else []

    @cached_property
    def asking(self) -> promising.Asking:
        """Which promises the wave asks about."""
        return promising.of(self.wave)

    @cached_property
    def is_confirmed(self) -> bool:
        """Tell whether the trustee confirmed those who would be invited now."""
        held = trustee_key.held(self.wave.key)
        return held is not None and held.invited == inviting.digest(self.wave.key, self.wave.cohort_key)

    @property
    def may_launch(self) -> bool:
        return self.is_big_enough and (self.wave.keyholder == "server" or self.is_confirmed)


def _group_word(group: str) -> tuple[bool, str]:
    """Return a group's name, with what sorts the others last, as on the form."""
    return group == breakdown.OTHERS, {breakdown.OTHERS: "others", "": "all together"}.get(group, group)
