"""Every way in which one number, list or condition of a line can be changed a little, with what that does to people.

The table knows every field of every rule: a field that it does not know is an error, so that none is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import names
from vouchbook.domain.names import Due, QuestionKey, RequirementKey, SlotKey
from vouchbook.policy import rules
from vouchbook.policy.compare import Effect
from vouchbook.policy.rules import Length, Line

SAME, STRICTER, LOOSER, OTHER = Effect


class Mutation(NamedTuple):
    """``where`` is the path of what was changed; ``line`` the line after it."""

    where: str
    effect: Effect
    line: Line


Changed = Iterator[tuple[Any, Effect]]
Change = Callable[[Any], Changed]
"""From a value to other values, each with what it does; nothing where nothing is asked."""


def at_least(step: int) -> Change:
    def change(value: int | None) -> Changed:
        if value:
            yield value - step, LOOSER
            yield value + step, STRICTER

    return change


def at_most(step: int) -> Change:
    def change(value: int | None) -> Changed:
        if value:
            yield value + step, LOOSER
            yield None, LOOSER
            yield value - step, STRICTER

    return change


def _lengths(value: Length | None, longer: Effect, shorter: Effect, none: Effect) -> Changed:
    if value is not None:
        yield Length(value.months + 1, value.days), longer
        yield Length(value.months - 1, value.days), shorter
        yield None, none


def how_long(value: Length | None) -> Changed:
    return _lengths(value, STRICTER, LOOSER, LOOSER)


def within(value: Length | None) -> Changed:
    return _lengths(value, LOOSER, STRICTER, LOOSER)


def flag(value: bool | None) -> Changed:
    if value is not None:
        yield None, LOOSER
        yield not value, OTHER


def condition(value: object) -> Changed:
    if value is not None:
        yield None, LOOSER


def degree(value: names.DegreeLevel | None) -> Changed:
    if value is not None:
        yield None, LOOSER
        ladder = [each for each in names.DegreeLevel if each.value not in ("certificate", "other")]
        place = ladder.index(value)
        yield ladder[place - 1], LOOSER
        yield ladder[place + 1], STRICTER


def switch(value: bool) -> Changed:
    yield not value, LOOSER if value else STRICTER


def rungs(*rising: str) -> Change:
    def change(value: str) -> Changed:
        place = rising.index(value)
        if place:
            yield rising[place - 1], LOOSER
        if place + 1 < len(rising):
            yield rising[place + 1], STRICTER

    return change


def _listed(value: tuple[Any, ...], known: Iterable[Any], fewer: Effect, more: Effect, *, never_empty: bool) -> Changed:
    for each in value if len(value) > never_empty else ():
        yield tuple(other for other in value if other != each), fewer
    for each in [each for each in known if each not in value][:1]:
        yield (*value, each), more


def all_of(known: Iterable[Any]) -> Change:
    return lambda value: _listed(value, known, LOOSER, STRICTER, never_empty=False) if value else iter(())


def one_of(known: Iterable[Any]) -> Change:
    return lambda value: _listed(value, known, STRICTER, LOOSER, never_empty=True) if value else iter(())


def one_of_if_any(known: Iterable[Any]) -> Change:
    def change(value: tuple[Any, ...]) -> Changed:
        if value:
            yield from _listed(value, known, STRICTER, LOOSER, never_empty=True)
            yield (), LOOSER

    return change


_BESIDE_A_DEGREE = [names.Acceptable(each) for each in ("coursework", "certificate", "other", "cda")]


def acceptable(value: tuple[names.Acceptable, ...]) -> Changed:
    """What a reviewer may accept; where nothing is listed, nothing is."""
    return _listed(value, _BESIDE_A_DEGREE, STRICTER, LOOSER, never_empty=False)


def bodies(value: tuple[str, ...]) -> Changed:
    """Whose membership counts: ``any_imh`` takes in one's own."""
    for new, effect in _listed(value, ["CAIMH"], STRICTER, LOOSER, never_empty=True):
        without_own = "own" in value and "own" not in new and "any_imh" in new
        yield new, SAME if without_own else effect


def turned(change: Change) -> Change:
    """Whom a line concerns: the fewer, the looser."""
    back = {STRICTER: LOOSER, LOOSER: STRICTER, SAME: SAME, OTHER: OTHER}
    return lambda value: ((new, back[effect]) for new, effect in change(value))


def words(value: object) -> Changed:
    """What only tells people something, or is what a line is called by."""
    return iter(())


def typical(value: int | None) -> Changed:
    """Advice: changing it asks the same."""
    if value:
        yield value - 60, SAME
        yield value + 60, SAME


def another(value: object) -> Changed:
    """Another thing altogether: not more and not less of this one."""
    return iter(())


W, A = rules.Where, rules.Applies
TABLE: dict[tuple[type[Struct], str], Change] = {
    (W, "after_degree"): degree, (W, "within_last"): within, (W, "given_by"): condition,
    (W, "supervised_by"): condition, (W, "with_"): all_of(names.With), (W, "services"): all_of(names.ServiceKind),
    (W, "services_any"): one_of_if_any(names.ServiceKind), (W, "about"): one_of_if_any(names.About),
    (W, "setting"): one_of_if_any(names.Setting),
    **{(W, name): flag for name in ("peer", "paid", "supervised", "internship", "volunteer", "specialised_training",
                                    "licensed", "covers_competency")},
    (A, "holds"): turned(one_of_if_any(["IMHS", "ERS"])), (A, "attests"): turned(condition),
    (A, "held_at_least"): turned(how_long), (A, "held_less_than"): turned(within),
    (rules.Judgement, "key"): words, (rules.Judgement, "ask"): words, (rules.Judgement, "line"): words,
    (rules.Degree, "levels"): one_of(list(names.DegreeLevel)[2:]),
    (rules.Degree, "reviewer_may_accept"): acceptable,
    (rules.Degree, "transcript"): rungs("never", "if_coursework", "always"),
    (rules.Degree, "unofficial_transcript"): turned(switch),
    (rules.Licence, "kinds"): one_of(["mental_health", "other"]),
    (rules.Licence, "reviewer_may_accept"): one_of(["mental_health", "other"]), (rules.Licence, "held"): how_long,
    (rules.Hours, "of"): another, (rules.Hours, "minimum"): at_least(60), (rules.Hours, "typical"): typical,
    (rules.Hours, "disjoint"): switch, (rules.Hours, "within"): within, (rules.Hours, "spread_over"): how_long,
    (rules.Hours, "providers_at_most"): at_most(1), (rules.Hours, "most_from_one"): switch,
    (rules.Part, "key"): words, (rules.Part, "minimum"): at_least(60),
    (rules.AlsoMinutes, "of"): another, (rules.AlsoMinutes, "at_most"): at_most(60),
    (rules.AlsoMinutes, "once_accepted"): switch, (rules.AlsoMinutes, "line"): words,
    (rules.AlsoMonths, "at_most"): at_most(1), (rules.AlsoMonths, "once_accepted"): switch,
    (rules.AlsoMonths, "line"): words,
    (rules.Months, "minimum"): at_least(1), (rules.Months, "part_time"): rungs("counts_in_full", "by_fraction"),
    (rules.Count, "of"): another, (rules.Count, "sum"): another, (rules.Count, "minimum"): at_least(1),
    (rules.Ratings, "known_for"): how_long, (rules.Ratings, "not_enough_information_below"): at_most(1),
    (rules.Ratings, "within_last"): within, (rules.Ratings, "at_least_one_may"): condition,
    (rules.Slot, "key"): words, (rules.Slot, "line"): words, (rules.Slot, "may"): condition,
    (rules.Slot, "is_"): lambda value: iter(() if value == "anyone" else [("anyone", LOOSER)]),
    (rules.Holds, "any_of"): one_of(["IFA", "IMHS"]), (rules.Holds, "held_for"): how_long,
    (rules.Holds, "emerging"): lambda value: iter([(not value, STRICTER if value else LOOSER)]),
    (rules.Signatures, "documents"): all_of(names.Document),
    (rules.Signatures, "signed"): words,  # in a cycle: renewals alone have one
    (rules.Attested, "statements"): all_of(["gives_rsc", "no_board_sanction"]), (rules.Attested, "given"): words,
    (rules.Membership, "required"): switch, (rules.Membership, "of"): bodies,
    (rules.Membership, "plans"): one_of_if_any(["individual"]), (rules.Membership, "when"): another,
    (rules.Exam, "parts"): all_of(names.ExamPart), (rules.Exam, "form"): condition, (rules.Exam, "valid_for"): within,
    (rules.Competencies, "areas"): all_of(names.Area),
    (rules.Competencies, "by"): one_of(["training", "coursework", "rsc"]),
    (rules.Competencies, "ratings_show"): one_of(names.Area),
    (rules.Competencies, "coursework_needs_transcript"): switch,
}  # fmt: skip
"""What changing a field does, for each field that holds one value or a list of plain ones."""

NESTED: dict[tuple[type[Struct], str], tuple[Effect, Effect]] = {
    (rules.Hours, "parts"): (LOOSER, STRICTER),
    (rules.Hours, "also"): (STRICTER, LOOSER),
    (rules.Months, "also"): (STRICTER, LOOSER),
    (rules.Ratings, "slot"): (LOOSER, STRICTER),
    (rules.AnyOf, "options"): (STRICTER, LOOSER),
    (rules.AllOf, "options"): (LOOSER, STRICTER),
}
"""Lists of tables: what one fewer does, and one more."""


def mutations(line: Line) -> Iterator[Mutation]:
    """Every small change of what a line asks, and of whom; and its being dropped."""
    for where, effect, rule in _of(line.rule):
        yield Mutation(where, effect, replace(line, rule=rule))
    if line.applies is not None:
        for where, effect, applies in _of(line.applies):
            yield Mutation(f"applies.{where}", effect, replace(line, applies=applies))
        yield Mutation("applies", STRICTER, replace(line, applies=None))
    if line.due is Due.DECISION:
        yield Mutation("due", STRICTER, replace(line, due=Due.SUBMISSION))
    yield Mutation("the whole line", LOOSER, replace(line, rule=rules.NotRequired(line.rule.key)))


def _of(value: Any) -> Iterator[tuple[str, Effect, Any]]:
    for name in value.__struct_fields__:
        of, held = (type(value), name), getattr(value, name)
        if name == "key" and of not in TABLE:
            continue
        if name == "judgement":
            yield from _questions(value, held)
        elif of in NESTED:
            yield from _tables(value, name, held)
        elif isinstance(held, W | A):
            yield from ((f"{name}.{where}", effect, replace(value, **{name: new})) for where, effect, new in _of(held))
        elif name == "when" and held is None:
            continue  # a part asked of everybody
        else:
            for place, (new, effect) in enumerate(TABLE[of](held)):
                yield f"{name}/{place}", effect, replace(value, **{name: new})


def _questions(rule: Any, held: tuple[rules.Judgement, ...]) -> Iterator[tuple[str, Effect, Any]]:
    for place, each in enumerate(held):
        left = (*held[:place], *held[place + 1 :])
        yield f"judgement.{each.key}", LOOSER, replace(rule, judgement=left)
    more = rules.Judgement(QuestionKey("one_more"), "Is there anything else?")
    yield "judgement.one_more", STRICTER, replace(rule, judgement=(*held, more))


def _tables(rule: Any, name: str, held: tuple[Any, ...]) -> Iterator[tuple[str, Effect, Any]]:
    fewer, more = NESTED[type(rule), name]
    if isinstance(rule, rules.Ratings) and rule.at_least_one_may:
        fewer = more = OTHER  # whoever fills one place less, or one more, may be the one of standing whom all need
    for place, each in enumerate(held):
        around = held[:place], held[place + 1 :]
        joint = name == "also" and place + 1 < len(
            held
        )  # what one way leaves, the next may take: a limit alone is sure
        for where, effect, new in _of(each):
            effect = OTHER if joint and not where.startswith("at_most") else effect
            yield f"{name}.{place}.{where}", effect, replace(rule, **{name: (*around[0], new, *around[1])})
        if len(held) > 1 or not isinstance(rule, rules.AnyOf | rules.AllOf):
            yield f"{name}.{place}", OTHER if joint else fewer, replace(rule, **{name: (*around[0], *around[1])})
    if (one := _one_more(name)) is not None and held:
        yield f"{name}.more", more, replace(rule, **{name: (*held, one)})


def _one_more(name: str) -> Any:
    return {
        "parts": rules.Part(QuestionKey("one_more"), 60, rules.Where(about=(names.About.RSC_GIVEN,))),
        "slot": rules.Slot(SlotKey("one_more")),
        "options": rules.Holds(RequirementKey("one_more"), (names.CategoryCode("IMHM-C"),)),
    }.get(name)
