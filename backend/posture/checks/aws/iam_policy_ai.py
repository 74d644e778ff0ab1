"""Checks of customer policies: what they allow people and agents to do with AI services."""

from collections.abc import Callable

from posture.domain.asset import Family
from posture.domain.aws.assets.iam import IamPermissions
from posture.domain.aws.escalation import grants_on_any, may_pass_to, passing_any_role
from posture.domain.aws.pattern import matches
from posture.domain.aws.policy import Policy, Statement
from posture.domain.check import Severity, check
from posture.domain.pattern import only_stars
from posture.domain.verdict import Verdict, failed, passed

AGENTCORE = "bedrock-agentcore"
AGENTCORE_PRINCIPAL = "bedrock-agentcore.amazonaws.com"
WORKLOAD_TOKENS = (
    "bedrock-agentcore:GetWorkloadAccessToken",
    "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
)
INVOCATIONS = ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy grants full access to Bedrock",
    family=Family.AI,
    remediation="List the models, agents and actions that are needed.",
    reference="https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html",
)
def aws_iam_policy_bedrock_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to Bedrock.

    Full access includes deleting guardrails, turning off invocation logging, and copying custom
    models.
    """
    return _not_granted(found, lambda one: one.grants_all_of("bedrock"), "Full access to Bedrock")


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy grants full access to SageMaker",
    family=Family.AI,
    remediation="List the notebooks, jobs and endpoints that are needed.",
    reference="https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_id-based-policy-examples.html",
)
def aws_iam_policy_sagemaker_full_access_absent(found: IamPermissions) -> Verdict:
    """IAM policy does not grant full access to SageMaker.

    Full access includes opening any notebook, which runs with its own role, and replacing the model
    behind any endpoint.
    """
    return _not_granted(
        found, lambda one: one.grants_all_of("sagemaker"), "Full access to SageMaker"
    )


@check(
    severity=Severity.MEDIUM,
    finding_title="IAM policy lets its holder invoke every foundation model",
    family=Family.AI,
    remediation="List the foundation models that may be invoked.",
    terraform="""
        statement {
          actions   = ["bedrock:InvokeModel"]
          resources = ["arn:aws:bedrock:REGION::foundation-model/MODEL"]
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock/latest/userguide/security_iam_id-based-policy-examples.html",
)
def aws_iam_policy_model_invocation_limited(found: IamPermissions) -> Verdict:
    """IAM policy lists the foundation models that its holder may invoke.

    Stolen credentials are priced by the models that they can invoke. The largest models cost
    thousands a day, and models that nobody has reviewed receive your data.
    """
    return _not_granted(
        found,
        lambda one: any(
            grants_on_any(one, action, "bedrock", "foundation-model/") for action in INVOCATIONS
        ),
        "Invoking every foundation model",
    )


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy lets its holder get access tokens for any agent",
    family=Family.AI,
    remediation="List the workload identities for which tokens may be requested.",
    terraform="""
        statement {
          actions   = ["bedrock-agentcore:GetWorkloadAccessToken"]
          resources = [
            "arn:aws:bedrock-agentcore:REGION:ACCOUNT:workload-identity-directory/default/workload-identity/AGENT",
          ]
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/scope-credential-provider-access.html",
)
def aws_iam_policy_agent_identity_limited(found: IamPermissions) -> Verdict:
    """IAM policy limits access tokens for agents to named workload identities.

    A workload access token identifies an agent. Anyone who can get one for any agent can act as
    that agent, with the credentials that users have entrusted to it.
    """
    return _not_granted(
        found,
        lambda one: any(
            _names_agentcore(grant) and grant.on_any(AGENTCORE, "")
            for token in WORKLOAD_TOKENS
            for grant in one.granting(token)
        ),
        "Fetching any workload's access token",
    )


@check(
    severity=Severity.HIGH,
    finding_title="IAM policy lets any role be passed to Bedrock AgentCore",
    family=Family.AI,
    remediation="List the execution roles that may be passed to Bedrock AgentCore.",
    terraform="""
        statement {
          actions   = ["iam:PassRole"]
          resources = [aws_iam_role.agent.arn]
          condition {
            test     = "StringEquals"
            variable = "iam:PassedToService"
            values   = ["bedrock-agentcore.amazonaws.com"]
          }
        }
    """,
    reference="https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-permissions.html",
)
def aws_iam_policy_agent_role_passing_limited(found: IamPermissions) -> Verdict:
    """IAM policy lists the roles that may be passed to Bedrock AgentCore.

    An agent runs code and tools that its prompts select. With an administrator role, one malicious
    prompt is enough to control the account.
    """
    return _not_granted(
        found,
        lambda one: (
            _works_with_agentcore(one)
            and any(may_pass_to(grant, AGENTCORE_PRINCIPAL) for grant in passing_any_role(one))
        ),
        "Passing any role to Bedrock AgentCore",
    )


def _works_with_agentcore(policy: Policy) -> bool:
    return any(
        _names_agentcore(one) or AGENTCORE_PRINCIPAL in one.required_values("iam:PassedToService")
        for one in policy.allowing
    )


def _names_agentcore(statement: Statement) -> bool:
    """Return whether a statement names actions of AgentCore; `*` alone does not count."""
    return any(
        not only_stars(action) and matches(action.partition(":")[0], AGENTCORE)
        for action in statement.actions
    )


def _not_granted(found: IamPermissions, granted: Callable[[Policy], bool], what: str) -> Verdict:
    named = [one.name for one in found.documents if granted(one.policy)]
    return failed(f"{what} is granted by {', '.join(named)}.") if named else passed()
