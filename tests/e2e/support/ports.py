# SPDX-License-Identifier: MIT
"""Ports of the loopback interface for programs that cannot choose one themselves.

Between the choice and the moment in which the program takes it, a port stays free: these lie below those that the kernel gives to
connections and to whoever binds port 0, so that only a choice of the same number by another test, one in thousands, could meet it.
"""
import contextlib
import random
import socket

LOWEST, USUAL_END = 10000, 32768
TRIES = 10_000


def end_of_range():
    """The first of the ports that the kernel gives out."""
    with contextlib.suppress(OSError, ValueError), open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        return max(int(file.read().split()[0]), LOWEST + 1000)
    return USUAL_END


def free_ports(count):
    """Ports that are free now, no two of them the same."""
    found, end = set(), end_of_range()
    for _ in range(TRIES):
        port = random.randrange(LOWEST, end)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            found.add(port)
        if len(found) == count:
            return list(found)
    raise RuntimeError(f"no {count} free ports from {LOWEST} to {end}")


def free_port():
    return free_ports(1)[0]
