# SPDX-License-Identifier: MIT
"""nginx with one worker on one core, as a context manager: four ports with the same 100-byte answer, and an exact request count

Ports: plain and TLS with endless keep-alive, plain and TLS that close after each response. The server closes first, so that the
connections in TIME_WAIT are its own and the generator does not run out of ports. TLS sessions are not resumed: each handshake is
a full one. Everything lives in a temporary folder, with a throw-away certificate for 127.0.0.1.
"""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

from harness.measure import BenchmarkError

START_LIMIT_S = 10
BODY = 'x' * 100

CONFIGURATION = '''
daemon off;
{user}
worker_processes 1;
worker_cpu_affinity {core_mask:b};
worker_rlimit_nofile {files};
pid {place}/pid;
error_log {place}/error.log crit;
events {{
    worker_connections {connections};
}}
http {{
    access_log off;
    default_type text/plain;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    keepalive_requests 1000000000;
    ssl_certificate {place}/certificate.pem;
    ssl_certificate_key {place}/key.pem;
    ssl_session_cache off;
    ssl_session_tickets off;
{servers}
}}
'''

SERVER = '''
    server {{
        listen 127.0.0.1:{port}{tls} backlog=16384;
        keepalive_timeout {keep_alive};
        location / {{ return 200 "{body}"; }}
        location = /count {{ stub_status; }}
    }}
'''


class Nginx:
    """Attributes: url, tls_url, close_url, close_tls_url, certificate (path)."""

    MAX_CONNECTIONS = 20000

    def __init__(self, core):
        self.core = core

    def __enter__(self):
        program = shutil.which('nginx') or shutil.which('nginx', path='/usr/sbin:/usr/local/sbin')
        if not program:
            raise BenchmarkError('nginx is not installed: tools/setup bench')
        self.place = tempfile.mkdtemp(prefix='cicada-bench-')
        self.certificate = os.path.join(self.place, 'certificate.pem')
        self._make_certificate()
        self._write_configuration()
        self.process = subprocess.Popen([program, '-p', self.place, '-e', f'{self.place}/error.log', '-c', f'{self.place}/conf'],
                                        start_new_session=True)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(START_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.place, ignore_errors=True)

    def counts(self):
        """(requests so far without those for this count, connections open now without the one of this count)."""
        with urllib.request.urlopen(self.url + 'count', timeout=START_LIMIT_S) as answer:
            text = answer.read().decode()
        self.asked += 1
        connections = int(re.search(r'Active connections: (\d+)', text)[1])
        requests = int(re.search(r'^\s*\d+ \d+ (\d+)', text, re.M)[1])
        return requests - self.asked, connections - 1

    def _make_certificate(self):
        done = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
                               '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', f'{self.place}/key.pem',
                               '-out', self.certificate], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise BenchmarkError(f'openssl made no certificate: {done.stderr}')

    def _write_configuration(self):
        ports = free_ports(4)
        kinds = [('', 3600), (' ssl', 3600), ('', 0), (' ssl', 0)]
        servers = ''.join(SERVER.format(port=port, tls=tls, keep_alive=keep_alive, body=BODY)
                          for port, (tls, keep_alive) in zip(ports, kinds))
        urls = [f'http{"s" if tls else ""}://127.0.0.1:{port}/' for port, (tls, _) in zip(ports, kinds)]
        self.url, self.tls_url, self.close_url, self.close_tls_url = urls
        self.asked = 0
        with open(f'{self.place}/conf', 'w', encoding='utf-8') as file:
            file.write(CONFIGURATION.format(place=self.place, core_mask=1 << self.core, servers=servers,
                                            user='user root;' if os.geteuid() == 0 else '',
                                            files=self.MAX_CONNECTIONS, connections=self.MAX_CONNECTIONS))

    def _wait_until_it_answers(self):
        end = time.monotonic() + START_LIMIT_S
        while True:
            try:
                self.counts()
                return
            except OSError:
                self.asked = 0
                if self.process.poll() is not None or time.monotonic() > end:
                    with open(f'{self.place}/error.log', encoding='utf-8') as log:
                        raise BenchmarkError(f'nginx did not start: {log.read()}') from None
                time.sleep(0.05)


def free_ports(count):
    """Ports that are free now; all are held until all are known, so they differ."""
    held = [socket.create_server(('127.0.0.1', 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
