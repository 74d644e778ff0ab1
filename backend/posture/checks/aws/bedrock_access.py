"""Checks of who may use Amazon Bedrock: long-term API keys and AWS's full-access policy."""

from posture.domain.asset import Family
from posture.domain.aws.assets.bedrock_agents import BedrockApiKey, Powers
from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.escalation import escalations
from posture.domain.aws.managed_policies import Power, policies_with
from posture.domain.aws.policy import combined
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
KEY_DOCS = f"{DOCS}/api-keys.html"
ADMINISTRATORS = policies_with(Power.ADMINISTRATION, Power.ALMOST_ADMINISTRATION)
FULL_ACCESS = policies_with(Power.BEDROCK) - {"BedrockAgentCoreFullAccess"}
MOST_NAMED = 3


def excess(powers: Powers) -> list[str]:
    """Return the permissions that go beyond using Bedrock, policy by policy."""
    found = [
        f"AWS's {name}"
        for name in powers.attached
        if name in ADMINISTRATORS or name.endswith("FullAccess")
    ]
    for one in powers.documents:
        if one.policy.grants_everything:
            found.append(f"{one.name} grants everything")
        elif one.policy.grants_all_of("bedrock"):
            found.append(f"{one.name} grants all of Bedrock")
        elif ways := sorted(set(escalations(one.policy))):
            found.append(
                f"{one.name} allows privilege escalation by {', '.join(ways[:MOST_NAMED])}"
            )
    together = combined(one.policy for one in powers.documents)
    if not found and (ways := sorted(set(escalations(together)))):
        found.append(f"together they allow privilege escalation by {', '.join(ways[:MOST_NAMED])}")
    return found


@check(
    severity=Severity.HIGH,
    finding_title="Bedrock is used with a long-term API key",
    remediation="Delete the key; use short-term keys, or the credentials of a role.",
    cli="""
        aws iam delete-service-specific-credential --user-name USER \\
          --service-specific-credential-id ID
    """,
    reference=KEY_DOCS,
    family=Family.SECRETS,
)
def aws_bedrock_api_key_long_term_absent(key: BedrockApiKey) -> Verdict:
    """Bedrock is used without long-term API keys.

    A long-term key is a password that gets copied into scripts. Anyone who finds it can call
    models at the owner's expense until somebody notices.
    """
    if not key.active:
        return passed("The key no longer works.")
    if key.days_left is None:
        return failed(f"The key of {key.user} never expires.")
    return failed(f"The key of {key.user} works for another {key.days_left} days.")


@check(
    severity=Severity.HIGH,
    finding_title="User of a Bedrock API key has excessive permissions",
    remediation="Limit the user of the key to calling the models that it needs.",
    cli="aws iam detach-user-policy --user-name USER --policy-arn ARN",
    reference=KEY_DOCS,
    family=Family.IAM,
)
def aws_bedrock_api_key_user_restricted(key: BedrockApiKey) -> Verdict:
    """Bedrock API key belongs to a user without full access and without a way to gain it.

    The key can do everything that its user can do, wherever such keys are accepted.
    """
    found = excess(known(key.powers))
    return (
        failed(f"{key.user} has too many permissions: {'; '.join(found)}.") if found else passed()
    )


@check(
    severity=Severity.HIGH,
    finding_title="Role has AmazonBedrockFullAccess attached",
    remediation="Detach AmazonBedrockFullAccess; grant the models and actions that are needed.",
    cli="""
        aws iam detach-role-policy --role-name ROLE \\
          --policy-arn arn:aws:iam::aws:policy/AmazonBedrockFullAccess
    """,
    reference=f"{DOCS}/security-iam-awsmanpol.html",
    family=Family.AI,
)
def aws_bedrock_role_full_access_absent(role: IamRole) -> Verdict:
    """IAM role does not have AWS's full-access policy for Bedrock.

    The policy allows its holder to turn off logging, delete guardrails and subscribe to models,
    not only to call them.
    """
    if role.attached_aws_policies(FULL_ACCESS):
        return failed("AmazonBedrockFullAccess is attached.")
    return passed()
