# The server's two processes from one base: `--target web` and `--target worker`.
# The sandbox in which student code runs has an image of its own: sandbox/image/ (`grader image`).
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
RUN groupadd --system --gid 10001 grader \
 && useradd --system --uid 10001 --gid grader --home-dir /data --shell /usr/sbin/nologin grader \
 && mkdir /data && chown grader:grader /data
WORKDIR /app
COPY constraints.txt pyproject.toml README.md ./
COPY grader ./grader
COPY sandbox ./sandbox
COPY exercises ./exercises
# An editable install keeps the catalogue beside the code, where the default settings look for it.
RUN python -m pip install --no-cache-dir -c constraints.txt -e '.[server,postgres,course]'
# Others can reach the server, so the local sandbox is refused; workers read the host for the same reason.
ENV GRADER_DATA_DIR=/data GRADER_HOST=0.0.0.0 GRADER_SANDBOX=docker
VOLUME /data
USER grader

# The web process judges nothing: it has no Docker socket and needs none.
FROM base AS web
COPY --chown=root:root reference ./reference
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["grader", "serve", "--port", "8000"]

# The worker alone talks to the Docker engine: mount its socket here and nowhere else.
FROM base AS worker
COPY --chown=root:root reference ./reference
CMD ["grader", "worker"]
