"""Locked objects: writes to a bucket that keeps each object, unchanged, until a date."""

import os
from base64 import b64encode
from datetime import datetime
from hashlib import md5

from posture.collectors.aws.credentials import ChainKeys
from posture.collectors.aws.sdk import AwsHttp, Services
from posture.collectors.errors import CallError
from posture.settings import Settings

MODE = "COMPLIANCE"


class LockedObjects:
    """Writes objects with the worker's own credentials, one connection for each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._services = Services()
        self._keys = ChainKeys(settings, explain=True)

    async def put(
        self, bucket: str, key: str, body: bytes, *, region: str, until: datetime
    ) -> str | None:
        """Write an object that nobody can change or delete before `until`.

        Returns:
            Why it could not be written, in a word, or None.
        """
        http = AwsHttp(
            self._services,
            self._settings,
            endpoint_url=os.environ.get("AWS_ENDPOINT_URL"),
            endpoint_trusted=True,
        )
        try:
            keys = await self._keys.keys()
            request = {
                "Bucket": bucket,
                "Key": key,
                "Body": body,
                "ContentType": "application/json",
                # S3 requires a digest of what is locked.
                "ContentMD5": b64encode(md5(body, usedforsecurity=False).digest()).decode(),
                "ObjectLockMode": MODE,
                "ObjectLockRetainUntilDate": until,
            }
            await http.send("s3:PutObject", region, request, keys)
        except CallError as error:
            return f"{error.code}: {error}"
        finally:
            await http.close()
        return None
