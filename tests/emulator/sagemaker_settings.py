"""What moto leaves out of a SageMaker notebook instance: its platform."""

from typing import Any

from moto.sagemaker.models import FakeSagemakerNotebookInstance
from moto.sagemaker.responses import SageMakerResponse

# What a new notebook instance gets if none is named.
_PLATFORM = "notebook-al2023-v1"


def add_sagemaker_settings() -> None:
    """Add it to every notebook instance of this process."""
    made: Any = SageMakerResponse.create_notebook_instance
    described: Any = FakeSagemakerNotebookInstance.to_dict

    def create_notebook_instance(here: Any) -> Any:  # noqa: ANN401  # moto ships no types
        answer = made(here)
        platform = here._get_param("PlatformIdentifier", _PLATFORM)  # noqa: SLF001  # as above
        name = here._get_param("NotebookInstanceName")  # noqa: SLF001  # as above
        here.sagemaker_backend.get_notebook_instance(name).__dict__["platform"] = platform
        return answer

    def to_dict(notebook: Any) -> dict[str, Any]:  # noqa: ANN401  # as above
        settings: dict[str, Any] = described(notebook)
        return settings | {"PlatformIdentifier": notebook.__dict__.get("platform", _PLATFORM)}

    for owner, action in (
        (SageMakerResponse, create_notebook_instance),
        (FakeSagemakerNotebookInstance, to_dict),
    ):
        setattr(owner, action.__name__, action)
