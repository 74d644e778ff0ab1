"""Route 53 Resolver: a log without networks, one that fails, and one of another account."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Recording

PLACE = f"arn:aws:route53resolver:{HOME}:{ACCOUNT_ID}:resolver-query-log-config"
LISTINGS = {"route53resolver:ListResolverQueryLogConfigs"}


def _config(name: str, count: int, *, owner: str = ACCOUNT_ID, log: str = ACCOUNT_ID) -> object:
    return {
        "Id": name,
        "Arn": f"{PLACE}/{name}",
        "Name": name,
        "OwnerId": owner,
        "AssociationCount": count,
        "DestinationArn": f"arn:aws:logs:{HOME}:{log}:log-group:dns",
    }


ANSWERS: dict[str, Recording] = {
    "route53resolver:ListResolverQueryLogConfigs": {
        "ResolverQueryLogConfigs": [
            _config("idle", 0),
            _config("failing", 1, log="999988887777"),
            _config("shared", 1, owner="999988887777"),
        ]
    },
    "route53resolver:ListResolverQueryLogConfigAssociations": {
        "ResolverQueryLogConfigAssociations": [
            {
                "ResolverQueryLogConfigId": "failing",
                "ResourceId": "vpc-1",
                "Status": "ACTION_NEEDED",
            }
        ]
    },
}
FAILED = {
    f"{PLACE}/idle": {"route53resolver_query_log_working"},
    f"{PLACE}/failing": {
        "route53resolver_query_log_working",
        "route53resolver_query_log_of_own_account",
    },
}
CALLS: dict[str, int] = {}
