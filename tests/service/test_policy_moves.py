"""A policy adopted while somebody decides: what is recorded was decided under the policy that rules then."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.service.conftest import TODAY, clock
from tests.service.journey import Journey

from vouchbook.associations import package
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import CommandId, Outcome
from vouchbook.domain.streams import POLICY
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import alliance, application
from vouchbook.service.case import read_case
from vouchbook.service.edge import Edge, random_id
from vouchbook.service.evaluation import policy_of
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Plan, Request


@pytest.fixture
def later(tmp_path: Path) -> PolicyVersion:
    """North Carolina's policy with another advice on hours: another version, the same verdicts."""
    file = tmp_path / "policy.toml"
    file.write_text(package("nc").policy_file.read_text("utf-8").replace("typical = 75", "typical = 80"), "utf-8")
    version, _ = policy_of(file)
    return version


def adopt(office: Office, version: PolicyVersion) -> None:
    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), TODAY)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    office.record(Request(CommandId("adopting"), Principal(Role.ALLIANCE), TODAY), "adopt_policy", "later", plan)


def test_a_decision_made_under_the_policy_before_is_made_again(
    nc: Office, ask, folder: Folder, later: PolicyVersion
) -> None:
    way = Journey(nc, ask).ready_to_decide()
    before = nc.version_on(TODAY).digest
    somebody_else = alliance.office(folder, "nc", Edge(clock))

    def mint(prefix: str) -> str:
        if prefix == "e":  # the rules were asked, and nothing is recorded yet
            adopt(somebody_else, later)
        return random_id(prefix)

    deciding = alliance.office(folder, "nc", Edge(clock, mint=mint))
    application.decide(deciding, ask(), way.application, Outcome.APPROVED, "as the panel says")
    decided = read_case(nc, way.application).application.state.decided
    assert before != later.digest
    assert decided.ruling.policy == decided.trace.policy == later.digest


@pytest.mark.parametrize("read_before", [True, False])
def test_so_it_is_where_another_thread_of_this_process_adopts(
    nc: Office, ask, folder: Folder, later: PolicyVersion, read_before: bool
) -> None:
    """What this process has at hand has moved on by then; the ruling was made before."""
    way = Journey(nc, ask).ready_to_decide()
    offices: list[Office] = []

    def mint(prefix: str) -> str:
        if prefix == "e" and offices:
            adopting = threading.Thread(target=adopt, args=(offices.pop(), later))
            adopting.start()
            adopting.join()
        return random_id(prefix)

    deciding = alliance.office(folder, "nc", Edge(clock, mint=mint))
    if read_before:
        deciding.load(POLICY, "nc")
    offices.append(deciding)
    application.decide(deciding, ask(), way.application, Outcome.APPROVED, "as the panel says")
    decided = read_case(nc, way.application).application.state.decided
    assert decided.ruling.policy == decided.trace.policy == later.digest
