"""What the first call of a scan need not wait for: code that it does not use, and certificates."""

import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


def defer(name: str) -> None:
    """Let a module's code be executed when one of its names is first used, not by its import.

    Modules in a package can be imported without the package's own code. `importlib.util.LazyLoader`
    does not allow that, and an SDK may need only one module of a package, such as its exceptions.
    Nothing is deferred that is imported already, or not installed.
    """
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader, module = spec.loader, module_from_spec(spec)

    def first(attribute: str) -> Any:  # noqa: ANN401  # whatever the module has
        if spec.submodule_search_locations and find_spec(f"{name}.{attribute}"):
            return import_module(f"{name}.{attribute}")
        del vars(module)["__getattr__"]
        loader.exec_module(module)
        return getattr(module, attribute)

    vars(module)["__getattr__"] = first
    sys.modules[name] = module
    package, _, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)


@contextmanager
def certificates_aside() -> Iterator[None]:
    """Within, load the machine's certificates in a thread; at the end, all contexts have them.

    aiohttp makes its context while it is imported. To read 140 certificates takes OpenSSL 30 to
    60 ms, a quarter of the instructions before the first call, and it needs no interpreter for
    that: meanwhile the rest is imported.

    Raises:
        ssl.SSLError: as the loading raises it.
    """
    load = ssl.SSLContext.load_default_certs
    with ThreadPoolExecutor(1, "certificates") as threads:
        loading: list[Future[None]] = []

        def load_aside(
            context: ssl.SSLContext, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH
        ) -> None:
            loading.append(threads.submit(load, context, purpose))

        ssl.SSLContext.load_default_certs = load_aside  # type: ignore[assignment]  # until the end
        try:
            yield
        finally:
            ssl.SSLContext.load_default_certs = load  # type: ignore[method-assign]  # as it was
            for one in loading:
                one.result()
