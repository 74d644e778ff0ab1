"""Collector of AWS Elastic Beanstalk: environments with the options that are in force."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item, in_state
from posture.collectors.errors import ContradictionError
from posture.domain.aws.assets.elasticbeanstalk import BeanstalkEnvironment
from posture.domain.secrets import secret_variables

LIST_CALL = "elasticbeanstalk:DescribeEnvironments"
SETTINGS_CALL = "elasticbeanstalk:DescribeConfigurationSettings"
PLACE = "aws:elasticbeanstalk"
UPDATES = (f"{PLACE}:managedactions", "ManagedActionsEnabled")
HEALTH = (f"{PLACE}:healthreporting:system", "SystemType")
LOGS = (f"{PLACE}:cloudwatch:logs", "StreamLogs")
VARIABLES = f"{PLACE}:application:environment"
OVER = frozenset({"Terminating", "Terminated"})
DRAFT = "pending"


def _item(_client: RegionClient, one: Mapping[str, Any]) -> Item | None:
    if one["Status"] in OVER:
        return None
    return Item(one["EnvironmentArn"], one["EnvironmentName"], one)


def _by_name(item: Item) -> Mapping[str, Any]:
    return {"ApplicationName": item.data["ApplicationName"], "EnvironmentName": item.name}


def _options(response: Response) -> Mapping[str, Any]:
    found = [
        one for one in response["ConfigurationSettings"] if one.get("DeploymentStatus") != DRAFT
    ]
    if len(found) != 1:
        raise ContradictionError("not one configuration in force", SETTINGS_CALL)
    values = {
        (one["Namespace"], one["OptionName"]): one.get("Value") or ""
        for one in found[0]["OptionSettings"]
    }
    return {
        "updates_managed": values.get(UPDATES) == "true",
        "health_enhanced": values.get(HEALTH) == "enhanced",
        "logs_streamed": values.get(LOGS) == "true",
        "secrets": secret_variables(
            {name: value for (place, name), value in values.items() if place == VARIABLES}
        ),
    }


ENVIRONMENTS = AssetCollector(
    asset_type=BeanstalkEnvironment,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "Environments", _item, IncludeDeleted=False),
    transition=in_state("launching", "updating", path=("Status",)),
    reads=(
        read(
            ("updates_managed", "health_enhanced", "logs_streamed", "secrets"),
            SETTINGS_CALL,
            by=_by_name,
            of=_options,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (ENVIRONMENTS,)
