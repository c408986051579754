import copy
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmfeedback.surveys.questionnaire import SHIPPED, of_tables, shipped, shipped_files
from rmfeedback.surveys.questionnaire_file import ASKS, QuestionnaireBroken, parse
from rmfeedback.surveys.questionnaire_writing import write
from rmfeedback.surveys.scales import KINDS

# Everything that TOML can hold, quotes, backslashes, control characters and emoji among it.
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
languages = st.fixed_dictionaries({"en": words, "de": words})
options = st.lists(st.fixed_dictionaries({"key": keys, "en": words, "de": words}), min_size=1, max_size=3)
items = st.fixed_dictionaries(
    {
        "key": keys,
        "construct": words,
        "kind": st.sampled_from(KINDS),
        "text": languages,
        "reverse": st.booleans(),
        "required": st.booleans(),
    },
    optional={"mirror": words, "options": options, "asks": st.sampled_from(ASKS)},
)
questionnaires = st.fixed_dictionaries(
    {
        "key": keys,
        "version": st.integers(1, 10**6),
        "role": st.sampled_from(["mentor", "leader"]),
        "title": languages,
        "intro": languages,
        "constructs": st.lists(
            st.fixed_dictionaries({"key": keys, "name": languages, "why": words}), min_size=1, max_size=3
        ),
        "parts": st.lists(
            st.fixed_dictionaries({"key": keys, "name": languages, "first": words}), min_size=1, max_size=3
        ),
        "items": st.lists(items, min_size=1, max_size=4),
    }
)


@given(questionnaires)
def test_what_is_written_reads_as_it_was(tables):
    before = copy.deepcopy(tables)

    read = parse("any.toml", write(tables).encode())

    assert read.tables == before == tables
    assert of_tables(read.tables) == of_tables(before)
    assert write(read.tables) == read.text


@pytest.mark.parametrize("key", shipped())
def test_a_shipped_file_goes_in_and_out_unchanged(key):
    assert write(shipped_files()[key].tables).encode() == (SHIPPED / f"{key}.toml").read_bytes()


def test_a_file_in_another_order_of_fields_comes_out_in_ours():
    ours = shipped_files()["pulse_mentor"]
    mixed = {name: ours.tables[name] for name in reversed(ours.tables)}

    assert write(mixed) == ours.text


def test_other_readers_of_toml_read_the_same():
    for file in shipped_files().values():
        assert tomllib.loads(write(file.tables)) == file.tables


@pytest.mark.parametrize(
    "content",
    [b"version = " + b"9" * 5000, b"x = " + b"[" * 20_000, b"\x00", b"PK\x03\x04", b"%PDF-1.7\n"],
    ids=["a number without end", "a nesting without end", "a zero byte", "an archive", "a paper"],
)
def test_what_is_no_questionnaire_is_refused_and_breaks_nothing(content):
    with pytest.raises(QuestionnaireBroken, match=r"any\.toml"):
        parse("any.toml", content)
