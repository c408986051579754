"""Settings: defaults, then config.py, then the environment, then what a test hands in; the last wins."""

import sys
from datetime import date
from pathlib import Path

import pytest

from rmfeedback import config
from rmfeedback.config import (
    SETTINGS,
    NotARehearsal,
    SettingMissing,
    SettingsUnreadable,
    SettingUnknown,
    SettingWrong,
)


@pytest.fixture
def instance(tmp_path):
    return tmp_path


def load(instance, environ=None, **overrides):
    named = {f"RMFEEDBACK_{name}": value for name, value in (environ or {}).items()}
    return config.load({"INSTANCE": str(instance), **overrides}, named)


def write(instance, text):
    (instance / "config.py").write_text(text, encoding="utf-8")


def prepared(instance, **settings):
    """An instance as `schema upgrade` leaves it."""
    config.prepare(load(instance, **settings))
    return instance


def test_every_setting_has_a_default_and_a_reason(instance):
    settings = load(instance)

    usual = {"JOBS": "embedded", "SMALLEST_GROUP": 5, "SMALLEST_TEXT_GROUP": 10, "SMTP_URL": ""}
    assert {name: settings[name] for name in usual} == usual
    assert set(settings) == {setting.name for setting in SETTINGS}
    assert all(len(setting.why) > 10 for setting in SETTINGS)


def test_the_instance_lies_beside_the_code_unless_one_is_named():
    assert (
        config.load({}, {"RMFEEDBACK_REHEARSAL": ""})["INSTANCE"]
        == Path(config.__file__).parents[1] / "instance"
    )


def test_each_source_wins_over_the_one_before(instance):
    assert load(instance)["ORGANISATION"] == ""
    write(instance, 'RMFEEDBACK_ORGANISATION = "from the file"\nRMFEEDBACK_CONTACT = "the file alone"\n')
    assert load(instance)["ORGANISATION"] == "from the file"
    assert load(instance, {"ORGANISATION": "the environment"})["ORGANISATION"] == "the environment"
    last = load(instance, {"ORGANISATION": "the environment"}, ORGANISATION="handed in")
    assert (last["ORGANISATION"], last["CONTACT"]) == ("handed in", "the file alone")


def test_the_environment_names_the_instance_whose_file_is_read(tmp_path):
    write(tmp_path, 'RMFEEDBACK_CONTACT = "team@example.com"\n')
    settings = config.load({}, {"RMFEEDBACK_INSTANCE": str(tmp_path)})

    assert (settings["INSTANCE"], settings["CONTACT"]) == (tmp_path.resolve(), "team@example.com")


def test_other_names_in_the_file_are_its_own_business(instance):
    write(instance, 'import os\nhost = "feedback.example"\nRMFEEDBACK_BASE_URL = f"https://{host}"\n')

    assert load(instance)["BASE_URL"] == "https://feedback.example"


def test_an_unknown_setting_in_the_file_is_refused_with_those_that_are_known(instance):
    write(instance, "RMFEEDBACK_SMALEST_GROUP = 7\n")

    with pytest.raises(
        SettingUnknown, match="RMFEEDBACK_SMALEST_GROUP is no setting.*RMFEEDBACK_SMALLEST_GROUP,"
    ):
        load(instance)


@pytest.mark.parametrize(
    "text", ["RMFEEDBACK_CONTACT = team@example", "x = 1 +", "import nothing_of_this_name"]
)
def test_a_file_that_is_no_python_is_told_with_its_path_and_the_reason(instance, text):
    write(instance, text)

    with pytest.raises(SettingsUnreadable, match=r"config.py cannot be read as settings: \w+, .*Mend it"):
        load(instance)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SMALLEST_GROUP", "4", "never be under 5"),
        ("SMALLEST_GROUP", 0, "never be under 5"),
        ("SMALLEST_TEXT_GROUP", "9", "never be under 10"),
        ("SMALLEST_GROUP", "five", "a whole number is wanted"),
        ("SMALLEST_GROUP", None, "a whole number is wanted"),
        ("MAIL_PER_MINUTE", "many", "a whole number is wanted"),
        ("MAIL_PER_MINUTE", "-1", "or 0 for no limit"),
        ("JOBS", "embeded", "known are embedded, sqlite"),
        ("IDENTITY_URL", "mysql://u:Snowdrop@db/x", "a room lies in PostgreSQL or in SQLite"),
        ("RESPONSES_URL", "postgresql+psycopg2://u:Snowdrop@db/x", "a room lies in PostgreSQL or in SQLite"),
        ("RESPONSES_URL", "postgresql://u:Snowdrop@db", "it has to name a role and a database"),
        ("RESPONSES_URL", "postgresql:Snowdrop", "it is no address of the form"),
        ("RESPONSES_URL", "sqlite://", "it names no file"),
        ("TODAY", date(2026, 11, 24), "a date like 2026-11-24 is wanted"),
        ("TODAY", "24.11.2026", "a date like 2026-11-24 is wanted"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_the_reason(instance, name, value, reason):
    with pytest.raises(SettingWrong, match=f"RMFEEDBACK_{name} is “(…|{value})”: .*{reason}") as no:
        load(instance, **{name: value})

    assert "Snowdrop" not in str(no.value)


def test_rooms_in_one_database_are_refused_whoever_signs_in(instance):
    one, other = (f"postgresql+psycopg://{who}:Snowdrop@db.example/one" for who in ("ana", "leo"))

    with pytest.raises(SettingWrong, match="it names the database of the other room") as no:
        load(instance, IDENTITY_URL=one, RESPONSES_URL=other)
    assert "Snowdrop" not in str(no.value)
    with pytest.raises(SettingWrong, match="Each room needs one of its own"):
        load(instance, IDENTITY_URL=f"sqlite:///{instance.resolve() / 'responses.sqlite'}")
    assert load(instance, IDENTITY_URL=one, RESPONSES_URL=other.replace("/one", "/other"))


def test_postgresql_without_its_driver_is_refused_with_what_to_install(instance, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(SettingWrong, match=r"Install rmfeedback\[postgres\], then start again"):
        load(instance, IDENTITY_URL="postgresql+psycopg://ana@db.example/one")
    assert load(instance)["IDENTITY_URL"] == ""


def test_the_smallest_groups_may_be_raised(instance):
    settings = load(instance, {"SMALLEST_GROUP": "7", "SMALLEST_TEXT_GROUP": "15"})

    assert (settings["SMALLEST_GROUP"], settings["SMALLEST_TEXT_GROUP"]) == (7, 15)


def test_a_setting_without_a_default_is_asked_for_with_the_file_to_put_it_into(instance):
    with pytest.raises(SettingMissing) as no:
        config.need(load(instance), "BASE_URL")

    assert "RMFEEDBACK_BASE_URL is not set" in str(no.value)
    assert str(instance.resolve() / "config.py") in str(no.value)
    assert config.need(load(instance, BASE_URL="https://x.example"), "BASE_URL") == "https://x.example"


def test_preparing_keeps_what_is_there_already(instance):
    prepared(instance)
    secret = (instance / "secret_key").read_text()
    prepared(instance)

    assert (instance / "secret_key").read_text() == secret
    assert len(secret) == 64
    assert (instance / "secret_key").stat().st_mode & 0o077 == 0
    assert (instance / "keys").stat().st_mode & 0o077 == 0


def test_the_secret_is_the_setting_else_the_file_else_nothing(instance):
    assert config.secret_key(load(instance)) == ""
    prepared(instance)
    assert config.secret_key(load(instance)) == (instance / "secret_key").read_text()
    assert config.secret_key(load(instance, SECRET_KEY="mine")) == "mine"


def test_a_rehearsal_stays_one_and_believes_in_another_day(instance):
    prepared(instance, REHEARSAL="1")

    assert config.is_rehearsal(load(instance))
    assert config.today(load(instance, TODAY="2026-03-02")) == date(2026, 3, 2)
    assert config.today(load(instance)) == date.today()


@pytest.mark.parametrize("setting", [{"REHEARSAL": "1"}, {"TODAY": "2026-03-02"}])
def test_any_other_instance_refuses_to_start_with_either_set(instance, setting):
    prepared(instance)

    assert not config.is_rehearsal(load(instance))
    with pytest.raises(NotARehearsal, match="Unset them, or make a new instance"):
        load(instance, setting)


def test_a_new_instance_believes_in_another_day_as_a_rehearsal_only(instance):
    with pytest.raises(NotARehearsal):
        load(instance, TODAY="2026-03-02")
    assert load(instance, TODAY="2026-03-02", REHEARSAL="1")["TODAY"] == "2026-03-02"


def test_a_real_instance_cannot_be_made_a_rehearsal_by_preparing_it_again(instance):
    prepared(instance)
    with pytest.raises(NotARehearsal):
        prepared(instance, REHEARSAL="1")

    assert not (instance / "rehearsal").exists()


def test_backup_programs_are_told_to_leave_the_keys_out(instance):
    config.prepare(config.load({"INSTANCE": str(instance)}, {}))

    mark = instance / "keys" / "CACHEDIR.TAG"
    assert mark.read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
