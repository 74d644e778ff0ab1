"""Assets of AWS Lambda: functions."""

from msgspec import Struct

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.assets.cloudtrail import Recording
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


class FunctionUrl(Struct, frozen=True, kw_only=True):
    """A URL of a function or of one of its aliases.

    Attributes:
        auth: `AWS_IAM`, or `NONE` if no authentication is required.
        origins: origins whose scripts may read the responses; `*` is every origin.
    """

    address: str
    auth: str
    origins: tuple[str, ...] = ()


class LambdaFunction(AwsAsset, frozen=True, kw_only=True):
    """A function, in the configuration of its unpublished version.

    Attributes:
        image: whether it runs a container image.
        runtime: None for container images, which contain their own.
        supported_days: days until AWS ends the support of the runtime, negative after that; None if
            no end is scheduled; unread if the runtime is not in our table.
        variable_count: number of environment variables.
        secrets_in_variables: name and kind of each; unread if the caller may not decrypt them.
        secrets_in_settings: place and kind of each, in the description and the image's command.
        kms_key: the customer managed key of the environment; None for the AWS managed key.
        layers: ARNs of layer versions.
        dead_letter: ARN of the queue or topic for failed events; None if there is none.
        failure_targets: ARNs of the destinations for failed asynchronous invocations.
        zones: availability zones of the subnets; empty outside a VPC.
        reserved: reserved concurrent executions; None if none are reserved.
        signing: action for unsigned code, `Enforce` or `Warn`; None without a configuration.
        urls: the URLs of the function and of its aliases.
    """

    service = "lambda"
    family = Family.COMPUTE
    arn = ArnShape("lambda", "function:")

    account_id: str
    image: bool
    runtime: str | None
    supported_days: Fact[int | None]
    variable_count: int
    secrets_in_variables: Fact[tuple[str, ...]]
    secrets_in_settings: tuple[str, ...]
    kms_key: str | None
    subnets: tuple[str, ...]
    layers: tuple[str, ...]
    traced: bool
    dead_letter: str | None
    failure_targets: Fact[tuple[str, ...]]
    policy: Fact[Policy | None]
    urls: Fact[tuple[FunctionUrl, ...]]
    zones: Fact[frozenset[str]]
    reserved: Fact[int | None]
    signing: Fact[str | None]
    recordings: Fact[tuple[Recording, ...]]

    @property
    def foreign_layers(self) -> tuple[str, ...]:
        """Return the layers of other accounts."""
        return tuple(one for one in self.layers if one.split(":")[4] != self.account_id)
