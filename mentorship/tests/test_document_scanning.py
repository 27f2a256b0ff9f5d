"""The virus scanner's seam, and ClamAV's words over a socket."""

import socket
import struct
import threading

import pytest

from mentorship.people.documents.scanning import BLOCK, ScannerUnreachable, clamd, scan
from mentorship.vocabulary import ScanState


def say_clean(content):
    return ScanState.CLEAN


def test_the_setting_names_the_scanner(settings):
    settings.VIRUS_SCANNER = f"{__name__}.say_clean"
    assert scan(b"x") == ScanState.CLEAN
    settings.VIRUS_SCANNER = ""
    assert scan(b"x") == ScanState.NOT_SCANNED


class Daemon(threading.Thread):
    """A daemon that takes one stream and answers with `answer`."""

    def __init__(self, listening, answer):
        super().__init__(daemon=True)
        self.listening, self.answer, self.heard = listening, answer, b""
        listening.listen()
        self.start()

    def run(self):
        line, _ = self.listening.accept()
        with line, line.makefile("rb") as words:
            self.command = words.read(len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", words.read(4))[0]:
                self.heard += words.read(size)
            line.sendall(self.answer)


@pytest.fixture
def daemon():
    listening = []

    def start(answer, family=socket.AF_INET, address=("127.0.0.1", 0)):
        server = socket.socket(family, socket.SOCK_STREAM)
        listening.append(server)
        server.bind(address)
        return Daemon(server, answer)

    yield start
    for server in listening:
        server.close()


def address_of(daemon):
    host, port = daemon.listening.getsockname()
    return f"{host}:{port}"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param(b"stream: OK\0", ScanState.CLEAN, id="clean"),
        pytest.param(b"stream: Win.Test.EICAR_HDB-1 FOUND\0", ScanState.INFECTED, id="infected"),
    ],
)
def test_clamd_hears_the_whole_file_and_its_answer_is_understood(settings, daemon, answer, state):
    running = daemon(answer)
    settings.CLAMD_ADDRESS = address_of(running)
    content = b"0123456789" * (BLOCK // 4)
    assert clamd(content) == state
    running.join(timeout=5)
    assert (running.command, running.heard) == (b"zINSTREAM\0", content)


def test_clamd_by_a_socket_of_the_machine(settings, daemon, tmp_path):
    path = str(tmp_path / "clamd.sock")
    daemon(b"stream: OK\0", socket.AF_UNIX, path)
    settings.CLAMD_ADDRESS = path
    assert clamd(b"x") == ScanState.CLEAN


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK maybe\0"])
def test_any_other_word_is_no_answer(settings, daemon, answer):
    settings.CLAMD_ADDRESS = address_of(daemon(answer))
    with pytest.raises(ScannerUnreachable):
        clamd(b"x")


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.sock"])
def test_a_daemon_that_is_not_there(settings, address):
    settings.CLAMD_ADDRESS = address
    with pytest.raises(ScannerUnreachable):
        clamd(b"x")
