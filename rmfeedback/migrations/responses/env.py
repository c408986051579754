"""Run the revisions of this room."""

from rmfeedback.migrations.running import run

run("responses")
