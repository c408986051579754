"""The command line: every group of commands under one word."""

import click

from rmfeedback.commands import (
    actions,
    auditing,
    copies,
    findings,
    instance,
    mails,
    pairs,
    papers,
    people,
    persons,
    plans,
    questionnaires,
    reviewing,
    server,
    waves,
)


@click.group()
def main() -> None:
    """Honest feedback in reverse mentoring."""


for made in (
    *(instance.schema, instance.staff),
    *(people.programme, people.cohort, persons.persons, pairs.pairs, pairs.goals),
    *(questionnaires.questionnaire, plans.plan),
    *(waves.wave, mails.mails, findings.insights, findings.found, reviewing.review, actions.action),
    *(papers.annex_command, papers.htmx, copies.copies, auditing.attack_command, auditing.audit),
    *(server.job, server.doctor_command, server.serve, server.demo),
):
    main.add_command(made)

if __name__ == "__main__":
    main()
