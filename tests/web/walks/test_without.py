"""The most important forms without scripts, without a mouse, in forced colours and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from tests.web.keyboard import SCRIPT
from tests.web.walks import evidence_of_marisol as her
from tests.web.walks.walking import PICTURES, Town, Walker

pytestmark = pytest.mark.timeout(120)
Enter = Callable[..., Walker]
ASKED = "d.abernathy-cho@example.org"
"""Who is asked for a reference in the small alliance."""


# ── Without scripts ───────────────────────────────────────────────────────────────────────────


def test_signing_in_and_entering_evidence_need_no_script(walker: Enter) -> None:
    nell = walker("no-script", phone=True, java_script_enabled=False)
    nell.signs_in("nell@nc.example.org").stands_at("My endorsement")
    nell.opens("/my/evidence/add/education").presses(re.compile("^Save$")).sees("There is a problem").shot("wrong")
    nell.fills(her.DEGREE).unfolds("Course 1")
    nell.fills({"Title of the course": "Child Welfare Policy and the Law"})
    nell.presses(re.compile("^Save$")).is_told("Saved").shot("saved", also=320)
    nell.page.get_by_label("Attach a scan").set_input_files(her.transcript())  # type: ignore[arg-type]
    nell.presses(re.compile("^Attach$")).is_told("Attached").sees("transcript.pdf")
    nell.opens("/my/evidence/table").fills({"What is in the table": "Training", "Paste the table": her.TRAININGS})
    nell.presses("Look at it").presses("Add 5 items").is_told("5 added").shot("evidence", also=320)


def test_a_rater_without_scripts_pastes_the_link_and_answers(town: Town, walker: Enter) -> None:
    rater = walker("no-script-rater", phone=True, java_script_enabled=False)
    link = town.letter(ASKED, "is asked of you").link
    rater.opens(link).sees("paste it here").shot("link", also=320).fills({"The link from our letter": link})
    rater.presses("Mail me a code").fills({"Six-digit code": town.letter(ASKED, "code").code}).presses("Open the form")
    rater.stands_at("A reference about").follows("Begin")
    rater.fills({"How do you know": "Clinical director", "Month": "July", "Year": "2024"})
    rater.presses("Save and continue").stands_at("Theoretical foundations")
    for question in rater.page.get_by_role("main").get_by_role("group").all():
        question.get_by_label("I have not enough information").check(force=True)
    rater.presses("Save and come back later").is_told("come back by the same link").shot("left", also=320)


def test_a_reviewer_without_scripts_keeps_a_draft_and_answers(walker: Enter) -> None:
    paul = walker("no-script-reviewer", who="reviewed_reviewer_2", java_script_enabled=False)
    paul.opens("/review").follows("Maribel").follows("Education", within=paul.page.get_by_role("main"))
    paul.fills({"Your reason": "The transcript shows"}).presses("Save draft").shot("draft")
    expect(paul.page.get_by_label("Your reason")).to_have_value("The transcript shows")
    paul.ticks("Yes").presses("Save and go to the next requirement").stands_at(re.compile("^Training hours"))
    paul.follows("Previous requirement: Education").sees("What you answered").shot("answered")


def test_a_decision_without_scripts_asks_for_a_mailed_code(town: Town, walker: Enter) -> None:
    carl = walker("no-script-decision", who="other_coordinator", java_script_enabled=False)
    carl.opens(f"/office/applications/{town.live.people['nc']['examined_application']}")
    town.clock.later(minutes=16)
    carl.follows(re.compile("^Decide$")).stands_at("Confirm that it is you").shot("step-up")
    carl.presses("Send me a code").fills({"Six-digit code": town.letter("carl@nc.example.org", "code").code})
    carl.page.get_by_role("main").get_by_role("button", name=re.compile("Go on|Confirm|Continue")).first.click()
    carl.stands_at(re.compile("^Decide")).ticks("Put on hold").fills({"Reason": "Waits for the transcript."})
    carl.presses(re.compile("^Decide$")).is_told("On hold").shot("on-hold")


# ── By keyboard alone ─────────────────────────────────────────────────────────────────────────


def tabs_to(who: Walker, what: Locator) -> None:
    """By the Tab key alone; wherever it stops on the way, one sees that one is there."""
    who.page.evaluate(SCRIPT)
    last = (who.page.evaluate("keyboard.reached()") or {"name": ""})["name"]
    for _ in range(150):
        if what.evaluate("each => each === document.activeElement"):
            return
        who.page.keyboard.press("Tab")
        found = who.page.evaluate("keyboard.reached()")
        if found is not None and found["name"] != last:  # a date has parts of its own, which the browser draws
            assert not found["wrong"], f"{who.page.url}: {found['name']}: {found['wrong']}"
            last = found["name"]
    raise AssertionError(f"{what} is never reached by the Tab key")


def types(who: Walker, label: str, words: str) -> None:
    tabs_to(who, who.page.get_by_label(label).and_(who.page.locator("input, textarea, select")).first)
    who.page.keyboard.type(words)


def hits(who: Walker, name: str | re.Pattern[str], key: str = "Enter") -> None:
    """A button or link, by the key that a keyboard has for it."""
    main = who.page.get_by_role("main")
    tabs_to(who, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first)
    with who.page.expect_navigation(wait_until="load"):
        who.page.keyboard.press(key)


def test_signing_in_and_entering_a_training_by_keyboard_alone(town: Town, walker: Enter) -> None:
    nell = walker("keyboard").opens("/sign-in")
    types(nell, "E-mail address", "nell@nc.example.org")
    with nell.page.expect_navigation(wait_until="load"):
        nell.page.keyboard.press("Enter")
    types(nell, "Six-digit code", town.letter("nell@nc.example.org", "code").code)
    hits(nell, re.compile("^Sign in$"), "Space")
    nell.stands_at("My endorsement")
    hits(nell, "Enter your evidence")
    hits(nell, re.compile("^Add evidence|^Add your first item"))
    hits(nell, "Training")
    hits(nell, re.compile("^Save$"))
    nell.sees("There is a problem")
    assert nell.page.evaluate("document.activeElement.id") == "error-summary", "what is wrong is read first"
    nell.shot("error-summary")
    types(nell, "Title of the training", "By keyboard alone")
    types(nell, "First day", "02202026")
    types(nell, "Clock hours", "4")
    tabs_to(nell, nell.page.get_by_label("Reflection"))
    nell.page.keyboard.press("Space")
    expect(nell.page.get_by_label("Reflection")).to_be_checked()
    nell.shot("focus")
    hits(nell, re.compile("^Save$"))
    nell.is_told("Saved").sees("February 20, 2026").sees("Reflection")


def test_answering_as_a_reviewer_by_keyboard_alone(walker: Enter) -> None:
    rosa = walker("keyboard-reviewer", who="reviewed_reviewer_1").opens("/review")
    hits(rosa, re.compile("Maribel"))
    tabs_to(rosa, rosa.page.get_by_role("radio").first)
    rosa.page.keyboard.press("Space")
    hits(rosa, "Continue")
    rosa.is_told("You have taken this case")
    hits(rosa, "Training hours")
    rosa.shot("questions")
    for question in rosa.page.get_by_role("form", name="Your answers").get_by_role("group").all():
        tabs_to(rosa, question.get_by_role("radio").first)
        rosa.page.keyboard.press("Space")
        rosa.page.keyboard.press("Tab")
        rosa.page.keyboard.type("Seen in the file; it fits.")
    rosa.shot("answered")
    hits(rosa, "Save and go to the next requirement")
    rosa.stands_at(re.compile("^Work experience"))


# ── Forced colours, and paper ─────────────────────────────────────────────────────────────────

IMPORTANT = (
    ("applicant", "/my"),
    ("applicant", "/my/evidence/add/work"),
    ("applicant", "/my/applications/{applicant_application}"),
    ("applicant", "/my/applications/{applicant_application}/check"),
    ("rating", "/reference/form/thinking"),
    ("reviewed_reviewer_2", "/review/{reviewed_application}/requirements/training"),
    ("coordinator", "/office/applications/{reviewed_application}"),
)
INVISIBLE = """() => {
    const seen = (each) => each.checkVisibility({ visibilityProperty: true });
    const drawn = (style) => style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0;
    const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const fields = "input:not([type=hidden], [type=file], [type=radio], [type=checkbox]), select, textarea";
    return [...document.querySelectorAll(`main .usa-button:not(.usa-button--unstyled), main :is(${fields})`)]
        .filter(seen)
        .filter((each) => !drawn(getComputedStyle(each)) && !outlined(getComputedStyle(each)))
        .map((each) => `${each.tagName} ${each.textContent.trim() || each.name}`);
}"""


def named(who: str, path: str) -> str:
    return f"{who}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


@pytest.mark.parametrize(("who", "path"), IMPORTANT)
def test_in_forced_colours_buttons_and_fields_have_an_edge(town: Town, walker: Enter, who: str, path: str) -> None:
    somebody = walker(f"forced-{named(who, path)}", phone=True, who=who, forced_colors="active")
    somebody.opens(path.format_map(town.live.people["nc"])).shot("colours")
    assert somebody.page.evaluate(INVISIBLE) == []


@pytest.mark.parametrize(("who", "path"), IMPORTANT)
def test_on_paper_a_page_is_its_content(town: Town, walker: Enter, who: str, path: str) -> None:
    somebody = walker(f"paper-{named(who, path)}", who=who).opens(path.format_map(town.live.people["nc"]))
    heading = somebody.page.get_by_role("heading", level=1)
    somebody.page.emulate_media(media="print")
    expect(heading).to_be_visible()
    for gone in ("header nav", "nav.pages", ".buttons .usa-button", "[data-print]", ".skip"):
        for each in somebody.page.locator(gone).all():
            expect(each).to_be_hidden()
    somebody.shot("print")
    PICTURES.mkdir(parents=True, exist_ok=True)
    printed = somebody.page.pdf(path=PICTURES / f"paper-{named(who, path)}.pdf", format="Letter", tagged=True)
    assert printed.startswith(b"%PDF-")
