"""App Runner: a careless service of an image, a private one of code, and a deleted one."""

from typing import Any

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:apprunner:{HOME}:{ACCOUNT_ID}:service"
LISTINGS = {"apprunner:ListServices"}
KINDS = {"AppRunnerService"}
CARELESS = {"RuntimeEnvironmentVariables": {"DB_PASSWORD": "Zk3-mX9q!rT7"}}
SOURCES: dict[str, dict[str, Any]] = {
    "open": {"ImageRepository": {"ImageConfiguration": CARELESS}},
    "closed": {"CodeRepository": {"CodeConfiguration": {"ConfigurationSource": "REPOSITORY"}}},
}


def _service(received: ReceivedCall) -> Body:
    name = str(received.members["ServiceArn"]).split("/")[1]
    return {
        "Service": {
            "ServiceArn": received.members["ServiceArn"],
            "ServiceName": name,
            "Status": "RUNNING",
            "SourceConfiguration": SOURCES[name],
            "NetworkConfiguration": {
                "IngressConfiguration": {"IsPubliclyAccessible": name == "open"}
            },
        }
    }


ANSWERS: dict[str, Recording] = {
    "apprunner:ListServices": {
        "ServiceSummaryList": [
            {"ServiceArn": f"{PLACE}/{name}/1", "ServiceName": name, "Status": status}
            for name, status in (("open", "RUNNING"), ("closed", "RUNNING"), ("old", "DELETED"))
        ]
    },
    "apprunner:DescribeService": _service,
    "wafv2:GetWebACLForResource": {},
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/open/1": {
        "apprunner_service_variables_without_secrets",
        "apprunner_service_ingress_protected",
    },
    f"{PLACE}/closed/1": set(),
}
CALLS = {"apprunner:DescribeService": 2, "wafv2:GetWebACLForResource": 2}
