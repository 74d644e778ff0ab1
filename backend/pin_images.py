"""Pin the base images of the Dockerfile by their digests; `--check` refuses one without a digest.

The digest is what the registry has now for the tag, by `docker pull`. It is that of the index, so
it stands for every platform.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

DOCKERFILE: Final = Path(__file__).parent / "deploy" / "Dockerfile"
FROM: Final = re.compile(r"^(FROM (?:--platform=\S+ )?)([^\s@]+)(@\S+)?(.*)$", re.MULTILINE)
DIGEST: Final = re.compile(r"@sha256:[0-9a-f]{64}")
PULL_SECONDS: Final = 600


def unpinned(text: str) -> list[str]:
    """Return the base images without a digest, and without those that are stages of the file."""
    stages = set(re.findall(r"^FROM .* AS (\S+)$", text, re.MULTILINE | re.IGNORECASE))
    return [
        image
        for _, image, digest, _ in FROM.findall(text)
        if image not in {*stages, "scratch"} and not DIGEST.fullmatch(digest)
    ]


def pinned(text: str, digests: dict[str, str]) -> str:
    """Return the file with these digests in the place of those that it has."""

    def line(found: re.Match[str]) -> str:
        before, image, digest, rest = found.groups()
        return f"{before}{image}{digests.get(image, digest or '')}{rest}"

    return FROM.sub(line, text)


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
    text = DOCKERFILE.read_text(encoding="utf-8")
    if "--check" in arguments:
        missing = unpinned(text)
        for image in missing:
            sys.stdout.write(f"{image} has no digest: run backend/pin_images.py\n")
        return bool(missing)
    stages = set(re.findall(r"^FROM .* AS (\S+)$", text, re.MULTILINE | re.IGNORECASE))
    images = {image for _, image, _, _ in FROM.findall(text)} - {*stages, "scratch"}
    DOCKERFILE.write_text(
        pinned(text, {image: digest_of(image) for image in sorted(images)}), encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
