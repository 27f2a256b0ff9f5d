"""Previews of files, kept for a while: reading ten thousand rows takes seconds, and a preview has many pages.

What is kept is sealed with the keys of the database's secrets, so that the cache never holds a name. It is
made again when the mapping or anything in the programme has changed since.
"""

import hashlib
import json
import logging
import pickle  # noqa: S403  read back only what our own key has sealed
import zlib

from django.core.cache import cache
from django.db.models import Max

from mentorship.clock import today
from mentorship.crypto import decrypt_bytes, encrypt_bytes
from mentorship.models import Act, Upload
from mentorship.people.import_kinds import Preview
from mentorship.people.uploads import as_file, kind_of

log = logging.getLogger(__name__)
KEPT_FOR_S = 30 * 60


def preview_of(upload: Upload) -> Preview:
    """What importing the file as it is now would do; None of it is written."""
    key = _key(upload)
    kept = _kept(key)
    if kept is None:
        kept = kind_of(upload).preview(as_file(upload))
        _keep(key, kept)
    return kept


def _key(upload: Upload) -> str:
    last = Act.objects.filter(programme_key=upload.programme.key).aggregate(last=Max("pk"))["last"]
    told = json.dumps([upload.mapping, last, f"{today()}"], sort_keys=True)
    return f"import-preview-{upload.key}-{hashlib.sha256(told.encode()).hexdigest()}"


def _kept(key: str) -> Preview | None:
    try:
        sealed = cache.get(key)
        if sealed is None:
            return None
        found: Preview = pickle.loads(zlib.decompress(decrypt_bytes(sealed)))  # noqa: S301  sealed by us
    except Exception:  # the cache is down, or the key gone: the preview is made anew
        log.warning("preview not read from the cache", exc_info=True)
        return None
    return found


def _keep(key: str, preview: Preview) -> None:
    sealed = encrypt_bytes(zlib.compress(pickle.dumps(preview), level=1))
    try:
        cache.set(key, sealed, KEPT_FOR_S)
    except Exception:  # as above
        log.warning("preview not kept in the cache", exc_info=True)
