"""What moto leaves out of an RDS instance: its server's certificate, and where metrics go."""

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBInstance
from moto.rds.responses import RDSResponse

# When the certificates of an authority end: of one that is gone, and of the one that new ones get.
_EXPIRED_AT = {"rds-ca-2019": datetime(2024, 8, 22, 17, 8, 50, tzinfo=UTC)}
_EXPIRES_AT = datetime(2061, 5, 18, 23, 9, 3, tzinfo=UTC)


def add_rds_settings() -> None:
    """Add them to every instance of this process."""
    for name, read in (
        ("certificate_details", _certificate),
        ("enhanced_monitoring_resource_arn", _metrics),
    ):
        setattr(DBInstance, name, property(read))
    RDSResponse.describe_certificates = _describe_certificates  # type: ignore[attr-defined]  # moto has none


def _certificate(instance: Any) -> dict[str, Any]:  # noqa: ANN401  # moto's own
    authority = instance.ca_certificate_identifier
    return {"CAIdentifier": authority, "ValidTill": _EXPIRED_AT.get(authority, _EXPIRES_AT)}


def _metrics(instance: Any) -> str | None:  # noqa: ANN401  # moto's own
    if not instance.monitoring_interval:
        return None
    group = f"arn:aws:logs:{instance.region}:{instance.account_id}:log-group:RDSOSMetrics"
    return f"{group}:log-stream:{instance.dbi_resource_id}"


def _describe_certificates(here: Any) -> ActionResult:  # noqa: ANN401  # moto's own
    authority = here.params["CertificateIdentifier"]
    certificate = {
        "CertificateIdentifier": authority,
        "CertificateType": "CA",
        "CertificateArn": f"arn:aws:rds:{here.region}::cert:{authority}",
        "ValidFrom": datetime(2019, 9, 19, tzinfo=UTC),
        "ValidTill": _EXPIRED_AT.get(authority, _EXPIRES_AT),
        "CustomerOverride": False,
    }
    return ActionResult({"Certificates": [certificate]})
