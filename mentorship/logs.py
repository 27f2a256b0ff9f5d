"""Log lines as JSON, each with the id of the request that wrote it; never with personal data."""

import datetime
import json
import logging
from contextvars import ContextVar

KEPT = ("job", "programme", "mail")  # of what `extra=` gives: ids and keys

request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Of an exception only type and place are kept: its text may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.datetime.fromtimestamp(record.created, tz=datetime.UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        if getattr(record, "request_id", ""):
            line["request"] = record.request_id  # type: ignore[attr-defined]  # set by RequestIdFilter
        line |= {name: getattr(record, name) for name in KEPT if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The message; where it repeats the exception's words, as Celery's does, without what was filled in."""
    message = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return message
    if record.args and (record.name.startswith("celery") or _quotes(message, error)):
        return str(record.msg)
    return type(error).__name__ if _quotes(message, error) else message


def _quotes(message: str, error: BaseException) -> bool:
    return any(words and words in message for words in (str(error), repr(error)))


def _where(traceback: object) -> str:
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code  # type: ignore[attr-defined]  # a traceback
        frames.append(f"{code.co_filename.rpartition('/site-packages/')[2]}:{traceback.tb_lineno}")  # type: ignore[attr-defined]  # as above
        traceback = traceback.tb_next  # type: ignore[attr-defined]  # as above
    return " > ".join(frames[-8:])
