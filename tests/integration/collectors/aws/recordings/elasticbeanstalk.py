"""Elastic Beanstalk: a careless environment with a draft that is better, and a careful one."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:elasticbeanstalk:{HOME}:{ACCOUNT_ID}:environment/shop"
LISTINGS = {"elasticbeanstalk:DescribeEnvironments"}
GOOD = (
    ("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled", "true"),
    ("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"),
    ("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true"),
)
BAD = (("aws:elasticbeanstalk:application:environment", "DB_PASSWORD", "Zk3-mX9q!rT7"),)


def _environment(name: str, status: str) -> str:
    return (
        f"<member><EnvironmentName>{name}</EnvironmentName><ApplicationName>shop</ApplicationName>"
        f"<EnvironmentArn>{PLACE}/{name}</EnvironmentArn><Status>{status}</Status></member>"
    )


def _configuration(status: str, options: tuple[tuple[str, str, str], ...]) -> str:
    settings = "".join(
        f"<member><Namespace>{place}</Namespace><OptionName>{name}</OptionName>"
        f"<Value>{value}</Value></member>"
        for place, name, value in options
    )
    return (
        f"<member><DeploymentStatus>{status}</DeploymentStatus>"
        f"<OptionSettings>{settings}</OptionSettings></member>"
    )


def _settings(received: ReceivedCall) -> Body:
    if received.members["EnvironmentName"] == "live":
        found = _configuration("deployed", GOOD)
    else:
        found = _configuration("pending", GOOD) + _configuration("deployed", BAD)
    return (
        "<DescribeConfigurationSettingsResponse><DescribeConfigurationSettingsResult>"
        f"<ConfigurationSettings>{found}</ConfigurationSettings>"
        "</DescribeConfigurationSettingsResult></DescribeConfigurationSettingsResponse>"
    )


ENVIRONMENTS = "".join(
    _environment(*one) for one in (("test", "Ready"), ("live", "Ready"), ("old", "Terminated"))
)
ANSWERS: dict[str, Recording] = {
    "elasticbeanstalk:DescribeEnvironments": (
        "<DescribeEnvironmentsResponse><DescribeEnvironmentsResult>"
        f"<Environments>{ENVIRONMENTS}</Environments>"
        "</DescribeEnvironmentsResult></DescribeEnvironmentsResponse>"
    ),
    "elasticbeanstalk:DescribeConfigurationSettings": _settings,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/test": {
        "elasticbeanstalk_environment_updates_managed",
        "elasticbeanstalk_environment_health_enhanced",
        "elasticbeanstalk_environment_logs_streamed",
        "elasticbeanstalk_environment_variables_without_secrets",
    },
    f"{PLACE}/live": set(),
}
CALLS = {"elasticbeanstalk:DescribeConfigurationSettings": 2}
