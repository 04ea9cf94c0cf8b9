"""One whole life in a real browser, on a phone: from the first question to an endorsement that a stranger verifies."""

from __future__ import annotations

import re

from tests.web.walks import evidence_of_maribel as her
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
    she.fills({"First name": "Maribel", "Last name": "Osei-Locklear", "E-mail address": her.EMAIL})
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
    she.presses(re.compile("^Attach$")).is_told("Attached").sees("transcript.pdf").shot("degree-with-transcript", also=320)


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
    rater.stands_at("A reference about Maribel")


def answers_some_and_leaves(rater: Walker) -> None:
    rater.sees("gave up the right to read this reference").shot("waiver", also=320)
    rater.follows("Begin").presses("Save and continue").sees("Say how you know Maribel").shot("nothing-said")
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


def answers_the_rest_and_sends(rater: Walker) -> None:
    while rater.page.get_by_role("heading", level=1).inner_text() != "Anything else":
        answers_a_page(rater, "Always", "Often")
        rater.presses("Save and continue")
    rater.fills({"anything else": "Warmly recommended."}).presses("Save and continue")
    rater.stands_at(re.compile("Check")).shot("check", also=320)
    rater.presses("Send this reference").sees("There is a problem").ticks("These are my own answers")
    rater.presses("Send this reference").sees("Thank you").shot("sent", also=320)
