#!/bin/sh
# Write the secrets for compose.yaml: deploy/make-env.sh HOST [FILE]
# HOST is the public host name, for example blog.example.com, or localhost for a trial. FILE is
# deploy/prod.env by default. It is readable by its owner only, and never overwritten: the volumes of an
# existing deployment have its passwords.
set -eu

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: deploy/make-env.sh HOST [FILE]" >&2
  exit 2
fi
file=${2:-$(dirname "$0")/prod.env}

# 32 random bytes, encoded in URL-safe characters.
secret() {
  head -c 32 /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'
}

# With noclobber, the shell creates the file exclusively, or fails.
umask 077
set -C
if ! (: >"$file") 2>/dev/null; then
  echo "$file exists or can't be created. Keep it, or name another file." >&2
  exit 1
fi
cat >>"$file" <<END
SITE_ADDRESS=$1
JWT_SECRET=$(secret)
JWT_SECRET_PREVIOUS=
GEMINI_API_KEY=
GENERATION=offline
GENERATION_DAILY_USD=10
METRICS_TOKEN=$(secret)
MONGODB_ROOT_PASSWORD=$(secret)
MONGODB_PASSWORD=$(secret)
MONGODB_KEY=$(head -c 96 /dev/urandom | base64 | tr -d '\n')
REDIS_PASSWORD=$(secret)
S3_ACCESS_KEY=cms-blog
S3_SECRET_KEY=$(secret)
END
echo "Wrote $file."
