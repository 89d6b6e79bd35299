#!/bin/sh
# Print the section of a version in CHANGELOG.md: tools/release-notes.sh 1.2.3 [FILE]
# Fails if the section is missing or empty.
set -eu

changelog=${2:-$(dirname "$0")/../CHANGELOG.md}
notes=$(awk -v heading="## [$1]" '
  /^## / { wanted = index($0, heading) == 1; next }
  wanted
' "$changelog")
if [ -z "$(printf '%s' "$notes" | tr -d '[:space:]')" ]; then
  echo "$changelog has no section ## [$1]." >&2
  exit 1
fi
printf '%s\n' "$notes"
