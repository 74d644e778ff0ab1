"""Checks of the notebook instances of Amazon SageMaker AI."""

from posture.domain.asset import Family
from posture.domain.aws.assets.sagemaker import SageMakerNotebook
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/sagemaker/latest/dg"


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker notebook has direct internet access",
    remediation="Create the notebook again in a subnet of yours, without direct internet access.",
    cli="""
        aws sagemaker create-notebook-instance --notebook-instance-name NAME \\
          --instance-type ml.t3.medium --role-arn ROLE --subnet-id SUBNET \\
          --security-group-ids GROUP --direct-internet-access Disabled
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          subnet_id              = aws_subnet.private.id
          security_groups        = [aws_security_group.notebook.id]
          direct_internet_access = "Disabled"
        }
    """,
    reference=f"{DOCS}/appendix-notebook-and-internet-access.html",
)
def aws_sagemaker_notebook_direct_internet_access_disabled(
    notebook: SageMakerNotebook,
) -> Verdict:
    """SageMaker notebook has no direct internet access.

    Direct internet access bypasses the firewalls, flow logs and endpoint policies of the VPC, so
    training data can leave unnoticed.
    """
    if known(notebook.direct_internet_access):
        return failed("Direct internet access is enabled.")
    return passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker notebook gives its users root access",
    remediation="Stop the notebook, disable root access, and start it again.",
    cli="""
        aws sagemaker update-notebook-instance --notebook-instance-name NAME --root-access Disabled
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          root_access = "Disabled"
        }
    """,
    reference=f"{DOCS}/nbi-root-access.html",
)
def aws_sagemaker_notebook_root_access_disabled(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook gives its users no root access.

    With root access users can turn off logging and agents on the instance, and read what other
    users left there.
    """
    return failed("Users have root access.") if known(notebook.root_access) else passed()


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker notebook's volume has no customer managed key",
    remediation="Create the notebook again with a KMS key for its volume.",
    cli="""
        aws sagemaker create-notebook-instance --notebook-instance-name NAME \\
          --instance-type ml.t3.medium --role-arn ROLE --kms-key-id KEY
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          kms_key_id = aws_kms_key.ml.arn
        }
    """,
    reference=f"{DOCS}/encryption-at-rest-nbi.html",
)
def aws_sagemaker_notebook_encrypted_with_cmk(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook encrypts its volume with a customer managed key.

    Notebooks contain copies of training data. Only with a customer managed key can access to them
    be audited and revoked at once.
    """
    return passed() if known(notebook.kms_key) else failed("No KMS key is set for the volume.")


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker notebook is not in a VPC",
    remediation="Create the notebook again in a subnet of your VPC.",
    cli="""
        aws sagemaker create-notebook-instance --notebook-instance-name NAME \\
          --instance-type ml.t3.medium --role-arn ROLE --subnet-id SUBNET --security-group-ids GROUP
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          subnet_id       = aws_subnet.private.id
          security_groups = [aws_security_group.notebook.id]
        }
    """,
    reference=f"{DOCS}/appendix-notebook-and-internet-access.html",
)
def aws_sagemaker_notebook_in_vpc(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook runs in a VPC.

    Outside a VPC no security group or endpoint policy limits a notebook's connections, and no flow
    log records them.
    """
    return passed() if known(notebook.subnet) else failed("The notebook is not in a VPC.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker notebook allows version 1 of the metadata service",
    remediation="Stop the notebook, require version 2 of the metadata service, and start it again.",
    cli="""
        aws sagemaker update-notebook-instance --notebook-instance-name NAME \\
          --instance-metadata-service-configuration MinimumInstanceMetadataServiceVersion=2
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          instance_metadata_service_configuration {
            minimum_instance_metadata_service_version = "2"
          }
        }
    """,
    reference="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InstanceMetadataServiceConfiguration.html",
)
def aws_sagemaker_notebook_imdsv2_required(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook requires version 2 of the instance metadata service (IMDSv2).

    Version 1 answers any request from the instance, including one that a notebook or a web page was
    tricked into making.
    """
    if known(notebook.imdsv2_only):
        return passed()
    return failed("Version 1 of the metadata service is allowed.")


@check(
    severity=Severity.MEDIUM,
    finding_title="SageMaker notebook runs on a platform without security updates",
    remediation="Stop the notebook and move it to notebook-al2023-v1.",
    cli="""
        aws sagemaker update-notebook-instance --notebook-instance-name NAME \\
          --platform-identifier notebook-al2023-v1
    """,
    terraform="""
        resource "aws_sagemaker_notebook_instance" "this" {
          platform_identifier = "notebook-al2023-v1"
        }
    """,
    reference=f"{DOCS}/nbi-jl.html",
)
def aws_sagemaker_notebook_platform_supported(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook runs on a platform that gets security updates.

    Vulnerabilities in the JupyterLab or the operating system of a retired platform are not fixed.
    """
    platform = known(notebook.platform)
    days = known(notebook.platform_days)
    if days is not None and days < 0:
        return failed(f"Support of {platform} ended {-days} days ago.")
    return passed()


@check(
    severity=Severity.HIGH,
    finding_title="SageMaker notebook's lifecycle scripts contain secrets",
    remediation=(
        "Move the secrets to Secrets Manager, let the script read them, and replace the "
        "exposed ones."
    ),
    cli="""
        aws sagemaker update-notebook-instance-lifecycle-config \\
          --notebook-instance-lifecycle-config-name NAME --on-start Content=BASE64
    """,
    reference=f"{DOCS}/notebook-lifecycle-config.html",
    family=Family.SECRETS,
)
def aws_sagemaker_notebook_scripts_without_secrets(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook's lifecycle scripts contain no secrets.

    Anyone who may describe the configuration can read them, and so can every user of the notebook.
    """
    found = known(notebook.script_secrets)
    return failed(f"Secrets in scripts: {', '.join(found)}.") if found else passed()
