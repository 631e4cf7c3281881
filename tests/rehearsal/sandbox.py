"""Runs a released program as on Lambda, behind a Runtime API of its own.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import queue
import subprocess
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class RuntimeApi(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Ignores that a program ends while it waits for an event; `invoke` notices when it matters."""


class Sandbox:
    """One execution environment. The program starts with it, and ends with `close`."""

    def __init__(self, program, variables, log):
        self._events, self._outcomes = queue.Queue(), queue.Queue()
        self._server = RuntimeApi(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        host, port = self._server.server_address
        variables = {**variables, "AWS_LAMBDA_RUNTIME_API": f"{host}:{port}", "TZ": ":UTC", "LANG": "en_US.UTF-8"}
        self._process = subprocess.Popen([program], env=variables, stdout=log, stderr=log)

    def invoke(self, event):
        """Returns the function's response. An error of the function is an exception."""
        self._events.put(json.dumps(event).encode())
        while True:
            try:
                kind, body = self._outcomes.get(timeout=0.2)
            except queue.Empty:
                if self._process.poll() is not None:
                    raise RuntimeError(f"the program ended with {self._process.returncode}") from None
                continue
            if kind != "response":
                raise RuntimeError(f"{kind}: {body.decode()}")
            return json.loads(body)

    def close(self):
        self._process.kill()
        self._process.wait()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self):
        events, outcomes = self._events, self._outcomes

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body = events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 30_000))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:f")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self):
                if self.headers.get("Transfer-Encoding") == "chunked":
                    body = b""
                    while size := int(self.rfile.readline(), 16):
                        body += self.rfile.read(size)
                        self.rfile.readline()
                    self.rfile.readline()
                else:
                    body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outcomes.put((self.path.rsplit("/", 1)[-1], body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler
