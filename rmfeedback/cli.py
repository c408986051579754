"""The command line: every group of commands under one word."""

import click

from rmfeedback.commands import (
    auditing,
    copies,
    findings,
    instance,
    papers,
    people,
    questionnaires,
    server,
    waves,
)


@click.group()
def main() -> None:
    """Honest feedback in reverse mentoring."""


for made in (
    *(instance.schema, instance.staff),
    *(people.programme, people.cohort, people.pairs),
    questionnaires.questionnaire,
    *(waves.wave, findings.insights, findings.found),
    *(papers.annex_command, papers.htmx, copies.copies, auditing.attack_command),
    *(server.job, server.doctor_command, server.serve, server.demo),
):
    main.add_command(made)

if __name__ == "__main__":
    main()
