"""Rules about who may use Amazon Bedrock: its long-term API keys, and AWS's own full access."""

from posture.domain.asset import Family
from posture.domain.aws.assets.bedrock_agents import BedrockApiKey, Powers
from posture.domain.aws.assets.iam import IamRole
from posture.domain.aws.escalation import escalations
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict, failed, passed

DOCS = "https://docs.aws.amazon.com/bedrock/latest/userguide"
KEY_DOCS = f"{DOCS}/api-keys.html"
ADMINISTRATORS = frozenset({"AdministratorAccess", "PowerUserAccess"})
FULL_ACCESS = frozenset({"AmazonBedrockFullAccess"})
MOST_NAMED = 3


def excess(powers: Powers) -> list[str]:
    """Return what somebody who works with Bedrock has too much of, policy by policy."""
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
            found.append(f"{one.name} leads to more by {', '.join(ways[:MOST_NAMED])}")
    return found


@check(
    severity=Severity.HIGH,
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

    A long-term key is a password for models that fits into any script: whoever finds it, asks at
    the owner's cost until somebody notices.
    """
    if not key.active:
        return passed("The key no longer works.")
    if key.days_left is None:
        return failed(f"The key of {key.user} never expires.")
    return failed(f"The key of {key.user} works for another {key.days_left} days.")


@check(
    severity=Severity.HIGH,
    remediation="Grant the key's user no more than calling the models that it needs.",
    cli="aws iam detach-user-policy --user-name USER --policy-arn ARN",
    reference=KEY_DOCS,
    family=Family.IAM,
)
def aws_bedrock_api_key_user_restricted(key: BedrockApiKey) -> Verdict:
    """Bedrock API key belongs to a user without full access, and without a way to it.

    What the user may do, the key may do wherever it accepts keys.
    """
    found = excess(known(key.powers))
    return failed(f"{key.user} has too much: {'; '.join(found)}.") if found else passed()


@check(
    severity=Severity.HIGH,
    remediation="Detach AmazonBedrockFullAccess; grant the models and actions that are needed.",
    cli="""
        aws iam detach-role-policy --role-name ROLE \\
          --policy-arn arn:aws:iam::aws:policy/AmazonBedrockFullAccess
    """,
    reference=f"{DOCS}/security-iam-awsmanpol.html",
    family=Family.AI,
)
def aws_bedrock_role_full_access_absent(role: IamRole) -> Verdict:
    """IAM role does not have AWS's full access to Bedrock.

    It lets its holder turn off logging, delete guardrails and subscribe to models, besides calling
    them.
    """
    if role.attached_aws_policies(FULL_ACCESS):
        return failed("AmazonBedrockFullAccess is attached.")
    return passed()
