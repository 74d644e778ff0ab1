"""The regions of Google Cloud, and the multi-regions that its services store data in.

Source: https://cloud.google.com/about/locations for regions, the `endpoints` of the discovery
documents for further ones, https://cloud.google.com/kms/docs/locations and
https://cloud.google.com/storage/docs/locations for multi-regions. A test compares the endpoints of
all APIs that are called. The setting for further regions allows those that are missing here.
"""

from typing import Final

_REGIONS: Final = (
    "africa-south1 asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 "
    "asia-south1 asia-south2 asia-southeast1 asia-southeast2 australia-southeast1 "
    "australia-southeast2 europe-central2 europe-north1 europe-north2 europe-southwest1 "
    "europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 europe-west8 europe-west9 "
    "europe-west10 europe-west12 me-central1 me-central2 me-west1 northamerica-northeast1 "
    "northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1 "
    "us-central1 us-east1 us-east4 us-east5 us-south1 us-west1 us-west2 us-west3 us-west4"
)
# Each has endpoints of APIs, and is on no public page.
_UNANNOUNCED: Final = (
    "asia-southeast3 asia-southeast4 europe-north3 europe-west15 europe-west5 us-central2 "
    "us-central6 us-east7 us-west8"
)
_MULTI_REGIONS: Final = (
    "global us eu asia europe ca ch sa eur3 eur4 eur5 eur6 eur7 eur8 nam3 nam4 nam5 nam6 nam7 nam8 "
    "nam9 nam10 nam11 nam12 nam13 nam14 nam15 nam16 asia1 in au1 us-regional eu-regional"
)
ANNOUNCED: Final = frozenset(_REGIONS.split())
REGIONS: Final = ANNOUNCED.union(_UNANNOUNCED.split(), _MULTI_REGIONS.split())
