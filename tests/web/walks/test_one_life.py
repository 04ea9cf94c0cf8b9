"""One whole life in a real browser, on a phone: from the first question to an endorsement that a stranger verifies."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.web.walks import evidence_of_marisol as her
from tests.web.walks.walking import Walker


def finds_out_what_fits(she: Walker) -> None:
    """Questions before any account; the category that fits is kept through registering."""
    she.opens("/").stands_at("Endorsement for infant").shot("welcome", also=320)
    she.follows("Find out which category fits you").stands_at("Which category fits you?")
    she.ticks("Yes", group=re.compile("Do you live in"))
    she.ticks("Infants and toddlers", "Their parents", group=re.compile("With whom do you work"))
    she.ticks("Early relationship assessment", "Therapy with young", group=re.compile("What do you do"))
    she.ticks("A master's degree")
    she.fills({"how many years": "2.3", "hours of training": "51", "(RSC) have you received": "56"})
    she.shot("eligibility", also=320).presses("See which category fits").stands_at("Which category fits")
    she.shot("which-fits", also=320)


def opens_a_file(she: Walker) -> None:
    she.follows("Register to apply for IMHS").stands_at("Open your file")
    she.fills({"First name": "Marisol", "Last name": "Osei-Locklear", "E-mail address": her.EMAIL})
    she.fills({"State you live in": "North Carolina"}).shot("register").presses("Continue")
    she.stands_at("Check your e-mail")
    she.fills({"Six-digit code": she.town.letter(her.EMAIL, "Confirm your e-mail").code}).shot("code", also=320)
    she.presses("Open my file").is_told("Your file is open")


def begins_an_application(she: Walker) -> None:
    """She comes to it straight from the answers that she gave before she had an account."""
    she.stands_at("Begin an application").shot("begin", also=320)
    she.presses("Begin the application").is_told("has begun").shot("requirements-empty", also=320)


def enters_a_degree_by_a_form(she: Walker) -> None:
    she.opens("/my/evidence").shot("evidence-empty").follows("Add your first item").follows("Education")
    she.fills(her.DEGREE).ticks("A transcript is attached")
    for number, (title, area) in enumerate(her.COURSES.items(), 1):
        she.unfolds(f"Course {number}")
        course = she.page.locator("details", has_text=f"Course {number}")
        course.get_by_label("Title of the course").fill(title)
        course.get_by_label(area).check(force=True)
    she.shot("degree", also=320).presses(re.compile("^Save$")).is_told("Saved")
    she.page.get_by_label("Attach a scan").set_input_files(her.transcript())  # type: ignore[arg-type]
    she.presses(re.compile("^Attach$")).is_told("Attached").sees("transcript.pdf").shot(
        "degree-with-transcript", also=320
    )


def names_people_and_her_work(she: Walker) -> None:
    """Each person once: some in the form of whatever names them, the others on their own."""
    she.opens("/my/evidence/add/colleagues")
    for name, email in her.PEOPLE.items():
        employer = her.EMPLOYERS.get(name, "")
        she.fills({"Full name": name, "E-mail address": email, "Employer": employer})
        she.presses("Save and add another").is_told("Saved")
    she.opens("/my/evidence/add/standings").fills(her.MENTOR).shot("standing").presses(re.compile("^Save$"))
    she.is_told("Saved").opens("/my/evidence/add/work").fills(her.JOB)
    she.fills({"Your supervisor there": "Denise Abernathy-Cho (Lumber River Family Wellness)"})
    she.ticks("The infant or toddler", "The parent", "Early relationship assessment", "Parent-infant therapy")
    she.ticks("It was paid", "It was supervised").shot("job", also=320).presses(re.compile("^Save$")).is_told("Saved")


def pastes_her_trainings(she: Walker) -> None:
    she.opens("/my/evidence").follows("Add many at once").stands_at("Add many at once")
    she.fills({"What is in the table": "Training", "Paste the table": her.TRAININGS.replace("\t24\t", "\ta day\t")})
    she.shot("table", also=320).presses("Look at it").stands_at("Check your table").shot("table-wrong", also=320)
    she.fills({"The table": her.TRAININGS}).presses("Look at it again").stands_at("Check what will be added")
    she.shot("table-understood", also=320).presses("Add 5 items").is_told("5 added")


def sends_a_spreadsheet(she: Walker) -> None:
    she.opens("/my/evidence/table?kind=rsc")
    she.page.get_by_label("Or choose a file").set_input_files(her.spreadsheet())  # type: ignore[arg-type]
    she.presses("Look at it").stands_at("Check what will be added").shot("spreadsheet")
    she.presses("Add 3 items").is_told("3 added").shot("evidence", also=320)


def asks_three_colleagues(she: Walker) -> None:
    she.opens("/my/references").shot("references-none")
    for who, place, waiver in her.ASKED:
        she.follows("Ask for a reference").ticks(place).fills({"Whom do you ask": who}).ticks(waiver)
        she.shot("ask", also=320).presses("Ask them").is_told("Asked")
    she.sees("Asked for (3)").shot("references", also=320)


def comes_in_by_the_letter(rater: Walker, email: str) -> None:
    """The link alone opens nothing: a code goes to the mailbox to which the letter went."""
    rater.opens(rater.town.letter(email, "is asked of you").link).stands_at("A reference for an endorsement")
    assert "#" not in rater.page.url, "the secret has left the address"
    rater.shot("link", also=320).presses("Mail me a code").stands_at("Check your e-mail")
    rater.fills({"Six-digit code": rater.town.letter(email, "code").code}).presses("Open the form")
    rater.stands_at("A reference about Marisol")


def answers_some_and_leaves(rater: Walker) -> None:
    rater.sees("gave up the right to read this reference").shot("waiver", also=320)
    rater.follows("Begin").presses("Save and continue").sees("Say how you know Marisol").shot("nothing-said")
    rater.fills({"How do you know": "Clinical director of her team", "Month": "July", "Year": "2024"})
    rater.shot("about").presses("Save and continue").stands_at("Theoretical foundations")
    answers_a_page(rater, "Often", "I have not enough information")
    rater.fills({"Comments": "She sees the relationship first."}).shot("question", also=320)
    rater.presses("Save and come back later").is_told(re.compile("saved", re.I)).shot("left", also=320)


def answers_a_page(rater: Walker, *said: str) -> None:
    """One answer for each question; the last of them for all that are left."""
    groups = rater.page.get_by_role("main").get_by_role("group")
    for number in range(groups.count()):
        groups.nth(number).get_by_label(said[min(number, len(said) - 1)]).first.check(force=True)


def declines(rater: Walker) -> None:
    rater.follows(re.compile("This is not me")).shot("decline", also=320).ticks("I cannot give").presses("Decline")
    rater.stands_at("You have declined").shot("declined")


def answers_the_rest_and_sends(rater: Walker) -> None:
    while rater.page.get_by_role("heading", level=1).inner_text() != "Anything else":
        answers_a_page(rater, "Always", "Often")
        rater.presses("Save and continue")
    rater.fills({"anything else": "Warmly recommended."}).presses("Save and continue")
    rater.stands_at(re.compile("Check")).shot("check", also=320)
    rater.presses("Send this reference").sees("There is a problem").ticks("These are my own answers")
    rater.presses("Send this reference").sees("Thank you").shot("sent", also=320)


def takes_the_case(reviewer: Walker) -> None:
    """Whether something stands between them comes before anything of the file."""
    reviewer.opens("/review").shot("queue").follows(her.NAME).stands_at("Before you begin")
    reviewer.sees_nothing_of("transcript.pdf").shot("conflict-first", also=320).presses("Continue")
    reviewer.sees("There is a problem").ticks("No, nothing stands between us").presses("Continue")
    reviewer.is_told("You have taken this case").shot("case", also=320)


def begins_and_closes_the_window(reviewer: Walker) -> None:
    """What was typed is kept while it is typed; nothing of it is an answer yet."""
    reviewer.follows("Education", within=reviewer.page.get_by_role("main").get_by_role("list")).sees("transcript.pdf")
    reviewer.ticks("Yes").fills({"Your reason": "Social work fits, and the transcript shows"})
    expect(reviewer.page.get_by_role("status").filter(has_text="Draft saved")).to_be_visible()
    reviewer.shot("beside", also=320)
    address = reviewer.page.url
    reviewer.closes_the_window().opens(address).sees("A draft of yours is filled in")
    expect(reviewer.page.get_by_label("Your reason")).to_have_value("Social work fits, and the transcript shows")
    expect(reviewer.page.get_by_role("radio", name="Yes")).to_be_checked()
    reviewer.shot("draft-again").fills({"Your reason": ""}).presses("Save and go to the next requirement")
    reviewer.sees("There is a problem").shot("no-reason", also=320)


def answers_every_question(reviewer: Walker) -> None:
    """Each with a reason; from one requirement to the next."""
    while reviewer.page.get_by_role("button", name="Save and go to the next requirement").count():
        for reason in reviewer.page.get_by_label("Your reason").all():
            reason.fill("Seen in the file; it fits.")
        for question in reviewer.page.get_by_role("form", name="Your answers").get_by_role("group").all():
            question.get_by_label("Yes").first.check(force=True)
        reviewer.presses("Save and go to the next requirement")


def recommends(reviewer: Walker) -> None:
    reviewer.opens("/review").follows(her.NAME).follows("Your recommendation").shot("recommendation", also=320)
    reviewer.ticks("Approve").fills({"Your reason": "Everything the sheet asks is there."})
    reviewer.presses("Complete my review").is_told(re.compile("."))


# ── Money, claims, signatures ─────────────────────────────────────────────────────────────────


def asks_somebody_else(she: Walker) -> None:
    she.opens(she.town.letter(her.EMAIL, "declined").link).sees("Declined")
    she.follows("Ask somebody else instead of Tom Villanueva").fills({"Whom do you ask": "Alma Whitfield"})
    she.ticks("I give up").shot("instead", also=320).presses("Ask them").is_told("Replaced")


def sends_a_check_and_asks_for_a_scholarship(she: Walker) -> None:
    she.opens("/my/fees").sees("$20.00 due now").shot("fees", also=320).follows("I have sent it")
    she.ticks("Check").fills({"Amount in dollars": "20.00", "Number of the check": "1042", "Sent on": "2026-11-20"})
    she.shot("check-sent", also=320).presses("Send to the office").is_told("The office has your request")
    she.follows("Ask to join").ticks("I ask for a scholarship").fills({"What else": "I work part time this year."})
    she.presses("Send to the office").is_told("The office has your request").shot("asked-for", also=320)


def adds_a_passkey(coordinator: Walker) -> None:
    coordinator.signs_in("cora@nc.example.org", "/account").stands_at("How you sign in")
    coordinator.authenticator()
    coordinator.follows("Add a passkey").presses("Add the passkey").is_told("Your passkey was added")


def sees_to_the_money(coordinator: Walker) -> None:
    """A membership that a fund pays, and a check that has come."""
    coordinator.opens("/office").shot("to-do").follows("Requests about money", nth=0)
    coordinator.page.get_by_role("row").filter(has_text=her.NAME).filter(has_text="money").first.wait_for()
    coordinator.opens("/office/money/requests").follows(re.compile("^To join")).sees("I work part time this year.")
    coordinator.shot("request").presses("Record and charge it").is_told("has joined")
    coordinator.opens("/office/money/funds").follows("Open a fund").ticks("Membership scholarship")
    coordinator.presses("Open the fund").is_told("The fund is open").follows("Add to the budget")
    coordinator.fills({"Amount in dollars": "500"}).presses("Add it").is_told("$500.00 is left").shot("fund")
    coordinator.opens("/office/money").follows(re.compile(her.NAME)).sees("$65.00 owed")
    coordinator.follows("Membership, individual").follows("Let a fund pay").ticks("Membership scholarship")
    coordinator.presses("Grant it").is_told("The fund pays $45.00").follows("Record a payment").ticks("Check")
    coordinator.fills({"Amount in dollars": "20.00", "Reference": "1042"}).presses("Record the payment")
    coordinator.is_told("$20.00 is recorded").sees("$0.00 owed").shot("account")
    coordinator.opens("/office/money/requests").follows(re.compile("^A payment")).ticks("Done").presses("Answer")
    coordinator.is_told("Answered").sees("Nobody waits for an answer")


def confirms_the_claim(coordinator: Walker) -> None:
    """What she says of her mentor counts once somebody has looked it up."""
    coordinator.opens("/office?kind=claims").page.get_by_role("row").filter(has_text=her.NAME).wait_for()
    coordinator.follows(re.compile(f"Claims to confirm.*{her.NAME}")).sees("April 1, 2019").ticks("IMHM-C of sc")
    coordinator.ticks("In a public registry").fills({"Where exactly": "https://registry.example.org/ruth"})
    coordinator.shot("claims").presses("Confirm").is_told("1 claim is confirmed")


def signs_and_submits(she: Walker) -> None:
    """Too early, and it says what is missing; a Change link leads there and back."""
    she.opens("/my").sees("7 of 9 requirements met").shot("home", also=320).follows("Check your answers and submit")
    she.presses("Submit the application").sees("There is a problem").shot("too-early", also=320)
    for document in ("the code of ethics", "the endorsement agreement"):
        she.ticks(f"I have read {document}").presses(f"Sign {document}").is_told(f"You have signed {document}")
    she.follows("Change your name").fills({"Given name": "Marisol Ana"}).presses(re.compile("^Save$")).is_told("Saved")
    she.stands_at("Check your answers").sees("Marisol Ana Osei-Locklear").shot("check", also=320)
    she.follows("Change Training hours").stands_at("Training hours").shot("requirement", also=320)
    she.opens("/my").follows("Check your answers and submit")
    she.presses("Submit the application").stands_at("Application submitted").shot("submitted", also=320)


# ── Review and decision ───────────────────────────────────────────────────────────────────────


def names_two_reviewers(coordinator: Walker) -> None:
    coordinator.opens("/office?kind=reviewers_needed").follows(re.compile(f"Reviewers needed.*{her.NAME}"))
    known = coordinator.town.live.people["nc"]
    for which in ("endorsed_reviewer_1", "endorsed_reviewer_2"):
        coordinator.follows("Name a reviewer", nth=0)
        theirs = coordinator.page.locator(f"section:has(a[href$='{known[which]}'])").last
        coordinator.shot("who-may-review").presses(re.compile("Name as reviewer"), within=theirs)
        coordinator.is_told("is on the panel, and is told so by mail")
    coordinator.sees("2 of 2 named").shot("panel-named")


def sees_nothing_of_the_other(reviewer: Walker) -> None:
    reviewer.follows("The panel").sees("Each of you judges alone first")
    reviewer.sees_nothing_of("Everything the sheet asks is there").shot("alone", also=320)
    reviewer.follows("All requirements of this case")
    reviewer.follows("Education", within=reviewer.page.get_by_role("main").get_by_role("list"))


def decides(coordinator: Walker) -> None:
    """A decision asks once more who one is; the passkey answers."""
    coordinator.opens("/office?kind=exam_due").follows(re.compile(her.NAME))
    for part in ("Multiple choice", "Essay"):
        coordinator.follows("Record an exam result").ticks(part).fills({"Day on which": "2026-11-18", "Score": "87.5"})
        coordinator.ticks("Passed").shot("exam").presses("Record the result").is_told("The result is recorded")
    coordinator.town.clock.later(minutes=16)
    coordinator.follows(re.compile("^Decide$")).stands_at("Confirm that it is you").shot("step-up")
    coordinator.presses("Use my passkey").stands_at(re.compile("^Decide")).sees("9 of 9 requirements met")
    coordinator.ticks("Approve").fills({"Reason": "As both reviewers recommend."}).shot("decide")
    coordinator.presses(re.compile("^Decide$")).is_told("The endorsement is granted").shot("decided")


# ── Endorsed ──────────────────────────────────────────────────────────────────────────────────


def reads_the_decision(she: Walker) -> str:
    """And tells her number to whoever wants to verify it."""
    letter = she.town.letter(her.EMAIL, "has been decided")
    assert "As both reviewers recommend." in letter.text
    she.opens(letter.link).sees("Anybody who has the number can verify it").shot("endorsed", also=320)
    number = she.page.get_by_role("link", name=re.compile("^e-")).inner_text()
    she.follows(re.compile("Infant Mental Health Specialist")).shot("application-approved", also=320)
    return number


def verifies(stranger: Walker, number: str) -> None:
    """Somebody who has never signed in."""
    stranger.opens("/").follows("See who is endorsed").fills({"Name": her.NAME}).presses("Search").sees("1 entry")
    stranger.shot("registry", also=320).opens("/").follows("Verify an endorsement", nth=0)
    stranger.fills({"Number of the endorsement": "e-0000000000"}).presses("Verify").sees("There is a problem")
    stranger.fills({"Number of the endorsement": number}).presses("Verify").sees("In force on November 20, 2026.")
    stranger.shot("verified", also=320).fills({"The name you were given": "Marisol Ana Osei-Locklear"})
    stranger.presses("Compare").sees("This endorsement was granted to")
    stranger.fills({"Status as of": "2026-11-19"}).presses("Show")
    stranger.sees("Not yet in force on November 19, 2026").shot("verified-the-day-before", also=320)


@pytest.mark.timeout(400)
def test_one_whole_life_from_the_first_question_to_a_stranger_who_verifies(walker: Callable[..., Walker]) -> None:
    she = walker("one-life", phone=True)
    finds_out_what_fits(she)
    opens_a_file(she)
    begins_an_application(she)
    enters_a_degree_by_a_form(she)
    names_people_and_her_work(she)
    pastes_her_trainings(she)
    sends_a_spreadsheet(she)
    asks_three_colleagues(she)

    denise, tom = walker("one-life-denise", phone=True), walker("one-life-tom", phone=True)
    comes_in_by_the_letter(denise, her.PEOPLE["Denise Abernathy-Cho"])
    answers_some_and_leaves(denise)
    denise.closes_the_window()
    comes_in_by_the_letter(denise, her.PEOPLE["Denise Abernathy-Cho"])
    denise.follows("Go on").stands_at("Law, regulation and agency policy")
    answers_the_rest_and_sends(denise)
    comes_in_by_the_letter(tom, her.PEOPLE["Tom Villanueva"])
    declines(tom)
    asks_somebody_else(she)
    for name, how in (("Ruth Oxendine", "Gives her reflective supervision"), ("Alma Whitfield", "Taught her")):
        rater = walker(f"one-life-{name.partition(' ')[0].lower()}", phone=True)
        comes_in_by_the_letter(rater, her.PEOPLE[name])
        rater.follows("Begin").fills({"How do you know": how, "Month": "September", "Year": "2020"})
        rater.presses("Save and continue")
        answers_the_rest_and_sends(rater)

    sends_a_check_and_asks_for_a_scholarship(she)
    coordinator = walker("one-life-office")
    adds_a_passkey(coordinator)
    sees_to_the_money(coordinator)
    confirms_the_claim(coordinator)
    signs_and_submits(she)
    names_two_reviewers(coordinator)

    rosa, paul = walker("one-life-rosa"), walker("one-life-paul", phone=True)
    rosa.signs_in("rosa5@example.org", "/review")
    takes_the_case(rosa)
    begins_and_closes_the_window(rosa)
    answers_every_question(rosa)
    recommends(rosa)
    paul.signs_in("paul5@example.org", "/review")
    takes_the_case(paul)
    sees_nothing_of_the_other(paul)
    answers_every_question(paul)
    recommends(paul)
    paul.sees("Your answers agree").shot("revealed", also=320)

    decides(coordinator)
    verifies(walker("one-life-stranger", phone=True), reads_the_decision(she))
