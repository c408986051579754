"""The memory a process holds; this imports nothing heavy, which would count."""

import resource
import sys


def peak() -> float:
    """The most memory this process has held, in megabytes."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / 1024 if sys.platform != "darwin" else used / 1024**2
