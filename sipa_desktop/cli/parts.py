"""The parts from outside that a bundle must carry, each tried for real: one that is there may still not load.

Every function returns a few words on what was tried, and raises whatever its part raises. None loads Qt.
"""

from __future__ import annotations

import ssl
import sys
import tempfile
from datetime import datetime, timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from sipa_core.messages import _
from sipa_desktop.platform.system import SystemEntropy
from sipa_desktop.store.engine import try_encryption


def encryption(profile: Path) -> str:
    """SQLCipher, tried on the disk of the profile."""
    with tempfile.TemporaryDirectory(dir=profile, prefix="periksa-", ignore_cleanup_errors=True) as folder:
        return try_encryption(Path(folder))


def password_seal() -> str:
    """Argon2id and AES-GCM: a sealed key opens by its password, and by no other."""
    from sipa_desktop.platform.key_wraps import KEY_BYTES, Cost, WrapKind, open_wrap, seal

    key = b"k" * KEY_BYTES
    wrap = seal(key, WrapKind.PASSWORD, "sawah hijau", "periksa", SystemEntropy(), at=0, cost=Cost())
    if open_wrap(wrap, "sawah hijau", "periksa") != key or open_wrap(wrap, "ladang", "periksa") is not None:
        raise ValueError("Argon2id, AES-GCM")
    return "Argon2id, AES-GCM"


def signature() -> str:
    """Ed25519: a signature fits its message, and no other."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from sipa_desktop.platform.keys import is_signed

    key = Ed25519PrivateKey.generate()
    public, signed = key.public_key().public_bytes_raw().hex(), key.sign(b"desa").hex()
    if not is_signed(public, b"desa", signed) or is_signed(public, b"kota", signed):
        raise ValueError("Ed25519")
    return "Ed25519"


def sealed_file() -> str:
    """age, by pyrage: what is sealed for one identity opens with it, and with no other."""
    import pyrage

    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(b"desa", [own.to_public()])
    if pyrage.decrypt(sealed, [own]) != b"desa":
        raise ValueError("age")
    try:
        pyrage.decrypt(sealed, [other])
    except pyrage.DecryptError:
        return "age"
    raise ValueError("another identity opened it")


def messages() -> str:
    """msgspec and zstandard: a message packed for the line comes back as it was."""
    from sipa_core.wire.codec import decode, encode, pack, unpack

    message = {"desa": ["Babayau"] * 100}
    packed, encoding = pack(encode(message))
    if encoding != "zstd" or decode(unpack(packed, encoding), dict[str, list[str]]) != message:
        raise ValueError("zstd")
    return f"msgspec, {encoding}"


def trust() -> str:
    """truststore: the operating system's certificates judge servers."""
    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise ValueError("TLS")
    return ssl.OPENSSL_VERSION


def keyring_backend() -> str:
    """The keyring of this kind of system: its backend loads by name. Whether it can be used now is another matter."""
    import keyring

    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        if not WinVaultKeyring.viable:
            raise ValueError("WinVaultKeyring")
    elif sys.platform == "linux":
        import_module("keyring.backends.SecretService")
        import_module("secretstorage")
    used = type(keyring.get_keyring())
    return f"{used.__module__}.{used.__name__}"


def time_zones() -> str:
    """The zones of Indonesia: Windows has none that Python reads, they come with the program."""
    hours = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
    for name, ahead in hours.items():
        if datetime(2026, 1, 1, tzinfo=ZoneInfo(name)).utcoffset() != timedelta(hours=ahead):
            raise ValueError(name)
    return ", ".join(hours)


def word() -> str:
    """docxtpl, python-docx and lxml: the shipped template is filled in, and what comes out is opened again."""
    import docx

    from sipa_core.domain.periods import PeriodKind
    from sipa_core.domain.templates import Confidence, Template
    from sipa_core.domain.villages import Village
    from sipa_render.paper import Office
    from sipa_render.report_plan import Report
    from sipa_render.word_file import report_word

    about = Template("uji", 1, "Uji", "Uji", "", Confidence.MEMORY, "Camat", PeriodKind.MONTH, ())
    village = Village("00.00.00.2000", "Babayau", "babayau", "Paringin")
    made = report_word(Report(Office(village, "Balangan"), about, "Uji", None, {}, None))
    if not any("Pengesahan" in line.text for line in docx.Document(BytesIO(made)).paragraphs):
        raise ValueError("DOCX")
    return "DOCX"


def tables() -> str:
    """openpyxl and calamine: a workbook that is written is read again. segno: a QR code is drawn."""
    import segno
    from python_calamine import CalamineWorkbook

    from sipa_desktop.services.spreadsheets import workbook

    held = BytesIO(workbook("Desa", ["desa", "laporan"], [["Babayau", 3]]))
    if CalamineWorkbook.from_filelike(held).get_sheet_by_index(0).to_python() != [
        ["desa", "laporan"],
        ["Babayau", 3.0],
    ]:
        raise ValueError("XLSX")
    segno.make("desa").save(BytesIO(), kind="png")
    return _("XLSX dan QR")
