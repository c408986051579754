"""HR edits a draft on pages: what was typed comes back, with the reason beside it; with and without htmx."""

import html
import re

import pytest

from rmfeedback.surveys import authoring, editing, editions
from rmfeedback.terms import Role
from tests.factories import signed_in
from tests.surveys.drafts import EDITION, a_draft, a_published, change, keys, reword

DRAFT = f"/questionnaires/{EDITION}/draft"
ITEM = f"{DRAFT}/items/m_open_challenge"
HTMX = {"HX-Request": "true"}
TYPED = {
    "text_en": "The leader I mentor stays calm.",
    "text_de": "Die Führungskraft bleibt ruhig.",
    "construct": "openness",
    "kind": "agree5",
}


@pytest.fixture
def hal(client):
    a_draft()
    return signed_in(client, "hal")


def fields(hal, path, action):
    """The hidden fields of a page's form, as a browser would send them back."""
    form = re.search(
        rf'<form[^>]*action="{re.escape(action)}(?:#edit)?".*?</form>', hal.get(path).text, re.S
    )[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def send(hal, path, action, headers=None, **typed):
    return hal.post(action, data=fields(hal, path, action) | typed, headers=headers)


def said(reply):
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", reply.text).split()))


def test_a_wording_under_a_key_that_was_asked_is_refused_beside_its_field_and_both_texts_stay(hal):
    reply = send(hal, ITEM, ITEM, **TYPED)

    assert reply.status_code == 422
    error = html.unescape(re.search(r'id="text_en-e"><p class="error">([^<]+)', reply.text)[1])
    assert error.startswith("“m_open_challenge” was asked with another text (mentor, version 1).")
    assert f">{TYPED['text_en']}</textarea>" in reply.text
    assert f">{TYPED['text_de']}</textarea>" in reply.text
    assert "Save as a new item" in reply.text
    assert "m_open_challenge" in keys(Role.MENTOR)


@pytest.mark.parametrize(
    ("changed", "field"),
    [("text_de", "text_de-e"), ("kind", "kind-e"), ("options_en", "options_en-e")],
)
def test_the_reason_stands_under_the_field_that_was_changed(hal, changed, field):
    key = "m_sessions_held" if changed == "options_en" else "m_open_challenge"
    item = editions.draft(EDITION).questionnaires[Role.MENTOR].item(key)
    same = {
        "text_en": item.text.en, "text_de": item.text.de, "construct": item.construct, "kind": item.kind,
        "options_en": "\n".join(option.text.en for option in item.options),
        "options_de": "\n".join(option.text.de for option in item.options),
    }  # fmt: skip
    other = {
        "kind": "frequency5",
        "text_de": "Anders.",
        "options_en": same["options_en"].replace("Not", "Nought"),
    }
    path = f"{DRAFT}/items/{key}"
    reply = send(hal, path, path, **same | {changed: other[changed]})

    assert reply.status_code == 422
    assert re.search(rf'id="{field}"><p class="error">“{key}” was asked', html.unescape(reply.text))


def test_htmx_gets_the_region_alone_and_after_saving_the_whole_page(hal):
    refused = send(hal, ITEM, ITEM, HTMX, **TYPED)
    saved = send(hal, ITEM, ITEM, HTMX, **TYPED, as_new="1")

    assert refused.text.strip().startswith('<section class="part" id="edit"')
    assert (saved.status_code, saved.headers["HX-Redirect"]) == (204, DRAFT)


def test_saved_as_a_new_item_it_stands_in_the_same_place(hal):
    place = keys(Role.MENTOR).index("m_open_challenge")
    reply = send(hal, ITEM, ITEM, **TYPED, as_new="1")

    assert reply.location == f"{DRAFT}#m_stays_calm"
    assert keys(Role.MENTOR)[place] == "m_stays_calm"
    assert "“m_stays_calm” is saved as a new item." in said(hal.get(DRAFT))


def test_an_item_saved_as_it_was_is_no_other_wording(hal):
    item = editions.draft(EDITION).questionnaires[Role.MENTOR].item("m_sessions_held")
    same = {
        "text_en": f" {item.text.en}\n", "text_de": item.text.de, "construct": "facts", "kind": "choice",
        "options_en": "\r\n".join(option.text.en for option in item.options),
        "options_de": "\r\n".join(option.text.de for option in item.options),
    }  # fmt: skip
    before = editions.draft(EDITION).files

    assert (
        send(hal, f"{DRAFT}/items/m_sessions_held", f"{DRAFT}/items/m_sessions_held", **same).status_code
        == 303
    )
    assert editions.draft(EDITION).files == before


def test_a_stale_form_is_refused_with_both_texts_and_saved_on_the_second_try(hal):
    key = send(hal, ITEM, ITEM, **TYPED, as_new="1").location.partition("#")[2]
    mine = f"{DRAFT}/items/{key}"
    opened = fields(hal, mine, mine)
    send(hal, mine, mine, **TYPED | {"text_en": "Words of somebody else."})

    stale = hal.post(mine, data=opened | TYPED | {"text_en": "Words of mine."})

    assert stale.status_code == 409
    assert "Somebody else has changed this since you opened it." in said(stale)
    assert ">Words of mine.</textarea>" in stale.text
    assert "Saved now: Words of somebody else." in said(stale)
    seen = re.search(r'name="seen" value="([^"]*)"', stale.text.partition('id="edit"')[2])[1]
    again = hal.post(mine, data=opened | TYPED | {"text_en": "Words of mine.", "seen": seen})
    assert again.status_code == 303
    assert editions.draft(EDITION).questionnaires[Role.MENTOR].item(key).text.en == "Words of mine."


def test_who_edits_what_somebody_has_taken_out_keeps_the_words(hal):
    opened = fields(hal, ITEM, ITEM)
    change(lambda twin, known: editing.remove(twin, Role.MENTOR, "m_open_challenge", known))

    stale = hal.post(ITEM, data=opened | TYPED)
    assert stale.status_code == 409
    assert "Somebody has taken “m_open_challenge” out. You wrote:" in said(stale)
    assert TYPED["text_de"] in said(stale)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"text_de": " "}, "Write it in both languages."),
        ({"text_en": "x" * 301}, "At most 300 characters, please. Shorten it."),
        ({"construct": ""}, "Choose a construct, or describe the new one"),
        ({"kind": "choice", "options_en": "Yes"}, "A choice needs at least two answers."),
        (
            {"kind": "choice", "options_en": "Yes\nNo", "options_de": "Ja"},
            "2 answers are in English, 1 in German.",
        ),
        ({"kind": "agree7"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(hal, typed, error):
    reply = send(hal, ITEM, ITEM, **TYPED | typed)

    assert reply.status_code == 422
    assert error in said(reply)


def test_an_unknown_construct_is_refused(hal):
    reply = send(hal, ITEM, ITEM, **TYPED | {"construct": "mood"}, as_new="1")

    assert reply.status_code == 422
    assert "There is no construct “mood”." in said(reply)


def test_an_item_is_added_for_both_with_a_construct_of_its_own(hal):
    texts = {
        f"{role}_{language}": f"We laugh ({role}, {language})." for role in Role for language in ("en", "de")
    }
    reply = send(
        hal, f"{DRAFT}/add", f"{DRAFT}/add", **texts, kind="frequency5", construct="", construct_en="Joy",
        construct_de="Freude", construct_why="Because.", after_mentor="m_pair_fit", after_leader="l_pair_fit",
    )  # fmt: skip

    assert reply.status_code == 303
    its = editions.draft(EDITION).questionnaires[Role.LEADER]
    item = its.items[[item.key for item in its.items].index("l_pair_fit") + 1]
    assert (item.construct, item.kind, item.text.de) == ("joy", "frequency5", "We laugh (leader, de).")
    assert item.mirror == item.key.replace("l_", "m_", 1)


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        ({}, "Write the item for mentors, for leaders, or for both."),
        ({"leader_en": "We laugh."}, "Write the item for leaders in both languages."),
    ],
)
def test_an_item_for_nobody_or_in_one_language_is_not_added(hal, texts, error):
    reply = send(hal, f"{DRAFT}/add", f"{DRAFT}/add", **texts, kind="agree5", construct="pairing")

    assert reply.status_code == 422
    assert error in said(reply)


def test_a_new_choice_gets_keys_for_its_answers(hal):
    send(
        hal, f"{DRAFT}/add", f"{DRAFT}/add", mentor_en="Where do you meet?", mentor_de="Wo treffen Sie sich?",
        kind="choice", construct="facts", after_mentor="m_sessions_held",
        options_en="In the office\n\n 2 or more places \nIn the office",
        options_de="Im Büro\nZu zweit\nWieder dort",
    )  # fmt: skip

    item = editions.draft(EDITION).questionnaires[Role.MENTOR].items[1]
    assert item.key == "m_meet"
    assert [option.key for option in item.options] == ["office", "o_2_places", "office_2"]


def test_an_item_is_moved_mirrored_taken_out_and_brought_back(hal):
    item = f"{DRAFT}/items/m_pair_fit"
    send(hal, item, f"{item}/move", after="", with_mirror="1")
    assert (keys(Role.MENTOR)[0], keys(Role.LEADER)[0]) == ("m_pair_fit", "l_pair_fit")

    send(hal, item, f"{item}/mirror")
    assert editions.draft(EDITION).questionnaires[Role.LEADER].item("l_pair_fit").mirror is None
    send(hal, item, f"{item}/mirror", partner="l_pair_fit")
    assert editions.draft(EDITION).questionnaires[Role.LEADER].item("l_pair_fit").mirror == "m_pair_fit"

    send(hal, item, f"{item}/remove")
    assert "m_pair_fit" not in keys(Role.MENTOR)
    assert "Asked in “Midpoint, closing, follow-up”, not any more" in said(hal.get(DRAFT))
    send(hal, DRAFT, f"{item}/back")
    assert "m_pair_fit" in keys(Role.MENTOR)


def test_a_mirror_that_cannot_be_is_refused_on_the_page(hal):
    item = f"{DRAFT}/items/l_transfer_team"
    reply = send(hal, item, f"{item}/mirror", partner="m_growth_confidence")

    assert reply.status_code == 422
    assert "both need the same construct, the same scale and the same direction" in said(reply)


def test_title_intro_and_parts_are_saved_each_for_itself(hal):
    around = f"{DRAFT}/around/leader"
    head = {"title_en": "New", "title_de": "Neu", "intro_en": "Please.", "intro_de": "Bitte."}
    assert send(hal, around, around, **head).status_code == 303
    parts = {
        "part_key": ["time_goals", "pair", "", ""], "part_en": ["Time", "", "The end", ""],
        "part_de": ["Zeit", "", "Das Ende", ""],
        "part_first": ["l_sessions_held", "l_pair_fit", "l_words_learned", "l_sessions_held"],
    }  # fmt: skip
    assert send(hal, around, f"{around}/parts", **parts).status_code == 303

    asked = editions.draft(EDITION).questionnaires[Role.LEADER]
    assert (asked.title.de, asked.intro.en) == ("Neu", "Please.")
    assert [(part.key, part.name.de) for part in asked.parts] == [("time_goals", "Zeit"), ("end", "Das Ende")]


def test_parts_that_cannot_stand_come_back_as_they_were_typed(hal):
    around = f"{DRAFT}/around/leader"
    parts = {"part_key": [""], "part_en": ["Later"], "part_de": ["Später"], "part_first": ["l_pair_fit"]}
    reply = send(hal, around, f"{around}/parts", **parts)

    assert reply.status_code == 422
    assert "the first part begins with the first item" in said(reply)
    assert 'value="Später"' in reply.text


def test_a_stale_intro_is_refused_with_both_texts(hal):
    around = f"{DRAFT}/around/leader"
    opened = fields(hal, around, around)
    head = {"title_en": "Mine", "title_de": "Meins", "intro_en": "Please.", "intro_de": "Bitte."}
    send(hal, around, around, **head | {"title_en": "Theirs"})
    stale = hal.post(around, data=opened | head)

    assert stale.status_code == 409
    assert ">Mine</textarea>" in stale.text
    assert "Saved now: Theirs" in said(stale)


def test_the_last_item_of_a_role_stays(client):
    a_draft("pulse")
    hal = signed_in(client, "hal")
    *others, last = keys(Role.MENTOR)
    for key in others:
        change(lambda twin, known, key=key: editing.remove(twin, Role.MENTOR, key, known))
    reply = send(hal, f"{DRAFT}/items/{last}", f"{DRAFT}/items/{last}/remove")

    assert reply.status_code == 422
    assert "This is the only item for mentors." in said(reply)


def test_what_breaks_a_rule_stands_in_the_panel_with_a_link_to_its_place(hal):
    reword("m_words_programme", {"en": "How old are you?", "de": "Wie alt sind Sie?"}, as_new=True)
    page = hal.get(DRAFT)

    assert "No question about the person: 2 to mend" in said(page)
    assert f'href="{DRAFT}/items/m_old#edit">m_old</a>: this asks about the person (“How old”)' in page.text
    assert 'aria-disabled="true"' in page.text


def test_what_is_not_there_is_not_found(hal):
    a_published("pulse", "other")
    for path in (f"{DRAFT}/items/m_nothing", "/questionnaires/nothing/draft", "/questionnaires/other/draft"):
        assert hal.get(path).status_code == 404, path


def test_nobody_changes_a_published_version_by_an_old_form(hal):
    opened = fields(hal, ITEM, ITEM)
    authoring.publish(EDITION, authoring.mark_of(editions.draft(EDITION), authoring.whole))

    assert hal.post(ITEM, data=opened | TYPED | {"as_new": "1"}).status_code == 404
