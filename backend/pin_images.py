"""Pin the images of the deployment by their digests; `--check` refuses one without a digest.

They are the base images of the Dockerfile and those that the compose file takes from a registry.

The digest is what the registry has now for the tag, by `docker pull`. It is that of the index, so
it stands for every platform.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

DEPLOY: Final = Path(__file__).parent / "deploy"
FILES: Final = (DEPLOY / "Dockerfile", DEPLOY / "compose.yaml")
IMAGE: Final = re.compile(
    r"^(FROM (?:--platform=\S+ )?| *image: )([^\s@]+)(@\S+)?(.*)$", re.MULTILINE
)
# Built here.
OWN: Final = frozenset({"posture", "scratch"})
DIGEST: Final = re.compile(r"@sha256:[0-9a-f]{64}")
PULL_SECONDS: Final = 600


def images(text: str) -> dict[str, str]:
    """Return the images of a file with their digests, without those that are its own stages."""
    own = OWN.union(re.findall(r"^FROM .* AS (\S+)$", text, re.MULTILINE | re.IGNORECASE))
    return {image: digest for _, image, digest, _ in IMAGE.findall(text) if image not in own}


def unpinned(text: str) -> list[str]:
    """Return the images without a digest."""
    return [image for image, digest in images(text).items() if not DIGEST.fullmatch(digest)]


def pinned(text: str, digests: dict[str, str]) -> str:
    """Return the file with these digests in the place of those that it has."""

    def line(found: re.Match[str]) -> str:
        before, image, digest, rest = found.groups()
        return f"{before}{image}{digests.get(image, digest or '')}{rest}"

    return IMAGE.sub(line, text)


def digest_of(image: str) -> str:
    """Return the digest of a tag as `@sha256:…`.

    Raises:
        SystemExit: docker cannot pull it, or names no digest.
    """
    try:
        subprocess.run(["docker", "pull", "--quiet", image], check=True, timeout=PULL_SECONDS)  # noqa: S603, S607  # the caller's own docker
        form = "{{index .RepoDigests 0}}"
        asked = ["docker", "image", "inspect", "--format", form, image]
        done = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603  # as above
    except (OSError, subprocess.SubprocessError) as error:
        raise SystemExit(f"{image}: docker has no digest: {error}") from error
    found = DIGEST.search(done.stdout)
    if found is None:
        raise SystemExit(f"{image}: docker has no digest: {done.stdout.strip()!r}")
    return found[0]


def main(arguments: Sequence[str]) -> int:
    """Pin the images, or with `--check` return 1 when one has no digest."""
    texts = {file: file.read_text(encoding="utf-8") for file in FILES}
    if "--check" in arguments:
        missing = [image for text in texts.values() for image in unpinned(text)]
        for image in missing:
            sys.stdout.write(f"{image} has no digest: run backend/pin_images.py\n")
        return bool(missing)
    digests = {image: digest_of(image) for text in texts.values() for image in images(text)}
    for file, text in texts.items():
        file.write_text(pinned(text, digests), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
