"""``vouchbook application``: from opening to decision, explained."""

from __future__ import annotations

from datetime import date

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.explained import explained
from vouchbook.cli.review import COMMANDS
from vouchbook.cli.said import table
from vouchbook.cli.typed import CATEGORY, DAY, choice
from vouchbook.domain.evidence import Exam
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ExamPart,
    Family,
    Outcome,
    PersonId,
)
from vouchbook.letters.evaluation import as_json
from vouchbook.letters.fee_schedule import charged_said, refunds_said
from vouchbook.letters.names import endorsed
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import application as applications
from vouchbook.service import explanation, reading
from vouchbook.service.accounts import currency as kept_in
from vouchbook.service.case import Known


@click.group()
def application() -> None:
    """Applications: from opening to decision, explained."""


for _command in COMMANDS:
    application.add_command(_command)


@application.command("open")
@click.argument("person_id")
@click.argument("category", type=CATEGORY, metavar="CATEGORY")
@click.option("--emerging", is_flag=True, help="To begin as emerging, and complete it by another application.")
@asked
def open_(asking: Asking, person_id: str, category: str, emerging: bool) -> None:
    """Register PERSON_ID for CATEGORY; prints the application's id.

    Where the association's policy lets one begin as emerging, --emerging asks only what it asks of those; the
    endorsement then ends unless another application, without --emerging, completes it in time.
    """
    office = asking.office
    who, what = PersonId(person_id), CategoryCode(category)
    done = applications.open_application(office, asking.request(office), who, what, emerging=emerging)
    id_ = done.result["application"]
    said = f"Application {id_} for {endorsed(category, emerging=emerging)} is open."
    asking.done(done, _with(said, charged_said(done.result["charged"], _currency(asking))), id_=id_)


@application.command()
@click.argument("application_id")
@asked
def submit(asking: Asking, application_id: str) -> None:
    """Ask for review, as the applicant (--as applicant:PERSON_ID); the evidence is pinned as it stands."""
    office = asking.office
    done = applications.submit(office, asking.request(office), ApplicationId(application_id))
    asking.done(done, _with(f"{application_id} is submitted.", charged_said(done.result["charged"], _currency(asking))))


@application.command()
@click.argument("application_id")
@click.option("--part", type=choice(ExamPart), required=True)
@click.option("--sat-on", type=DAY, required=True)
@click.option("--score", required=True, help="Between 0 and 1, such as 0.85.")
@click.option("--passed/--not-passed", required=True)
@click.option("--form", type=choice(Family), default=None, help="Which family's form was sat, where that is known.")
@asked
def exam(
    asking: Asking, application_id: str, part: str, sat_on: date, score: str, passed: bool, form: str | None
) -> None:
    """Record the result of one part of the exam."""
    office = asking.office
    result = Exam(ExamPart(part), sat_on, _score(score), passed, Family(form) if form else None)
    done = applications.record_exam(office, asking.request(office), ApplicationId(application_id), result)
    asking.done(done, f"{part.replace('_', ' ').capitalize()}: {'passed' if passed else 'not passed'}.")


def _score(given: str) -> int:
    """Ten-thousandths of the whole."""
    try:
        return values.share(given)
    except WrittenWrongly:
        raise click.BadParameter(f"{given!r} is no score between 0 and 1, such as 0.85", param_hint="--score") from None


@application.command()
@click.argument("application_id")
@click.option("--reason", required=True, help="Why evidence from after the submission is let in.")
@asked
def cure(asking: Asking, application_id: str, reason: str) -> None:
    """Let in evidence that was recorded after the submission."""
    office = asking.office
    done = applications.cure(office, asking.request(office), ApplicationId(application_id), reason)
    asking.done(done, f"{application_id} now rests on the evidence as it stands.")


@application.command()
@click.argument("application_id")
@click.argument("outcome", type=choice(Outcome))
@click.option("--reason", required=True, help="Why, in words that the applicant will read.")
@asked
def decide(asking: Asking, application_id: str, outcome: str, reason: str) -> None:
    """Approve, defer or hold; an approval grants the endorsement in the same moment."""
    office = asking.office
    request = asking.request(office)
    done = applications.decide(office, request, ApplicationId(application_id), Outcome(outcome), reason)
    granted = done.result.get("endorsement")
    said = f"{application_id} is {outcome.replace('_', ' ')}"
    said = f"{said}; endorsement {granted} is granted." if granted else f"{said}."
    asking.done(done, _with(said, charged_said(done.result["charged"], _currency(asking))), id_=granted)


@application.command()
@click.argument("application_id")
@asked
def withdraw(asking: Asking, application_id: str) -> None:
    """Take an application back."""
    office = asking.office
    done = applications.withdraw(office, asking.request(office), ApplicationId(application_id))
    asking.done(done, _with(f"{application_id} is withdrawn.", *refunds_said(done.result["fees"], _currency(asking))))


def _currency(asking: Asking) -> str:
    return kept_in(asking.office, asking.on(asking.office))


def _with(said: str, *more: str) -> str:
    """What was done, with what it means for the applicant's account."""
    return " ".join(filter(None, (said, *more)))


@application.command("list")
@asked
def list_(asking: Asking) -> None:
    """List every application with the days of its way."""
    rows = reading.all_applications(asking.office, asking.principal)
    shown = [
        (
            r.application,
            r.person,
            endorsed(r.category, emerging=r.emerging),
            r.opened_on,
            r.submitted_on,
            r.outcome,
            r.decided_on or r.withdrawn_on,
        )
        for r in rows
    ]
    headers = ("application", "person", "category", "opened", "submitted", "outcome", "on")
    asking.answer(rows, table(headers, shown))


@application.command()
@click.argument("application_id")
@asked
def show(asking: Asking, application_id: str) -> None:
    """Show what happened to an application, event by event."""
    events = explanation.timeline(asking.office, asking.principal, ApplicationId(application_id))
    content = [{"position": p, "event": t, "actor": a, "on": d} for p, t, a, d in events]
    asking.answer(content, table(("position", "on", "event", "by"), [(p, d, t, a) for p, t, a, d in events]))


@application.command()
@click.argument("application_id")
@click.option("--as-of", type=DAY, default=None, help="As it stood on this day.")
@click.option("--known-at", type=click.IntRange(min=1), default=None, help="As the book stood at this position.")
@click.option("--recompute", is_flag=True, help="Ask the recorded question again, and say what differs.")
@click.option("--brief", is_flag=True, help="One line for each requirement.")
@asked
def explain(
    asking: Asking, application_id: str, as_of: date | None, known_at: int | None, recompute: bool, brief: bool
) -> None:
    """Explain an application line by line, from the book alone.

    Where something was decided, the trace that was recorded with the decision is shown; otherwise the rules
    are asked for the day. What the reader may not see is left out: say who reads with --as.
    """
    found = explanation.explain(
        asking.office,
        asking.principal,
        ApplicationId(application_id),
        Known(as_of, known_at),
        recompute=recompute,
    )
    content = {
        "application": found.application,
        "state": found.state,
        "recorded": found.recorded,
        "evaluation": as_json(found.trace, found.version, found.names),
        "decision": found.decision,
        "answers": found.answers,
        "recomputed": found.again,
        "code_changed": found.code_changed,
        "evaluator_then": found.evaluator_then,
    }
    asking.answer(content, "" if asking.as_json else explained(found, brief=brief))
