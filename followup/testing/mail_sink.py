"""A small SMTP server on loopback that remembers what it said 250 to, and can be listened in on."""

import re
import socketserver
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Mail:
    message_id: str
    to: str
    body: str


class MailSink:
    """Mails in the order they were accepted. `watch(moment)` is called in the middle of each delivery.

    Moments: "data" when the mail has come and is not yet answered, "quit" when it was answered with 250
    and the sender says good-bye, which is before it can have noted anything.
    """

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.watch: Watch = lambda moment: None
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.sink = self
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def keep(self, raw: bytes, to: str) -> None:
        parsed = message_from_bytes(raw)
        body = parsed.get_payload(decode=True)
        with self._lock:
            self.mails.append(
                Mail(parsed["Message-ID"], to, body.decode() if isinstance(body, bytes) else "")
            )

    def by_recipient(self) -> dict[str, list[Mail]]:
        found: dict[str, list[Mail]] = defaultdict(list)
        for mail in list(self.mails):
            found[mail.to].append(mail)
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    sink: MailSink

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed in the middle of a sentence is what this is for."""


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 sink")
        to = ""
        while line := self.rfile.readline().strip().decode():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                found = re.search(r"<(.+?)>", line)
                to = found.group(1) if found else ""
            if verb == "DATA":
                self.say("354 go on")
                raw = self.read_mail()
                self.server.sink.watch("data")
                self.server.sink.keep(raw, to)
                self.say("250 kept")
            elif verb == "QUIT":
                self.server.sink.watch("quit")
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def read_mail(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionError("the sender is gone")
            lines.append(line)
        return b"".join(lines)
