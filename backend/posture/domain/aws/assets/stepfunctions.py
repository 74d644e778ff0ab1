"""Assets of AWS Step Functions: state machines."""

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.evidence import Fact


class StateMachine(AwsAsset, frozen=True, kw_only=True):
    """A state machine.

    Attributes:
        log_level: `ALL`, `ERROR`, `FATAL` or `OFF`.
        logs_data: whether its logs contain inputs and outputs of its states.
        secrets: kinds and lines of secrets in its definition.
    """

    service = "stepfunctions"
    family = Family.LOGGING
    arn = ArnShape("states", "stateMachine:")

    log_level: Fact[str]
    logs_data: Fact[bool]
    secrets: Fact[tuple[str, ...]]
