"""The house as agreed: sizes, two rooms, a library of its own, and a sentence and a test for every no."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, Table, select
from sqlalchemy.exc import NoReferencedTableError, UnboundExecutionError

import rmfeedback
from rmfeedback import config
from rmfeedback.db import ROOMS, Base, db
from rmfeedback.errors import Refused

ROOT = Path(__file__).parents[1]
CODE, TESTS = ROOT / "rmfeedback", ROOT / "tests"
# The folders of the tree that are ours to write; what is made lies elsewhere, or is ignored.
OURS = ("rmfeedback", "tests", "benchmarks", "docs", "requirements")
BINARY = {".mo", ".png", ".jpg", ".webp", ".pyc"}
# In two parts each, so that this file holds none of them.
HOSTS = [".".join(p) for p in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))]
ELSEWHERE = ["/".join(p) for p in (("..", "shared"), ("", "work", "shared"), ("", "work", "main"))]
LONGEST_SCRIPT_BYTES = 6000


def modules(*folders):
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]


def tree():
    """Every text file of the project."""
    top = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".coverage")]
    found = [*top, ROOT / ".ci" / "run"]
    for name in OURS:
        found += [
            path for path in (ROOT / name).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        ]
    return [
        path for path in found if path.suffix not in BINARY and path.name != ".run.lock" and path.exists()
    ]


def functions(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(path):
    return len(path.read_text("utf-8").splitlines())


def body_lines(node):
    """Lines of a function from its `def` on, without the docstring."""
    said = ast.get_docstring(node, clean=False)
    docstring = node.body[0].end_lineno - node.body[0].lineno + 1 if said is not None else 0
    return node.end_lineno - node.lineno + 1 - docstring


def too_long(paths, limit):
    return {str(path.relative_to(ROOT)): lines(path) for path in paths if lines(path) > limit}


def refusals():
    """Every no of the program; importing every module makes them known."""
    for module in pkgutil.walk_packages(rmfeedback.__path__, "rmfeedback."):
        if not re.search(r"__main__|migrations\.\w+\.", module.name):
            importlib.import_module(module.name)
    found, left = set(), [Refused]
    while left:
        children = [
            child for child in left.pop().__subclasses__() if child.__module__.startswith("rmfeedback")
        ]
        found.update(children)
        left.extend(children)
    return sorted(found, key=lambda no: no.__name__)


def test_modules_tests_and_templates_keep_to_their_length():
    assert too_long(modules(CODE, ROOT / "benchmarks"), 300) == {}
    assert too_long([ROOT / "run.py", ROOT / "wsgi.py"], 300) == {}
    assert too_long(modules(TESTS), 400) == {}
    assert too_long(sorted((CODE / "templates").rglob("*.html")), 150) == {}


def test_functions_and_tests_keep_to_forty_lines():
    measured = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": body_lines(node)
        for path in modules(CODE, TESTS, ROOT / "benchmarks")
        if "versions" not in path.parts
        for node in functions(path)
    }

    assert len(measured) > 500
    assert {name: found for name, found in measured.items() if found > 40} == {}


def test_functions_take_six_parameters_at_most():
    """Estimators keep scikit-learn's manners: each of their parameters is one, by name."""
    found = {}
    for path in modules(CODE):
        for node in functions(path):
            given = node.args
            count = len(given.posonlyargs + given.args + given.kwonlyargs) - _is_method(given)
            if count > 6 and not (node.name in ("__init__", "fit") and path.parent.name == "insights"):
                found[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = count

    assert found == {}


def _is_method(given):
    first = (given.posonlyargs + given.args)[:1]
    return bool(first) and first[0].arg in ("self", "cls")


def test_a_table_of_one_room_cannot_point_into_the_other():
    identity, responses = (db.metadatas[room] for room in ROOMS)
    assert set(identity.tables) & set(responses.tables) == set()

    stray = Table("stray", responses, Column("person_id", Integer, ForeignKey("person.id")))
    try:
        with pytest.raises(NoReferencedTableError):
            _ = stray.c.person_id.foreign_keys.copy().pop().column
    finally:
        responses.remove(stray)


def test_every_foreign_key_stays_in_its_room():
    for room in ROOMS:
        for table in db.metadatas[room].tables.values():
            for key in table.foreign_keys:
                assert key.column.table.metadata is db.metadatas[room]


def test_a_table_that_names_no_room_fails_at_its_first_use(app: Flask):
    homeless = Table("homeless", Base.metadata, Column("id", Integer, primary_key=True))
    try:
        with pytest.raises(UnboundExecutionError):
            db.session.execute(select(homeless))
    finally:
        Base.metadata.remove(homeless)


def test_insights_is_a_library_that_loads_neither_web_nor_database():
    code = (
        "import sys; from rmfeedback.insights import KindClassifier, Redactor, ThemeModel; "
        "print([name for name in ('flask', 'sqlalchemy', 'wtforms', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_importing_the_package_alone_loads_nothing():
    assert ast.unparse(ast.parse((CODE / "__init__.py").read_text("utf-8"))).count("import") == 0


def test_no_function_imports_from_the_house_but_the_heavy_library():
    found = [
        f"{path.relative_to(ROOT)}:{inner.lineno} {inner.module}"
        for path in modules(CODE)
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("rmfeedback")
        if not inner.module.startswith("rmfeedback.insights")
    ]

    assert found == []


def test_no_module_is_called_by_a_word_that_says_nothing():
    nothing = {"utils", "common", "helpers", "misc"}

    assert [path for path in modules(CODE, TESTS) if path.stem in nothing] == []


def test_no_script_of_anybody_else_is_in_the_tree():
    scripts = [path for path in tree() if path.suffix in {".js", ".mjs"}]

    assert [path.name for path in scripts] == ["code.js"]
    assert scripts[0].stat().st_size < LONGEST_SCRIPT_BYTES


def test_a_page_loads_htmx_with_its_integrity_hash_and_no_template_loads_anything_else():
    for path in sorted((CODE / "templates").rglob("*.html")):
        for tag in re.findall(r"<(?:script|link|img|iframe)[^>]*>", path.read_text("utf-8")):
            assert "http" not in tag, f"{path.name}: {tag}"
            assert 'src="{{ htmx_url }}"' not in tag or 'integrity="{{ htmx_integrity }}" crossorigin' in tag
    assert re.fullmatch(r"https://[^ ]+@\d+\.\d+\.\d+/[^ ]+", config.HTMX_URL)
    assert re.fullmatch(r"sha384-[A-Za-z0-9+/]{64}", config.HTMX_INTEGRITY)


def test_no_file_names_a_registry_or_a_place_outside_the_project():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tree()
        for word in (*HOSTS, *ELSEWHERE)
        if word in path.read_text("utf-8", "replace")
    ]

    assert found == []


def test_nothing_that_is_made_or_secret_is_in_the_tree():
    made = {".sqlite", ".key", ".pin", ".eml"}

    assert [
        path for path in tree() if path.suffix in made or path.name in {"uv.lock", "package-lock.json"}
    ] == []


def test_every_refusal_says_a_sentence_of_its_own():
    said = {}
    for no in refusals():
        if "message" in vars(no):
            assert no.message not in said, f"{no.__name__} says what {said[no.message]} says"
            said[no.message] = no.__name__
            is_made_of_sentences = not re.search(r"\w{3}", re.sub(r"%\(\w+\)s", "", no.message))
            assert no.message.endswith(".") or is_made_of_sentences, no.__name__
        else:
            assert no.__subclasses__(), f"{no.__name__} says nothing of its own"
        assert not no.__name__.endswith(("Error", "Exception"))
        assert 400 <= no.status <= 599


def test_every_refusal_is_named_in_a_test():
    told = "\n".join(path.read_text("utf-8") for path in modules(TESTS))
    untold = [
        no.__name__
        for no in refusals()
        if "message" in vars(no) and not re.search(rf"\b{no.__name__}\b", told)
    ]

    assert untold == []
