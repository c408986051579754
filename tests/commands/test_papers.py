"""The annex as a file, and the copy of htmx, by command."""

import json

import pytest
from click.testing import CliRunner

from rmfeedback import cli
from rmfeedback.commands.papers import AnnexUnwritable
from rmfeedback.script import ScriptUnreachable
from tests.conftest import make_app
from tests.factories import an_open_wave, surroundings


def run(instance, *words, **settings):
    return CliRunner().invoke(cli.main, words, env=surroundings(instance, **settings))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_annex_is_a_file_and_the_same_again(instance, tmp_path, language):
    with make_app(instance).app_context():
        an_open_wave()
    papers = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for paper in papers:
        done = run(instance, "annex", "--language", language, "--out", str(paper), "--json")
        assert json.loads(done.stdout) == {"file": str(paper)}, done.stderr

    one, two = (paper.read_bytes() for paper in papers)
    assert one.startswith(b"%PDF")
    assert one == two


def test_a_folder_that_is_not_there_is_told(instance, tmp_path):
    make_app(instance)
    done = run(instance, "annex", "--out", str(tmp_path / "nowhere" / "annex.pdf"))

    assert done.exit_code == 1
    assert done.stderr.startswith("The annex cannot be written to")
    assert AnnexUnwritable.message.rpartition(". ")[2] in done.stderr


def test_without_a_network_the_script_of_the_cdn_stays(instance):
    make_app(instance)
    done = run(instance, "htmx", "fetch", HTMX_URL="http://127.0.0.1:9/htmx.min.js")

    assert done.exit_code == 1
    assert ScriptUnreachable.message.rpartition(". ")[2] in done.stderr
    assert not (instance / "htmx.min.js").exists()
