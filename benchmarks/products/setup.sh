#!/usr/bin/env bash
# Set up Payload and Strapi under BENCH_ENVS, each with an empty database `empty.db`. Existing
# environments are kept. Node's headers are needed where npm compiles better-sqlite3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
envs=${BENCH_ENVS:-${TMPDIR:-/tmp}/cms-blog-benchmarks}
export SECRET=setup-setup-setup-setup-setup-setup NEXT_TELEMETRY_DISABLED=1
# npm builds native modules with the headers of the installed Node if it has them.
prefix=$(node -p 'path.dirname(path.dirname(process.execPath))')
if [ -d "$prefix/include/node" ]; then export npm_config_nodedir=$prefix; fi

for name in payload strapi; do
  folder="$envs/$name"
  wanted=$(cat "$here/$name/package-lock.json" "$here/$name/package.json" | cksum)
  if [ "$(cat "$folder/made-of" 2>/dev/null || true)" = "$wanted" ]; then
    cp -R "$here/$name/." "$folder"
    continue
  fi
  echo "Setting up $folder, which takes some minutes …"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp -R "$here/$name/." "$folder"
  (
    cd "$folder"
    npm ci --omit=dev --no-audit --no-fund --loglevel=error
    if [ "$name" = payload ]; then
      export PAYLOAD_CONFIG_PATH=payload.config.js DATABASE_URI="file:$folder/empty.db"
      npx payload migrate:create first
      npx payload migrate
      npx next build
    fi
  )
  echo "$wanted" > "$folder/made-of"
done
