"""A bare blocking TCP peer in another process that takes and gives as many bytes as it is told."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PEER = """
import socket
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
peer, _ = listener.accept()
peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
buffer = bytearray(1 << 20)
view = memoryview(buffer)
while peer.recv_into(view[:8], 8, socket.MSG_WAITALL):
    taken, given = int.from_bytes(buffer[:4], "little"), int.from_bytes(buffer[4:8], "little")
    if taken > 8:
        peer.recv_into(view[8:taken], taken - 8, socket.MSG_WAITALL)
    peer.sendall(view[:given])
"""

Exchange = Callable[[], object]


@contextmanager
def echo_peer() -> Iterator[Callable[[int, int], Exchange]]:
    """Yield what makes an exchange: so many bytes sent in one call, so many received."""
    process = subprocess.Popen([sys.executable, "-c", PEER], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    sock = socket.create_connection(("127.0.0.1", int(process.stdout.readline())))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    view = memoryview(bytearray(1 << 20))

    def exchange(sent: int, received: int) -> Exchange:
        message = sent.to_bytes(4, "little") + received.to_bytes(4, "little") + bytes(sent - 8)

        def run() -> object:
            sock.sendall(message)
            return sock.recv_into(view[:received], received, socket.MSG_WAITALL)

        return run

    try:
        yield exchange
    finally:
        sock.close()
        process.communicate()
