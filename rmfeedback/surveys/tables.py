"""Why each table of both databases is there, in words for works councils; a test misses what is not here."""

from rmfeedback.errors import N_

WHY = {
    # the database of people
    "programme": N_("The programme, its name and language."),
    "cohort": N_("A group of people who take part together."),
    "person": N_(
        "Who takes part: name, address, language, and from the roster unit, location, level, manager."
    ),
    "participation": N_("A person’s part in a cohort: mentor or leader, topics, goals, and what HR noted."),
    "pair": N_("Which mentor and leader meet. It never reaches the database of answers."),
    "mailing": N_("That a mail went to everybody, on which day."),
    "invitation": N_("Who was invited to which wave; while it is open, also into which envelope."),
    "early_closing": N_("Which member of staff asked to close a wave early."),
    "known_epoch": N_("A random mark by which an older copy of this database is found out."),
    "account": N_("Members of staff who sign in, with their role; the password only as a hash."),
    "job": N_("Mails still to be sent, by number alone; each row is deleted when it is done."),
    # the database of answers
    "wave": N_("One round of asking, and all that was chosen for it at launch."),
    "envelope": N_("One sealed envelope per invitation, blank or not; deleted when the box is opened."),
    "link": N_(
        "Digests of the links among random fillings that look the same; deleted when the box is opened."
    ),
    "opening": N_("How many envelopes were opened, left out and damaged."),
    "band": N_("In large waves roughly how many have answered, once a day; deleted at closing."),
    "epoch": N_("A random mark by which an older copy of this database is found out."),
    "tally": N_("How many responses each role, or group of five or more, has."),
    "answer": N_(
        "Each answer to each question by itself, in random order. No row joins two answers of a person."
    ),
    "comment": N_("Each comment by itself, names and numbers taken out, apart from all ticked answers."),
    "run": N_("That the comments were read for themes, and with which settings."),
    "theme": N_("What several comments have in common, with the name HR gave it."),
    "quote": N_("Comments that could speak for a theme; shown to nobody outside HR unless HR releases them."),
    "release": N_("The findings as HR released them."),
}
