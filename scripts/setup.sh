#!/bin/sh
# Makes .venv and installs the locked packages: `scripts/setup.sh run` or `scripts/setup.sh dev`.
# Called by make only when a lock is newer than its stamp, so an up-to-date checkout pays nothing.
set -eu
cd "$(dirname "$0")/.."

want=${1:-run}
venv=.venv

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

python_311() {
    for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    fail "Coalition needs Python 3.11 or newer. Please install it, or name it: make setup PYTHON=/path/to/python3"
}

make_venv() {
    python=$(python_311)
    rm -rf "$venv"
    "$python" -m venv "$venv" >/dev/null 2>&1 && return
    # Debian splits ensurepip off into python3-venv; a pip outside can fill an empty venv as well.
    rm -rf "$venv"
    "$python" -m venv --without-pip "$venv"
}

# The pip in the venv, or the one that belongs to the Python it was made from.
pip() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        "$venv/bin/python" -m pip "$@"
    elif "$(python_311)" -m pip --version >/dev/null 2>&1; then
        "$(python_311)" -m pip --python "$venv/bin/python" "$@"
    else
        fail "This Python has no pip. Please install it (Debian and Ubuntu: apt-get install python3-venv) and try again."
    fi
}

find_uv() {
    if [ -x "$venv/bin/uv" ]; then echo "$venv/bin/uv"; else command -v uv || true; fi
}

# The lines of one package, version and hashes, out of the lock.
locked() {
    awk -v name="$1==" 'index($0, name) == 1 { on = 1; print; next } on && /^ / { print; next } { on = 0 }' requirements-dev.lock
}

bootstrap_uv() {
    locked uv >"$venv/uv.lock"
    pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$venv/uv.lock" >&2 || true
}

# uv does not read pip's configuration: a machine that is told its package index there would be left without one.
adopt_index() {
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || return 0
    index=${PIP_INDEX_URL:-$(pip config get global.index-url 2>/dev/null || true)}
    [ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
}

sync_with_uv() {
    uv=$(find_uv)
    [ -n "$uv" ] || { bootstrap_uv; uv=$(find_uv); }
    [ -n "$uv" ] || return 1
    adopt_index
    "$uv" pip sync --quiet --compile-bytecode --require-hashes --python "$venv/bin/python" "$1"
}

install() {
    say "Installing the packages of $1 ..."
    sync_with_uv "$1" && return
    say "uv could not install them; trying pip, which takes longer ..."
    pip install --quiet --disable-pip-version-check --require-hashes -r "$1" >&2 && return
    fail "The packages of $1 could not be installed: is a package index in reach? The lines above say what went wrong."
}

"$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || make_venv
# The development lock holds everything; syncing the smaller one would take the test tools away again.
[ "$want" = run ] && [ -e "$venv/.dev" ] && want=dev
if [ "$want" = dev ]; then
    install requirements-dev.lock
    touch "$venv/.dev"
else
    install requirements.lock
fi
touch "$venv/.run"
