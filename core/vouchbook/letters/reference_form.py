"""The questions of a reference form: a few to each area of competency, in Vouchbook's own words, and their answers.

They say what somebody who works beside the applicant can see. The text of the licensed guidelines is none of ours and
is not here; a new set of questions gets a new ``FORM``, so that what was answered stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from vouchbook.domain.names import Area
from vouchbook.letters.names import called

FORM = "1"


class Seen(Enum):
    """How often a rater has seen something; ``unknown`` is an honest answer, and is counted."""

    ALWAYS = "always"
    OFTEN = "often"
    SOMETIMES = "sometimes"
    RARELY = "rarely"
    UNKNOWN = "unknown"


SEEN: Mapping[Seen, str] = {
    Seen.ALWAYS: "Always",
    Seen.OFTEN: "Often",
    Seen.SOMETIMES: "Sometimes",
    Seen.RARELY: "Rarely or never",
    Seen.UNKNOWN: "I have not enough information to answer",
}


class Asked(Struct, frozen=True):
    """One question; ``{name}`` is what the applicant is called."""

    key: str
    words: str


QUESTIONS: Mapping[Area, tuple[Asked, ...]] = {
    Area.THEORETICAL_FOUNDATIONS: (
        Asked("development", "{name} explains in plain words how babies and young children grow and learn"),
        Asked("relationships", "{name} looks first at the relationship when a child or a parent struggles"),
    ),
    Area.LAW_REGULATION_POLICY: (
        Asked("privacy", "{name} keeps what families tell private, and says so when it cannot stay private"),
        Asked("rules", "{name} knows which rules the work must follow, and asks when unsure"),
    ),
    Area.SYSTEMS_EXPERTISE: (
        Asked("services", "{name} knows the services in the area and helps families to reach them"),
        Asked("together", "{name} works with other agencies so that a family hears one message"),
    ),
    Area.DIRECT_SERVICE: (
        Asked("observing", "{name} watches and listens before acting"),
        Asked("strengths", "{name} builds on what a family already does well"),
        Asked("safety", "{name} notices when a child may not be safe, and acts"),
    ),
    Area.WORKING_WITH_OTHERS: (
        Asked("trust", "{name} wins and keeps the trust of families"),
        Asked("conflict", "{name} stays respectful when people disagree"),
    ),
    Area.COMMUNICATING: (
        Asked("listening", "{name} listens, and checks whether it was understood rightly"),
        Asked("writing", "{name} writes clearly and on time"),
    ),
    Area.THINKING: (
        Asked("planning", "{name} weighs several explanations before deciding what to do"),
        Asked("changing", "{name} changes a plan when it does not help"),
    ),
    Area.REFLECTION: (
        Asked("feelings", "{name} thinks about how their own feelings and history affect the work"),
        Asked("feedback", "{name} asks for the view of others and makes use of it"),
        Asked("culture", "{name} is aware of their own culture and curious about that of others"),
    ),
    Area.LEADERSHIP: (
        Asked("guiding", "{name} helps others to do their work well"),
        Asked("speaking_up", "{name} speaks up for young children and their families"),
    ),
    Area.ADMINISTRATION: (
        Asked("organising", "{name} keeps a program or a team in good order"),
        Asked("fairness", "{name} treats the people they are responsible for fairly"),
    ),
    Area.RESEARCH_EVALUATION: (
        Asked("evidence", "{name} looks for evidence, and says how sure it is"),
        Asked("protecting", "{name} protects the people who take part in a study or an evaluation"),
    ),
}


def in_words(words: Mapping[str, object], name: str) -> list[tuple[str, str]]:
    """What a form says, to those who may read it: each question with its answer, then what was added.

    >>> in_words({"relationship": "supervisor", "thinking.planning": "often", "comment.all": "Gladly."}, "Ana")[1][1]
    'Often'
    """
    said = {value.value: SEEN[value] for value in Seen}
    found = [("How they know each other", str(words["relationship"]))] if words.get("relationship") else []
    for area, questions in QUESTIONS.items():
        for asked in questions:
            value = words.get(f"{area.value}.{asked.key}")
            if value is not None:
                found.append((asked.words.format(name=name), said.get(str(value), str(value))))
        if comment := words.get(f"comment.{area.value}"):
            found.append((f"Comment on {called(area)}", str(comment)))
    if comment := words.get("comment.all"):
        found.append(("Anything else", str(comment)))
    return found
