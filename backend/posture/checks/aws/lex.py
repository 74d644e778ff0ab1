"""Checks of bots of Amazon Lex."""

from posture.domain.aws.assets.lex import LexBot
from posture.domain.aws.public_policy import not_public
from posture.domain.check import Severity, check
from posture.domain.evidence import known
from posture.domain.verdict import Verdict


@check(
    severity=Severity.HIGH,
    finding_title="Lex bot's policy grants access to the public",
    remediation="Name the principals that use or change the bot.",
    cli="aws lexv2-models update-resource-policy --resource-arn ARN --policy file://policy.json",
    reference="https://docs.aws.amazon.com/lexv2/latest/dg/security_iam_resource-based-policy-examples.html",
)
def aws_lex_bot_policy_not_public(bot: LexBot) -> Verdict:
    """Lex bot's policy grants no access to the public.

    Anyone with an AWS account can talk to the bot at your cost, or read and change what it does.
    """
    return not_public(known(bot.policy), bot.resource_id)
