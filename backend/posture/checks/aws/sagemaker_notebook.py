"""Rules about the notebook instances of Amazon SageMaker AI."""

from posture.domain.asset import Family
from posture.domain.aws.assets.sagemaker import SageMakerNotebook
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, not_applicable, passed

DOCS = "https://docs.aws.amazon.com/sagemaker/latest/dg"
# Source: https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-jl.html
SUPPORTED_PLATFORMS = frozenset({"notebook-al2-v3", "notebook-al2023-v1"})


@check(
    severity=Severity.HIGH,
    remediation="Recreate the notebook in a subnet of yours, without direct internet access.",
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
    """SageMaker notebook reaches the internet only through the network it is placed in.

    Through SageMaker's own way to the internet, training data can leave past every firewall, flow
    log and endpoint policy of the VPC.
    """
    if known(notebook.direct_internet_access):
        return failed("Direct internet access is enabled.")
    return passed()


@check(
    severity=Severity.MEDIUM,
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

    Root can switch off logging and agents on the instance and read what other users left there.
    """
    return failed("Users have root access.") if known(notebook.root_access) else passed()


@check(
    severity=Severity.HIGH,
    remediation="Recreate the notebook with a KMS key for its volume.",
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
    """SageMaker notebook keeps its volume under a customer managed key.

    Notebooks hold copies of training data; only with a key of one's own can access to them be
    audited, or revoked at once.
    """
    return passed() if known(notebook.kms_key) else failed("No KMS key is set for the volume.")


@check(
    severity=Severity.HIGH,
    remediation="Recreate the notebook in a subnet of your VPC.",
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
    """SageMaker notebook is placed in a VPC.

    Outside a VPC neither security groups nor endpoint policies say what a notebook may talk to,
    and no flow log tells what it did.
    """
    return passed() if known(notebook.subnet) else failed("The notebook is in no VPC.")


@check(
    severity=Severity.MEDIUM,
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
    """SageMaker notebook hands out its role's credentials only by IMDSv2.

    Version 1 answers any request from the instance, also one that a notebook or a web page was
    tricked into making.
    """
    if known(notebook.imdsv2_only):
        return passed()
    return failed("The metadata service answers version 1, too.")


@check(
    severity=Severity.MEDIUM,
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
    """SageMaker notebook runs on a platform that still gets security updates.

    What is found in JupyterLab or in the operating system of a retired platform stays open.
    """
    platform = known(notebook.platform)
    if platform is None:
        return not_applicable("SageMaker does not say which platform it runs on.")
    if platform in SUPPORTED_PLATFORMS:
        return passed()
    return failed(f"{platform} is no longer supported.")


@check(
    severity=Severity.HIGH,
    remediation="Move the secrets to Secrets Manager, let the script fetch them, and replace them.",
    cli="""
        aws sagemaker update-notebook-instance-lifecycle-config \\
          --notebook-instance-lifecycle-config-name NAME --on-start Content=BASE64
    """,
    reference=f"{DOCS}/notebook-lifecycle-config.html",
    family=Family.SECRETS,
)
def aws_sagemaker_notebook_scripts_without_secrets(notebook: SageMakerNotebook) -> Verdict:
    """SageMaker notebook's lifecycle scripts hold no secrets.

    Everybody who may describe the configuration, and every user of the notebook, can read them.
    """
    found = known(notebook.script_secrets)
    return failed(f"Written down: {', '.join(found)}.") if found else passed()
