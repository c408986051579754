"""What a wave asks: the questionnaires that were frozen at launch, or nothing."""

from rmfeedback.errors import N_, Refused
from rmfeedback.surveys.models import Wave
from rmfeedback.surveys.questionnaire import Questionnaire, for_wave
from rmfeedback.terms import Role, WaveKind


class QuestionnaireChanged(Refused):
    status = 503
    message = N_(
        "This wave asks questionnaire “%(key)s” in another wording than this program has. Nothing was lost. "
        "The programme team has to bring back the program that launched the wave."
    )


def freeze(kind: WaveKind) -> dict[str, dict[str, object]]:
    """Return by role what names and fixes the questionnaires of a kind of wave."""
    asked = {role.value: for_wave(kind, role) for role in Role}
    return {role: {"key": q.key, "version": q.version, "digest": q.digest} for role, q in asked.items()}


def asked(wave: Wave, role: Role) -> Questionnaire:
    """Return what a role is asked in a wave.

    Raises: QuestionnaireChanged, where the program has another wording than the one that was launched.
    """
    questionnaire = for_wave(WaveKind(wave.kind), role)
    if wave.questionnaires.get(role.value, {}).get("digest") != questionnaire.digest:
        raise QuestionnaireChanged(key=questionnaire.key)
    return questionnaire
