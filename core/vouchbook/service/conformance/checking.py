"""The check itself: shape, hooks, policy, replay and purity of one installed association, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from vouchbook import associations
from vouchbook.associations import Association, BadPackage
from vouchbook.projections.applications import applications
from vouchbook.service.conformance import hooks, purity, replay, rules, shape
from vouchbook.service.conformance.replay import Recomputed
from vouchbook.service.conformance.report import Checked, Conformance, Step, no_step, not_looked_at
from vouchbook.service.conformance.tripwires import Tripwires
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office


def steps(office: Office | None) -> int:
    """How many steps a check tells of at most."""
    return len(purity.SETTINGS) + (len(applications(office.book)) if office is not None else 0)


def check(
    code: str,
    recorded: Iterable[Recomputed] | None = None,
    *,
    on: date | None = None,
    step: Step = no_step,
) -> Conformance:
    """Everything that is wrong with an installed association; ``recorded``: the rulings of its book, if there is one;
    ``on``: the day on which its policy must have an answer to everything, today if left out.

    Nothing is recorded, nobody is told, and what a question would send out of the machine is stopped.

    :raises NotInstalled: no such association
    """
    package = associations.package(code)
    outer = shape.checked(package)
    if any(problem.code == "no_package" for problem in outer.problems):
        rest = tuple(not_looked_at(each.GROUP, "mend the entry point") for each in (hooks, rules, replay, purity))
        return Conformance(code, package.distribution, package.version, (outer, *rest))
    policy, version = rules.checked(package, on or Edge().today("UTC"))
    found: list[Checked] = [outer, hooks.checked(package, version), policy]
    if version is None:
        found += [not_looked_at(each.GROUP, "mend the policy") for each in (replay, purity)]
    else:
        try:
            association = Association(version, package)
        except BadPackage:
            found += [not_looked_at(each.GROUP, "mend the hooks") for each in (replay, purity)]
        else:
            pure = purity.checked(package, association, step)  # in processes that can be stopped, so it comes first
            if any(problem.code in (purity.NOT_ANSWERED, "wrong_answer") for problem in pure.problems):
                found.append(not_looked_at(replay.GROUP, "mend the hook that does not answer"))
            else:
                with Tripwires(package.folder, package.module).watching("a trial", closely=False):
                    found.append(replay.checked(package, association, recorded))
            found.append(pure)
    return Conformance(code, package.distribution, package.version, tuple(found))
