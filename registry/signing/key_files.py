"""Private keys on disk: PKCS#8 in PEM, closed to everybody but their owner, written whole or not at all.

`cryptography` writes encrypted PKCS#8 with PBKDF2 and 2,048 rounds, which a stolen file does not withstand for
long. So the envelope is written here: PBES2 (RFC 8018) with scrypt (RFC 7914) and AES-256-CBC. It stays the
standard format: `cryptography` reads it, and so does `openssl pkey`.
"""

from __future__ import annotations

import os
import secrets
import stat
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from registry.signing.errors import KeyRingError

StoredKey = Ed25519PrivateKey | X25519PrivateKey | EllipticCurvePrivateKey

_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_SCRYPT = bytes.fromhex("06092b06010401da47040b")
_AES_256_CBC = bytes.fromhex("060960864801650304012a")
_SEQUENCE, _OCTETS, _INTEGER = 0x30, 0x04, 0x02
_SHORT_LENGTH = 0x80
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess at a passphrase costs (scrypt, RFC 7914 section 2): 16 MiB and about 0.1 s. OpenSSL refuses to read
    files that ask for more than 32 MiB."""

    n: int = 2**14
    r: int = 8
    p: int = 5


COST = Cost()  # of files written from now on; each file says its own


def write_key(path: Path, key: StoredKey, *, passphrase: str | None) -> None:
    """Write a private key. Without a passphrase it lies open to whoever can read the file: for callers who say so."""
    inner = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    if passphrase is None:
        body, label = inner, "PRIVATE KEY"
    elif passphrase:
        body, label = _sealed(inner, passphrase), "ENCRYPTED PRIVATE KEY"
    else:
        raise KeyRingError("An empty passphrase protects nothing.", zh="口令为空，起不到保护作用。")
    write_whole(path, f"-----BEGIN {label}-----\n".encode() + encodebytes(body) + f"-----END {label}-----\n".encode())


def read_key(path: Path, *, passphrase: str | None) -> StoredKey:
    """Read a private key of a kind this register uses. A passphrase given demands an encrypted file, and conversely."""
    pem = read_closed(path)
    try:
        key = load_pem_private_key(pem, None if passphrase is None else passphrase.encode())
    except TypeError:
        raise _protection_differs(path, given=passphrase is not None) from None
    except Exception:  # noqa: BLE001 -- the decoder raises several types; all mean that this file does not open
        raise KeyRingError(
            f"The key file {path.name} does not open: wrong passphrase or damaged file.",
            zh=f"密钥文件 {path.name} 无法打开：口令错误或文件损坏。",
        ) from None
    if isinstance(key, Ed25519PrivateKey | X25519PrivateKey):
        return key
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    raise KeyRingError(
        f"The key file {path.name} holds a kind of key that is not used here.",
        zh=f"密钥文件 {path.name} 中的密钥类型不受支持。",
    )


def read_closed(path: Path) -> bytes:
    """The bytes of a file that only its owner can read; any other file is refused."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if mode & _OTHERS:
                raise KeyRingError(
                    f"The file {path.name} can be read by others; close it with chmod 600.",
                    zh=f"文件 {path.name} 可被他人读取，请用 chmod 600 收紧权限。",
                )
            return file.read(_LARGEST)
    except FileNotFoundError:
        raise KeyRingError(f"The file {path} is missing.", zh=f"找不到文件 {path}。") from None
    except OSError as error:
        raise KeyRingError(
            f"The file {path} cannot be read: {error.strerror}.", zh=f"无法读取文件 {path}：{error.strerror}。"
        ) from None


def write_whole(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write a file with mode 0600 so that after a crash either the old or the new content stands, never a part."""
    if not replace and path.exists():
        raise KeyRingError(
            f"The file {path} exists already and is not overwritten.", zh=f"文件 {path} 已存在，不予覆盖。"
        )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise KeyRingError(
            f"The file {path} cannot be written: {error.strerror}.", zh=f"无法写入文件 {path}：{error.strerror}。"
        ) from None


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter. One that exists is taken as it is, if it is closed."""
    if folder.is_dir():
        check_folder(folder)
        return
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise KeyRingError(
            f"The folder {folder} cannot be made: {error.strerror}.", zh=f"无法创建目录 {folder}：{error.strerror}。"
        ) from None


def check_folder(folder: Path) -> None:
    """Refuse a folder in which others could put keys of their own."""
    if not folder.is_dir():
        raise KeyRingError(f"The key folder {folder} is missing.", zh=f"找不到密钥目录 {folder}。")
    if folder.stat().st_mode & _OTHERS_WRITE:
        raise KeyRingError(
            f"The key folder {folder} can be written by others; close it with chmod 700.",
            zh=f"密钥目录 {folder} 可被他人写入，请用 chmod 700 收紧权限。",
        )


def _flush_folder(folder: Path) -> None:
    with _opened(folder) as handle:
        os.fsync(handle)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _protection_differs(path: Path, *, given: bool) -> KeyRingError:
    if given:
        return KeyRingError(
            f"The key file {path.name} is not encrypted, though a passphrase was given.",
            zh=f"已提供口令，但密钥文件 {path.name} 未加密。",
        )
    return KeyRingError(
        f"The key file {path.name} is encrypted and no passphrase was given.",
        zh=f"密钥文件 {path.name} 已加密，但未提供口令。",
    )


def _sealed(inner: bytes, passphrase: str) -> bytes:
    """EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2."""
    salt, vector = secrets.token_bytes(16), secrets.token_bytes(16)
    key = Scrypt(salt=salt, length=32, n=COST.n, r=COST.r, p=COST.p).derive(passphrase.encode())
    padder, cipher = PKCS7(AES.block_size).padder(), Cipher(AES(key), CBC(vector)).encryptor()
    padded = padder.update(inner) + padder.finalize()
    costs = b"".join(_der(_INTEGER, _unsigned(value)) for value in astuple(COST))
    derivation = _der(_SEQUENCE, _SCRYPT + _der(_SEQUENCE, _der(_OCTETS, salt) + costs))
    encryption = _der(_SEQUENCE, _AES_256_CBC + _der(_OCTETS, vector))
    method = _der(_SEQUENCE, _PBES2 + _der(_SEQUENCE, derivation + encryption))
    return _der(_SEQUENCE, method + _der(_OCTETS, cipher.update(padded) + cipher.finalize()))


def _der(tag: int, content: bytes) -> bytes:
    """One DER value (X.690). Key files stay far below 64 KiB."""
    length = len(content)
    if length < _SHORT_LENGTH:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT_LENGTH | len(digits))) + digits + content


def _unsigned(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")
