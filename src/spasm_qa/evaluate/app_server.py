"""The app in a server of its own on this machine: started, waited for, stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from spasm_qa.settings import REPOSITORY

STARTS_WITHIN = 120.0
STOPS_WITHIN = 20.0


class AppServer:
    """`streamlit run app.py` on a free port of the loopback; use it in a `with` block."""

    def __init__(self, log: Path, environment: Mapping[str, str]) -> None:
        """Prepare; what the server says goes to a file, `environment` is added to that of this process."""
        self.log, self.environment = log, {**os.environ, **environment}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "AppServer":
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start the server, again after it was stopped or killed, and wait until it answers.

        Raises:
            ConnectionError: It does not, for two minutes.
        """
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address=127.0.0.1", f"--server.port={self.port}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=REPOSITORY, env=self.environment, stdout=log, stderr=subprocess.STDOUT)
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise ConnectionError(f"the app did not start; it said: {self.log.read_text(encoding='utf-8', errors='replace')[-2000:]}")

    def stop(self) -> None:
        """Stop the server, gently if it can be."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End the server in the middle of whatever it does."""
        if self._process:
            self._process.kill()
            self._process.wait(STOPS_WITHIN)
            self._process = None
