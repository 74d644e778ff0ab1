"""Cases of Glue's checks: the data catalog, connections, jobs and crawlers."""

from posture.domain.aws.assets.glue import GlueCatalog, GlueConnection, GlueCrawler, GlueJob
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import (
    DENIED,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Compliant,
    Row,
    rows,
)

ANYONE = {"Effect": "Allow", "Principal": "*", "Action": "glue:GetTable", "Resource": "*"}
COMPLIANT: Compliant = {
    GlueCatalog: {"encrypted": True, "passwords_encrypted": True, "policy": None},
    GlueConnection: {"tls_required": True, "password_kept": False},
    GlueJob: {"plain_outputs": (), "secrets": (), "spark_version": "5.0"},
    GlueCrawler: {"plain_outputs": ()},
}
TLS, VERSION = "connection_tls_required", "job_version_supported"
GLUE: list[Row] = [
    ("catalog_encrypted", {"encrypted": False}, FAIL),
    ("catalog_connection_passwords_encrypted", {"passwords_encrypted": False}, FAIL),
    ("catalog_policy_not_public", {"policy": policy({"Statement": ANYONE})}, FAIL),
    ("catalog_policy_not_public", {"policy": DENIED}, UNKNOWN),
    (TLS, {"tls_required": False}, FAIL),
    (TLS, {"tls_required": None}, NOT_APPLICABLE),
    ("connection_without_secrets", {"password_kept": True}, FAIL),
    ("job_arguments_without_secrets", {"secrets": ("--password (secret)",)}, FAIL),
    (VERSION, {"spark_version": "2.0"}, FAIL),
    (VERSION, {"spark_version": "3.0"}, PASS),
    (VERSION, {"spark_version": "10.0"}, PASS),
    (VERSION, {"spark_version": None}, NOT_APPLICABLE),
]
OUTPUTS: list[Row] = [("program_outputs_encrypted", {"plain_outputs": ("logs",)}, FAIL)]
CASES = [
    *rows("aws_glue", GLUE),
    *rows("aws_glue", OUTPUTS, GlueJob),
    *rows("aws_glue", OUTPUTS, GlueCrawler),
]
