"""The form of a version as a role will see it: with an invented wave, and without any envelope."""

from datetime import date, timedelta

from rmfeedback import config
from rmfeedback.surveys.ballot_box import Ballot
from rmfeedback.surveys.editions import Version
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role, WaveKind

OPEN_FOR = timedelta(days=14)
# As many as make every line of the promise appear.
INVITED = {"mentor": 11, "leader": 11}


def ballot(version: Version, role: Role, today: date) -> tuple[Wave, Ballot]:
    """Return what the form is made of. Neither is stored, and the ballot opens nothing.

    Raises: NotFound, if this half is still to be imported.
    """
    version.file(role)
    settings = config.current()
    wave = Wave(
        key="preview",
        kind=WaveKind.MIDPOINT.value if version.edition not in list(WaveKind) else version.edition,
        cohort_key="preview",
        questionnaires={},
        state="planned",
        keyholder="server",
        opens_on=today,
        closes_on=today + OPEN_FOR,
        is_extended=False,
        choices={
            "programme": settings["ORGANISATION"] or "rmfeedback",
            "invited": INVITED,
            "smallest_group": settings["SMALLEST_GROUP"],
            "smallest_text_group": settings["SMALLEST_TEXT_GROUP"],
        },
    )
    return wave, Ballot(wave, role, b"", role.value, version.questionnaires[role], b"", "")
