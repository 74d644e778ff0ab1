"""Assets of AWS Lambda: functions, with who may call them and what they run on."""

from dataclasses import dataclass

from posture.domain.asset import Family
from posture.domain.aws.arn import ArnShape
from posture.domain.aws.asset import AwsAsset
from posture.domain.aws.assets.cloudtrail import Recording
from posture.domain.aws.policy import Policy
from posture.domain.evidence import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl:
    """An address of its own that a function, or one of its aliases, answers at.

    Attributes:
        auth: `AWS_IAM`, or `NONE` for whoever finds the address.
        origins: web sites whose scripts may read the answers; `*` is every site.
    """

    address: str
    auth: str
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaFunction(AwsAsset):
    """A function, as its unpublished version is configured.

    Attributes:
        runtime: None for container images, which bring their own.
        supported_days: until AWS ends the runtime's support, less than 0 after it; None where no
            end is known.
        variable_count: how many environment variables it has.
        secrets_in_variables: by name and kind; unread where the caller may not decrypt them.
        secrets_in_settings: by place and kind, in the description and an image's command.
        kms_key: the key chosen for the environment; None for AWS's own.
        layers: ARNs of layer versions.
        dead_letter: ARN of the queue or topic for events that failed; None without.
        failure_targets: ARNs that records of failed asynchronous invocations go to.
        zones: availability zones of its subnets; none outside a network of the account.
        reserved: concurrent executions kept for it; None where it shares the region's.
        signing: what happens to unsigned code: `Enforce`, `Warn`, or None for nothing.
        urls: its own address and those of its aliases.
    """

    service = "lambda"
    family = Family.COMPUTE
    arn = ArnShape("lambda", "function:")

    account_id: str
    runtime: str | None
    supported_days: int | None
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
        """Return the layers that another account publishes."""
        return tuple(one for one in self.layers if one.split(":")[4] != self.account_id)
