"""What the trustee does: confirm who is invited, hold the key, open the box on its day."""

from dataclasses import dataclass
from datetime import date

from rmfeedback.db import writing
from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import cohorts, inviting
from rmfeedback.programmes.models import Participation
from rmfeedback.staff import audit
from rmfeedback.surveys import results, trustee_key
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.opening import Outcome
from rmfeedback.surveys.trustee_key import Held
from rmfeedback.waves import lifecycle


class NotYourKey(Refused):
    status = 403
    message = N_("%(name)s made the key of this wave, and holds its words. Only that account opens the box.")


class NoTrusteesWave(Refused):
    status = 409
    message = N_("The server holds the key of this wave. There is nothing here for a trustee to do.")


class KeyInUse(Refused):
    status = 409
    message = N_(
        "This wave was launched: its key cannot be made again. If the words are lost, so are the answers."
    )


class NothingOffered(Refused):
    status = 409
    message = N_("There are no words to confirm. Make the key first; its words are shown then.")


class ListNotRead(Refused):
    status = 409
    message = N_(
        "Somebody was added, taken out or changed since this page was opened. Go back, load it again, and "
        "read the list before you confirm it."
    )


@dataclass(frozen=True)
class Kept:
    """A wave of the trustee's, with what was confirmed of it."""

    wave: Wave
    cohort: str
    programme: str
    invited: dict[str, int]
    held: Held | None
    today: date

    @property
    def list_digest(self) -> str:
        """The digest of those who would be invited now: what is confirmed is what was read."""
        return inviting.digest(self.wave.key, self.wave.cohort_key)

    @property
    def is_current(self) -> bool:
        """Tell whether those invited are still the ones that the trustee confirmed."""
        return self.held is not None and (
            self.wave.state != "planned" or self.held.invited == self.list_digest
        )

    @property
    def may_open(self) -> bool:
        """Tell whether the words are wanted now."""
        due = self.wave.state == "open" and self.today >= self.wave.box_opens_on
        return due or self.wave.state == "closing"


@dataclass(frozen=True)
class Slip:
    """The six words, shown once, and what to compare at closing."""

    words: list[str]
    public: bytes
    kept: Kept


def everything(today: date) -> list[Kept]:
    """Return every wave with a trustee's key, the newest first."""
    waves = [wave for wave in results.waves() if wave.keyholder == "trustee"]
    return [_kept(wave, today) for wave in reversed(waves)]


def of_wave(wave_key: str, today: date) -> Kept:
    """Return one wave of the trustee's.

    Raises: NotFound, NoTrusteesWave.
    """
    return _kept(_trustees(wave_key), today)


def invited(wave_key: str) -> list[Participation]:
    """Return those who are, or would be, invited: by role, then by name.

    Raises: NotFound, NoTrusteesWave.
    """
    asked = inviting.asked(wave_key, _trustees(wave_key).cohort_key)
    return sorted(asked, key=lambda p: (p.role, p.person.name))


def is_offered(wave_key: str) -> bool:
    """Tell whether words were shown and wait to be typed."""
    return trustee_key.offered(wave_key) is not None


def offer(wave_key: str, held_by: tuple[str, str], list_digest: str, language: str, today: date) -> Slip:
    """Make the key and return its six words, which are shown once and kept nowhere.

    `held_by`: the trustee's name for people, and his account; `list_digest`: of the list that was read. Made
    again before the launch, the earlier key counts no more.
    Raises: NotFound, NoTrusteesWave, KeyInUse, GroupTooSmall, ListNotRead.
    """
    with writing():  # A launch cannot slip in between: it would seal to a key that has just been replaced.
        wave = _unlaunched(wave_key)
        inviting.check_size(wave.cohort_key)
        if list_digest != inviting.digest(wave.key, wave.cohort_key):
            raise ListNotRead()
        drawn, public = trustee_key.offer(wave_key, held_by, list_digest, language)
    return Slip(drawn, public, _kept(wave, today))


def confirm(wave_key: str, account: str, typed: str) -> None:
    """Let the key count, once its words have been typed from the slip.

    Raises: NotFound, NoTrusteesWave, KeyInUse, NothingOffered, NotYourKey, WordsMissing, WordUnknown,
    WordsWrong.
    """
    with writing():
        _unlaunched(wave_key)
        waiting = trustee_key.offered(wave_key)
        if waiting is None:
            raise NothingOffered()
        _check_account(waiting, account)
        trustee_key.confirm(wave_key, typed)
        audit.enter("people confirmed, key held", wave_key)


def open_box(wave_key: str, account: str, typed: str, today: date) -> Outcome:
    """Close the wave with the trustee's words.

    Raises: NotFound, NoTrusteesWave, NotYourKey, and what `lifecycle.close` does.
    """
    _trustees(wave_key)
    there = trustee_key.held(wave_key)
    if there is not None:
        _check_account(there, account)
    return lifecycle.close(wave_key, today, typed)


def _trustees(wave_key: str) -> Wave:
    wave = results.wave(wave_key)
    if wave.keyholder != "trustee":
        raise NoTrusteesWave()
    return wave


def _unlaunched(wave_key: str) -> Wave:
    wave = _trustees(wave_key)
    if wave.state != "planned":
        raise KeyInUse()
    return wave


def _kept(wave: Wave, today: date) -> Kept:
    cohort = cohorts.find_cohort(wave.cohort_key)
    counts = inviting.count_by_role(cohort.key) if wave.state == "planned" else dict(wave.choices["invited"])
    return Kept(wave, cohort.name, cohort.programme.name, counts, trustee_key.held(wave.key), today)


def _check_account(there: Held, account: str) -> None:
    if there.account != account:
        raise NotYourKey(name=there.name)
