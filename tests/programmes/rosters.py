"""Small rosters as HR would send them: a clean English one, and a German one out of Excel."""

import re

CLEAN = b"""name,email,role,unit,language,topics,constraints,manager_email
Margaret Hale,margaret@example.com,leader,Board,en,AI tools; Inclusion,Not same reporting line,
Richard Fenwick,richard@example.com,leader,Finance,en,Sustainability,not same unit,margaret@example.com
Zainab Qureshi,zainab@example.com,mentor,Ground,en,AI tools,"shift work, mornings only",boss@example.com
Ibrahim Demirel,ibrahim@example.com,mentor,Finance,en,Sustainability,,richard@example.com
"""

# Addresses end at the @ here, for short; all are at example.com.
_SHORT_LINES = [
    "Teilnehmerliste – vertraulich;;;;;;;;;;;",
    "Stand: 03.11.2026, Export aus HR-System;;;;;;;;;;;",
    'Name, Vorname ;"E-Mail',
    '(dienstlich)";Rolle (FK / Mentor);Bereich/OE;Standort;Ebene;Sprache; Themen (bietet an / sucht);Ziele;'
    "Bemerkung;E-Mail Vorgesetzte/r;Bemerkung",
    "Müller-Lüdenscheidt, Jürgen;juergen@;Führungskraft;Vertrieb DACH;München;Vorstand;de;KI;Verstehen;;;",
    "Nürnberger, Frank;frank@;FK;Finanzen;Köln;Leitung;de;Soziale Medien;Reden;nur Video;juergen@;",
    "Rautenberg, Ulrike;ulrike@;führungskraft ;Recht;Görlitz;Leitung;de;Medien;Halten;;juergen@;",
    "  Krähwinkel,  Matthias ;matthias@;FK;Finanzen;Nürnberg;Leitung;de;Werkzeuge;Hören;;juergen@;",
    "Dr. Lars Wagenknecht;lars@;FK;Vertrieb;Köln;Leitung;de;Medien;Hören;;juergen@;",
    "Hölzlwimmer, Heike;HEIKE@EXAMPLE.COM;FK;Einkauf;Köln;Leitung;de;Werkzeuge;Halten;;juergen@;",
    "Lindenthal, Holger;Holger Lindenthal <holger@>;FK;Recht;Köln;Leitung;en;KI;Halten;;juergen@;",
    "Küppers, Henning;henning.kueppers (at) example.com;FK;Werk;Görlitz;Leitung;de;Medien;Sehen;;juergen@;",
    'Hölzlwimmer, Käthe;kaethe@;FK;IT;Köln;Leitung;de;Medien;"Zuhören lernen; weniger reden',
    'und ""Warum?"" fragen";nur Video;juergen@;',
    "Zumbusch, Björn;bjoern@;FK;Vertrieb;Köln;Leitung;Deutsch;Medien;Sehen;;juergen@;",
    "Hagedorn, Heike;heike.hagedorn@;FK;Werk Süd;Lodz;Leitung;DE/EN;KI;Reden;;juergen@;",
    "Grünwaldt, Sabine;sabine@;FK;Einkauf;Lodz;Leitung;en;KI;Sehen;;juergen@;",
    ";;;;;;;;;;;",
    "Rautenberg, Ulrike;ulrike@;führungskraft ;Recht;Görlitz;Leitung;de;Medien;Halten;;juergen@;",
    "Kästner, Sören;soeren@;Mentorin;Logistik;Wien;Trainee;de;Medien;Verstehen;;holger@;",
    "Häberlein, Elif;elif@;MENTOR;Finanzen;Görlitz;Trainee;de;Vielfalt;Verstehen;;frank@;",
    "Düvelmeyer, Thao;thao@;Reverse-Mentor;Personal;Köln;Trainee;de;KI;Netzwerk;;lars@;",
    "Çelik, Yusuf;yusuf@;Mentor/in;Werk Süd;München;Fachkraft;;KI;Feedback;;ulrike@;",
    "Miko?ajczak, Niklas;niklas@;Mentor/in;Finanzen;Wien;Azubi;de;Medien;Sicht;;frank@;",
    'Häberlein, Emre;emre@;Mentor/in;Recht;München;Fachkraft;de;KI;"=HYPERLINK(""https://example.com/"";'
    '""Mein Ziel"")";;ulrike@;',
    "Büschgens, Till;till@;Mentor/in;Finanzen;Köln;Trainee;de;-KI, +Nachhaltigkeit;Sehen;;;",
    'Brückmann, Björn;bjoern.b@;Mentor/in;Werk;Zürich;Fachkraft;de;Medien;Sehen;"nicht gleiche '
    'Berichtslinie; kein Tandem mit Ulrike Rautenberg";annegret@;',
    "Trölsch, Chiara;chiara@;Mentor/in;Kundenservice;Köln;Azubi;de;KI;Sicht;;matthias@;",
    "Trölsch, Chiara;Chiara@ ;Mentor/in;Kundenservice;Köln;Azubi;de;KI;Sicht;;matthias@;",
    "Lämmle, Hannah;hannah@;Mentor/in;Werk Süd;München;Fachkraft;de;KI;Zeigen;;gibtesnicht@;",
    "Røed, Svenja;svenja@;Mentor/in;Kundenservice;Wien;Trainee;de;Medien;Sehen;;matthias@;",
    "Grünwaldt, Sabine;sabine@;Mentor/in;Einkauf;Lodz;Leitung;en;KI;Weitergeben;;juergen@;",
    "Røed, Svenja;svenja@;Mentor/in;Vertrieb DACH;Wien;Trainee;de;Medien;Sehen;;matthias@;",
    "Summe: 24;;;;;;;;;;;",
]
GERMAN_LINES = [re.sub("@(?=[;> ])", "@example.com", line) for line in _SHORT_LINES]
GERMAN = "".join(line + "\r\n" for line in GERMAN_LINES).encode("cp1252")


def line_of(text: str, which: int = 0) -> int:
    """Return the number a text editor shows for the line of the German file that holds a text."""
    return [number for number, line in enumerate(GERMAN_LINES, 1) if text in line][which]


def clean_with(line: str) -> bytes:
    """Return the clean roster with one more line."""
    return CLEAN + line.encode() + b"\n"
