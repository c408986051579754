"""annex, htmx: what is fetched or printed once."""

from pathlib import Path

import click

from rmfeedback import config, doctor, script
from rmfeedback.commands.answering import Answer, command
from rmfeedback.config import this_day
from rmfeedback.errors import N_, Refused
from rmfeedback.staff import health
from rmfeedback.surveys import annex


class AnnexUnwritable(Refused):
    status = 500
    message = N_(
        "The annex cannot be written to %(file)s: %(reason)s. Name a file in a folder that is there."
    )


papers = click.Group()
htmx = click.Group("htmx", help="The script of the staff pages.")


@command(papers, "annex")
@click.option("--language", default="en", type=click.Choice(["en", "de"]))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The PDF; annex-<language>.pdf if none."
)
def annex_command(language: str, out: Path | None) -> Answer:
    """Write the annex for a works council: what is kept, who reads it, and every question."""
    file = out or Path(f"annex-{language}.pdf")
    found = [check.ok for check in doctor.promises()]
    paper = annex.pdf(language, health.version(), this_day(), (sum(found), len(found)))
    try:
        file.write_bytes(paper)
    except OSError as error:
        raise AnnexUnwritable(file=file, reason=error.strerror or error) from None
    return {"file": str(file)}, f"The annex is in {file}."


@command(htmx, "fetch")
def htmx_fetch() -> Answer:
    """Keep a verified copy of htmx in the instance; then no page loads anything from elsewhere."""
    file = script.fetch(config.current())
    return {"file": str(file)}, f"{file} is kept, and served from the next start on."
