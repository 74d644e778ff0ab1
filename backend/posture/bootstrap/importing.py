"""What the first call of a scan need not wait for: code that it does not use, and certificates."""

import ssl
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
def certificates_aside(make_contexts: Callable[[], object]) -> Iterator[None]:
    """Load the machine's certificates in a thread, for the contexts that a function makes.

    aiohttp makes two contexts while it is imported, and one of them verifies nothing: that one gets
    no certificates. To read 140 of them takes OpenSSL 25 to 40 ms, an eighth of the instructions
    before the first call, and it needs no interpreter for that: within, the rest is imported. At
    the end the other context has its certificates.

    The thread starts when all contexts are made: only then is it certain which of them verify.

    Raises:
        ssl.SSLError: as the loading raises it.
    """
    contexts: list[ssl.SSLContext] = []

    def load_later(context: ssl.SSLContext) -> None:
        contexts.append(context)

    load = ssl.SSLContext.set_default_verify_paths
    ssl.SSLContext.set_default_verify_paths = load_later  # type: ignore[assignment]  # while they are made
    try:
        make_contexts()
    finally:
        ssl.SSLContext.set_default_verify_paths = load  # type: ignore[method-assign]  # as it was
    with ThreadPoolExecutor(1, "certificates") as threads:
        loading = [
            threads.submit(load, one) for one in contexts if one.verify_mode is not ssl.CERT_NONE
        ]
        yield
    for one in loading:
        one.result()
