#!/usr/bin/env bash
# Create an environment per named peer outside the repository; `tools` has py-spy and
# Python-Markdown:
#   setup.sh mercurius floor-asgi tools     under BENCH_ENVS (<temp folder>/cms-blog-benchmarks)
# Peers on Node need Node 22 and npm. Existing environments are kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
envs=${BENCH_ENVS:-${TMPDIR:-/tmp}/cms-blog-benchmarks}
python=${PYTHON:-python3.13}

for name in "$@"; do
  folder="$envs/$name"
  source="$here/peers/$name"
  if [ -f "$source/requirements.txt" ]; then wanted="$source/requirements.txt"
  elif [ -f "$source/package.json" ]; then wanted="$source/package.json"
  elif [ "$name" = tools ]; then wanted="$here/tools.txt"
  else echo "Unknown peer $name; available: $(ls "$here/peers" | tr '\n' ' ')"; exit 1; fi
  if cmp --silent "$wanted" "$folder/made-of"; then continue; fi
  echo "Setting up $folder …"
  mkdir -p "$folder"
  if [ "${wanted##*.}" = json ]; then
    cp "$wanted" "$folder/package.json"
    npm install --prefix "$folder" --omit=dev --no-audit --no-fund --loglevel=error
  else
    [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
  fi
  cp "$wanted" "$folder/made-of"
done
