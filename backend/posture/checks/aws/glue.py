"""Checks of AWS Glue: the data catalog, connections, jobs and crawlers."""

from posture.domain.asset import Family
from posture.domain.aws.assets.glue import GlueCatalog, GlueConnection, GlueJob, GlueProgram
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/glue/latest/dg"
SETTINGS = "aws glue put-data-catalog-encryption-settings --data-catalog-encryption-settings {}"
# Glue 3.0 is the oldest version that AWS supports for Spark.
OLDEST_SPARK = (3, 0)


@check(
    severity=Severity.MEDIUM,
    finding_title="Glue's data catalog is not encrypted with KMS",
    remediation="Turn on encryption of metadata.",
    cli=SETTINGS.format("EncryptionAtRest={CatalogEncryptionMode=SSE-KMS,SseAwsKmsKeyId=KEY}"),
    terraform="""
        resource "aws_glue_data_catalog_encryption_settings" "this" {
          data_catalog_encryption_settings {
            encryption_at_rest {
              catalog_encryption_mode = "SSE-KMS"
              sse_aws_kms_key_id      = aws_kms_key.data.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/encrypt-glue-data-catalog.html",
)
def aws_glue_catalog_encrypted(catalog: GlueCatalog) -> Verdict:
    """Glue's data catalog is encrypted with KMS.

    It says which data is where, and statistics contain values of it.
    """
    return passed() if known(catalog.encrypted) else failed("Encryption of metadata is off.")


@check(
    severity=Severity.HIGH,
    finding_title="Glue returns passwords of connections in plain text",
    remediation="Encrypt passwords of connections with a KMS key.",
    cli=SETTINGS.format("ConnectionPasswordEncryption={ReturnConnectionPasswordEncrypted=true}"),
    terraform="""
        resource "aws_glue_data_catalog_encryption_settings" "this" {
          data_catalog_encryption_settings {
            connection_password_encryption {
              return_connection_password_encrypted = true
              aws_kms_key_id                       = aws_kms_key.data.arn
            }
          }
        }
    """,
    reference=f"{DOCS}/encrypt-connection-passwords.html",
    family=Family.SECRETS,
)
def aws_glue_catalog_connection_passwords_encrypted(catalog: GlueCatalog) -> Verdict:
    """Glue encrypts passwords of connections.

    Otherwise everyone who may view connections reads the passwords of the databases.
    """
    if known(catalog.passwords_encrypted):
        return passed()
    return failed("Passwords are returned in plain text.")


@check(
    severity=Severity.HIGH,
    finding_title="Glue's data catalog has a policy for everyone",
    remediation="Name the accounts in the policy of the catalog.",
    cli="aws glue delete-resource-policy",
    terraform="""
        resource "aws_glue_resource_policy" "this" {
          policy = data.aws_iam_policy_document.readers.json
        }
    """,
    reference=f"{DOCS}/security_iam_resource-based-policy-examples.html",
    family=Family.IAM,
)
def aws_glue_catalog_policy_not_public(catalog: GlueCatalog) -> Verdict:
    """Glue's data catalog has no policy that grants access to the public.

    Strangers can then read which data is where, or lead queries to data of their own.
    """
    return not_public(known(catalog.policy))


@check(
    severity=Severity.MEDIUM,
    finding_title="Glue connection does not require TLS",
    remediation="Require TLS in the connection.",
    cli="aws glue update-connection --name NAME --connection-input file://connection.json",
    terraform="""
        resource "aws_glue_connection" "this" {
          connection_properties = {
            JDBC_ENFORCE_SSL = "true"
          }
        }
    """,
    reference=f"{DOCS}/connection-properties.html",
)
def aws_glue_connection_tls_required(connection: GlueConnection) -> Verdict:
    """Glue connection requires TLS.

    Without TLS, passwords and rows cross the network in plain text.
    """
    if connection.tls_required is None:
        return not_applicable("Its type has no such setting.")
    return passed() if connection.tls_required else failed("TLS is not required.")


@check(
    severity=Severity.HIGH,
    finding_title="Glue connection keeps a password",
    remediation="Keep the password in Secrets Manager, name it by SECRET_ID, and change it.",
    cli="aws glue update-connection --name NAME --connection-input file://connection.json",
    terraform="""
        resource "aws_glue_connection" "this" {
          connection_properties = {
            SECRET_ID = aws_secretsmanager_secret.database.name
          }
        }
    """,
    reference=f"{DOCS}/connection-properties-secrets-manager.html",
    family=Family.SECRETS,
)
def aws_glue_connection_without_secrets(connection: GlueConnection) -> Verdict:
    """Glue connection has its password in Secrets Manager.

    Everyone who may view connections with their passwords reads it otherwise, and nobody rotates
    it.
    """
    if connection.password_kept:
        return failed("It has a user name and no secret of Secrets Manager.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Glue job or crawler does not encrypt what it writes",
    remediation="Set a security configuration that encrypts S3, logs and bookmarks.",
    cli="aws glue create-security-configuration --name NAME --encryption-configuration file://e.json",
    terraform="""
        resource "aws_glue_job" "this" {
          security_configuration = aws_glue_security_configuration.this.name
        }
    """,
    reference=f"{DOCS}/encryption-security-configuration.html",
)
def aws_glue_program_outputs_encrypted(program: GlueProgram) -> Verdict:
    """Glue job or crawler encrypts what it writes with KMS.

    Logs and bookmarks contain values of the data.
    """
    found = known(program.plain_outputs)
    return failed(f"Not encrypted: {', '.join(found)}.") if found else passed()


@check(
    severity=Severity.CRITICAL,
    finding_title="Glue job has a secret in its arguments",
    remediation="Let the job read the secret from Secrets Manager, and change the secret.",
    cli="aws glue update-job --job-name NAME --job-update file://job.json",
    terraform="""
        resource "aws_glue_job" "this" {
          default_arguments = { "--secret_name" = aws_secretsmanager_secret.database.name }
        }
    """,
    reference=f"{DOCS}/aws-glue-programming-etl-glue-arguments.html",
    family=Family.SECRETS,
)
def aws_glue_job_arguments_without_secrets(job: GlueJob) -> Verdict:
    """Glue job has no secrets in its arguments.

    Everyone who may view jobs reads them, and the logs of each run repeat them.
    """
    return failed(f"Secrets in {', '.join(job.secrets)}.") if job.secrets else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Glue job runs on an old version of Spark",
    remediation="Set the newest version of Glue, and test the job.",
    cli="aws glue update-job --job-name NAME --job-update file://job.json",
    terraform="""
        resource "aws_glue_job" "this" {
          glue_version = "5.0"
        }
    """,
    reference=f"{DOCS}/release-notes.html",
    family=Family.COMPUTE,
)
def aws_glue_job_version_supported(job: GlueJob) -> Verdict:
    """Glue job runs on a supported version of Spark.

    Old versions get no more fixes of known flaws.
    """
    if job.spark_version is None:
        return not_applicable("It is no Spark job.")
    version = tuple(map(int, job.spark_version.split(".")))
    return passed() if version >= OLDEST_SPARK else failed(f"The version is {job.spark_version}.")
