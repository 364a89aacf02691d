"""How soon web and worker answer after `python -m directory run`, with everything installed; first start and again.

python -m bench.start
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.lines import say
from bench.serving import unused_port
from directory.core.run import parts

WEB, WORKER = 4.0, 8.0
OURS = {"DATABASE_URL", "REDIS_URL", "ENVIRONMENT", "MAIL_SERVER", "HOST", "BASE_URL", "COALITION_PROCESS"}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        first = _start(Path(folder))
        again = _start(Path(folder))
    print(f"first start, with demo data made: web {first[0]:.1f} s, worker {first[1]:.1f} s")
    say("start, web answers", f"{again[0]:.1f} s", "-", None, f"within {WEB:.0f} s", met=again[0] <= WEB)
    say("start, worker answers", f"{again[1]:.1f} s", "-", None, f"within {WORKER:.0f} s", met=again[1] <= WORKER)


def _start(var_dir: Path) -> tuple[float, float]:
    port = unused_port()
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env |= {"VAR_DIR": str(var_dir), "PORT": str(port)}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "directory", "run"],
        cwd=parts.ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _until(port, "database", began), _until(port, "worker", began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _until(port: int, part: str, began: float) -> float:
    while _state(port).get(part) != "ok":
        assert time.monotonic() - began < 180, f"{part} never answered"
        time.sleep(0.02)
    return time.monotonic() - began


def _state(port: int) -> dict[str, str]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            state: dict[str, str] = json.load(answer)
            return state
    except (URLError, OSError):
        return {}


if __name__ == "__main__":
    main()
