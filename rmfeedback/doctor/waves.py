"""Of each wave: whether its record, its key and both rooms are as they were left."""

from collections.abc import Iterator

from rmfeedback.doctor.checks import Check
from rmfeedback.errors import Refused
from rmfeedback.programmes import forgetting, inviting
from rmfeedback.surveys import asking, key_files, keys, results
from rmfeedback.surveys.models import Wave
from rmfeedback.terms import Role
from rmfeedback.waves import epochs


def of_all() -> Iterator[Check]:
    """Tell all about each wave; where a row cannot even be read, that alone."""
    unreadable = list(_unreadable())
    yield from unreadable
    if not unreadable:
        yield from pins()
        yield from rooms()


def _unreadable() -> Iterator[Check]:
    for key in results.keys_of_waves():
        try:
            results.wave(key)
        except Refused:
            say = "its row holds what no program wrote, so no wave can be shown. Put the row back from a copy"
            yield Check(f"wave {key}", False, say)


def pins() -> Iterator[Check]:
    """Tell of each open wave whether it is the one that was launched, and where its key is."""
    for wave in results.waves("open", "closing"):
        try:
            keys.pin(wave)
            keys.check_links_key(wave)
            asking.asked_anew(wave, Role.MENTOR), asking.asked_anew(wave, Role.LEADER)
        except Refused as no:
            changed = keys.changed_columns(wave)
            which = f" Changed since launch: {', '.join(changed)}." if changed else ""
            yield Check(f"wave {wave.key}", False, f"{no}{which}")
        else:
            yield Check(
                f"wave {wave.key}", True, "record, pin and questionnaires are those it was launched with"
            )
        yield _key(wave)


def _key(wave: Wave) -> Check:
    """Return whether the key is where its holder's promise says: plain here, or wrapped and nowhere plain."""
    name, is_plain = f"key of {wave.key}", keys.has_private(wave.key)
    is_there = key_files.exists(keys.WRAPPED.format(wave.key)) if wave.keyholder == "trustee" else is_plain
    if not is_there:
        return Check(name, False, "is not in keys/: put the folder back, or its answers cannot be opened")
    if wave.keyholder == "trustee" and is_plain:
        return Check(name, False, "lies unwrapped in keys/, though only the trustee's words should open it")
    return Check(name, True, "is in keys/" + (", wrapped" if wave.keyholder == "trustee" else ""))


def rooms() -> Iterator[Check]:
    """Tell whether both rooms know what was last done with each wave, or one was put back from a copy."""
    for wave in results.waves("planned", "open", "closing"):
        try:
            epochs.check(wave.key)
        except Refused as no:
            yield Check(f"rooms of {wave.key}", False, str(no))
        else:
            if wave.state != "planned":
                yield Check(f"rooms of {wave.key}", True, "both know what was last done")
    for wave in results.waves("counted", "scrubbed", "done", "void"):
        say = _of_closed(wave)
        if say:
            yield Check(f"rooms of {wave.key}", False, say)
    for key in sorted(inviting.waves_known() - set(results.keys_of_waves())):
        say = "the response room was put back from a copy of the time before it. Put the newest back"
        yield Check(f"rooms of {key}", False, say)


def _of_closed(wave: Wave) -> str:
    known, forgotten = inviting.envelopes_known(wave.key)
    if results.has_envelopes(wave.key):
        return f"somebody wrote “{wave.state}” into the wave's row, but its envelopes are still there"
    if wave.state in ("done", "void") and known:
        return (
            "the identity room was put back from a copy of the time when the wave was open; "
            f"run `wave close {wave.key}`, which forgets the envelopes again"
        )
    was_deleted = bool(forgetting.deletions(wave.choices.get("programme_key", "")))
    if not known + forgotten and not was_deleted:
        return "the identity room was put back from a copy of the time before its launch. Put the newest back"
    return ""
