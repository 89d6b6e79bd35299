# The server as a container image. How to run it: docs/how-to/deployment/image.md.

# GraphiQL's files from npm packages.
FROM node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS graphiql
WORKDIR /build/tools/graphiql
COPY tools/graphiql/package.json tools/graphiql/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tools/graphiql/copy.mjs ./
RUN npm run build

# The virtual environment at /app: locked dependencies and the wheel, without pip.
FROM python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285 AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /app
COPY requirements.lock ./
RUN pip --python /app/bin/python install --require-hashes --requirement requirements.lock
COPY tools/wheel/requirements.lock tools/wheel/
RUN pip install --require-hashes --requirement tools/wheel/requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY --from=graphiql /build/src/cms_blog/graphql/pages/assets src/cms_blog/graphql/pages/assets
RUN hatchling build --target wheel \
    && pip --python /app/bin/python install --no-deps --no-index dist/*.whl

FROM python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
LABEL org.opencontainers.image.title="AI Blog CMS" \
      org.opencontainers.image.licenses="MIT"
# The server does not need pip; removing it reduces the attack surface.
RUN python -m pip uninstall --yes --root-user-action ignore pip \
    && groupadd --gid 10001 cms-blog \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
       --shell /usr/sbin/nologin cms-blog \
    && install --directory --owner 10001 --group 10001 /data /backups
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    ENV=prod \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data \
    UPLOADS_URL=/data/uploads
# The server writes only here and to /tmp: the root file system can be read-only. A volume at /backups
# gets the owner of this folder.
VOLUME /data
WORKDIR /app
# A numeric id, so that orchestrators can verify that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s \
    CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen('http://127.0.0.1:' + environ['PORT'] + '/health', timeout=4)"]
# The server can be process 1: it handles SIGTERM and stops its own child processes.
ENTRYPOINT ["cms-blog"]
CMD ["serve"]
