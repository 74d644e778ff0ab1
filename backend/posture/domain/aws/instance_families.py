"""Families of EC2 instances, and whether they have local disks.

The hardware encrypts local disks, so they take no KMS key.
"""

from datetime import date
from typing import Final

from posture.domain.dated import DatedTable

_WITH_DISKS: Final = """
    c1 c3 c5ad c5d c6gd c6id c7gd c8gd c8id c9gd d2 d3 d3en dl1 f2 g4ad g4dn g5 g6 g6e g6f
    g7 g7e gr6 gr6f h1 hpc6id i2 i3 i3en i4g i4i i7i i7ie i8g i8ge im4gn is4gen m1 m2 m3
    m5ad m5d m5dn m6gd m6id m6idn m7gd m8gd m8id m8idb m8idn m9gd mac-m4 mac-m4pro p3dn p4d
    p4de p5 p5e p5en p6-b200 p6-b300 r3 r5ad r5d r5dn r6gd r6id r6idn r7gd r8gd r8id r8idb
    r8idn r9gd trn1 trn1n trn2 trn2u x1 x1e x2gd x2idn x2iedn x8aedz z1d
"""
_WITHOUT_DISKS: Final = """
    a1 c4 c5 c5a c5n c6a c6g c6gn c6i c6in c7a c7g c7gn c7i c7i-flex c8a c8g c8gb c8gn c8i
    c8i-flex c8ib c8in c8ine c9g dl2q g3 g3s g5g hpc6a hpc7a hpc7g hpc8a inf1 inf2 m4 m5 m5a
    m5n m5zn m6a m6g m6i m6in m7a m7g m7i m7i-flex m8a m8azn m8g m8gb m8gn m8i m8i-flex m8ib
    m8in m8ine m9g mac-m3ultra mac-m4max mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro p2 p3 r4
    r5 r5a r5b r5n r6a r6g r6i r6in r7a r7g r7i r7iz r8a r8g r8gb r8gn r8i r8i-flex r8ib
    r8in r9g t1 t2 t3 t3a t4g t8i u-3tb1 u-6tb1 u7i-12tb u7i-6tb u7i-8tb u7in-16tb u7in-24tb
    u7in-32tb vt1 x2iezn x8g x8i
"""
LOCAL_DISKS: Final[DatedTable[bool]] = DatedTable(
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStorageInfo.html",
    read_on=date(2026, 11, 28),
    note="From responses of DescribeInstanceTypes that moto 5.2.5 contains, not from the page.",
    rows=dict.fromkeys(_WITH_DISKS.split(), True) | dict.fromkeys(_WITHOUT_DISKS.split(), False),
)
