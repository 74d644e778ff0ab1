"""Checks of Amazon Rekognition: who copies models, and who sees video."""

from posture.domain.aws.assets.rekognition import RekognitionProject, StreamProcessor
from posture.domain.aws.policy import combined
from posture.domain.aws.policy_model import foreign_accounts, public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/rekognition/latest"


@check(
    severity=Severity.HIGH,
    finding_title="Rekognition project lets other accounts copy its models",
    remediation="Delete the policy, or accept the finding if the accounts are trusted.",
    cli="""
        aws rekognition delete-project-policy --project-arn ARN --policy-name POLICY
    """,
    reference=f"{DOCS}/customlabels-dg/md-copy-model-overview.html",
)
def aws_rekognition_project_policy_own_account_only(project: RekognitionProject) -> Verdict:
    """Rekognition project lets its own account copy its models only.

    A model shows what it was trained with, and a copy cannot be taken back.
    """
    policy = combined(known(project.policies))
    if public(policy):
        return failed("Everyone can copy its models.")
    found = foreign_accounts(policy, project.account_id)
    return failed(f"Other accounts: {', '.join(sorted(found))}.") if found else passed()


@check(
    severity=Severity.MEDIUM,
    finding_title="Stream processor shares video with AWS",
    remediation="Turn data sharing off.",
    cli="""
        aws rekognition update-stream-processor --name PROCESSOR \\
          --data-sharing-preference-for-update OptIn=false
    """,
    terraform="""
        resource "aws_rekognition_stream_processor" "this" {
          data_sharing_preference {
            opt_in = false
          }
        }
    """,
    reference=f"{DOCS}/APIReference/API_StreamProcessorDataSharingPreference.html",
)
def aws_rekognition_stream_processor_data_not_shared(processor: StreamProcessor) -> Verdict:
    """Stream processor does not share video with AWS.

    People in the video have agreed to its purpose at most, not to the training of other models.
    """
    return failed("Data sharing is on.") if known(processor.shared) else passed()
