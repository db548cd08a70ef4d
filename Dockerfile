# The service and the worker in one image: exactly what uv.lock says, nothing of the tests, no embedded PostgreSQL.
FROM python:3.11-slim-bookworm

# The same installer, in the same version, as .ci/bootstrap uses.
RUN pip install --no-cache-dir --only-binary=:all: uv==0.13.9

WORKDIR /app
ENV UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/app/.venv UV_COMPILE_BYTECODE=1 PYTHONUNBUFFERED=1

# What changes seldom comes first: a change of the code alone installs nothing anew.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project --no-cache

COPY registry ./registry
COPY migrations ./migrations
COPY api_spec ./api_spec
COPY wsgi.py ./
RUN uv sync --frozen --no-dev --no-cache

# A number, so that the host can give files to it: it owns nothing here and can write nowhere but /tmp.
USER 10001:10001
ENV PATH=/app/.venv/bin:$PATH
STOPSIGNAL SIGTERM
ENTRYPOINT ["registry"]
CMD ["serve", "--bind", "0.0.0.0:8000"]
