"""The errors of reports, each with the slug that clients read."""

from posture.services.errors import ServiceError


class ReportNotFoundError(ServiceError):
    """The tenant has no such report."""

    slug = "report_not_found"


class ReportNotReadyError(ServiceError):
    """The file of a report is not there yet, or could not be made."""

    slug = "report_not_ready"

    def __init__(self, status: str) -> None:
        super().__init__(f"The report is {status}.")

    def members(self) -> dict[str, int | str]:
        """Return its status as `detail`."""
        return {"detail": str(self)}


class ReportExpiredError(ServiceError):
    """The file of a report has expired."""

    slug = "report_expired"


class TooManyReportsError(ServiceError):
    """The tenant has as many reports as it may."""

    slug = "too_many_reports"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"The tenant has {most} reports that wait or are ready: delete one, or wait until one "
            "expires."
        )

    def members(self) -> dict[str, int | str]:
        """Return the limit as `detail`."""
        return {"detail": str(self)}


class PdfUnavailableError(ServiceError):
    """This installation makes no PDF files."""

    slug = "reports_pdf_unavailable"
    detail = "Install the extra `pdf` on the server, or use the format `json`."
