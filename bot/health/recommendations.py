"""Report what computes recommendations, because that depends on the installation."""

from importlib.util import find_spec

from bot.health.finding import Finding, FindingFactory

KERNELS = "kernels"


def check_kernels(report: FindingFactory) -> list[Finding]:
    """Return whether recommendations are computed with numpy alone; both are in order."""
    kind = "numpy" if find_spec("numba") is None else "numba"
    return [report.ok(KERNELS, "doctor-kernels", kind=kind)]
