"""Service: the audit log, the checks, the specification and the health of the server."""

from __future__ import annotations

from posture_client.calls import BASE, Calls, path_of

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import cast

    from posture_client import models
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class ServiceCalls(Calls):
    """The operations on the server itself."""

    def list_audit(
        self,
        *,
        action: str | None = None,
        target_kind: str | None = None,
        result: models.AuditResult | Iterable[models.AuditResult] | None = None,
        from_: str | None = None,
        to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.AuditPage:
        """List audit rows, newest first."""
        query = {
            "action": action,
            "target_kind": target_kind,
            "result": result,
            "from": from_,
            "to": to,
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.AuditPage", self._get("/audit", query))

    def verify_audit(self) -> models.AuditVerification:
        """Verify the newest part of the audit log."""
        return cast("models.AuditVerification", self._get("/audit/verification"))

    def get_session(self) -> models.Session:
        """Read whose token is used, and what it may do."""
        return cast("models.Session", self._get("/session"))

    def delete_session(self) -> None:
        """Revoke the token of this client; `NotFoundError` unless a job got it by a trust."""
        self._change("DELETE", "/session")

    def list_frameworks(self) -> models.FrameworkPage:
        """List the frameworks of the server."""
        return cast("models.FrameworkPage", self._get("/frameworks"))

    def list_checks(
        self,
        *,
        provider: models.Provider | Iterable[models.Provider] | None = None,
        family: models.Family | Iterable[models.Family] | None = None,
        service: str | None = None,
        severity: models.Severity | Iterable[models.Severity] | None = None,
        framework: models.Framework | Iterable[models.Framework] | None = None,
    ) -> models.CheckPage:
        """List the checks of the server."""
        query = {
            "provider": provider,
            "family": family,
            "service": service,
            "severity": severity,
            "framework": framework,
        }
        return cast("models.CheckPage", self._get("/checks", query))

    def get_check(self, check_id: str) -> models.Check:
        """Read one check."""
        return cast("models.Check", self._get(path_of("/checks/{}", check_id)))

    def get_openapi(self) -> str:
        """Read the specification of the server, as YAML."""
        accept = "application/yaml, text/yaml"
        response = self._transport.send("GET", f"{BASE}/openapi.yaml", accept=accept)
        return response.text

    def get_openapi_json(self) -> models.OpenApiDocument:
        """Read the specification of the server, parsed."""
        return cast("models.OpenApiDocument", self._get("/openapi.json"))

    def get_liveness(self) -> models.Health:
        """Return whether the server runs."""
        response = self._transport.send("GET", "/health/live")
        return cast("models.Health", response.body)

    def get_readiness(self) -> models.Health:
        """Return whether the server can work; `ServerError` if it cannot."""
        response = self._transport.send("GET", "/health/ready")
        return cast("models.Health", response.body)
