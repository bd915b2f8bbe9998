# The serving process in a container: docker build -t backchat .   docs/operate.md says how to run it.
ARG BASE=docker.io/library/python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# The environment gets no pip of its own: nothing that installs goes into the image.
RUN python3 -m venv --without-pip /opt/backchat && python3 -m venv /opt/build
COPY requirements/serve.txt requirements/build.txt requirements/
RUN python3 -m pip --python /opt/backchat/bin/python install --require-hashes --only-binary=:all: -r requirements/serve.txt \
 && /opt/build/bin/python -m pip install --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY knowledge knowledge
RUN /opt/build/bin/python -m hatchling build -t wheel -d /opt/wheel \
 && python3 -m pip --python /opt/backchat/bin/python install --no-deps --no-index /opt/wheel/*.whl
# Compiles the knowledge once, here, and fails the build when it is not sound.
RUN /opt/backchat/bin/backchat check \
 && BACKCHAT_CACHE=/opt/backchat/cache /opt/backchat/bin/backchat ask "what is an api" > /dev/null \
 && chmod -R a+rX /opt/backchat/cache

FROM ${BASE}
LABEL org.opencontainers.image.title="Backchat" \
      org.opencontainers.image.licenses="MIT"
# The number is fixed, so that volumes and security policies can name it.
RUN groupadd --gid 10001 backchat \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin backchat \
 && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/backchat /opt/backchat
# One thread does the little algebra there is; on a host of 64 cores OpenBLAS would begin 64.
ENV PATH=/opt/backchat/bin:$PATH \
    OPENBLAS_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BACKCHAT_HOST=0.0.0.0 \
    BACKCHAT_DATA=/data \
    BACKCHAT_CACHE=/opt/backchat/cache \
    BACKCHAT_HISTORY=-
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# Asks whether the process lives, not whether all is well: a restart does not bring a lost database back.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python3", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + (os.environ.get('PORT') or '8080') + '/health/live', timeout=4)"]
ENTRYPOINT ["backchat"]
CMD ["serve"]
