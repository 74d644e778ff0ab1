"""Asynchronous client of the posture API, over aiohttp; its errors and models are the client's."""

from posture_client_async.client import AsyncClient

__all__ = ["AsyncClient"]
