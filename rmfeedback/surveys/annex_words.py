"""The headings of the annex, and the sentences that stand nowhere else."""

from flask_babel import gettext as _


def headings() -> dict[str, object]:
    """Return the headings, in the language that is set."""
    return {
        "title": _("Annex: anonymous feedback in reverse mentoring"),
        "made": _("Made from the running settings"),
        "questions_to": _("Questions: %(contact)s", contact=""),
        "purpose_head": _("Purpose"),
        "purpose": _(
            "Mentors and leaders of a reverse-mentoring programme answer in waves, anonymously. The answers "
            "help to improve the programme. They are not used to judge anybody’s work or conduct."
        ),
        "voluntary": _("Taking part is voluntary. Nobody is told who has answered and who has not."),
        "readers": _("Who takes part, and who reads what"),
        "reader_columns": [_("Who"), _("What")],
        "promise": _("The promise"),
        "holders": _("Who holds the key"),
        "waves": _("Open now and planned"),
        "no_wave": _("No wave is open or planned."),
        "flow": _("The way of an answer"),
        "kept": _("What is kept"),
        "kept_columns": [_("What"), _("Who can read it"), _("How long")],
        "rules": _("From how many people, and by which rules"),
        "rule_columns": [_("What"), _("Shown")],
        "few": _("What is hidden reads “too few”, whatever the reason."),
        "remainders": _("What the operator could do"),
        "check_head": _("How you can check"),
        "tables": _("Every table"),
        "files": _("Files beside the databases"),
        "how_long": _("How long"),
        "questions": _("Every question"),
        "question_columns": [_("Question"), _("About"), _("Answered by")],
        "signed": [_("For the employer, day"), _("For the works council, day")],
    }


def how_to_check(checks: tuple[int, int] | None) -> list[str]:
    """Return how a reader finds out whether all this is so, and what the server says of itself."""
    found = [
        _(
            "The program is open source, and the attacks it is tested against come with it: the command "
            "“attack” repeats them on this server. The page /promise says the same as this paper."
        ),
        _(
            "The command “doctor” reads every setting back from the running parts; the server does not start "
            "where a promise would be untrue."
        ),
    ]
    if checks:
        found.append(
            _(
                "When this paper was made, %(kept)d of %(all)d of its checks found the server as promised.",
                kept=checks[0],
                all=checks[1],
            )
        )
    return [str(sentence) for sentence in found]
