"""When AWS ends the support of each runtime of AWS Lambda.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from datetime import date

SUPPORTED_UNTIL = {
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
    "python3.10": date(2026, 10, 31),
    "dotnet8": date(2026, 11, 10),
    "ruby3.3": date(2027, 3, 31),
    "nodejs22.x": date(2027, 4, 30),
    "python3.11": date(2027, 6, 30),
    "python3.12": date(2028, 10, 31),
    "ruby3.4": date(2028, 3, 31),
    "nodejs24.x": date(2028, 4, 30),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
}


def supported_days(runtime: str | None, today: date) -> int | None:
    """Return how long a runtime is still supported, less than 0 after it; None if unknown."""
    until = SUPPORTED_UNTIL.get(runtime or "")
    return (until - today).days if until else None
