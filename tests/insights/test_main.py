"""The command: every row one assignment, in order, and a sentence for every no."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from rmfeedback.insights.__main__ import main

COMMENTS = Path(__file__).with_name("comments.csv")
ROOT = Path(__file__).parents[2]


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def told():
    """What the command writes for the written comments."""
    written = StringIO()
    with redirect_stdout(written), redirect_stderr(StringIO()) as problems:
        assert main([str(COMMENTS)]) == 0
    assert problems.getvalue() == ""
    return written.getvalue()


def test_every_row_has_one_assignment_in_order(told, written):
    found = json.loads(told)
    ids = [row["id"] for row in written]

    assert [row["id"] for row in found["assignments"]] == ids
    assert found["comments"] == len(ids) > found["substantive"] > 0
    keys = {theme["key"] for theme in found["themes"]}
    assert {row["theme"] for row in found["assignments"]} <= keys | {None}
    for theme in found["themes"]:
        assert theme["size"] == sum(row["theme"] == theme["key"] for row in found["assignments"])
        assert set(theme) >= {
            "key",
            "name",
            "kind",
            "terms",
            "size",
            "share",
            "stability",
            "by_role",
            "quotes",
        }
        assert set(theme["quotes"]) <= set(ids)


def test_another_process_writes_the_same_and_loads_neither_web_nor_database(told, tmp_path):
    program = """if True:
        import sys
        import rmfeedback.insights as insights
        assert not {"numpy", "sklearn", "nltk"} & set(sys.modules), "the name alone loads nothing heavy"
        insights.Redactor(["Ana Ruiz"]).redact("Ana said so")
        assert not {"numpy", "sklearn", "nltk"} & set(sys.modules)
        from rmfeedback.insights.__main__ import main
        assert main(sys.argv[1:]) == 0
        assert not {"flask", "sqlalchemy", "jinja2", "wtforms", "dask"} & set(sys.modules)
        assert set(insights.__all__) <= set(dir(insights))
    """
    out = tmp_path / "themes.json"
    command = [sys.executable, "-c", program, str(COMMENTS), "--out", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "123"})

    assert out.read_text(encoding="utf-8") == told


def test_not_applicable_stays_text_and_has_no_theme(capsys, tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text('comment\nn/a\nNULL\n""\nNo time at all\n', encoding="utf-8")
    _, out, _ = run(capsys, path)
    found = json.loads(out)

    assert [row["id"] for row in found["assignments"]] == ["1", "2", "3", "4"]
    assert (found["comments"], found["substantive"]) == (4, 1)
    assert {row["theme"] for row in found["assignments"]} == {None}


def test_options_reach_the_model(capsys):
    _, out, _ = run(
        capsys, COMMENTS, "--themes", "4", "--language", "de", "--seed", "7", "--vectors", "static"
    )
    found = json.loads(out)

    assert len(found["themes"]) == 4
    assert found["settings"]["random_state"] == 7
    assert any("ü" in theme["name"] or "und" in theme["name"] for theme in found["themes"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,text\n1,No time\n", "needs a column named 'comment'. Its columns are: id, text."),
        (b"", "needs a column named 'comment'. Its columns are: none."),
        (b"comment\n", "has a header but no rows"),
        ("comment\nZu spät\n".encode("latin-1"), "is not UTF-8 (byte 14)"),
        (b"id,comment\n1,No time, really\n", "line 2: more cells than the header has columns"),
        (b'id,comment\n1,"No time\n', "Check the quotation marks"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_place_and_reason(capsys, tmp_path, content, says):
    path = tmp_path / "comments.csv"
    path.write_bytes(content)
    code, out, err = run(capsys, path)

    assert (code, out) == (1, "")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--themes", "0"], "Ask for one at least"),
        (["--taxonomy", "missing.toml"], "taxonomy missing.toml could not be read"),
        (["--out", "/proc/none/themes.json"], "could not be written"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(capsys, options, says):
    code, out, err = run(capsys, COMMENTS, *options)

    assert (code, out) == (1, "")
    assert says in err


@pytest.mark.parametrize("arguments", [[], [str(COMMENTS), "--vectors", "magic"], ["redact", str(COMMENTS)]])
def test_wrong_usage_ends_with_two(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2


def test_a_missing_file_is_refused(capsys, tmp_path):
    assert "is not there" in run(capsys, tmp_path / "none.csv")[2]


def test_semicolons_part_columns_where_the_header_has_them(capsys, tmp_path):
    path = tmp_path / "comments.csv"
    path.write_text("\ufeffid;comment\na;Kaum Zeit, leider\n", encoding="utf-8")

    assert json.loads(run(capsys, path)[1])["assignments"][0]["id"] == "a"


def test_redact_writes_what_identifies_people(capsys, tmp_path):
    comments, roster, out = tmp_path / "comments.csv", tmp_path / "roster.csv", tmp_path / "spans.csv"
    comments.write_text("id,comment\nx,Ask ana.ruiz@example.com about it\n", encoding="utf-8")
    roster.write_text("first_name,last_name,email\nAna,Ruiz,ana.ruiz@example.com\n", encoding="utf-8")
    code, _, err = run(capsys, "redact", comments, "--roster", roster, "--out", out)

    assert (code, err) == (0, "")
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,start,end,type,action"
    assert lines[1].startswith("x,4,24,")
    assert lines[1].endswith(",mask")


def test_a_name_that_is_not_there_is_an_attribute_error():
    import rmfeedback.insights as insights

    with pytest.raises(AttributeError, match="Unicorn"):
        insights.Unicorn  # noqa: B018
    assert all(getattr(insights, name) for name in insights.__all__)


def test_without_dask_its_engine_is_refused_politely(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, out, err = run(capsys, COMMENTS, "--engine", "dask")

    assert (code, out) == (1, "")
    assert 'Run: pip install "rmfeedback[scale]"' in err


def test_long_runs_say_how_far_they_are(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("rmfeedback.insights.__main__.MANY", 50)
    code, out, err = run(capsys, COMMENTS, "--vectors", "static")

    assert (code, err) == (0, "90 comments read\n")
    assert out.count("\n") == 1
