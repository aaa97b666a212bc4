"""Encryption of personal data in columns, with key versions, and keyed hashes for exact search (attacks J3, J5, J8).

Data keys are random and stored wrapped by the installation's secret key; each value names the version of its key. A new
key is taken up by every process within a minute; `rekeying` writes older values anew with it.
"""

import base64
import hashlib
import hmac
import os
import time
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models, transaction

from aftercare.core.models import CryptoKey

_NONCE = 12


class DecryptionFailed(Exception):
    """The stored value was not written with a key of this installation, or was altered."""


def _derive(purpose: str) -> bytes:
    return hashlib.sha256(f"aftercare/{purpose}/".encode() + settings.SECRET_KEY.encode()).digest()


@lru_cache(maxsize=16)
def _cipher(version: int) -> AESGCM:
    row = CryptoKey.objects.filter(version=version).first()
    if row is None:
        raise DecryptionFailed(f"no data key of version {version}")
    wrapped = bytes(row.wrapped)
    try:
        return AESGCM(AESGCM(_derive("wrap")).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], b"data-key"))
    except InvalidTag as error:
        raise DecryptionFailed("the secret key of this installation does not open its data key") from error


def add_key() -> int:
    """Make a new data key; new values are written with it, old ones stay readable. Returns its version."""
    with transaction.atomic():
        last = CryptoKey.objects.select_for_update().order_by("-version").first()
        version = (last.version if last else 0) + 1
        nonce = os.urandom(_NONCE)
        wrapped = nonce + AESGCM(_derive("wrap")).encrypt(nonce, AESGCM.generate_key(256), b"data-key")
        CryptoKey.objects.create(version=version, wrapped=wrapped)
    _current_version.cache_clear()
    return version


def make_first_key() -> None:
    """Called when the tables have just been made (or emptied): forget cached keys, make one if there is none."""
    forget_keys()
    if not CryptoKey.objects.exists():
        add_key()


def current_version() -> int:
    """The version that new values are written with: the newest that this process knows, asked for once in a while."""
    return _current_version(int(time.monotonic() // settings.DATA_KEY_SECONDS))


@lru_cache(maxsize=1)
def _current_version(_span: int) -> int:
    last = CryptoKey.objects.order_by("-version").values_list("version", flat=True).first()
    if last is None:
        raise DecryptionFailed("this installation has no data key; run `aftercare migrate`")
    return last


def encrypt(text: str) -> str:
    """'' stays ''; anything else becomes 'v<version>:<base64>'."""
    if not text:
        return ""
    version, nonce = current_version(), os.urandom(_NONCE)
    sealed = nonce + _cipher(version).encrypt(nonce, text.encode(), None)
    return f"v{version}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text again; raises DecryptionFailed when the value was altered or its key is not here."""
    if not stored:
        return ""
    head, _, body = stored.partition(":")
    try:
        sealed = base64.b64decode(body, validate=True)
        return _cipher(int(head[1:])).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
    except (ValueError, InvalidTag) as error:
        raise DecryptionFailed("a stored value cannot be read with this installation's keys") from error


def forget_keys() -> None:
    """Ask the database for the keys again: they are not what this process remembers."""
    _cipher.cache_clear()
    _current_version.cache_clear()


def keyed_hash(text: str) -> str:
    """A hash for exact search that says nothing without the secret key; 32 hexadecimal characters, '' for ''."""
    if not text:
        return ""
    return hmac.new(_derive("search"), text.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedField(models.TextField):
    """A text column that is stored encrypted; it cannot be searched or sorted."""

    def from_db_value(self, value: str | None, *_args: object) -> str | None:
        return decrypt(value) if value else value

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else encrypt(str(value))
