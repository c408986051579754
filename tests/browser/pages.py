"""Every page, how one comes to it, and who may."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.stage import DRAFT, LATE, OPEN, PLANNED, POOLED, RELEASED, ROSTER, TO_CONFIRM, TO_OPEN
from tests.browser.visits import Visit


@dataclass(frozen=True)
class Way:
    """How a page is opened: by its path, or by what a person does; and the role, none for respondents."""

    role: str | None
    path: str = ""
    do: Callable[[Visit], object] | None = None
    is_refusal: bool = False

    def walk(self, visit: Visit) -> Page:
        """Open the page."""
        if self.do is None:
            visit.go(self.path)
        else:
            self.do(visit)
        return visit.page


def _form(language: str = "en") -> Callable[[Visit], object]:
    return lambda visit: visit.answer_form(visit.stage.codes["mentor"][0], language=language)


def _tick_one(visit: Visit, language: str = "en") -> Page:
    page = visit.answer_form(visit.stage.codes["mentor"][0], language=language)
    page.check("#m_pair_goals input[value='4']")
    return page


def _open_questions(visit: Visit) -> None:
    _tick_one(visit, "de").click(".send .btn.wide")
    visit.page.wait_for_selector("[name=anyway]")


def _too_long(visit: Visit) -> None:
    page = _tick_one(visit)
    write_too_much(page)
    page.click(".send .btn.wide")
    page.wait_for_selector(".wrong")


def write_too_much(page: Page) -> str:
    """Write more into the first comment than its field takes from a keyboard; return its name."""
    page.evaluate("document.querySelectorAll('textarea').forEach(one => one.removeAttribute('maxlength'))")
    first = page.locator("textarea").first
    first.fill("We meet, and then we meet again. " * 50)
    return str(first.get_attribute("name"))


def _marks(visit: Visit) -> None:
    page = _tick_one(visit)
    page.locator("textarea").first.fill(
        "Sandra asked me on 3 March. Write to sandra@example.com or call 0151 2345678."
    )
    page.click("[name=check]")
    page.wait_for_selector(".marks")


def _thanks(visit: Visit) -> None:
    _tick_one(visit).click(".send .btn.wide")
    visit.page.click("[name=anyway]")
    visit.page.wait_for_selector("h1:has-text('Thank you')")


def _taken_back(visit: Visit) -> None:
    visit.answer_form(visit.stage.codes["mentor"][0]).click("section:last-of-type form .btn")
    visit.page.wait_for_selector("h1:has-text('taken back')")


def _unknown_code(visit: Visit) -> None:
    visit.go(f"/a#{'A' * 32}")
    visit.page.wait_for_selector("h1:has-text('do not know')")


def _wave_closed(visit: Visit) -> None:
    visit.go(f"/a#{visit.stage.late_code}")
    visit.page.wait_for_selector("h1:has-text('closed')")


def _again_sent(visit: Visit) -> None:
    visit.go("/a/again").fill("[name=email]", "nobody@example.com")
    visit.page.click("main form .btn")
    visit.page.wait_for_selector("[role=status] h1")


def _goals(language: str = "en") -> Callable[[Visit], object]:
    def walk(visit: Visit) -> None:
        visit.go(f"/a/goals?lang={language}#{visit.stage.goals_code}")
        visit.page.wait_for_selector("#text-1")

    return walk


def _goals_kept(visit: Visit) -> None:
    _goals()(visit)
    visit.page.fill("#text-1", "Understand what a night shift looks like")
    visit.page.click("main .acts .btn")
    visit.page.wait_for_selector(".flash")


def _goals_unknown(visit: Visit) -> None:
    visit.go(f"/a/goals#{'A' * 40}")
    visit.page.wait_for_selector("h1:has-text('opens no goals')")


def _roster_preview(visit: Visit) -> None:
    page = visit.go("/programmes/reverse-mentoring/cohorts/new")
    page.fill("[name=name]", "Autumn")
    page.set_input_files("[type=file]", ROSTER)
    page.click("main form .btn")
    page.wait_for_selector("h1:has-text('Check the file')")


def _roster_waiting(visit: Visit) -> None:
    page = visit.go("/programmes/reverse-mentoring/cohorts/new")
    page.fill("[name=name]", "Autumn")
    rows = b"name,email,role,unit\nAnna Berg,anna (at) example.com,mentee,IT\n"
    rows += b"Leo Tal,leo@example.com,leader,IT\nLeo Tal,leo@example.com,leader,Board\n"
    page.set_input_files("[type=file]", {"name": "people.csv", "mimeType": "text/csv", "buffer": rows})
    page.click("main form .btn")
    page.wait_for_selector("#mend")


def _theme(visit: Visit) -> None:
    visit.go(f"/reports/{RELEASED}/themes/{visit.stage.theme_keys[0]}")


def _sign_in_refused(visit: Visit) -> None:
    page = visit.go("/sign-in")
    page.fill("[name=email]", "nobody@example.com")
    page.fill("[name=password]", "not the password")
    page.click("main button[type=submit]")
    page.wait_for_selector("[role=alert]")


def slip(visit: Visit) -> Page:
    """Let the trustee make the key: its words are shown."""
    page = visit.go(f"/trustee/{TO_CONFIRM}")
    page.fill("#holder", "Ruth Sommer, works council")
    page.check("#is_right")
    page.click("[aria-labelledby=make] .btn")
    page.wait_for_selector(".six")
    return page


def _days_wrong(visit: Visit) -> None:
    page = visit.go(f"/waves/{PLANNED}/days")
    page.fill("#opens_on", "2026-03-07")
    page.click("main form .btn")
    page.wait_for_selector("[role=alert]")


def _words_wrong(visit: Visit) -> None:
    page = slip(visit)
    page.fill("#words", "abacus abdomn abide abiding able doktor")
    page.click("main form .btn")
    page.wait_for_selector("[role=alert]")


def _reword(visit: Visit) -> None:
    page = visit.go(f"{DRAFTED}/items/m_open_challenge")
    page.fill("#text_en", "The leader I mentor responds openly and calmly when I challenge them.")
    page.click("#edit .btn.second >> nth=0")
    page.wait_for_selector("#edit [role=alert]")


DRAFTED = f"/questionnaires/{DRAFT}/draft"
RESPONDENTS = {
    "code": Way(None, "/a"),
    "answer": Way(None, do=_form()),
    "answer-de": Way(None, do=_form("de")),
    "answer-open": Way(None, do=_open_questions, is_refusal=True),
    "answer-wrong": Way(None, do=_too_long, is_refusal=True),
    "answer-marks": Way(None, do=_marks),
    "thanks": Way(None, do=_thanks),
    "taken-back": Way(None, do=_taken_back),
    "code-unknown": Way(None, do=_unknown_code, is_refusal=True),
    "wave-closed": Way(None, do=_wave_closed, is_refusal=True),
    "again": Way(None, "/a/again"),
    "again-sent": Way(None, do=_again_sent),
    "promise": Way(None, "/promise"),
    "not-there": Way(None, "/a/nowhere", is_refusal=True),
    "goals-code": Way(None, "/a/goals"),
    "goals": Way(None, do=_goals()),
    "goals-de": Way(None, do=_goals("de")),
    "goals-kept": Way(None, do=_goals_kept),
    "goals-unknown": Way(None, do=_goals_unknown, is_refusal=True),
}
STAFF = {
    "sign-in": Way(None, "/sign-in"),
    "sign-in-refused": Way(None, do=_sign_in_refused, is_refusal=True),
    "programmes": Way("hr", "/"),
    "roster": Way("hr", "/programmes/reverse-mentoring/cohorts/new"),
    "preview": Way("hr", do=_roster_preview),
    "people": Way("hr", "/cohorts/pilot/people"),
    "preview-waiting": Way("hr", do=_roster_waiting),
    "person": Way("hr", "/cohorts/pilot/people/1"),
    "new-person": Way("hr", "/cohorts/pilot/people/new"),
    "pairs": Way("hr", "/cohorts/pilot/pairs"),
    "proposal": Way("hr", "/cohorts/pilot/pairs/proposal?anew=1"),
    "pair-opened": Way("hr", "/cohorts/pilot/pairs/1/change"),
    "pair-rules": Way("hr", "/cohorts/pilot/pairs/rules"),
    "goal-counts": Way("hr", "/cohorts/pilot/goals"),
    "goal-counts-read": Way("leadership", "/cohorts/pilot/goals"),
    "cohort": Way("hr", "/cohorts/pilot/waves"),
    "plan": Way("hr", "/cohorts/pilot/waves/new"),
    "programme": Way("hr", "/programmes/reverse-mentoring"),
    "programme-delete": Way("hr", "/programmes/reverse-mentoring/delete"),
    "draw-up": Way("hr", "/cohorts/pilot/plan?template=six-months&starts_on=2026-04-13"),
    "days": Way("hr", f"/waves/{PLANNED}/days"),
    "days-wrong": Way("hr", do=_days_wrong, is_refusal=True),
    "before": Way("hr", f"/waves/{PLANNED}/before"),
    "mail-shown": Way("hr", f"/waves/{PLANNED}/before/mail/invitation/mentor/de"),
    "form-shown": Way("hr", f"/waves/{PLANNED}/before/form/leader/en"),
    "wave-planned": Way("hr", f"/waves/{PLANNED}"),
    "wave-open": Way("hr", f"/waves/{OPEN}"),
    "wave-to-close": Way("hr", f"/waves/{LATE}"),
    "wave-done": Way("hr", f"/waves/{RELEASED}"),
    "review": Way("hr", f"/waves/{RELEASED}/review"),
    "review-too-early": Way("hr", f"/waves/{OPEN}/review"),
    "unreleased": Way("hr", f"/reports/{OPEN}"),
    "export": Way("hr", f"/reports/{RELEASED}/export"),
    "refused": Way("hr", "/waves/nowhere", is_refusal=True),
    "reports": Way("leadership", "/reports"),
    "themes": Way("leadership", f"/reports/{RELEASED}"),
    "theme": Way("leadership", do=_theme),
    "gaps": Way("leadership", f"/reports/{RELEASED}/gaps"),
    "changes": Way("leadership", f"/reports/{RELEASED}/changes"),
    "not-released": Way("leadership", f"/reports/{OPEN}", is_refusal=True),
    "actions": Way("leadership", f"/reports/{RELEASED}/actions"),
    "actions-hr": Way("hr", f"/reports/{RELEASED}/actions"),
    "report": Way("hr", f"/waves/{RELEASED}/report"),
    "pooled": Way("leadership", f"/reports/{POOLED}"),
    "pooled-gaps": Way("leadership", f"/reports/{POOLED}/gaps"),
    "beside": Way("leadership", f"/reports/{RELEASED}/pilot"),
    "accounts": Way("admin", "/accounts"),
    "account": Way("admin", "/accounts/1"),
    "audit": Way("admin", "/audit"),
    "sheets": Way("hr", f"/waves/{OPEN}/sheets"),
    "trustee": Way("trustee", "/trustee"),
    "trustee-to-confirm": Way("trustee", f"/trustee/{TO_CONFIRM}"),
    "trustee-slip": Way("trustee", do=slip),
    "trustee-words-wrong": Way("trustee", do=_words_wrong, is_refusal=True),
    "trustee-to-open": Way("trustee", f"/trustee/{TO_OPEN}"),
    "questionnaires": Way("hr", "/questionnaires"),
    "questionnaire": Way("hr", "/questionnaires/standard/versions/1"),
    "questionnaire-choice": Way("hr", "/programmes/reverse-mentoring/questionnaires"),
    "draft": Way("hr", DRAFTED),
    "draft-item": Way("hr", f"{DRAFTED}/items/m_open_challenge"),
    "draft-refused": Way("hr", do=_reword, is_refusal=True),
    "draft-add": Way("hr", f"{DRAFTED}/add"),
    "draft-around": Way("hr", f"{DRAFTED}/around/leader"),
    "draft-differences": Way("hr", f"/questionnaires/{DRAFT}/versions/1/differences"),
    "draft-preview": Way("hr", f"/questionnaires/{DRAFT}/versions/1/preview/leader?lang=de"),
    "early": Way("admin", f"/waves/{OPEN}/early"),
}
PAGES = RESPONDENTS | STAFF
