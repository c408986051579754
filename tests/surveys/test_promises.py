"""The items that ask whether a promise was kept, in a questionnaire."""

import pytest
from werkzeug.datastructures import MultiDict

from rmfeedback.surveys import promises, wording
from rmfeedback.surveys.forms import form_for
from rmfeedback.surveys.promises import Promise
from rmfeedback.surveys.questionnaire import shipped

QUOTED = "We keep “open doors” & <b>talk</b>"
PROMISED = (Promise("promise_1", f"{QUOTED}.", "pilot-midpoint", "a1", is_done=False),)


@pytest.mark.parametrize("key", ["mentor", "kickoff_leader", "pulse_mentor"])
def test_an_item_is_added_to_every_questionnaire_before_the_part_of_open_questions(key):
    asked = promises.extended(shipped()[key], PROMISED)
    parts = asked.parts_with_items()
    names = [part.key for part, _ in parts]

    assert len(asked.items) == len(shipped()[key].items) + 1
    assert sum(len(items) for _, items in parts) == len(asked.items)
    place = names.index("promises")
    assert any(item.kind == "comment" for _, item in parts[place + 1][1])
    assert promises.extended(shipped()[key], ()) is shipped()[key]


def test_cannot_judge_is_no_answer_and_another_word_is_refused(app):
    form = form_for(promises.extended(shipped()["mentor"], PROMISED))
    assert form(MultiDict({"m_promise_1": "na"})).answers() == {}
    assert form(MultiDict({"m_promise_1": "partly"})).answers() == {"m_promise_1": "partly"}
    with app.test_request_context():
        assert not form(MultiDict({"m_promise_1": "perhaps"})).validate()


def test_words_of_hr_are_marked_with_their_language_and_escaped():
    item = promises.extended(shipped()["leader"], PROMISED).item("l_promise_1")

    assert promises.cut(item.text.de)[1] == promises.cut(item.text.en)[1] == QUOTED
    marked = wording.worded(item, "de", "en")
    assert '„<span lang="en">We keep “open doors” &amp; &lt;b&gt;talk&lt;/b&gt;</span>“. Ist' in marked
    assert wording.worded(item, "en", "en") == item.text.en
