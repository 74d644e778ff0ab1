"""When AWS ends the support of each runtime of AWS Lambda."""

from datetime import date

from posture.domain.dated import DatedTable, days_left
from posture.domain.evidence import Fact

LIST_CALL = "lambda:ListFunctions"
# None where no end is scheduled.
RUNTIMES: DatedTable[date | None] = DatedTable(
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    read_on=date(2026, 8, 13),
    rows={
        "nodejs": date(2016, 10, 31),
        "nodejs4.3": date(2020, 3, 5),
        "nodejs4.3-edge": date(2020, 3, 5),
        "dotnetcore1.0": date(2019, 6, 27),
        "dotnetcore2.0": date(2019, 5, 30),
        "nodejs6.10": date(2019, 8, 12),
        "nodejs8.10": date(2020, 3, 6),
        "ruby2.5": date(2021, 7, 30),
        "nodejs10.x": date(2021, 7, 30),
        "python2.7": date(2021, 7, 15),
        "dotnetcore2.1": date(2022, 1, 5),
        "dotnet5.0": date(2022, 5, 10),
        "python3.6": date(2022, 7, 18),
        "nodejs12.x": date(2023, 3, 31),
        "dotnetcore3.1": date(2023, 4, 3),
        "nodejs14.x": date(2023, 12, 4),
        "python3.7": date(2023, 12, 4),
        "ruby2.7": date(2023, 12, 7),
        "go1.x": date(2024, 1, 8),
        "java8": date(2024, 1, 8),
        "provided": date(2024, 1, 8),
        "nodejs16.x": date(2024, 6, 12),
        "python3.8": date(2024, 10, 14),
        "dotnet6": date(2024, 12, 20),
        "nodejs18.x": date(2025, 9, 1),
        "python3.9": date(2025, 12, 15),
        "ruby3.2": date(2026, 3, 31),
        "nodejs20.x": date(2026, 4, 30),
        "provided.al2": date(2026, 7, 31),
        "python3.10": date(2026, 10, 31),
        "dotnet8": date(2026, 11, 10),
        "ruby3.3": date(2027, 3, 31),
        "nodejs22.x": date(2027, 4, 30),
        "java8.al2": date(2027, 6, 30),
        "java11": date(2027, 6, 30),
        "java17": date(2027, 6, 30),
        "python3.11": date(2027, 6, 30),
        "ruby3.4": date(2028, 3, 31),
        "nodejs24.x": date(2028, 4, 30),
        "python3.12": date(2028, 10, 31),
        "dotnet10": date(2028, 11, 14),
        "ruby4.0": date(2029, 3, 31),
        "java21": date(2029, 6, 30),
        "java25": date(2029, 6, 30),
        "python3.13": date(2029, 6, 30),
        "python3.14": date(2029, 6, 30),
        "provided.al2023": date(2029, 6, 30),
        "java8.al2023": None,
        "java11.al2023": None,
        "java17.al2023": None,
    },
)


def supported_days(runtime: str, today: date) -> Fact[int | None]:
    """Return the days of support that a runtime has left, negative after its end.

    None for one without a scheduled end; unread for one that the table does not know.
    """
    return days_left(RUNTIMES, runtime, today, LIST_CALL)
