"""Frameworks are data: what they name exists, and what is checked speaks for a control."""

import re
from collections import Counter

import pytest

from posture.bootstrap.clouds import CLOUDS
from posture.checks.catalog import checks
from posture.frameworks.catalog import Framework, frameworks
from tests.meta.controls import CIS_7_0, FSBP

ALL = frameworks()
TITLE_LENGTH = 72

# How each framework's document writes the ids of its controls.
WRITTEN = {
    "AWS_FSBP": r"[A-Z][A-Za-z0-9]+\.\d+",
    "CIS_AWS_6_0": r"\d(\.\d{1,2}){1,2}",
    "CIS_AWS_7_0": r"\d(\.\d{1,2}){1,2}",
    "CIS_AZURE_5_0": r"\d(\.\d{1,2}){1,4}",
    "CIS_AZURE_6_0": r"\d(\.\d{1,2}){1,4}",
    "CIS_GCP_4_0": r"\d(\.\d{1,2}){1,2}",
    "CIS_GCP_5_0": r"\d(\.\d{1,2}){1,2}",
    "EU_AI_ACT": r"Art\d+",
    "ISO_27001_2022": r"A\.[5-8]\.\d{1,2}",
    "ISO_42001": r"A\.\d{1,2}(\.\d){1,2}",
    "MCSB_1": r"[A-Z]{2}-\d{1,2}",
    "MITRE_ATLAS": r"AML\.T\d{4}(\.\d{3})?",
    "NIST_800_53_R5": r"[A-Z]{2}-\d{1,2}(\(\d{1,2}\))?",
    "NIST_AI_600_1": r"(GV|MP|MS|MG)-\d\.\d{1,2}",
    "OWASP_AGENTIC_2026": r"ASI(0\d|10)",
    "OWASP_LLM_2025": r"LLM(0\d|10)",
    "PCI_DSS_4_0_1": r"\d{1,2}(\.\d{1,2}){2,3}",
    "SOC_2": r"(CC|A|C|PI|P)\d\.\d",
}

each = pytest.mark.parametrize("framework", ALL.frameworks, ids=lambda one: one.id)


def test_every_check_a_framework_names_exists() -> None:
    assert ALL.controls_by_check.keys() - {check.id for check in checks(CLOUDS)} == set()


def test_every_check_covers_a_control() -> None:
    assert {check.id for check in checks(CLOUDS)} - ALL.controls_by_check.keys() == set()


def test_every_ai_check_covers_a_control_of_an_ai_framework() -> None:
    ai = {"EU_AI_ACT", "ISO_42001", "MITRE_ATLAS", "NIST_AI_600_1", "OWASP_LLM"}
    asked = frozenset[str]().union(*(ALL.checks_of(name) or () for name in ai))
    assert {check.id for check in checks(CLOUDS) if check.family == "ai"} - asked == set()


def test_every_framework_has_an_id_of_its_own() -> None:
    assert sorted(one.id for one in ALL.frameworks) == sorted(WRITTEN)


def test_the_versions_of_a_framework_share_its_family() -> None:
    assert not [one.id for one in ALL.frameworks if not one.id.startswith(one.family)]


@each
def test_control_ids_are_written_as_in_the_document(framework: Framework) -> None:
    written = re.compile(WRITTEN[framework.id])
    assert framework.controls
    assert not [one.id for one in framework.controls if not written.fullmatch(one.id)]


@each
def test_no_control_and_no_check_of_a_control_is_listed_twice(framework: Framework) -> None:
    listed = Counter(one.id for one in framework.controls)
    listed.update(f"{one.id} {check_id}" for one in framework.controls for check_id in one.checks)
    assert not [name for name, count in listed.items() if count > 1]


@each
def test_every_control_has_a_check(framework: Framework) -> None:
    assert not [one.id for one in framework.controls if not one.checks]


@pytest.mark.parametrize("name", ["AWS_FSBP", "CIS_AWS_7_0"])
def test_every_control_of_a_technical_benchmark_says_what_decides_it(name: str) -> None:
    (framework,) = (one for one in ALL.frameworks if one.id == name)
    assert not [one.id for one in framework.controls if not one.requires.endswith(".")]
    assert not [one.id for one in framework.controls if " should " in one.requires]


@pytest.mark.parametrize(
    ("control", "check_id"),
    [
        # Keys with a rotation period of two years, and files under an AWS managed key, meet them.
        ("CIS_AWS_7_0_4.6", "aws_kms_key_rotation_yearly"),
        ("AWS_FSBP_EFS.1", "aws_efs_file_system_encrypted_with_own_key"),
        # Neither the account's default nor a template is an instance.
        ("CIS_AWS_7_0_6.7", "aws_ec2_launch_template_imdsv2_required"),
        # MongoDB's ports are not among the listed ones.
        ("AWS_FSBP_EC2.19", "aws_ec2_security_group_mongodb_closed_to_internet"),
        ("AWS_FSBP_IAM.7", "aws_iam_password_policy_reuse_prevented"),
        ("AWS_FSBP_EC2.1", "aws_ec2_account_snapshots_blocked_from_public"),
    ],
)
def test_a_control_is_not_claimed_for_what_it_does_not_require(control: str, check_id: str) -> None:
    assert control not in ALL.controls_of(check_id)


@pytest.mark.parametrize(
    ("control", "check_id"),
    [
        ("CIS_GCP_4_0_1.8", "gcp_iam_project_service_account_duties_separated"),
        ("CIS_GCP_4_0_1.11", "gcp_iam_project_kms_duties_separated"),
        ("CIS_GCP_4_0_2.2", "gcp_logging_project_sink_covers_all"),
        ("CIS_GCP_4_0_2.3", "gcp_storage_bucket_log_retention_locked"),
        ("CIS_GCP_4_0_6.7", "gcp_sql_instance_backups_enabled"),
        ("CIS_GCP_5_0_1.9", "gcp_iam_project_service_account_duties_separated"),
        ("CIS_GCP_5_0_1.12", "gcp_iam_project_kms_duties_separated"),
        ("CIS_GCP_5_0_2.3", "gcp_logging_project_sink_covers_all"),
        ("CIS_GCP_5_0_2.4", "gcp_storage_bucket_log_retention_locked"),
        ("CIS_GCP_5_0_6.8", "gcp_sql_instance_backups_enabled"),
    ],
)
def test_neighbouring_controls_of_google_cloud_have_checks_of_their_own(
    control: str, check_id: str
) -> None:
    framework, _, number = control.rpartition("_")
    (found,) = (one for one in ALL.frameworks if one.id == framework)
    (checked,) = (one.checks for one in found.controls if one.id == number)
    assert tuple(checked) == (check_id,)


@pytest.mark.parametrize("framework", ["CIS_GCP_4_0", "CIS_GCP_5_0"])
def test_a_title_of_a_control_of_google_cloud_is_of_its_own_checks(framework: str) -> None:
    (found,) = (one for one in ALL.frameworks if one.id == framework)
    by_title: dict[str, set[tuple[str, ...]]] = {}
    for one in found.controls:
        by_title.setdefault(one.title, set()).add(tuple(one.checks))
    assert {title for title, checks in by_title.items() if len(checks) > 1} == set()


def test_a_trigger_of_s3_without_a_source_account_fails_lambda_1() -> None:
    assert "AWS_FSBP_Lambda.1" in ALL.controls_of("aws_lambda_function_service_callers_confined")


INSTANCE = "arn:aws:rds:eu-central-1:111122223333:db:orders"
CLUSTER = "arn:aws-cn:rds:cn-north-1:111122223333:cluster:orders"


@pytest.mark.parametrize(
    ("check_id", "resource_id", "failed", "kept"),
    [
        ("aws_rds_database_deletion_protection_enabled", INSTANCE, "RDS.8", "RDS.7"),
        ("aws_rds_database_deletion_protection_enabled", CLUSTER, "RDS.7", "RDS.8"),
        ("aws_iam_policy_decryption_limited", "arn:aws:iam::1:policy/read", "KMS.1", "KMS.2"),
        ("aws_iam_policy_decryption_limited", "arn:aws:iam::1:role/app/run", "KMS.2", "KMS.1"),
    ],
)
def test_a_control_is_failed_by_the_resources_that_it_is_about(
    check_id: str, resource_id: str, failed: str, kept: str
) -> None:
    controls = ALL.controls_failed(check_id, resource_id)
    assert f"AWS_FSBP_{failed}" in controls
    assert f"AWS_FSBP_{kept}" not in controls
    assert f"AWS_FSBP_{kept}" in ALL.controls_of(check_id)


@pytest.mark.parametrize("control", ["RDS.34", "RDS.36", "RDS.37", "RDS.40", "RDS.42"])
def test_a_control_of_one_engine_has_a_check_of_its_own(control: str) -> None:
    (found,) = (
        one
        for each in ALL.frameworks
        for one in each.controls
        if each.ref(one) == f"AWS_FSBP_{control}"
    )
    (check_id,) = found.checks
    assert [one for one in ALL.controls_of(check_id) if one.startswith("AWS_FSBP_RDS.")] in (
        [f"AWS_FSBP_{control}"],
        ["AWS_FSBP_RDS.9", f"AWS_FSBP_{control}"],
    )


@each
def test_a_narrow_control_leaves_resources_of_its_checks_to_others(framework: Framework) -> None:
    patterns = [one for control in framework.controls for one in control.resources]
    assert not [one for one in patterns if not one.startswith("arn:*:") or one.count(":") < 5]


@each
def test_titles_are_short_and_our_own_words(framework: Framework) -> None:
    """The documents say "should be", "ensure" and "shall": no title of ours does."""
    quoted = re.compile(r"\b(ensure|should|shall|must be)\b", re.IGNORECASE)
    titles = [one.title for one in framework.controls]
    assert not [one for one in titles if not 8 <= len(one) <= TITLE_LENGTH or quoted.search(one)]


# The controls of the benchmarks of Google Cloud that no check covers, and why.
OF_WORKSPACE = "It is a setting of Cloud Identity or Workspace, which the APIs of a project lack."
BY_PEOPLE = "The benchmark has people decide it: no setting says whether it is right."
NOT_READ = "Its text could not be read, and public mappings of the benchmark name no check for it."
OF_LOCATIONS = (
    "Clusters of Dataproc are listed location by location, and nothing else of it is read."
)
OF_TABLES = (
    "Each table would be a call; the key of its dataset, from which it gets its own, is read."
)
OF_ORGANIZATION = (
    "It is a setting of the organization, which most identities of a project cannot read."
)
WITHOUT_CHECK = {
    "CIS_GCP_4_0": {
        "1.2": OF_WORKSPACE,
        "1.3": OF_WORKSPACE,
        "1.16": OF_ORGANIZATION,
        "2.14": BY_PEOPLE,
        "2.15": OF_ORGANIZATION,
        "3.10": BY_PEOPLE,
        "4.10": BY_PEOPLE,
        "4.12": BY_PEOPLE,
        "7.2": OF_TABLES,
        "7.4": BY_PEOPLE,
        "8.1": OF_LOCATIONS,
    },
    "CIS_GCP_5_0": {
        "1.1": OF_WORKSPACE,
        "1.3": OF_WORKSPACE,
        "1.4": OF_WORKSPACE,
        "1.17": OF_ORGANIZATION,
        "2.2": BY_PEOPLE,
        "2.15": BY_PEOPLE,
        "2.16": OF_ORGANIZATION,
        "3.8": NOT_READ,
        "3.9": NOT_READ,
        "3.12": BY_PEOPLE,
        "4.10": BY_PEOPLE,
        "4.12": BY_PEOPLE,
        "7.2": OF_TABLES,
        "7.4": BY_PEOPLE,
        "8.1": OF_LOCATIONS,
    },
}
# The last control of each section.
LAST = {
    "CIS_GCP_4_0": {"1": 17, "2": 16, "3": 10, "4": 12, "5": 2, "6.1": 3, "6.2": 8, "6.3": 7}
    | {"7": 4, "8": 1},
    "CIS_GCP_5_0": {"1": 18, "2": 17, "3": 12, "4": 12, "5": 2, "6.1": 3, "6.2": 8, "6.3": 7}
    | {"7": 4, "8": 1},
}
# Sections with controls of their own beside those of their parts: the first and the last of them.
BESIDE_PARTS = {"CIS_GCP_4_0": (4, 7), "CIS_GCP_5_0": (4, 9)}


@pytest.mark.parametrize("framework", sorted(WITHOUT_CHECK))
def test_every_control_of_google_cloud_has_a_check_or_a_reason(framework: str) -> None:
    (found,) = [one for one in ALL.frameworks if one.id == framework]
    first, last = BESIDE_PARTS[framework]
    every = {
        f"{section}.{number}"
        for section, end in LAST[framework].items()
        for number in range(1, end + 1)
    } | {f"6.{number}" for number in range(first, last + 1)}
    checked = {one.id for one in found.controls}

    assert checked <= every
    assert every - checked == WITHOUT_CHECK[framework].keys()
    assert all(WITHOUT_CHECK[framework].values())


@pytest.mark.parametrize(
    ("framework_id", "known"), [("AWS_FSBP", FSBP), ("CIS_AWS_7_0", CIS_7_0)], ids=["FSBP", "CIS"]
)
def test_every_control_has_a_check_or_a_reason_why_it_has_none(
    framework_id: str, known: frozenset[str]
) -> None:
    framework = ALL.get(framework_id)
    assert framework is not None
    checked = {one.id for one in framework.controls}
    assert checked & framework.without_check.keys() == set()
    assert known - checked - framework.without_check.keys() == set()
    assert framework.without_check.keys() - known == set()
    assert not [one for one in framework.without_check.values() if not one.endswith(".")]
