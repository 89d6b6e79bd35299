"""The command `cms-blog` for shell scripts, executed by the fork server of `forked_process`.

Started as a user starts it, each command takes 2 s of CPU time, mostly for imports. Imports of this
script are limited to what takes few milliseconds.
"""

import json
import os
import socket
import sys

SERVER = "FORK_SERVER"


def main() -> None:
    """Send the arguments and the standard streams to the server; exit like the command."""
    server = socket.socket(fileno=int(os.environ[SERVER]))
    status, reports = os.pipe()
    request = {
        "command": ["-m", "cms_blog", *sys.argv[1:]],
        "env": {name: value for name, value in os.environ.items() if name != SERVER},
        "folder": os.getcwd(),  # noqa: PTH109 - pathlib takes longer to import than all of this
        "session": False,
    }
    socket.send_fds(server, [json.dumps(request).encode()], [0, 1, 2, reports, server.fileno()])
    os.close(reports)
    with os.fdopen(status) as report:
        report.readline()
        sys.exit(int(report.read()))


if __name__ == "__main__":
    main()
