"""CloudFormation: stacks with a password as an output and as a parameter, and a careful one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:cloudformation:{HOME}:{ACCOUNT_ID}:stack"
LISTINGS = {"cloudformation:DescribeStacks"}


def _output(value: str) -> str:
    return (
        f"<Outputs><member><OutputKey>DbPassword</OutputKey><OutputValue>{value}</OutputValue>"
        "</member></Outputs>"
    )


def _parameter(value: str, resolved: str = "") -> str:
    more = f"<ResolvedValue>{resolved}</ResolvedValue>" if resolved else ""
    return (
        "<Parameters><member><ParameterKey>DbPassword</ParameterKey>"
        f"<ParameterValue>{value}</ParameterValue>{more}</member></Parameters>"
    )


def _stack(name: str, more: str) -> str:
    return (
        f"<member><StackId>{PLACE}/{name}/1</StackId><StackName>{name}</StackName>"
        f"<StackStatus>CREATE_COMPLETE</StackStatus>{more}</member>"
    )


SECRET = "Zk3-mX9q!rT7"  # made up
STACKS = (
    _stack("shows", _output(SECRET))
    + _stack("takes", _parameter(SECRET))
    + _stack("resolves", _parameter("db-password-of-orders", SECRET))
    + _stack("named", _parameter("db-password-of-orders", "small"))
    + _stack("safe", _output("arn:aws:secretsmanager:x:1:secret:db") + _parameter("****"))
)
ANSWERS: dict[str, Recording] = {
    "cloudformation:DescribeStacks": (
        "<DescribeStacksResponse><DescribeStacksResult>"
        f"<Stacks>{STACKS}</Stacks></DescribeStacksResult></DescribeStacksResponse>"
    )
}
FOUND = {"cloudformation_stack_without_secrets"}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/shows/1": FOUND,
    f"{PLACE}/takes/1": FOUND,
    f"{PLACE}/resolves/1": FOUND,
    f"{PLACE}/named/1": set(),
    f"{PLACE}/safe/1": set(),
}
CALLS: dict[str, int] = {}
