"""Which comments may speak of harm, sentence by sentence, and that HR's desk alone sees the mark."""

import pytest

from rmfeedback.reports.urgent import may_speak_of_harm

HARM = "My supervisor threatened me after the session."
URGENT = (
    HARM,
    "Some days I think about suicide and nobody here notices.",
    "I want to die when I see the rota.",
    "Honestly the team would be better off without me.",
    "She told me that she hurts herself after every review.",
    "He put his hand on my knee in the car and laughed.",
    "There is sexual harassment in the night shift and everybody knows it.",
    "One of the leads keeps touching me without asking.",
    "I am being bullied by my team lead every week.",
    "The jokes about my skin are racist and nobody stops them.",
    "He called her a whore in front of everyone.",
    "A leader grabbed my arm in the corridor and would not let go.",
    "He slapped an apprentice; I saw it.",
    "Our foreman hit him in the face with a glove.",
    "He threw a wrench at me last month.",
    "A colleague brought a knife to work to scare us.",
    "He said he will kill me if I talk.",
    "We get death threats from one customer and are told to smile.",
    "I am afraid he will hurt somebody.",
    "He is blackmailing a mentee with private pictures.",
    "I was stalked by somebody from the second floor.",
    "Violence is normal in the depot.",
    "Ich denke oft an Selbstmord.",
    "Manchmal will ich einfach nicht mehr leben.",
    "Sie hat gesagt, dass sie sich etwas antut.",
    "Ich bringe mich um, wenn das so weitergeht.",
    "Mein Chef hat mich sexuell belästigt.",
    "In der Werkstatt wird eine Kollegin gemobbt.",
    "Er hat mir an den Po gefasst, und alle haben gelacht.",
    "Er hat ihr die Hand auf das Knie gelegt, das war widerlich.",
    "Die rassistischen Sprüche hören nicht auf.",
    "Ein Azubi wurde im Lager geschlagen.",
    "Der Meister ist handgreiflich geworden.",
    "Er wirft mit Werkzeug nach uns.",
    "Ein Kollege hat eine Waffe mitgebracht.",
    "Er droht mir mit Kündigung und Schlimmerem.",
    "Mein Vorgesetzter hat mich bedroht.",
    "Wir haben Morddrohungen bekommen, und niemand tut etwas.",
    "Er hat mich vor allen gedemütigt.",
    "Ich habe Angst, dass er uns etwas antut.",
    "Sie wurde von einem Leiter angegrapscht und betatscht.",
)
HARMLESS = (
    "This kills my motivation.",
    "The deadlines are killing us.",
    "Meetings like this kill every idea.",
    "She was killing it on stage.",
    "Just shoot me an email before the session.",
    "It was death by PowerPoint again.",
    "I nearly died laughing at the old phone.",
    "I would die to see the board use the app.",
    "AI is a threat to our jobs, and nobody says so.",
    "Some leaders feel threatened by young colleagues.",
    "Phishing is the biggest threat we discussed.",
    "We attacked the problem from the other side.",
    "He beat me to the answer.",
    "It hit me how little they see of the depot.",
    "The feedback hit him hard.",
    "She pushes me to try new tools, which is great.",
    "He kicked us off with a good question.",
    "They threw us in at the deep end, and it worked.",
    "The harassment training is too long.",
    "A course about bullying would help leaders.",
    "We talked about sexual orientation at work, openly.",
    "We violently agree on most things.",
    "Our secret weapon is the coffee corner.",
    "The budget was cut again.",
    "Nobody abuses the flexitime system.",
    "You will not regret it, join the programme.",
    "Don't beat yourself up about a missed session.",
    "Das ist ein Totschlagargument.",
    "Wir haben uns totgelacht über das alte Faxgerät.",
    "Das bringt mich um den Verstand.",
    "Die Termine bringen mich um meine Mittagspause.",
    "Er schlägt mir vor, öfter in die Halle zu kommen.",
    "Unser Team hat sich gut geschlagen.",
    "Ich fühle mich durch KI nicht bedroht.",
    "Uns droht die Puste auszugehen.",
    "Dem Projekt droht die Luft auszugehen.",
    "Das war höhere Gewalt.",
    "Wir wurden ins kalte Wasser geworfen.",
    "Die Schulung zum Thema Mobbing war trocken.",
    "Ich war nach der Sitzung etwas niedergeschlagen.",
    "Das hat mich sehr angefasst, im guten Sinn.",
    "Da fühlte ich mich auf den Schlips getreten.",
    "Ich beschimpfe den Drucker jeden Morgen.",
    "Er hat mich im Kicker geschlagen.",
    "Das neue Werkzeug macht mich fertig mit der Welt.",
    "Wir müssen kürzer treten, sonst wird es zu viel.",
)


@pytest.mark.parametrize("comment", URGENT)
def test_a_comment_that_speaks_of_harm_is_marked(comment):
    assert may_speak_of_harm(comment)


@pytest.mark.parametrize("comment", HARMLESS)
def test_an_idiom_is_no_alarm(comment):
    assert not may_speak_of_harm(comment)
