"""Listings that moto does not know, empty in every account until a seed tells otherwise.

Also settings that every account has, with AWS's defaults.
"""

import json
from typing import Any

from moto.ecr.responses import ECRResponse
from moto.emr.models import ElasticMapReduceBackend
from moto.guardduty import urls as guardduty_urls
from moto.guardduty.responses import GuardDutyResponse
from moto.inspector2.responses import Inspector2Response

_ECR = {"describe_pull_through_cache_rules": '{"pullThroughCacheRules": []}'}
_GUARDDUTY = {
    "get_findings_statistics": '{"findingStatistics": {"groupedByFindingType": []}}',
    "list_publishing_destinations": '{"destinations": []}',
    "list_members": '{"members": []}',
}
# What an account has that never changed it.
_EMR_BLOCK: dict[str, Any] = {
    "block_public_access_configuration": {
        "block_public_security_group_rules": True,
        "permitted_public_security_group_rule_ranges": [{"min_range": 22, "max_range": 22}],
    },
    "block_public_access_configuration_metadata": {"created_by_arn": "arn:aws:iam::1:root"},
}
_GUARDDUTY_PATHS = ("findings/statistics", "publishingDestination", "member")


def add_empty_listings() -> None:
    """Add them to every account of this process."""
    for owner, answers in ((ECRResponse, _ECR), (GuardDutyResponse, _GUARDDUTY)):
        for operation, text in answers.items():
            setattr(owner, operation, lambda _here, text=text: text)
    Inspector2Response.batch_get_account_status = _account_status  # type: ignore[method-assign, assignment]  # for accounts that it does not know
    GuardDutyResponse.list_filters = _list_filters  # type: ignore[attr-defined]  # moto has none
    ElasticMapReduceBackend.get_block_public_access_configuration = _emr_block  # type: ignore[method-assign, assignment]  # with the default
    for path in _GUARDDUTY_PATHS:
        where = "{0}/detector/(?P<detector_id>[^/]+)/" + path + "$"
        guardduty_urls.url_paths[where] = GuardDutyResponse.dispatch


def _account_status(here: Any) -> str:  # noqa: ANN401  # as above
    """Answer for accounts that never turned Inspector on, too, as AWS does."""
    asked = here._get_param("accountIds")  # noqa: SLF001  # moto's own way
    known = {
        one["accountId"]: one for one in here.inspector2_backend.batch_get_account_status(asked)
    }
    off = {"status": "DISABLED", "errorCode": "ALL_ACCESS_DENIED", "errorMessage": ""}
    kinds = dict.fromkeys(("ec2", "ecr", "lambda", "lambdaCode"), off)
    accounts = [
        known.get(one, {"accountId": one, "state": off, "resourceState": kinds}) for one in asked
    ]
    return json.dumps({"accounts": accounts, "failedAccounts": []})


def _emr_block(here: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
    return here.block_public_access_configuration or _EMR_BLOCK


def _list_filters(here: Any) -> str:  # noqa: ANN401  # moto ships no types
    detector = here.guardduty_backend.get_detector(here.path.split("/")[-2])
    return json.dumps({"filterNames": sorted(detector.filters)})
