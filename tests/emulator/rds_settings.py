"""What moto leaves out of RDS: certificates, where metrics go, life cycles of engines."""

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, DBInstance
from moto.rds.responses import RDSResponse

# When the certificates of an authority end: of one that is gone, and of the one that new ones get.
_EXPIRED_AT = {"rds-ca-2019": datetime(2024, 8, 22, 17, 8, 50, tzinfo=UTC)}
_WITH_LIFE_CYCLE = ("mysql", "postgres", "aurora-mysql", "aurora-postgresql")
_EXPIRES_AT = datetime(2061, 5, 18, 23, 9, 3, tzinfo=UTC)


def add_rds_settings() -> None:
    """Add them to every instance of this process."""
    for owner, name, read in (
        (DBInstance, "certificate_details", property(_certificate)),
        (DBInstance, "enhanced_monitoring_resource_arn", property(_metrics)),
        (DBInstance, "engine_lifecycle_support", property(_life_cycle)),
        (DBInstance, "publicly_accessible", _Private()),
        (DBCluster, "engine_lifecycle_support", property(_life_cycle)),
    ):
        setattr(owner, name, read)
    RDSResponse.describe_certificates = _describe_certificates  # type: ignore[attr-defined]  # moto has none


def _certificate(instance: Any) -> dict[str, Any]:  # noqa: ANN401  # moto's own
    authority = instance.ca_certificate_identifier
    return {"CAIdentifier": authority, "ValidTill": _EXPIRED_AT.get(authority, _EXPIRES_AT)}


def _life_cycle(database: Any) -> str | None:  # noqa: ANN401  # moto's own
    """Return the life cycle of an engine that has extended support; a cluster has it alone."""
    of_cluster = isinstance(database, DBInstance) and database.db_cluster_identifier
    if of_cluster or database.engine not in _WITH_LIFE_CYCLE:
        return None
    return "open-source-rds-extended-support-disabled"


class _Private:
    """An attribute that is False where moto keeps None."""

    def __get__(self, instance: Any, _owner: type) -> bool:  # noqa: ANN401  # moto's own
        return bool(instance.__dict__.get("publicly_accessible"))

    def __set__(self, instance: Any, value: bool | None) -> None:  # noqa: ANN401, FBT001  # moto's own
        instance.__dict__["publicly_accessible"] = value


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
