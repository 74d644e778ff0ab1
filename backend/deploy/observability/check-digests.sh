#!/bin/sh
# Compare the digests of compose.yaml with those that the registries have for the same tags.
# Exits with 1 when one differs; needs Docker with buildx.
set -eu
cd "$(dirname "$0")"
wrong=0
for image in $(sed -n 's/^ *image: *//p' compose.yaml); do
  tag=${image%@*}
  pinned=${image#*@}
  found=$(docker buildx imagetools inspect "$tag" --format '{{.Manifest.Digest}}')
  if [ "$found" = "$pinned" ]; then
    echo "$tag: as pinned"
  else
    echo "$tag: pinned $pinned, the registry has $found"
    wrong=1
  fi
done
exit "$wrong"
