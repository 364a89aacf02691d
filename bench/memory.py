"""What one web worker keeps in memory after two hundred mixed pages.

python -m bench.memory
"""

from pathlib import Path
from urllib.request import urlopen

from bench import serving
from bench.lines import say

PAGES, MOST = 200, 180
PATHS = (
    "/",
    "/physicians",
    "/physicians?near=Boston&q=fue",
    "/physicians?near=Vancuver",
    "/physicians/{slug}",
    "/physicians/{slug}/times?days=30",
    "/physicians/{slug}/times.json?days=60",
    "/privacy",
    "/readyz",
)


def main() -> None:
    with serving.site() as site:
        serving.flask(site, "db", "upgrade")
        serving.flask(site, "demo", "load")
        port = serving.start_web(site)
        with urlopen(f"http://127.0.0.1:{port}/physicians") as answer:
            slug = answer.read().decode().split('href="/physicians/')[1].split('"')[0].split("/")[0].split("?")[0]
        for number in range(PAGES):
            path = PATHS[number % len(PATHS)].format(slug=slug)
            with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                answer.read()
        most = max(_resident(pid) for pid in _workers(site.running["web"].pid))
    say("web worker, resident", f"{most} MiB", "-", None, f"under {MOST} MiB", met=most < MOST)


def _workers(master: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def _resident(pid: int) -> int:
    """Shared pages count in full, so this errs on the large side."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) // 1024


if __name__ == "__main__":
    main()
