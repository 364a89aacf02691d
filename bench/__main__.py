"""`python -m bench [names]`: each benchmark in a process of its own. A target that is missed is said, not failed."""

import subprocess
import sys

NAMES = (
    "places",
    "times",
    "search",
    "photos",
    "caselog",
    "review",
    "holds",
    "booking",
    "web",
    "mails",
    "audit",
    "memory",
    "start",
)


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    for name in wanted or NAMES:
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(f"{name}: could not be measured: {(done.stderr.strip().splitlines() or ['?'])[-1]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
