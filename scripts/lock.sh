#!/bin/sh
# Writes both locks anew from pyproject.toml. Add --upgrade to take newer versions.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/python -m uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-emit-index-url --no-annotate --no-header pyproject.toml "$@"
}

compile -o requirements.lock "$@"
compile --group dev -c requirements.lock -o requirements-dev.lock "$@"
