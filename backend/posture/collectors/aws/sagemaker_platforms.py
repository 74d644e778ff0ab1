"""When AWS ends the support of each platform of SageMaker notebook instances."""

from datetime import date

from posture.domain.dated import DatedTable

# None where no end is scheduled.
PLATFORMS: DatedTable[date | None] = DatedTable(
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html",
    read_on=date(2026, 8, 1),
    rows={
        "notebook-al1-v1": date(2024, 3, 31),
        "notebook-al2-v1": date(2025, 6, 30),
        "notebook-al2-v2": date(2025, 6, 30),
        "notebook-al2-v3": date(2026, 6, 30),
        "notebook-al2023-v1": None,
    },
)
