"""The gate: one verdict, the same for ever, with what decided it."""

from dataclasses import replace

import msgspec
import pytest

from posture.domain.check import Severity
from posture.domain.decide import concerns, decide, decide_all, to_hold
from posture.domain.finding import Delta, FindingStatus
from posture.domain.gate import GateFinding, GatePolicy, GateRun, GateVerdict, Only
from posture.domain.recorded_verdicts import RecordedVerdicts, UnreadCount, grouped
from posture.domain.run import RunStatus, RunTrigger


def finding(
    *,
    severity: Severity = Severity.HIGH,
    delta: Delta = Delta.NEW,
    status: FindingStatus = FindingStatus.OPEN,
    family: str = "storage",
    frameworks: frozenset[str] | None = None,
    suppressed_by: str | None = None,
    known: bool = False,
    accepted_by: str | None = None,
) -> GateFinding:
    return GateFinding(
        id="f1",
        check_id="aws_s3_bucket_tls_required",
        resource_id="arn:aws:s3:::b",
        severity=severity,
        family=family,
        status=status,
        delta=delta,
        frameworks=frameworks,
        suppressed_by=suppressed_by,
        known=known,
        accepted_by=accepted_by,
    )


def run(
    *findings: GateFinding,
    status: RunStatus = RunStatus.COMPLETED,
    trigger: RunTrigger = RunTrigger.MANUAL,
    unknown_count: int = 0,
    coverage: float | None = 1.0,
    answered_count: int = 1,
    verdicts: RecordedVerdicts | None = None,
) -> GateRun:
    return GateRun(
        id="r1",
        status=status,
        trigger=trigger,
        unknown_count=unknown_count,
        coverage=coverage,
        answered_count=answered_count,
        verdicts=verdicts,
        findings=findings,
    )


DEFAULT = GatePolicy()
KNOWN = finding(delta=Delta.UNCHANGED, known=True)
HELD = replace(finding(delta=Delta.UNCHANGED), held=True)
CIS = frozenset({"CIS_AWS", "CIS_AWS_7_0"})
OF_CIS = GatePolicy(frameworks=frozenset({"CIS_AWS", "SOC_2"}))
CASES = [
    ("nothing found", run(), DEFAULT, []),
    ("a new high finding", run(finding()), DEFAULT, ["findings"]),
    ("a new critical finding", run(finding(severity=Severity.CRITICAL)), DEFAULT, ["findings"]),
    ("a new medium finding", run(finding(severity=Severity.MEDIUM)), DEFAULT, []),
    ("an old high finding", run(finding(delta=Delta.UNCHANGED)), DEFAULT, ["findings"]),
    ("a finding of a baseline", run(KNOWN), DEFAULT, []),
    (
        "a finding of a baseline where all count",
        run(KNOWN),
        GatePolicy(only=Only.ALL),
        ["findings"],
    ),
    ("an old finding that is held", run(HELD), DEFAULT, ["findings"]),
    (
        "a held finding that was accepted",
        run(replace(HELD, status=FindingStatus.ACCEPTED)),
        DEFAULT,
        [],
    ),
    ("a held finding that is gone", run(replace(HELD, delta=Delta.RESOLVED)), DEFAULT, []),
    ("a held finding that is suppressed", run(replace(HELD, suppressed_by="s1")), DEFAULT, []),
    (
        "a held finding that is not severe enough",
        run(replace(HELD, severity=Severity.LOW)),
        DEFAULT,
        [],
    ),
    ("a resolved finding", run(finding(delta=Delta.RESOLVED)), GatePolicy(only=Only.ALL), []),
    ("an accepted finding", run(finding(status=FindingStatus.ACCEPTED)), DEFAULT, []),
    ("a false positive", run(finding(status=FindingStatus.FALSE_POSITIVE)), DEFAULT, []),
    ("a triaged finding", run(finding(status=FindingStatus.TRIAGED)), DEFAULT, ["findings"]),
    ("a finding of another family", run(finding()), GatePolicy(families=frozenset({"iam"})), []),
    ("a suppressed finding", run(finding(suppressed_by="s1")), GatePolicy(only=Only.ALL), []),
    (
        "a suppressed finding beside another",
        run(finding(suppressed_by="s1"), finding()),
        DEFAULT,
        ["findings"],
    ),
    (
        "a suppressed finding beside an unknown verdict",
        run(finding(suppressed_by="s1"), unknown_count=1),
        DEFAULT,
        ["unknown"],
    ),
    ("a finding of one of the frameworks", run(finding(frameworks=CIS)), OF_CIS, ["findings"]),
    (
        "a finding of no framework at all",
        run(finding(frameworks=frozenset())),
        OF_CIS,
        [],
    ),
    (
        "a finding of another framework",
        run(finding(frameworks=CIS)),
        GatePolicy(frameworks=frozenset({"SOC_2"})),
        [],
    ),
    ("a finding whose frameworks nobody recorded", run(finding()), OF_CIS, ["findings"]),
    ("an unknown verdict where frameworks are named", run(unknown_count=1), OF_CIS, ["unknown"]),
    ("an unknown verdict", run(unknown_count=1), DEFAULT, ["unknown"]),
    ("an unknown verdict that may be", run(unknown_count=1), GatePolicy(max_unknown=1), []),
    ("little coverage", run(coverage=0.5), GatePolicy(min_coverage=0.9), ["coverage"]),
    ("no coverage known", run(coverage=None), GatePolicy(min_coverage=0.1), ["coverage"]),
    ("a failed run", run(status=RunStatus.FAILED), DEFAULT, ["run_failed"]),
    ("a cancelled run", run(status=RunStatus.CANCELLED), DEFAULT, ["run_cancelled"]),
    ("a run under way", run(status=RunStatus.RUNNING), DEFAULT, ["run_unfinished"]),
    ("a run that waits", run(status=RunStatus.ACCEPTED), DEFAULT, ["run_unfinished"]),
    ("a probe", run(trigger=RunTrigger.VERIFY), DEFAULT, ["run_verify"]),
    (
        "a failed probe",
        run(status=RunStatus.FAILED, trigger=RunTrigger.VERIFY),
        DEFAULT,
        ["run_failed"],
    ),
    ("a scheduled run", run(trigger=RunTrigger.SCHEDULED), DEFAULT, []),
]


NETWORK = GatePolicy(families=frozenset({"network"}))
RECORDED = grouped(
    [("storage", ("CIS_AWS", "CIS_AWS_7_0"), 3), ("iam", (), 2), ("network", ("SOC_2",), 0)],
    absent=0,
    unread=(),
)
INCONCLUSIVE = [
    ("nothing was looked at", run(answered_count=0), DEFAULT, 0),
    ("only selected checks", run(verdicts=RECORDED), NETWORK, 0),
    (
        "a framework without a verdict",
        run(verdicts=RECORDED),
        GatePolicy(frameworks=frozenset({"SOC_2"})),
        0,
    ),
    ("all is unknown", run(answered_count=0, unknown_count=3), GatePolicy(max_unknown=9), 0),
    ("no check at all", run(verdicts=RecordedVerdicts()), DEFAULT, 0),
]
RESTING = [
    ("every family", DEFAULT, 5),
    ("one family", GatePolicy(families=frozenset({"storage", "network"})), 3),
    ("a framework", OF_CIS, 3),
    ("both", GatePolicy(families=frozenset({"iam"}), frameworks=frozenset({"CIS_AWS"})), 0),
]


@pytest.mark.parametrize(
    ("facts", "policy", "count"),
    [case[1:] for case in INCONCLUSIVE],
    ids=[case[0] for case in INCONCLUSIVE],
)
def test_a_gate_over_no_verdict_is_inconclusive(
    facts: GateRun, policy: GatePolicy, count: int
) -> None:
    decision = decide(facts, policy)
    assert (decision.verdict, decision.verdict_count) == (GateVerdict.INCONCLUSIVE, count)
    assert decision.reasons[-1].code == "nothing_evaluated"


@pytest.mark.parametrize(
    ("policy", "count"), [case[1:] for case in RESTING], ids=[case[0] for case in RESTING]
)
def test_verdicts_of_the_policy_are_counted(policy: GatePolicy, count: int) -> None:
    assert decide(run(verdicts=RECORDED), policy).verdict_count == count


def test_an_asset_that_was_expected_to_be_gone_counts_for_every_policy() -> None:
    gone = grouped([("network", (), 0)], absent=1, unread=())
    decision = decide(run(answered_count=1, verdicts=gone), NETWORK)
    assert (decision.verdict, decision.verdict_count) == (GateVerdict.PASS, 1)


def test_a_policy_concerns_a_run_that_selected_a_check_of_it() -> None:
    assert concerns(run(verdicts=RECORDED), DEFAULT)
    assert concerns(run(verdicts=RECORDED), NETWORK)
    assert not concerns(run(verdicts=RECORDED), GatePolicy(families=frozenset({"ai"})))
    assert concerns(run(), GatePolicy(families=frozenset({"ai"})))
    assert concerns(
        run(verdicts=RECORDED, status=RunStatus.FAILED), GatePolicy(families=frozenset({"ai"}))
    )


def test_unknown_verdicts_are_explained_by_their_most_frequent_reasons() -> None:
    unread = [UnreadCount("AccessDenied", f"s3:Call{number}", number) for number in range(1, 6)]
    facts = run(unknown_count=15, verdicts=grouped([("iam", (), 1)], absent=0, unread=unread))
    (reason,) = decide(facts, DEFAULT).reasons
    assert reason.message == (
        "15 unknown verdicts; 0 may be: AccessDenied: s3:Call5 (5 times); AccessDenied: s3:Call4 "
        "(4 times); AccessDenied: s3:Call3 (3 times); and 2 more reasons."
    )


@pytest.mark.parametrize(
    ("facts", "policy", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_stops_a_run(facts: GateRun, policy: GatePolicy, codes: list[str]) -> None:
    decision = decide(facts, policy)
    assert [reason.code for reason in decision.reasons] == codes
    assert (decision.verdict is GateVerdict.FAIL) == bool(codes)
    assert bool(decision.findings) == ("findings" in codes)


def test_what_was_suppressed_is_told_where_it_would_have_counted() -> None:
    facts = run(
        finding(suppressed_by="s1"),
        finding(suppressed_by="s1", severity=Severity.LOW),
        finding(suppressed_by="s2", known=True),
        finding(suppressed_by="s2", status=FindingStatus.ACCEPTED),
    )
    assert decide(facts, DEFAULT).suppressed_count == 1
    assert decide(facts, GatePolicy(only=Only.ALL)).suppressed_count == 2


def test_the_message_explains_held_findings_and_names_the_baseline() -> None:
    facts = run(finding(), HELD, replace(HELD, unread=True))
    decision = decide(facts, DEFAULT)
    assert (decision.finding_count, decision.held_count) == (3, 2)
    assert decision.reasons[0].message == (
        "3 new findings of severity high or worse. 2 of them stopped an earlier gate, and count "
        "until they are fixed, suppressed or accepted. 1 of them could not be read again. To "
        "accept everything that this run found, use `posture baseline accept --run r1` and start "
        "another run."
    )


def test_the_message_explains_what_earlier_runs_found_and_no_gate_decided() -> None:
    old = finding(delta=Delta.UNCHANGED)
    message = decide(run(finding(), old), DEFAULT).reasons[0].message
    assert message == (
        "2 new findings of severity high or worse. An earlier run had found 1 of them; no gate and "
        "no baseline has decided about them. To accept everything that this run found, use "
        "`posture baseline accept --run r1` and start another run."
    )


def test_the_first_gate_names_the_baseline_where_it_would_help() -> None:
    first = replace(run(finding()), is_first=True)
    assert "posture baseline accept --run r1" in decide(first, DEFAULT).reasons[0].message
    everything = decide(first, GatePolicy(only=Only.ALL)).reasons[0].message
    assert everything == "1 finding of severity high or worse."
    assert decide(run(finding()), DEFAULT).reasons[0].message == (
        "1 new finding of severity high or worse."
    )


def test_known_findings_are_those_that_would_count_if_they_were_new() -> None:
    facts = run(
        KNOWN,
        replace(KNOWN, severity=Severity.CRITICAL),
        replace(KNOWN, severity=Severity.LOW),
        replace(KNOWN, suppressed_by="s1"),
        replace(KNOWN, status=FindingStatus.ACCEPTED),
        finding(),
        HELD,
    )
    decision = decide(facts, DEFAULT)
    assert decision.known_count == 2
    assert list(decision.known_counts.items()) == [(Severity.CRITICAL, 1), (Severity.HIGH, 1)]
    assert decide(facts, GatePolicy(only=Only.ALL)).known_count == 0


def test_what_was_accepted_is_counted_by_its_author_where_it_would_have_counted() -> None:
    call = UnreadCount(
        "AccessDenied", "s3:GetBucketPolicy", 4, suppressed_by="s2", accepted_by="t2"
    )
    facts = replace(
        run(
            replace(KNOWN, accepted_by="t1"),
            replace(KNOWN, accepted_by="t1"),
            replace(KNOWN, severity=Severity.LOW, accepted_by="t1"),
            replace(KNOWN, suppressed_by="s1", accepted_by="t2"),
            finding(suppressed_by="s1", accepted_by="t2"),
            finding(status=FindingStatus.ACCEPTED, accepted_by="t1"),
            finding(status=FindingStatus.FALSE_POSITIVE),
            finding(status=FindingStatus.ACCEPTED, delta=Delta.RESOLVED, accepted_by="t1"),
            verdicts=replace_unread(RECORDED, call),
            unknown_count=4,
        ),
        actors={"t1": "ana"},
    )
    decision = decide(facts, DEFAULT)
    assert decision.verdict is GateVerdict.PASS
    assert list(map(str, decision.accepted)) == [
        "2 findings by a baseline of ana (t1)",
        "1 finding by the status set by an unknown author",
        "1 finding by the status set by ana (t1)",
        "1 finding by a suppression of t2",
        "4 unknown verdicts by a suppression of t2",
    ]
    everything = decide(facts, GatePolicy(only=Only.ALL))
    assert [(one.how.value, one.count) for one in everything.accepted if one.by == "t2"] == [
        ("suppression", 2),
        ("unread_call", 4),
    ]


def replace_unread(verdicts: RecordedVerdicts, *unread: UnreadCount) -> RecordedVerdicts:
    return msgspec.structs.replace(verdicts, unread=unread)


def test_a_run_must_pass_the_policies_of_all_its_requests() -> None:
    facts = run(finding(severity=Severity.MEDIUM), verdicts=RECORDED)
    loose, strict = DEFAULT, GatePolicy(fail_on=Severity.MEDIUM)
    assert decide_all(facts, [loose]) == (loose, decide(facts, loose))
    assert decide_all(facts, [loose, strict]) == (strict, decide(facts, strict))
    nothing = GatePolicy(families=frozenset({"ai"}))
    policy, decision = decide_all(facts, [loose, nothing])
    assert (policy, decision.verdict) == (nothing, GateVerdict.INCONCLUSIVE)
    assert [one.code for one in decision.reasons] == ["policy_without_checks"]


def test_what_is_suppressed_is_held_too() -> None:
    facts = run(replace(finding(suppressed_by="s1"), id="s"), replace(finding(), id="n"))
    assert set(to_hold(facts, DEFAULT)) == {"s", "n"}
    assert to_hold(run(finding(), status=RunStatus.FAILED), DEFAULT) == []


def test_coverage_is_never_told_as_what_it_is_short_of() -> None:
    (reason,) = decide(run(coverage=0.99999), GatePolicy(min_coverage=1)).reasons
    assert reason.message == "Coverage is 0.9999; at least 1 is asked."
