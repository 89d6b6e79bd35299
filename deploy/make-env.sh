#!/bin/sh
# Generate the secrets for compose.yaml: deploy/make-env.sh HOST > deploy/prod.env
# HOST is the public host name, for example blog.example.com, or localhost for a trial.
set -eu
umask 077

if [ $# -ne 1 ]; then
  echo "usage: deploy/make-env.sh HOST > deploy/prod.env" >&2
  exit 2
fi

# 32 random bytes, encoded in URL-safe characters.
secret() {
  head -c 32 /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_'
}

cat <<END
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
