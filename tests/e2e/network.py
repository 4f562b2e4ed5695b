"""A network between a browser and the site that can be slow, dead, or lose an answer on its way back.

A relay of bytes and not the browser's own throttling: that one leaves out what a service worker asks.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 16_384
# A request may come in several pieces.
BEGINNINGS = (b"GET ", b"HEAD ", b"POST ")


class Network:
    """`url` is the site seen through it.

    `delay`: seconds each way. `rate`: bytes per second towards the browser, 0 for no limit.
    `is_dead`: what is sent arrives nowhere and nobody says so. `cut`: the beginning of the requests
    that the site receives and whose answers are lost; each one seen is counted in `lost`.
    """

    def __init__(self, site: str) -> None:
        self.delay = 0.0
        self.rate = 0
        self.is_dead = False
        self.cut = b""
        self.lost = 0
        self._site = urlsplit(site)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._receive, daemon=True).start()

    def slow_3g(self) -> None:
        """As the browsers' tools define it: 400 ms there and back, 400 kbit/s."""
        self.delay, self.rate = 0.2, 50_000

    def close(self) -> None:
        self._door.close()

    def _receive(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(browser,), daemon=True).start()

    def _join(self, browser: socket.socket) -> None:
        assert self._site.hostname
        assert self._site.port
        site = socket.create_connection((self._site.hostname, self._site.port))
        line = _Line()
        back = threading.Thread(target=self._bring_back, args=(site, browser, line), daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while data := browser.recv(CHUNK):
                if self.is_dead:
                    continue
                if data.startswith(BEGINNINGS):
                    line.is_cut = bool(self.cut) and data.startswith(self.cut)
                time.sleep(self.delay)
                site.sendall(data)
        _end(site, browser)

    def _bring_back(self, site: socket.socket, browser: socket.socket, line: _Line) -> None:
        with contextlib.suppress(OSError):
            while data := site.recv(CHUNK):
                if line.is_cut:
                    self.lost += 1
                    break
                if self.is_dead:
                    continue
                time.sleep(self.delay + (len(data) / self.rate if self.rate else 0))
                browser.sendall(data)
        _end(site, browser)


class _Line:
    is_cut = False


def _end(*ends: socket.socket) -> None:
    for each in ends:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def network_to(site: str) -> Iterator[Network]:
    network = Network(site)
    yield network
    network.close()
