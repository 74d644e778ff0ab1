"""The clouds of this installation; there is no other list of them."""

from collections.abc import Mapping

from posture.bootstrap.aws import AWS
from posture.bootstrap.azure import AZURE
from posture.bootstrap.gcp import GCP
from posture.domain.cloud import Cloud

CLOUDS: tuple[Cloud, ...] = (AWS, AZURE, GCP)


def by_name(clouds: tuple[Cloud, ...] = CLOUDS) -> Mapping[str, Cloud]:
    """Return the clouds by their names."""
    return {cloud.name: cloud for cloud in clouds}
