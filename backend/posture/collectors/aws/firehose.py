"""Collector of Amazon Data Firehose: streams with their encryption and destinations."""

from collections.abc import Mapping
from typing import Any

from posture.collectors.aws.collecting import RegionClient, Response, listing, read
from posture.collectors.collecting import AssetCollector, Item
from posture.domain.aws.assets.firehose import DeliveryStream

LIST_CALL = "firehose:ListDeliveryStreams"
ONE_CALL = "firehose:DescribeDeliveryStream"
# The source of these is encrypted itself, and Firehose keeps nothing.
KEPT_BY_SOURCE = frozenset({"KinesisStreamAsSource", "MSKAsSource"})
ON = frozenset({"ENABLED", "ENABLING"})
SUFFIX = "DestinationDescription"
HTTP = "http://"
HTTP_ENDPOINT = "HttpEndpoint"


def _item(client: RegionClient, name: str) -> Item:
    return Item(
        client.arn("firehose", f"deliverystream/{name}"), name, {"DeliveryStreamName": name}
    )


def _facts(response: Response) -> Mapping[str, Any]:
    stream = response["DeliveryStreamDescription"]
    destinations = {
        kind.removesuffix(SUFFIX): one
        for each in stream["Destinations"]
        for kind, one in each.items()
        if kind.endswith(SUFFIX)
    }
    # S3 is described twice, also where it is only the place of what could not be delivered.
    destinations.pop("S3", None)
    to_http = destinations.get(HTTP_ENDPOINT)
    endpoints = [] if to_http is None else [to_http["EndpointConfiguration"]["Url"]]
    status = stream.get("DeliveryStreamEncryptionConfiguration", {}).get("Status")
    own = stream["DeliveryStreamType"] not in KEPT_BY_SOURCE
    return {
        "encrypted": status in ON if own else None,
        "plain_destinations": tuple(one for one in endpoints if one.lower().startswith(HTTP)),
        "unlogged_destinations": tuple(
            kind
            for kind, one in destinations.items()
            if not one.get("CloudWatchLoggingOptions", {}).get("Enabled")
        ),
    }


STREAMS = AssetCollector(
    asset_type=DeliveryStream,
    regional=True,
    calls=(LIST_CALL,),
    items=listing(LIST_CALL, "DeliveryStreamNames", _item),
    gone=frozenset({"ResourceNotFoundException"}),
    reads=(
        read(
            ("encrypted", "plain_destinations", "unlogged_destinations"),
            ONE_CALL,
            by=lambda item: item.data,
            of=_facts,
        ),
    ),
)

COLLECTORS: tuple[AssetCollector[RegionClient, Any], ...] = (STREAMS,)
