"""Whether mails arrive, by command."""

import json

from click.testing import CliRunner

from rmfeedback import cli
from tests.conftest import make_app
from tests.factories import a_planned_wave, surroundings
from tests.mailbox import a_mailbox


def run(instance, *words, **settings):
    return CliRunner().invoke(cli.main, words, env=surroundings(instance, **settings))


def test_a_test_mail_is_sent_without_any_wave_and_with_one(instance):
    with make_app(instance).app_context():
        key = a_planned_wave().key
    with a_mailbox() as mailbox:
        for words in ((), ("--wave", key)):
            done = run(instance, "mail", "test", "ops@example.com", *words, "--json", SMTP_URL=mailbox.url)
            assert json.loads(done.stdout) == {"sent": 2, "to": "ops@example.com"}, done.stderr

    assert mailbox.addresses() == ["ops@example.com"] * 4


def test_a_test_mail_that_was_not_sent_is_told(instance):
    make_app(instance)
    done = run(instance, "mail", "test", "ops@example.com", SMTP_URL="smtp://127.0.0.1:1")

    assert done.exit_code == 1
    assert done.stderr.startswith("The test mail was not sent: the mail server does not answer")
