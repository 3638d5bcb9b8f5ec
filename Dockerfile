# Trialwise in a container. Build: make image. Run, as strictly as it allows:
#   docker run --rm --read-only --tmpfs /tmp --cap-drop ALL -v trialwise:/data -p 8000:8000 trialwise
# It lets nobody in before there is a key: run `trialwise keys create` in the container.
# Any base with glibc, libstdc++, python3 (3.11 or newer) and its venv module will do.
ARG BASE_IMAGE=docker.io/library/python:3.13-slim

FROM ${BASE_IMAGE} AS build
# requirements-otel.lock for an image that can send traces.
ARG LOCK=requirements.lock
WORKDIR /build
# Dependencies come first: their layer is built again only when a lock changes.
COPY ${LOCK} requirements-build.lock ./
# The builder's pip fills both environments, so that the one that ships never holds an installer.
# It takes wheels alone: the base has no compiler, and a lock that needs one should say so here.
# The libraries' own tests are a fifth of their size, and nothing imports them; nothing here runs
# their commands either, so that bin keeps the interpreter alone.
RUN python3 -m venv builder \
 && python3 -m venv --without-pip /opt/trialwise \
 && builder/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
        --requirement requirements-build.lock \
 && builder/bin/pip --python /opt/trialwise/bin/python install --no-cache-dir --require-hashes \
        --only-binary :all: --requirement "${LOCK}" \
 && find /opt/trialwise -type d \( -name test -o -name tests \) -prune -exec rm -r {} + \
 && find /opt/trialwise/bin -type f -delete
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY service service
# Below a root of its own the package becomes a layer of its own: a release moves kilobytes.
RUN builder/bin/python -m hatchling build --target wheel \
 && builder/bin/pip --python /opt/trialwise/bin/python install --no-cache-dir --no-index --no-deps \
        --no-warn-script-location --root /package dist/*.whl

FROM ${BASE_IMAGE}
COPY --from=build /opt/trialwise /opt/trialwise
COPY --from=build /package /
# A base without a library that the service loads fails here rather than when it starts. As root,
# this also leaves the byte code of the standard library, which the official image comes without.
RUN ["/opt/trialwise/bin/python", "-c", "import http.client, os, psycopg, service.server; os.mkdir('/data'); os.chown('/data', 10001, 10001)"]
ENV PATH=/opt/trialwise/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TRIALWISE_DATABASE_URL=sqlite:////data/trialwise.db \
    TRIALWISE_HOST=0.0.0.0 \
    TRIALWISE_PORT=8000
# A number, so that an orchestrator can verify that it is not root.
USER 10001:10001
# Studies, unless they are in PostgreSQL.
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Not urllib.request: it would send the question to a proxy that the environment names.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import http.client as h, os, sys; c = h.HTTPConnection('127.0.0.1', int(os.environ['TRIALWISE_PORT']), timeout=2); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["trialwise"]
CMD ["serve"]
# What changes with every build comes last, after every layer that can be kept.
ARG BASE_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Trialwise" \
      org.opencontainers.image.description="Recommends hyperparameters over HTTP" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${BASE_IMAGE}"
