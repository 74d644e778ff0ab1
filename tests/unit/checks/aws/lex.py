"""Cases of Lex's checks."""

from posture.domain.aws.assets.lex import LexBot
from posture.domain.aws.policy import policy
from tests.unit.checks.evaluating import FAIL, Compliant, Row, rows

COMPLIANT: Compliant = {LexBot: {"policy": None}}
EVERYONE = policy({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "lex:*"}})
BOTS: list[Row] = [("policy_not_public", {"policy": EVERYONE}, FAIL)]
CASES = rows("aws_lex_bot", BOTS)
