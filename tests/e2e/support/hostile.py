# SPDX-License-Identifier: MIT
"""Servers that misbehave: each connection is handed to a script, a function that gets a Peer and does what it likes.

A script that returns closes the connection; one that fails because the client left is what is expected, and ends in silence.
"""
import contextlib
import socket
import ssl
import struct
import threading
import time

HEAD_LIMIT = 65536
PEER_SECONDS = 30  # longest wait of a script for anything


class Peer:
    """The server's end of one connection."""

    def __init__(self, connection, server):
        self.connection = connection
        self.server = server
        self.rest = b""

    def request(self):
        """Reads a request up to the end of its head; gives the head."""
        while b"\r\n\r\n" not in self.rest:
            part = self.connection.recv(65536)
            if not part:
                raise ConnectionError("the client has left")
            self.rest += part
            assert len(self.rest) < HEAD_LIMIT
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.server.requests.append(head)
        return head

    def send(self, data):
        self.connection.sendall(data)

    def answer(self, body=b"", head=b"HTTP/1.1 200 OK", fields=b""):
        """A proper answer; `fields` are lines that end in CR LF."""
        self.send(head + b"\r\nContent-Length: %d\r\n%b\r\n%b" % (len(body), fields, body))

    def reset(self):
        """Ends the connection with RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait_for_client(self):
        """Until the client has closed the connection, or the server is stopped."""
        self.connection.settimeout(PEER_SECONDS)
        with contextlib.suppress(OSError):
            while self.connection.recv(65536):
                pass

    def trickle(self, data, seconds):
        """A byte each so many seconds."""
        for byte in data:
            self.send(bytes([byte]))
            if self.server.stopped.wait(seconds):
                return


class HostileServer:
    """Attributes: url, requests (the heads that arrived), arrivals (monotonic times of connections)."""

    def __init__(self, script, certificate=None, address=("127.0.0.1", 0), scheme=None):
        self.script = script
        self.requests, self.arrivals = [], []
        self.stopped = threading.Event()
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
        self.listener = socket.create_server(address, backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.url = f'{scheme or ("https" if certificate else "http")}://127.0.0.1:{self.port}'
        self.open = set()
        self.lock = threading.Lock()
        self.failures = []
        self.acceptor = threading.Thread(target=self._accept, daemon=True)
        self.acceptor.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.arrivals.append(time.monotonic())
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(PEER_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            with self.lock:
                self.open.add(connection)
            self.script(Peer(connection, self))
        except OSError:
            pass  # the client has left, or does not want such a certificate; or the script closed the connection itself
        except Exception as problem:  # of the script: told at the end
            self.failures.append(problem)
        finally:
            with self.lock:
                self.open.discard(connection)
            connection.close()

    def stop(self):
        """Closes all; safe to call twice."""
        self.stopped.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)  # wakes the acceptor
        self.listener.close()
        self.acceptor.join(PEER_SECONDS)
        with self.lock:
            for connection in self.open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        assert not self.failures, self.failures


def keep_answering(body=b"fine", fields=b""):
    """A script: a well-behaved server."""
    def script(peer):
        while True:
            peer.request()
            peer.answer(body, fields=fields)
    return script
