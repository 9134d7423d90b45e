"""What a stick brought, in sentences: what is here now, what waits, what was not used and why."""

from __future__ import annotations

from collections.abc import Iterator

from sipa_core.messages import _
from sipa_desktop.sync.stick_views import Handed, TakenIn


def taken_words(taken: TakenIn) -> Iterator[str]:
    """The sentences, the good news first; one when there was nothing on the stick."""
    if taken.receipts:
        yield _("{n} kiriman sudah diterima server kecamatan.").format(n=taken.receipts)
    if taken.parked:
        yield _("{n} kiriman perlu perhatian Anda.").format(n=taken.parked)
    if taken.news:
        yield _("{n} kabar dari kecamatan masuk.").format(n=taken.news)
    if taken.attachments:
        yield _("{n} berkas masuk.").format(n=taken.attachments)
    if taken.replies and not (taken.receipts or taken.parked or taken.news):
        yield _("Jawaban kecamatan sudah dibaca. Tidak ada kabar baru.")
    if taken.more:
        yield _("Masih ada kabar yang tidak muat. Simpan ke USB sekali lagi untuk mengambilnya.")
    if taken.carried:
        yield _("{n} berkas desa diambil dari USB untuk diserahkan ke server.").format(n=taken.carried)
    if taken.waiting:
        yield _("{n} jawaban menunggu jawaban sebelumnya. Bawa juga USB atau berkas yang lebih lama.").format(
            n=taken.waiting
        )
    for one in taken.refused:
        yield f"{one.name}: {one.words}"
    if taken.anything or taken.refused:
        return
    if taken.known:
        yield _("Berkas di USB ini sudah pernah diambil. Tidak ada yang berubah.")
    else:
        yield _("Tidak ada berkas untuk komputer ini di sana. Tidak ada yang berubah.")


def written_words(ops: int, files: int) -> str:
    """What a stick holds, once it was read back from there."""
    if not ops and not files:
        return _("Permintaan kabar ada di USB dan sudah diperiksa. Aman dicabut.")
    parts = [_("{n} kiriman").format(n=ops)] if ops else []
    parts += [_("{n} berkas").format(n=files)] if files else []
    return _("{what} ada di USB dan sudah diperiksa. Aman dicabut.").format(what=_(" dan ").join(parts))


def unconfirmed_words(n: int) -> str:
    """Files whose PC the kecamatan has not said to be right."""
    return _(
        "{n} berkas berasal dari komputer desa yang baru. Buka Desa & Perangkat, tekan Ya, benar bila komputernya "
        "dikenal, lalu serahkan lagi."
    ).format(n=n)


def handed_words(handed: Handed) -> Iterator[str]:
    """What became of handing over."""
    if handed.handed:
        yield _("{n} berkas desa sudah di server kecamatan.").format(n=handed.handed)
    if handed.unused:
        yield _("{n} berkas desa tidak dipakai server. Alasannya ada di daftar berkas desa.").format(n=handed.unused)
    if handed.replies:
        yield _("{n} balasan siap ditulis ke USB.").format(n=handed.replies)
    if handed.words:
        yield handed.words
    if handed.left:
        yield _("{n} berkas desa aman di komputer ini dan menunggu diserahkan ke server.").format(n=handed.left)
