"""What stands in the way of launching a wave."""

from datetime import date

from rmfeedback import config
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.surveys.models import Wave
from rmfeedback.waves import epochs, holding, owing, planning


class SamePersonTwice(Refused):
    status = 409
    message = N_(
        "%(name)s would be invited twice, as %(emails)s. One person has one address: take the other's line "
        "out of the roster, load it as a new cohort, and plan the wave there. If these are different people, "
        "say so when you launch; by command with --namesakes."
    )


def of(wave: Wave, today: date) -> Refused | None:
    """Return what stands in the way of launching a planned wave, as far as one can tell without doing it."""
    try:
        check_settings()
        epochs.check(wave.key)
        check_names(wave.cohort_key)
        check(wave, today)
    except Refused as no:
        return no
    return None


def check_settings() -> None:
    """Refuse where no mail could be written.

    Raises: SettingMissing.
    """
    for setting in ("BASE_URL", "MAIL_FROM"):
        config.need(config.current(), setting)


def check_names(cohort_key: str) -> None:
    """Refuse a cohort in which a name stands with two addresses.

    Raises: SamePersonTwice.
    """
    for name, emails in inviting.namesakes(cohort_key):
        raise SamePersonTwice(name=name, emails=" and ".join(emails))


def check(wave: Wave, today: date) -> None:
    """Refuse a wave that is too small, too late, without its trustee's key, or before a promised report.

    Raises: GroupTooSmall, TrusteeKeyMissing, ListChanged, DatesWrong, ReportMissing.
    """
    inviting.check_size(wave.cohort_key)
    if wave.keyholder == "trustee":
        holding.confirmed(wave, inviting.asked(wave.key, wave.cohort_key))
    if wave.closes_on <= today:
        raise planning.DatesWrong(opens=wave.opens_on, closes=wave.closes_on)
    owing.check(wave.cohort_key, today)
