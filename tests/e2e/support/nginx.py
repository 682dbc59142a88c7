# SPDX-License-Identifier: MIT
"""nginx with one worker: many small answers, and an access log whose lines can be counted exactly."""
import contextlib
import http.client
import os
import shutil
import subprocess
import time

from support.ports import free_ports

START_SECONDS = 20
STOP_SECONDS = 60

CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid "{folder}/pid";
error_log "{folder}/error.log" crit;
events {{ worker_connections 4096; }}
http {{
    log_format line "$request_method $uri $status $request_length $bytes_sent";
    access_log "{folder}/access.log" line buffer=256k flush=20ms;
    default_type text/plain;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    keepalive_requests 1000000000;
    ssl_certificate "{certificate}";
    ssl_certificate_key "{certificate}";
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        listen 127.0.0.1:{tls_port} ssl backlog=4096;
        location / {{ return 200 "0123456789"; }}
        location = /ready {{ access_log off; return 204; }}
    }}
    server {{
        listen 127.0.0.1:{closing_port} backlog=4096;
        keepalive_timeout 0;
        location / {{ return 200 "0123456789"; }}
    }}
}}
"""


def program():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Nginx:
    """Attributes: url, tls_url, closing_url (a server that closes after each answer)."""

    def __init__(self, folder, certificate):
        self.folder = folder
        port, tls_port, closing_port = free_ports(3)
        self.url, self.tls_url = f"http://127.0.0.1:{port}", f"https://127.0.0.1:{tls_port}"
        self.closing_url = f"http://127.0.0.1:{closing_port}"
        user = "user root;" if os.geteuid() == 0 else ""  # the worker has to write into our folder
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, certificate=certificate, user=user, port=port,
                                                          tls_port=tls_port, closing_port=closing_port))
        self.process = subprocess.Popen([program(), "-p", folder, "-e", folder / "error.log", "-c", folder / "conf"])
        self._wait_until_it_answers(port)

    def _wait_until_it_answers(self, port):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)) as connection:
                    connection.request("GET", "/ready")
                    connection.getresponse().read()
                return
            except (OSError, http.client.HTTPException):
                if self.process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise RuntimeError("nginx did not start: " + (self.folder / "error.log").read_text()) from None
                time.sleep(0.02)

    def stop(self):
        """Gracefully, so that the log is complete; safe to call twice."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_for_a_request(self):
        """Until the log has one, which is soon after it was answered."""
        end = time.monotonic() + START_SECONDS
        while not (self.folder / "access.log").stat().st_size:
            assert time.monotonic() < end, f"no request within {START_SECONDS} s"
            time.sleep(0.02)

    def logged(self):
        """Stops the server, for only then the log is complete, and returns {line of the access log without sizes: count}."""
        self.stop()
        counts = {}
        with open(self.folder / "access.log", encoding="ascii") as log:
            for line in log:
                key = line.rsplit(" ", 2)[0]
                counts[key] = counts.get(key, 0) + 1
        return counts
