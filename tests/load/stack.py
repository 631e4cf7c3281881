"""The stack under load: a process, its memory and its table."""

import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

# The embedded database requires a signature, but does not check it.
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=a/20260101/b/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
}
# The site that the answers are for.
SITE = Path(__file__).parent.parent / "site"


class Stack:
    """A stack with an empty database on disk, because in memory it would grow with its items."""

    def __init__(self, program):
        self._directory = tempfile.TemporaryDirectory(prefix="load-")
        self.data = Path(self._directory.name)
        flags = ["--data", str(self.data), "--site", str(SITE), "--port", "0", "--dynamodb-port", "0"]
        self._process = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True)
        lines = (line.split() for line in self._process.stdout)
        announced = {words[0]: words[1:] for _, words in zip(range(4), lines)}
        if "outbox" not in announced:
            raise SystemExit("the stack ended before it was ready")
        [self.url] = announced["site"]
        self._dynamodb, _, self._table = announced["dynamodb"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        self._directory.cleanup()

    def is_running(self):
        return self._process.poll() is None

    def memory(self):
        """Returns the resident memory of the process, in bytes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        [kibibytes] = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kibibytes) * 1024

    def processor_time(self):
        """Returns the CPU seconds of the process."""
        after_name = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        user, system = after_name[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def settle(self, limit=600):
        """Waits until notify has processed all changes, or gives up."""
        position = self.data / "notify.position"
        before, since = None, time.monotonic()
        give_up = since + limit
        while time.monotonic() < min(since + 15, give_up):
            if (after := position.read_text() if position.exists() else "") != before:
                before, since = after, time.monotonic()
            time.sleep(0.2)

    def items(self):
        """Yields every item of the table."""
        start = {}
        while start is not None:
            page = self._call("Scan", {"TableName": self._table, "ConsistentRead": True, **start})
            yield from page["Items"]
            last = page.get("LastEvaluatedKey")
            start = {"ExclusiveStartKey": last} if last else None

    def _call(self, operation, parameters):
        headers = {**HEADERS, "X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        request = urllib.request.Request(self._dynamodb, json.dumps(parameters).encode(), headers)
        with urllib.request.urlopen(request) as response:
            return json.load(response)
