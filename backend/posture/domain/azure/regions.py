"""The regions of Azure; `global` is that of resources without one.

Source: https://learn.microsoft.com/azure/reliability/regions-list, from memory of late 2025, not
read again. The setting for further regions allows those that are missing here.
"""

from typing import Final

_PUBLIC: Final = (
    "australiacentral australiacentral2 australiaeast australiasoutheast austriaeast "
    "belgiumcentral brazilsouth brazilsoutheast canadacentral canadaeast centralindia centralus "
    "chilecentral denmarkeast eastasia eastus eastus2 francecentral francesouth germanynorth "
    "germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest "
    "jioindiacentral jioindiawest koreacentral koreasouth malaysiawest mexicocentral "
    "newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral qatarcentral "
    "saudiarabiaeast southafricanorth southafricawest southcentralus southeastasia southindia "
    "spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest taiwannorth "
    "uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus westus2 westus3"
)
_US_GOVERNMENT: Final = "usdodcentral usdodeast usgovarizona usgovtexas usgovvirginia"
_CHINA: Final = "chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3"
REGIONS: Final = frozenset(f"global {_PUBLIC} {_US_GOVERNMENT} {_CHINA}".split())
