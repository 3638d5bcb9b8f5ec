# Trialwise in a container. Build: make image. Run, as strictly as it allows:
#   docker run --rm --read-only --tmpfs /tmp --cap-drop ALL -p 8000:8000 trialwise
# Any base with python3 (3.11 or newer) and its venv module will do.
ARG BASE_IMAGE=docker.io/library/python:3.13-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
# Dependencies come first: their layer is built again only when a lock changes.
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv /opt/trialwise \
 && /opt/trialwise/bin/python -m pip install --no-cache-dir --require-hashes \
        --requirement requirements.lock \
 && python3 -m venv builder \
 && builder/bin/python -m pip install --no-cache-dir --require-hashes \
        --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY service service
# The service never installs anything, so it keeps no installer.
RUN builder/bin/python -m hatchling build --target wheel \
 && /opt/trialwise/bin/python -m pip install --no-cache-dir --no-index --no-deps dist/*.whl \
 && /opt/trialwise/bin/python -m pip uninstall --yes pip

FROM ${BASE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Trialwise" \
      org.opencontainers.image.description="Recommends hyperparameters over HTTP" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/trialwise /opt/trialwise
ENV PATH=/opt/trialwise/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TRIALWISE_HOST=0.0.0.0 \
    TRIALWISE_PORT=8000
# A number, so that an orchestrator can verify that it is not root.
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['TRIALWISE_PORT'] + '/healthz', timeout=2)"]
ENTRYPOINT ["trialwise"]
CMD ["serve"]
