# Generated from posture_client/integrations.py by generate_async.py: do not edit.
"""Integrations: the cloud accounts, and the webhooks that events are posted to."""

from __future__ import annotations

from posture_client_async.calls import Calls, path_of

TYPE_CHECKING = False  # the name of typing's constant; importing typing takes 20 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack, cast

    from posture_client import models
else:

    def cast(_model, body):  # noqa: ANN001, ANN201, D103  # as typing has it
        return body


class IntegrationCalls(Calls):
    """The operations on integrations and webhooks."""

    async def list_integrations(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.IntegrationPage:
        """List integrations, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.IntegrationPage", await self._get("/integrations", query))

    async def create_integration(
        self,
        *,
        idempotency_key: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.IntegrationRequest],
    ) -> models.Integration:
        """Connect a cloud account."""
        created = await self._create(
            "/integrations", body, key=idempotency_key, validate_only=validate_only
        )
        return cast("models.Integration", created)

    async def get_integration(self, integration_id: str) -> models.Integration:
        """Read one integration."""
        return cast(
            "models.Integration", await self._get(path_of("/integrations/{}", integration_id))
        )

    async def update_integration(
        self,
        integration_id: str,
        *,
        if_match: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.IntegrationUpdate],
    ) -> models.Integration:
        """Change the given members of an integration."""
        changed = await self._change(
            "PATCH",
            path_of("/integrations/{}", integration_id),
            body,
            if_match=if_match,
            validate_only=validate_only,
        )
        return cast("models.Integration", changed)

    async def delete_integration(self, integration_id: str, *, if_match: str | None = None) -> None:
        """Disconnect a cloud account; its runs and findings stay readable."""
        await self._change("DELETE", path_of("/integrations/{}", integration_id), if_match=if_match)

    async def list_webhooks(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> models.WebhookPage:
        """List webhooks, newest first."""
        query = {"limit": limit, "cursor": cursor}
        return cast("models.WebhookPage", await self._get("/webhooks", query))

    async def create_webhook(
        self,
        *,
        idempotency_key: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.WebhookRequest],
    ) -> models.CreatedWebhook:
        """Create a webhook that posts events to a URL; only this response has its secret."""
        created = await self._create(
            "/webhooks", body, key=idempotency_key, validate_only=validate_only
        )
        return cast("models.CreatedWebhook", created)

    async def get_webhook(self, webhook_id: str) -> models.Webhook:
        """Read one webhook."""
        return cast("models.Webhook", await self._get(path_of("/webhooks/{}", webhook_id)))

    async def update_webhook(
        self,
        webhook_id: str,
        *,
        if_match: str | None = None,
        validate_only: bool | None = None,
        **body: Unpack[models.WebhookUpdate],
    ) -> models.Webhook:
        """Change the given members of a webhook."""
        changed = await self._change(
            "PATCH",
            path_of("/webhooks/{}", webhook_id),
            body,
            if_match=if_match,
            validate_only=validate_only,
        )
        return cast("models.Webhook", changed)

    async def delete_webhook(self, webhook_id: str, *, if_match: str | None = None) -> None:
        """Delete a webhook."""
        await self._change("DELETE", path_of("/webhooks/{}", webhook_id), if_match=if_match)

    async def test_webhook(
        self, webhook_id: str, *, idempotency_key: str | None = None
    ) -> models.Delivery:
        """Queue a test event for a webhook."""
        path = path_of("/webhooks/{}/test", webhook_id)
        return cast("models.Delivery", await self._create(path, key=idempotency_key))

    async def rotate_webhook_secret(
        self, webhook_id: str, *, idempotency_key: str | None = None
    ) -> models.CreatedWebhook:
        """Give a webhook a new secret; for a time the former one signs too."""
        path = path_of("/webhooks/{}/rotate", webhook_id)
        return cast("models.CreatedWebhook", await self._create(path, key=idempotency_key))

    async def list_deliveries(
        self,
        webhook_id: str,
        *,
        status: models.DeliveryStatus | Iterable[models.DeliveryStatus] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> models.DeliveryPage:
        """List the deliveries of a webhook, also the failed ones, newest first."""
        query = {"status": status, "limit": limit, "cursor": cursor}
        path = path_of("/webhooks/{}/deliveries", webhook_id)
        return cast("models.DeliveryPage", await self._get(path, query))

    async def redeliver(self, webhook_id: str, delivery_id: str) -> models.Delivery:
        """Queue a delivery again, with the same id."""
        path = path_of("/webhooks/{}/deliveries/{}/redeliver", webhook_id, delivery_id)
        return cast("models.Delivery", await self._change("POST", path))
