"""Whom a programme tells that a comment may speak of harm: agreed before launch, printed on the form."""

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts
from rmfeedback.programmes.models import Programme
from rmfeedback.programmes.roster_cells import is_address
from rmfeedback.staff import audit
from rmfeedback.surveys import results
from rmfeedback.surveys.models import Wave

# In a wave's choices: the name of the office, empty where HR alone reads; never an address.
NAME = "urgent"
LONGEST_NAME = 80
_RUNNING = ("open", "closing", "counted", "scrubbed")


class UrgentRefused(Refused):
    """What the programme's page asks to mend about the office; `field` names where."""

    status = 422
    field = "urgent_name"


class OfficeIncomplete(UrgentRefused):
    message = N_("An office needs both a name and an address; leave both empty if HR alone is to read.")


class OfficeAddressWrong(UrgentRefused):
    field = "urgent_email"
    message = N_("“%(email)s” is no mail address. Write it like trust@example.com.")


class OfficeNameWrong(UrgentRefused):
    message = N_(
        "“%(name)s” stands on every form: name an office in at most %(most)d characters, without an address."
    )


class OfficePromised(UrgentRefused):
    status = 409
    message = N_(
        "The form of the open wave %(wave)s says whom its comments are told to, so that name stays until the "
        "wave is closed. The address can be changed."
    )


def set_office(programme_key: str, email: str, name: str) -> Programme:
    """Name the office that hears that a comment may speak of harm; both empty: HR alone.

    Waves that are launched keep the name their form says.
    Raises: NotFound, OfficeIncomplete, OfficeAddressWrong, OfficeNameWrong, OfficePromised.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    _check(email, name)
    with writing():  # A launch cannot slip in between.
        programme = cohorts.find_programme(programme_key)
        for wave in _running(programme):
            if wave.choices.get(NAME, name) != name:
                raise OfficePromised(wave=wave.key)
        programme.urgent_email, programme.urgent_name = email, name
        audit.enter("office for harm named", programme_key, name=name)
    return programme


def address_for(wave: Wave) -> str:
    """Return where a wave's office is mailed; empty where its form names none, or not this one.

    Raises: NotFound, where the programme is gone.
    """
    programme = cohorts.find_cohort(wave.cohort_key).programme
    is_promised = bool(programme.urgent_name) and wave.choices.get(NAME) == programme.urgent_name
    return programme.urgent_email if is_promised else ""


def _check(email: str, name: str) -> None:
    if bool(email) != bool(name):
        raise OfficeIncomplete()
    if email and not is_address(email):
        raise OfficeAddressWrong(email=email)
    if len(name) > LONGEST_NAME or "@" in name:
        raise OfficeNameWrong(name=name[:LONGEST_NAME], most=LONGEST_NAME)


def _running(programme: Programme) -> list[Wave]:
    keys = {cohort.key for cohort in programme.cohorts}
    return [wave for wave in results.waves(*_RUNNING) if wave.cohort_key in keys]
