# SPDX-License-Identifier: MIT
"""Viewers of the web UI in one cheap process: it reads their streams, looks at nothing and so takes little from the load.

    viewers.py HOST PORT: "join N" and "leave" on its input, each answered by the number of frames since the last one.
"""
import selectors
import socket
import sys

FRAME = b"event: second\n"


def main(host, port):
    selector, frames, commands = selectors.DefaultSelector(), 0, sys.stdin.buffer.raw
    selector.register(commands, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj.fileno() < 0:
                continue  # closed by a command that came together with its frame
            if key.fileobj is not commands:
                received = key.fileobj.recv(1 << 20)
                frames += received.count(FRAME)
                if not received:
                    sys.exit("a stream ended")
                continue
            words = commands.read(100).split()
            if not words:
                return
            if words[0] == b"join":
                for _ in range(int(words[1])):
                    stream = socket.create_connection((host, int(port)))
                    stream.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    selector.register(stream, selectors.EVENT_READ)
            else:
                for stream in [other.fileobj for other in selector.get_map().values() if other.fileobj is not commands]:
                    selector.unregister(stream)
                    stream.close()
            print(frames, flush=True)
            frames = 0


if __name__ == "__main__":
    main(*sys.argv[1:])
