#!/bin/sh
# Make the secrets of compose.yaml, beside it. What exists is kept: a password that the database
# knows must not change here alone.
set -eu
umask 077
directory=$(dirname "$0")/secrets
mkdir -p "$directory"
for name in administrator-password database-password secret-key; do
  file=$directory/$name
  [ -s "$file" ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "$file"
  # Containers read it as users of their own; the directory is closed to others.
  chmod 444 "$file"
done
