"""The seam where a virus scanner is put in: `VIRUS_SCANNER` names a callable that is given the bytes.

It answers with a `ScanState`, or raises `ScannerUnreachable`. Without one, files are marked as not scanned.
"""

import socket
import struct
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from mentorship.vocabulary import ScanState

PATIENCE = 30.0  # seconds
BLOCK = 64 * 1024


class ScannerUnreachable(Exception):
    """The scanner did not answer, or not in words we know."""


def scan(content: bytes) -> ScanState:
    if not settings.VIRUS_SCANNER:
        return ScanState.NOT_SCANNED
    scanner: Callable[[bytes], ScanState] = import_string(settings.VIRUS_SCANNER)
    return scanner(content)


def clamd(content: bytes) -> ScanState:
    """Ask a ClamAV daemon at `CLAMD_ADDRESS`: `host:port`, or the path of a socket."""
    try:
        with _connected(settings.CLAMD_ADDRESS) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), BLOCK):
                block = content[start : start + BLOCK]
                line.sendall(struct.pack("!L", len(block)) + block)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerUnreachable from error
    if answer == b"stream: OK":
        return ScanState.CLEAN
    if answer.endswith(b" FOUND"):
        return ScanState.INFECTED
    raise ScannerUnreachable  # too large for it, or out of order


def _connected(address: str) -> socket.socket:
    host, separator, port = address.rpartition(":")
    if separator and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(PATIENCE)
    try:
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0").strip()
