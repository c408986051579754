"""Who holds a wave's key: what launching asks of a trustee, and what opens the box."""

from collections.abc import Iterable

from rmfeedback.errors import N_, Refused
from rmfeedback.programmes import inviting
from rmfeedback.programmes.models import Participation
from rmfeedback.surveys import keys, sealing, trustee_key
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.trustee_key import Held


class TrusteeKeyMissing(Refused):
    status = 409
    message = N_(
        "The trustee has not made the key of this wave yet. A trustee signs in, confirms the list of those "
        "invited, and writes six words down; then launch."
    )


class ListChanged(Refused):
    status = 409
    message = N_(
        "Those invited are not the ones whom %(trustee)s confirmed: somebody was added, taken out or changed "
        "since. Ask the trustee to confirm the list again and to make a new key; then launch."
    )


class WordsNeeded(Refused):
    status = 409
    message = N_(
        "This box opens only with the six words that %(trustee)s holds. The trustee signs in and types them; "
        "on the command line: wave close --words-stdin."
    )


def confirmed(wave: Wave, invited: Iterable[Participation]) -> Held:
    """Return the trustee's key, if the list that was confirmed is of exactly those invited.

    Its public half comes from keys/, where whoever owns the database cannot write.
    Raises: TrusteeKeyMissing, ListChanged.
    """
    held = trustee_key.held(wave.key)
    if held is None:
        raise TrusteeKeyMissing()
    if held.invited != inviting.digest_of(invited):
        raise ListChanged(trustee=held.name)
    return held


def private_key(wave: Wave, words: str) -> bytes:
    """Return what opens a wave's box: the server's file, or the trustee's unwrapped with the six words.

    Raises: WordsNeeded, WordsMissing, WordUnknown, WordsWrong, WrappedKeyLost, KeyLost,
    LinksKeyLost, BoxUntrusted.
    """
    if wave.keyholder == "trustee" and not words.strip():
        raise WordsNeeded(trustee=wave.choices["trustee"])
    keys.check_links_key(wave)
    private = trustee_key.unlock(wave.key, words) if wave.keyholder == "trustee" else keys.private(wave.key)
    # With another wave's key every envelope would count as damaged, and the box would be destroyed.
    if not sealing.is_pair(private, keys.pin(wave).public):
        raise keys.KeyLost(wave=wave.key)
    return private
