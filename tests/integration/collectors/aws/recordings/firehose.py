"""Firehose: a plain stream on the first page, and one of a Kinesis stream on the second."""

from tests.emulator.account.account import ACCOUNT_ID, HOME
from tests.emulator.recorded import Body, ReceivedCall, Recording

PLACE = f"arn:aws:firehose:{HOME}:{ACCOUNT_ID}:deliverystream"
LISTINGS = {"firehose:ListDeliveryStreams"}
LOGGED = {"CloudWatchLoggingOptions": {"Enabled": True}}
STREAMS = {
    "plain": {
        "DeliveryStreamType": "DirectPut",
        "Destinations": [
            {
                "DestinationId": "1",
                "HttpEndpointDestinationDescription": {
                    "EndpointConfiguration": {"Url": "http://logs.example.com"}
                },
                "S3DestinationDescription": {},
            }
        ],
    },
    "sourced": {
        "DeliveryStreamType": "KinesisStreamAsSource",
        "Destinations": [{"DestinationId": "1", "ExtendedS3DestinationDescription": LOGGED}],
    },
}


def _names(received: ReceivedCall) -> Body:
    last = received.members.get("ExclusiveStartDeliveryStreamName")
    assert last in {None, "plain"}
    return {
        "DeliveryStreamNames": ["sourced" if last else "plain"],
        "HasMoreDeliveryStreams": not last,
    }


def _stream(received: ReceivedCall) -> Body:
    name = received.members["DeliveryStreamName"]
    return {
        "DeliveryStreamDescription": {
            "DeliveryStreamName": name,
            "DeliveryStreamARN": f"{PLACE}/{name}",
            "DeliveryStreamStatus": "ACTIVE",
            "VersionId": "1",
            "HasMoreDestinations": False,
        }
        | STREAMS[name]
    }


ANSWERS: dict[str, Recording] = {
    "firehose:ListDeliveryStreams": _names,
    "firehose:DescribeDeliveryStream": _stream,
}
FAILED: dict[str, set[str]] = {
    f"{PLACE}/plain": {
        "firehose_delivery_stream_encrypted",
        "firehose_delivery_stream_destinations_encrypted",
        "firehose_delivery_stream_errors_logged",
    },
    f"{PLACE}/sourced": set(),
}
CALLS = {"firehose:ListDeliveryStreams": 2, "firehose:DescribeDeliveryStream": 2}
