"""The gate over random runs and policies: never softer under a stricter policy."""

from dataclasses import fields, replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from posture.domain.check import Severity
from posture.domain.decide import decide
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import GateFinding, GatePolicy, GateRun, GateVerdict, Only
from posture.domain.recorded_verdicts import grouped
from posture.domain.run import RunStatus, RunTrigger

FAMILIES = ["iam", "ai", "network"]
FRAMEWORKS = ["CIS_AWS", "CIS_AWS_7_0", "SOC_2"]
findings = st.builds(
    GateFinding,
    id=st.uuids().map(str),
    check_id=st.sampled_from(["a", "b"]),
    resource_id=st.sampled_from(["r", "s"]),
    severity=st.sampled_from(Severity),
    family=st.sampled_from(FAMILIES),
    status=st.sampled_from(FindingStatus),
    delta=st.sampled_from(Delta),
    suppressed_by=st.none() | st.just("s1"),
    frameworks=st.none() | st.sets(st.sampled_from(FRAMEWORKS)).map(frozenset),
    held=st.booleans(),
    known=st.booleans(),
    unread=st.booleans(),
)
runs = st.builds(
    GateRun,
    id=st.just("r1"),
    status=st.sampled_from(RunStatus),
    trigger=st.sampled_from(RunTrigger),
    unknown_count=st.integers(0, 5),
    coverage=st.none() | st.floats(0, 1),
    answered_count=st.integers(0, 3),
    verdicts=st.none()
    | st.builds(
        grouped,
        st.lists(
            st.tuples(
                st.sampled_from(FAMILIES),
                st.sets(st.sampled_from(FRAMEWORKS)).map(lambda names: tuple(sorted(names))),
                st.integers(0, 2),
            ),
            max_size=4,
        ),
        absent=st.integers(0, 1),
        unread=st.just(()),
    ),
    findings=st.lists(findings, max_size=6).map(tuple),
)
policies = st.builds(
    GatePolicy,
    fail_on=st.sampled_from(Severity),
    only=st.sampled_from(Only),
    max_unknown=st.integers(0, 5),
    min_coverage=st.floats(0, 1),
    families=st.sets(st.sampled_from(FAMILIES)).map(frozenset),
    frameworks=st.sets(st.sampled_from(FRAMEWORKS)).map(frozenset),
)


def wider(names: frozenset[str], known: list[str]) -> st.SearchStrategy[frozenset[str]]:
    """Draw more of what is known, or all, which is said by naming none."""
    more = st.sets(st.sampled_from(known)).map(lambda one: names | one)
    return st.just(frozenset()) | (more if names else st.nothing())


@st.composite
def stricter_pairs(draw: st.DrawFn) -> tuple[GatePolicy, GatePolicy]:
    """Draw a policy and one that is at least as strict in every respect."""
    loose = draw(policies)
    strict = replace(
        loose,
        fail_on=draw(st.sampled_from([one for one in Severity if one.rank >= loose.fail_on.rank])),
        only=draw(st.sampled_from([loose.only, Only.ALL])),
        max_unknown=draw(st.integers(0, loose.max_unknown)),
        min_coverage=draw(st.floats(loose.min_coverage, 1)),
        families=draw(wider(loose.families, FAMILIES)),
        frameworks=draw(wider(loose.frameworks, FRAMEWORKS)),
    )
    return loose, strict


@given(runs, stricter_pairs())
def test_a_stricter_policy_never_passes_what_a_looser_one_failed(
    facts: GateRun, pair: tuple[GatePolicy, GatePolicy]
) -> None:
    loose, strict = pair
    if decide(facts, loose).verdict is GateVerdict.FAIL:
        assert decide(facts, strict).verdict is GateVerdict.FAIL


@pytest.mark.parametrize("part", [one.name for one in fields(GatePolicy)])
def test_what_never_gets_softer_is_every_part_of_a_policy(part: str) -> None:
    """A part that no pair differs in would hide what it does."""
    # Any pair will do; to look for the smallest takes many seconds.
    unshrunk = settings(max_examples=2_000, phases=[Phase.generate])
    find(
        stricter_pairs(),
        lambda pair: getattr(pair[0], part) != getattr(pair[1], part),
        settings=unshrunk,
    )


@given(runs, policies)
def test_the_order_of_findings_changes_nothing(facts: GateRun, policy: GatePolicy) -> None:
    backwards = replace(facts, findings=facts.findings[::-1])
    assert decide(facts, policy) == decide(backwards, policy)


@given(runs, policies)
def test_only_a_run_that_has_completed_and_judged_can_pass(
    facts: GateRun, policy: GatePolicy
) -> None:
    if decide(facts, policy).verdict is GateVerdict.PASS:
        assert facts.status is RunStatus.COMPLETED
        assert facts.trigger is not RunTrigger.VERIFY
        assert facts.unknown_count <= policy.max_unknown
        assert decide(facts, policy).verdict_count > 0


@given(runs)
def test_evidence_that_could_not_be_read_never_passes_unasked(facts: GateRun) -> None:
    if facts.unknown_count:
        assert decide(facts, GatePolicy()).verdict is not GateVerdict.PASS
