"""What is common to all clouds names none of them."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.meta.repository import ROOT

PACKAGE = ROOT / "backend" / "posture"
WORDS = re.compile(
    r"(?<![a-z])(?:aws|arns?|iam|boto\w*|azure|entra|gcp|google)(?![a-z])", re.IGNORECASE
)
BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# Where a cloud's own words belong: its folders and its value, the frameworks that speak of it, and
# what the schema of the database was before.
# `shared_issuers` has the identities of every host of jobs, clouds among them.
OF_A_CLOUD = (
    "domain/shared_issuers.py",
    "bootstrap/aws.py",
    "bootstrap/azure.py",
    "bootstrap/gcp.py",
    "bootstrap/clouds.py",
    "frameworks/*",
    "console/assets/connect.js",  # the form that connects an account of each
)
GENERATED_OR_PAST = ("api/schemas.py", "api/openapi.yaml", "store/migrations/versions/*")

# Lines that may name one all the same, and why.
EXCEPTIONS = {
    r'IAM = "iam"': "a family of checks: identity and access management, of every cloud",
    r'"iam", "network", "storage"': "the families, as the contract and the options list them",
    r"Only checks of this family, such as iam, ": "as above, in a help text",
    r'"AWS (?:access|secret) key"': "kinds of secrets that any text may hold, whatever its cloud",
    r"aws\.\{0,20\}secret": "as above, the pattern of one",
    r'r"arn:\.\*': "a value that is the name of something, and so no secret",
    r"alias arn arns attempts": "words by which a name holds no secret, though it is about one",
    r"CIS_AWS": "the name of a framework, as an example in a help text",
    r"posture scan aws --region": "the first example of the help, which must import no cloud",
    r"--check aws_s3_bucket_public": "an example that people can paste",
    r"--resource 'arn:aws:s3:::": "as above",
    r"such as `aws_s3_bucket_public": "as above, in an error",
    r'"role_arn": "the ARN': "what a member of the contract must be, in an error",
    r"--role-arn arn:aws:iam::": "as above",
    r"azure_(?:burst_calls|calls_per_second|listings_in_flight): ": (
        "a limit of a cloud; every limit is a setting"
    ),
    r"an Azure subscription allows|which Azure allows": "as above, the text about it",
    r"aws_service_calls_per_second: |rates of AWS services": "as above",
    r"gcp_calls_per_minute: |API of a Google Cloud project": "as above",
    r'"rpc\.system\.name"': "the values of an attribute, as its catalogue lists them",
    r'"The cloud\.", \("aws", ': "as above",
    r'startsWith\("arn:"\)': "how the console shortens an id",
    r"import locked_objects": "where the chain of the audit log is anchored",
    r"Some services of AWS deny": "why a status is taken for a denial, in a comment",
    r"accounts\.google\.com": "an issuer of identities, whatever cloud is scanned",
    r'"Google API key"': "kinds of secrets that any text may hold, whatever its cloud",
}
ALLOWED = re.compile("|".join(EXCEPTIONS))


def common_files() -> list[Path]:
    left_out = OF_A_CLOUD + GENERATED_OR_PAST
    found = (path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".js", ".css", ".html"})
    return sorted(
        path
        for path in found
        if not {"aws", "azure", "gcp"} & set(path.relative_to(PACKAGE).parts)
        and not any(path.relative_to(PACKAGE).match(one) for one in left_out)
    )


def named(line: str) -> bool:
    return WORDS.search(BETWEEN_WORDS.sub("_", line)) is not None


@cache
def naming() -> list[tuple[str, str]]:
    """Return the lines that name a cloud, each with its place; all tests read the files once."""
    return [
        (f"{path.relative_to(PACKAGE)}:{number}", line)
        for path in common_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if named(line)
    ]


@pytest.mark.parametrize(
    ("line", "names_one"),
    [
        ("from posture.checks import aws", True),
        ("class AwsCollector:", True),
        ("role_arn: str", True),
        ("import botocore.session", True),
        ("IamRole", True),
        ("the diagram warns of a paws", False),
        ("learn = yarn", False),
    ],
)
def test_names_of_clouds_are_found_in_names_and_texts(line: str, *, names_one: bool) -> None:
    assert named(line) is names_one


def test_code_for_all_clouds_names_no_cloud() -> None:
    assert not [f"{place}: {line.strip()}" for place, line in naming() if not ALLOWED.search(line)]


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_every_exception_is_needed(exception: str) -> None:
    pattern = re.compile(exception)
    assert any(pattern.search(line) for _, line in naming())
