"""Reports: have one made, list, read, download and delete them, and prove their files."""

from __future__ import annotations

from posture_client.calls import BASE, Calls, path_of

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack, cast

    from posture_client import models
    from posture_client.streaming import StreamingResponse
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class ReportCalls(Calls):
    """The operations on reports."""

    def list_reports(
        self,
        *,
        status: models.ReportStatus | Iterable[models.ReportStatus] | None = None,
        digest: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.ReportPage:
        """List reports, newest first."""
        query = {"status": status, "digest": digest, "limit": limit, "cursor": cursor}
        return cast("models.ReportPage", self._get("/reports", query))

    def create_report(
        self, *, idempotency_key: str | None = None, **body: Unpack[models.ReportRequest]
    ) -> models.Report:
        """Have a report made; a worker makes its file."""
        return cast("models.Report", self._create("/reports", body, key=idempotency_key))

    def get_report(self, report_id: str) -> models.Report:
        """Read one report."""
        return cast("models.Report", self._get(path_of("/reports/{}", report_id)))

    def delete_report(self, report_id: str, *, if_match: str | None = None) -> None:
        """Delete a report and its file."""
        self._change("DELETE", path_of("/reports/{}", report_id), if_match=if_match)

    def download_report(self, report_id: str) -> StreamingResponse:
        """Open the file of a report, to be read in parts in a `with`: it may be large.

        Opening it is retried as other calls are; reading it is not.
        """
        path = BASE + path_of("/reports/{}/download", report_id)
        return self._transport.open_with_retries(path, {"Accept": "*/*"})

    def get_report_proof(self, report_id: str) -> models.ReportProof:
        """Return what the audit log says about the file of a report."""
        path = path_of("/reports/{}/proof", report_id)
        return cast("models.ReportProof", self._get(path))
