"""Start-up cost: CPU and memory of the import and of an idle server.

python -m benchmarks.startup
"""

import os
import subprocess
import sys
from statistics import median

from benchmarks import database, report
from benchmarks.servers import ours

_TIMES = 7


def _import_seconds() -> float:
    """CPU time of importing the application, without that of Python itself."""

    def cpu(code: str) -> float:
        before = os.times()
        subprocess.run([sys.executable, "-c", code], check=True)
        after = os.times()
        return sum(after[2:4]) - sum(before[2:4])

    return median(cpu("import cms_blog.server.app") - cpu("pass") for _ in range(_TIMES))


def main() -> None:
    """Measure, and write the figures into docs/explanation/performance.md."""
    seconds = _import_seconds()
    with database.running() as uri:
        server = ours(uri, database.NAME)
        server.start()
        try:
            started, rss = server.settled_cpu(), server.rss_mb()
        finally:
            server.stop()
    text = (
        f"{report.machine()}. `import cms_blog.server.app` takes {seconds:.2f} s of CPU "
        f"(the median of {_TIMES}); "
        f"a server that listens has used {started:.2f} s and holds {rss:.0f} MB."
    )
    report.write_section("startup", text)


if __name__ == "__main__":
    main()
