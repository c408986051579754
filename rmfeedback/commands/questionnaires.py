"""questionnaire: list, export, import, check, publish, choose."""

import json
import sys
from pathlib import Path

import click

from rmfeedback.app import create_app
from rmfeedback.commands.answering import Answer, command
from rmfeedback.errors import Refused
from rmfeedback.surveys import authoring, checking, editions, importing
from rmfeedback.surveys.questionnaire_file import QuestionnaireFile, parse
from rmfeedback.terms import Role, WaveKind
from rmfeedback.waves import choosing

questionnaire = click.Group("questionnaire", help="What waves ask.")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class FileUnwritable(Refused):
    status = 500
    message = (
        "The questionnaire cannot be written to %(file)s: %(reason)s. Name a file in a folder that is there."
    )


@command(questionnaire, "list")
def questionnaire_list() -> Answer:
    """List every version of every questionnaire."""
    found = [
        {
            "key": asked.key,
            "version": asked.version,
            "edition": version.edition,
            "role": role.value,
            "state": version.state,
            "items": len(asked.items),
            "minutes": asked.minutes,
        }
        for version in editions.versions()
        for role, asked in version.questionnaires.items()
    ]
    lines = [
        f"{one['key']}, version {one['version']}: {one['state']}, {one['minutes']} minutes" for one in found
    ]
    return {"questionnaires": found}, "\n".join(lines)


@command(questionnaire, "export")
@click.argument("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--version", "number", type=int, help="Which version; the newest that is published, if none.")
def questionnaire_export(key: str, file: Path, number: int | None) -> Answer:
    """Write a questionnaire into a TOML file."""
    version, role = importing.named(key, number)
    try:
        file.write_text(importing.export(version.edition, version.number, role), "utf-8", newline="\n")
    except OSError as error:
        raise FileUnwritable(file=file, reason=error.strerror or error) from None
    answer = {"key": key, "version": version.number, "state": version.state, "file": str(file)}
    return answer, f"Version {version.number} of {key} is in {file}."


@command(questionnaire, "import")
@click.argument("file", type=A_FILE)
@click.option("--replace", "replaces", is_flag=True, help="Put it in the place of what stands in the draft.")
def questionnaire_import(file: Path, replaces: bool) -> Answer:
    """Take a questionnaire from a TOML file into the draft that it names."""
    content = file.read_bytes()
    version = importing.import_file(file.name, content, replaces=replaces)
    key = parse(file.name, content).tables["key"]
    answer = {"key": key, "version": version.number, "state": version.state}
    if not version.is_draft:
        return answer, f"Nothing changed: the file is version {version.number} of {key}, word for word."
    return answer, f"The file stands in the draft of version {version.number} of {key}."


@command(questionnaire, "publish")
@click.argument("edition")
def questionnaire_publish(edition: str) -> Answer:
    """Make the draft of an edition a version that never changes again."""
    seen = authoring.mark_of(editions.draft(edition), authoring.whole)
    published = authoring.publish(edition, seen)
    answer = {"edition": edition, "version": published.number, "state": published.state}
    return answer, f"Version {published.number} of {edition} is published."


@command(questionnaire, "choose")
@click.argument("programme_key", metavar="PROGRAMME")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in WaveKind]))
@click.option("--edition", help="The edition to ask; what comes with rmfeedback, if none.")
@click.option("--version", "number", type=int, help="Which version; the newest, if none.")
def questionnaire_choose(programme_key: str, kind: str, edition: str | None, number: int | None) -> Answer:
    """Let a programme's waves of a kind, planned from now on, ask an edition."""
    version = choosing.choose_one(programme_key, WaveKind(kind), edition, number)
    answer = {"programme": programme_key, "kind": kind, "edition": version.edition, "version": version.number}
    return answer, f"From now on a {kind} of {programme_key} asks {version.name}, version {version.number}."


@questionnaire.command(
    "check", help="Check a TOML file by every rule, beside its twin; exit 1 if one is broken."
)
@click.argument("file", type=A_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def questionnaire_check(file: Path, as_json: bool) -> None:
    """Check a file; nothing is stored. Its twin is looked for beside it, then among what is stored."""
    try:
        with create_app().app_context():
            version = importing.of_files(parse(file.name, file.read_bytes()), _twin(file))
            found, hints = checking.problems(version), checking.hints(version)
            minutes = {role.value: asked.minutes for role, asked in version.questionnaires.items()}
    except Refused as no:
        print(no, file=sys.stderr)
        raise SystemExit(1) from None
    if as_json:
        answer = {"file": str(file), "minutes": minutes, "problems": [one.as_json() for one in found]}
        print(json.dumps(answer | {"hints": [one.as_json() for one in hints]}, ensure_ascii=False))
    else:
        said = [one.in_words() for one in found] or ["Every rule is kept."]
        print("\n".join([*said, *(f"Look at: {one.in_words()}" for one in hints)]))
    raise SystemExit(1 if found else 0)


def _twin(file: Path) -> QuestionnaireFile | None:
    """Return the other role's file, if it lies beside this one."""
    for role, other in ((Role.MENTOR, Role.LEADER), (Role.LEADER, Role.MENTOR)):
        beside = file.with_name(f"{file.stem.removesuffix(role)}{other}.toml")
        if file.stem.endswith(role) and beside.exists():
            return parse(beside.name, beside.read_bytes())
    return None
