import pytest

from rmfeedback.surveys.questionnaire import shipped
from rmfeedback.surveys.questionnaire_words import promise_in, question_about_the_person

ABOUT_THE_PERSON = [
    "How old are you?",
    "What is your gender?",
    "Please name your age.",
    "Are you a woman?",
    "I identify as a man.",
    "What is your year of birth?",
    "Which department do you work in?",
    "In which business unit are you based?",
    "What is your unit?",
    "Which site do you belong to?",
    "Where do you work?",
    "How long have you been with the company?",
    "How many years have you worked here?",
    "How long have you been in our organisation?",
    "Your length of service",
    "Wie alt sind Sie?",
    "Nennen Sie Ihr Alter.",
    "Sind Sie eine Frau?",
    "In welchem Bereich arbeiten Sie?",
    "Zu welcher Abteilung gehören Sie?",
    "An welchem Standort sind Sie tätig?",
    "Wie lautet Ihre Abteilung?",
    "Wo arbeiten Sie?",
    "Wie lange arbeiten Sie schon hier?",
    "Seit wann sind Sie im Unternehmen?",
    "Wie lang ist Ihre Betriebszugehörigkeit?",
    "Ihr Geburtsjahr",
    "Ihr Geschlecht",
]
ABOUT_THE_PAIR = [
    "Ideas are heard here regardless of age or gender.",
    "Age differences do not matter in our sessions.",
    "I have passed on to my own team something I learned from my mentor.",
    "In our organisation, people at my level can be themselves and still be taken seriously.",
    "Which topic do you most want to bring in?",
    "How long does a session usually take?",
    "How long have you been meeting?",
    "What team habits help you to speak frankly?",
    "In meiner Abteilung werden neue Ideen aufgegriffen.",
    "In welchem Bereich haben Sie am meisten gelernt?",
    "Das Alter spielt in unseren Gesprächen keine Rolle.",
    "Wie lange dauert ein Gespräch meist?",
]
PROMISES = [
    "Your answers are anonymous.",
    "Ihre Antworten bleiben anonym.",
    "All of this is strictly confidential.",
    "Wir behandeln alles vertraulich.",
    "Nobody will ever know what you wrote.",
    "Niemand erfährt, was Sie schreiben.",
    "Your answers cannot be traced.",
    "Rückschlüsse auf Sie sind nicht möglich.",
    "Your answers stay SECRET.",
]


@pytest.mark.parametrize("text", ABOUT_THE_PERSON)
def test_a_question_about_the_person_is_found(text):
    assert question_about_the_person(text)


@pytest.mark.parametrize("text", ABOUT_THE_PAIR)
def test_a_question_about_the_pair_or_the_organisation_is_not_taken_for_one(text):
    assert question_about_the_person(text) == ""


@pytest.mark.parametrize(
    "option", ["Female", "männlich", "divers", "Under 30 years", "1 to 5 years", "Mehr als 10 Jahre"]
)
def test_answers_that_tell_who_somebody_is_are_found(option):
    assert question_about_the_person("Please choose.", ["Yes", option]) == option


@pytest.mark.parametrize("intro", PROMISES)
def test_a_promise_is_found(intro):
    assert promise_in(intro)


@pytest.mark.parametrize("key", shipped())
def test_nothing_that_is_shipped_asks_about_the_person_or_promises_secrecy(key):
    asked = shipped()[key]
    for language in ("en", "de"):
        assert promise_in(asked.intro.in_(language)) == ""
        for item in asked.items:
            options = [option.text.in_(language) for option in item.options]
            assert question_about_the_person(item.text.in_(language), options) == ""
