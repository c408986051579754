"""On PostgreSQL nothing is served where the server tells, forgets or lets in more than the promise says."""

import pytest

from rmfeedback import doctor
from rmfeedback.db import ROOMS, db
from rmfeedback.doctor import Unwell
from rmfeedback.doctor import postgresql as checks
from tests.conftest import leave, make_app
from tests.databases import ROLES, on_postgresql, urls
from tests.factories import a_closed_wave, an_open_wave

HELD = {name: wanted for name, wanted in checks.WANTED.items() if "." not in name}


def bad():
    """What is not as it must be, by name."""
    return {check.name: check.say for check in doctor.examine() if not check.ok}


def database_of(room):
    return db.engines[room].url.database


@pytest.fixture
def change(postgresql, app):
    """A function that changes something as the superuser, for this test alone."""
    undone = []

    def do(statement, undo=""):
        postgresql.do(statement)
        undone.append(undo)
        leave(ROOMS)

    yield do
    postgresql.do(*(undo for undo in undone if undo))


@on_postgresql
def test_two_fresh_databases_with_two_roles_are_well(app):
    an_open_wave()
    names = [check.name for check in doctor.examine()]

    assert bad() == {}
    doctor.check()
    assert len(names) == len(set(names))
    wanted = {f"{room} {name}" for room in ROOMS for name in (*HELD, "role", "apart")}
    assert wanted <= set(names)
    assert not any("journal_mode" in name for name in names)


@on_postgresql
@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(
    ("name", "value"),
    [("log_statement", "ddl"), ("log_statement", "all"), ("log_duration", "on"),
     ("log_min_duration_statement", "0"), ("log_min_duration_sample", "100"),
     ("log_transaction_sample_rate", "0.5"), ("log_parameter_max_length_on_error", "-1")],
)  # fmt: skip
def test_a_server_that_logs_what_is_sent_is_not_served(change, room, name, value):
    change(f"ALTER DATABASE {database_of(room)} SET {name} = '{value}'")

    assert list(bad()) == [f"{room} {name}"]
    with pytest.raises(Unwell, match=rf"{room} {name}: {value}, but {HELD[name]} is needed. ALTER SYSTEM"):
        doctor.check()


@on_postgresql
def test_a_sample_of_none_is_no_log(change):
    change(f"ALTER DATABASE {database_of('responses')} SET log_min_duration_sample = 100")
    change(f"ALTER DATABASE {database_of('responses')} SET log_statement_sample_rate = 0")

    assert bad() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "local"),
     ("track_commit_timestamp", "on"), ("auto_explain.log_min_duration", "0"), ("pgaudit.log", "write")],
)  # fmt: skip
def test_what_only_the_server_s_owner_can_set_is_judged_too(name, value):
    found = list(checks.settings("identity", HELD | {name: value}))

    assert [check.name for check in found if not check.ok] == [f"identity {name}"]


def test_a_module_that_is_not_loaded_is_not_asked_for():
    assert {check.name for check in checks.settings("identity", HELD)} == {f"identity {n}" for n in HELD}


@on_postgresql
@pytest.mark.parametrize(
    ("grant", "undo", "told"),
    [("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER", "it is a superuser"),
     ("ALTER ROLE {} BYPASSRLS", "ALTER ROLE {} NOBYPASSRLS", "allowed to bypass row security"),
     ("ALTER ROLE {} REPLICATION", "ALTER ROLE {} NOREPLICATION", "allowed to replicate the whole server"),
     *((f"GRANT {power} TO {{}}", f"REVOKE {power} FROM {{}}", f"a member of {power}")
       for power in checks.POWERS)],
)  # fmt: skip
def test_a_role_with_power_beyond_its_room_is_named(change, grant, undo, told):
    role = ROLES["responses"]
    change(grant.format(role), undo.format(role))

    assert told in bad()["responses role"]
    assert "Give the room a role without" in bad()["responses role"]


@on_postgresql
def test_a_database_that_everybody_may_enter_is_not_served(change):
    change(f"GRANT CONNECT ON DATABASE {database_of('identity')} TO PUBLIC")

    assert list(bad()) == ["identity apart"]
    with pytest.raises(Unwell, match=f"REVOKE CONNECT ON DATABASE {database_of('identity')} FROM PUBLIC"):
        doctor.check()


@on_postgresql
def test_a_role_that_is_a_member_of_the_other_is_not_served(change):
    own, other = ROLES["identity"], ROLES["responses"]
    change(f"GRANT {own} TO {other} WITH INHERIT FALSE", f"REVOKE {own} FROM {other}")

    assert bad() == {"identity apart": f"{other} is a member of {own}. REVOKE {own} FROM {other}"}


@on_postgresql
@pytest.mark.parametrize(
    ("is_one_database", "told"), [(True, "both rooms lie in one database"), (False, "as one role")]
)
def test_rooms_that_share_a_database_or_a_role_are_found_out_behind_two_addresses(
    postgresql, app, tmp_path, is_one_database, told
):
    first = database_of("identity")
    second = first if is_one_database else postgresql.make("identity")
    given = {"IDENTITY_URL": postgresql.url(first, ROLES["identity"])}
    given["RESPONSES_URL"] = postgresql.url(second, ROLES["identity"]).replace("host=/", "host=//")

    with make_app(tmp_path / "other", **given).app_context():
        found = [check.say for check in checks.apart() if not check.ok]
        leave(ROOMS)
    assert len(found) == 2 and all(told in say for say in found)


@on_postgresql
@pytest.mark.parametrize("room", ROOMS)
def test_one_room_may_lie_in_postgresql_and_the_other_in_sqlite(app, postgresql, templates, tmp_path, room):
    name = postgresql.make(room, templates[room])
    mixed = make_app(tmp_path / "mixed", **urls(postgresql, {room: name}))
    with mixed.app_context():
        doctor.migrations.upgrade()
        assert a_closed_wave().state == "done"
        assert bad() == {}
        leave(ROOMS)


def test_a_server_that_does_not_answer_is_told_without_the_password(instance):
    url = "postgresql+psycopg://rm_identity:Snowdrop@/identity?host=/nowhere"
    app = make_app(instance, IDENTITY_URL=url, RESPONSES_URL=url.replace("/identity", "/responses"))
    with app.app_context():
        said = bad()
        with pytest.raises(Unwell):
            doctor.check()

    wish = "start the database of the identity room, or mend RMFEEDBACK_IDENTITY_URL"
    assert wish in said["schema of identity"]
    assert "RMFEEDBACK_RESPONSES_URL" in said["schema of responses"]
    assert "Snowdrop" not in str(said)
    reply = app.test_client().post("/a", data={"code": "A" * 32})
    assert (reply.status_code, "The database does not answer" in reply.text) == (503, True)
    assert app.test_client().get("/healthz").status_code == 503
