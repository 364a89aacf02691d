"""One line a figure: what was measured, its floor in the same run, their ratio, the target, and whether it is met."""


def say(name: str, figure: str, floor: str, ratio: float | None, target: str, *, met: bool) -> None:
    shown = "-" if ratio is None else f"{ratio:.2f}"
    verdict = "met" if met else "NOT MET"
    print(
        f"{name:<40} {figure:>22} | floor {floor:>16} | ratio {shown:>5} | target {target:<16} | {verdict}", flush=True
    )
