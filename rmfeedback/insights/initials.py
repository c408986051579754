"""Two to four letters that stand for somebody on the roster: "M.O.", "M. O.", "MO"."""

import re
from collections.abc import Iterator

from .nicknames import word_set
from .redaction_words import ACTS, ARTICLES, CUES, TOWARDS_PEOPLE
from .roster_names import NameIndex, spellings
from .spans import Action, Span

_L = r"[^\W\d_]"
_INITIALS = re.compile(rf"(?<![\w.@/&-])(?:{_L}(?:\.[ -]?{_L}(?!\w))++\.?|{_L}{{2,5}}(?!\w))(?![@&/]|-\w)")
_MOST = 5
_WORD = re.compile(r"[^\W\d_]+")
_EVERYWHERE = word_set("""
    ai asap btw ceo cfo cio coo cto de eu faq fyi hr id is it ki lgbt me my no ok pc pdf sap so tbh tv uk un
    us usa vip vpn wlan we www
""")
_ACRONYMS = _EVERYWHERE | word_set("""
    qm qs fe pe be bv gl bl al tl vl gf cs cx hv oe og tga bgm asi sifa jav sbv vk ek rw ppe wip kt ks dl ma
    pj bz zv sb ee er es ev du wo ob da ab an am zu um ja if or at by do go he my up we oh ah eh hm ha am en
    ft gb ie la mb mr ms os pa pin pm ps sms vs wc aa abs ac acl ad ag api app ar asp av ba bahn bbc bgb bi
    bip bmw bot bpm br bsc bu bus cad cap cd cdo ceo cet ci cia cmo cms cpo cpu crm csr css csv cv da dach db
    ddr dei dhl din dj dm dna dns doc dp dpo dr dsgvo dvd ec ed ee eg ehs er erp esg esp est et etc evp ev ex
    fbi fc fifa fk ga gbr gdp gdpr gmbh gmt gp gps gpt gps gpu gui hd hq html http hs hse ibm ig ihk in io ios
    ip ipa iq iso jd jp jpg kb kfz kg kgb kita km kpi kv lan lb lcd led lg lkw ll lmk lol ltd ma mac max mba
    md mfg mh min ml mm mp mri mrt msc mvp nasa nato nb nda ne nfc ngo nhs nr nrw ny nz oem okr ol omg onb op
    or oss ot pb pdca ph phd pi pkw pl plc plz po pp ppt pr pro psa pt qa qc qr ram rc rd rfc rip rm roi rsvp
    rt sa sap sas sat sbb sd sdk se seo sla sme sms soa sop spa sq sql ss ssd ssl sub sv svp swot ta tb tbd td
    ti tls tns to tqm tui ui ul uni url usb usp utc uv ux va var vat vba vc vg vl vm vp vr vw wf wfh wg wifi
    wm wp wto xl xml yr zdf
""")
# With points, a few more; "m.o." could be nearly anything, "M.O." is somebody.
_POINTED = _EVERYWHERE | word_set("am pm ps nb ba ma bsc msc phd la dc qa pr rip")
_ABBREVIATIONS = word_set("""
    ae ag am dh dj eg ev eu gb ia idr ie it ka nb oa oae pm ps sa so su ua usw uu va zb zt zh
""")
_LEADING = (
    TOWARDS_PEOPLE
    | CUES
    | word_set("""
    that dass wenn weil because when between zwischen entscheidet einfach
""")
)


def initials_spans(text: str, index: NameIndex, every_case: bool) -> Iterator[Span]:
    """Mark initials of roster people: mask what can hardly mean anything else, ask about the rest."""
    for found in _INITIALS.finditer(text):
        written = found[0]
        if len(_letters(written)) > _MOST:
            continue
        # "M.O. I think": the last letter may begin the next sentence.
        while len(written) > 1 and _stands_for_nobody(written, index, every_case):
            written = written[:-1] if "." in written else ""
        if len(written) > 1:
            end = found.start() + len(written)
            yield Span(found.start(), end, "name", _action(written, text, found.start(), end))


def _is_among_capitals(text: str, start: int, end: int) -> bool:
    """Whether other words in capitals or numbers stand beside, as in "QX 400" or where all is shouted."""
    words = text[max(0, start - 24) : start].split()[-1:] + text[end : end + 24].split()[:1]
    return any(word.isupper() and len(word) > 1 or any(letter.isdigit() for letter in word) for word in words)


def _letters(written: str) -> str:
    return spellings(re.sub(r"[. -]", "", written))[0]


def _stands_for_nobody(written: str, index: NameIndex, every_case: bool) -> bool:
    letters = _letters(written)
    if letters not in index.initials:
        return True
    if "." in written:
        return not every_case and not written[0].isupper() and letters in _ABBREVIATIONS
    is_written_so = written[0].isupper() and written[-1].isupper()
    return not is_written_so or not every_case and letters in _EVERYWHERE


def _action(written: str, text: str, start: int, end: int) -> Action:
    letters = _letters(written)
    before = _WORD.findall(text[max(0, start - 24) : start].casefold())[-1:]
    after = _WORD.findall(text[end : end + 24].casefold())[:1]
    if "." in written:
        is_clock = text[max(0, start - 3) : start].rstrip()[-1:].isdigit()
        is_abbreviation = letters in _POINTED or letters in _ABBREVIATIONS
        return "mask" if written[0].isupper() and not is_abbreviation and not is_clock else "ask"
    if letters in _ACRONYMS or len(letters) > 3 or before and before[0] in ARTICLES:
        return "ask"
    if len(letters) == 2 and not _is_among_capitals(text, start, end):
        return "mask"
    leads = bool(before) and before[0] in _LEADING and text[start - 1] in " ("
    acts = bool(after) and after[0] in ACTS and text[end : end + 1] == " "
    return "mask" if leads or acts else "ask"
