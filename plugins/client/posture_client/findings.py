"""Findings: list them, decide about them, and accept them for a time."""

from __future__ import annotations

from posture_client.calls import Calls, path_of, word

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal, Unpack, cast

    from posture_client import models
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class FindingCalls(Calls):
    """The operations on findings, baselines and suppressions."""

    def list_findings(
        self,
        *,
        scan_id: str | None = None,
        integration_id: str | None = None,
        severity: models.Severity | Iterable[models.Severity] | None = None,
        status: models.FindingStatus | Iterable[models.FindingStatus] | None = None,
        framework: str | Iterable[str] | None = None,
        check_id: str | None = None,
        resource_id: str | None = None,
        service: str | None = None,
        region: str | None = None,
        family: models.Family | Iterable[models.Family] | None = None,
        q: str | None = None,
        delta: models.Delta | Iterable[models.Delta] | None = None,
        suppressed: bool | None = None,
        sort: Literal["newest", "severity"] | None = None,
        count: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.FindingPage:
        """List findings, newest first, or in another order; `count` asks for `total_count`."""
        query = {
            "scan_id": scan_id,
            "integration_id": integration_id,
            "severity": severity,
            "status": status,
            "framework": framework,
            "check_id": check_id,
            "resource_id": resource_id,
            "service": service,
            "region": region,
            "family": family,
            "q": q,
            "delta": delta,
            "suppressed": word(suppressed),
            "sort": sort,
            "count": word(count),
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.FindingPage", self._get("/findings", query))

    def count_findings(
        self,
        *,
        scan_id: str | None = None,
        integration_id: str | None = None,
        severity: models.Severity | Iterable[models.Severity] | None = None,
        status: models.FindingStatus | Iterable[models.FindingStatus] | None = None,
        framework: str | Iterable[str] | None = None,
        check_id: str | None = None,
        resource_id: str | None = None,
        service: str | None = None,
        region: str | None = None,
        family: models.Family | Iterable[models.Family] | None = None,
        q: str | None = None,
        delta: models.Delta | Iterable[models.Delta] | None = None,
        suppressed: bool | None = None,
    ) -> models.FindingFacets:
        """Count findings by check, severity, family, service and region."""
        query = {
            "scan_id": scan_id,
            "integration_id": integration_id,
            "severity": severity,
            "status": status,
            "framework": framework,
            "check_id": check_id,
            "resource_id": resource_id,
            "service": service,
            "region": region,
            "family": family,
            "q": q,
            "delta": delta,
            "suppressed": word(suppressed),
        }
        return cast("models.FindingFacets", self._get("/findings/facets", query))

    def compare_runs(
        self,
        run_id: str,
        base_run_id: str,
        *,
        change: models.Change | Iterable[models.Change] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.RunComparison:
        """Compare the findings of a run with those of another run of its integration."""
        path = path_of("/cloud-posture-runs/{}/compare/{}", run_id, base_run_id)
        query = {"change": change, "limit": limit, "cursor": cursor}
        return cast("models.RunComparison", self._get(path, query))

    def get_finding_history(
        self, finding_id: str, *, limit: int | None = None
    ) -> models.FindingHistory:
        """Read what runs saw of a finding, and what was decided about it."""
        path = path_of("/findings/{}/history", finding_id)
        return cast("models.FindingHistory", self._get(path, {"limit": limit}))

    def preview_suppression(
        self, *, check_id: str, resource_pattern: str, integration_id: str | None = None
    ) -> models.SuppressionPreview:
        """Return what a suppression would cover now."""
        query = {
            "check_id": check_id,
            "resource_pattern": resource_pattern,
            "integration_id": integration_id,
        }
        return cast("models.SuppressionPreview", self._get("/suppressions/preview", query))

    def list_controls(
        self, framework_id: str, *, integration_id: str | None = None
    ) -> models.ControlPage:
        """List the controls of a framework with their results in the newest runs."""
        path = path_of("/frameworks/{}/controls", framework_id)
        return cast("models.ControlPage", self._get(path, {"integration_id": integration_id}))

    def get_finding(self, finding_id: str) -> models.FindingDetail:
        """Read one finding with its controls and its fix."""
        return cast("models.FindingDetail", self._get(path_of("/findings/{}", finding_id)))

    def update_finding(
        self, finding_id: str, *, if_match: str | None = None, **body: Unpack[models.FindingUpdate]
    ) -> models.FindingDetail | None:
        """Set the status of a finding; return None if the token may not read findings."""
        path = path_of("/findings/{}", finding_id)
        changed = self._change("PATCH", path, body, if_match=if_match)
        return cast("models.FindingDetail", changed) if changed else None

    def update_findings(
        self, **body: Unpack[models.FindingsUpdate]
    ) -> models.FindingsChange | None:
        """Set the status of findings, of all or of none; None if the token may not read them."""
        changed = self._change("POST", "/findings/bulk", body)
        return cast("models.FindingsChange", changed) if changed else None

    def accept_baseline(
        self, *, idempotency_key: str | None = None, **body: Unpack[models.BaselineRequest]
    ) -> models.Baseline:
        """Accept what a run found as known; done again, it changes nothing."""
        accepted = self._create("/baselines", body, key=idempotency_key)
        return cast("models.Baseline", accepted)

    def list_suppressions(
        self,
        *,
        integration_id: str | None = None,
        check_id: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.SuppressionPage:
        """List suppressions, newest first, with the expired ones."""
        query = {
            "integration_id": integration_id,
            "check_id": check_id,
            "limit": limit,
            "cursor": cursor,
        }
        return cast("models.SuppressionPage", self._get("/suppressions", query))

    def create_suppression(
        self,
        *,
        idempotency_key: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.SuppressionRequest],
    ) -> models.Suppression:
        """Accept findings for a time."""
        created = self._create(
            "/suppressions", body, key=idempotency_key, validate_only=validate_only
        )
        return cast("models.Suppression", created)

    def get_suppression(self, suppression_id: str) -> models.Suppression:
        """Read one suppression."""
        return cast("models.Suppression", self._get(path_of("/suppressions/{}", suppression_id)))

    def update_suppression(
        self,
        suppression_id: str,
        *,
        if_match: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.SuppressionUpdate],
    ) -> models.Suppression:
        """Change the reason, the owner or the expiry of a suppression."""
        changed = self._change(
            "PATCH",
            path_of("/suppressions/{}", suppression_id),
            body,
            if_match=if_match,
            validate_only=validate_only,
        )
        return cast("models.Suppression", changed)

    def delete_suppression(self, suppression_id: str, *, if_match: str | None = None) -> None:
        """End a suppression now; what runs recorded under it does not change."""
        self._change("DELETE", path_of("/suppressions/{}", suppression_id), if_match=if_match)
