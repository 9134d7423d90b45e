"""What a stick brought, in sentences: what is here now, what waits, what was not used and why."""

from __future__ import annotations

from collections.abc import Iterator

from sipa_core.messages import _
from sipa_desktop.platform.removable import Medium, Place
from sipa_desktop.sync.stick_views import Handed, TakenIn


def taken_words(taken: TakenIn) -> Iterator[str]:
    """The sentences, the good news first; one when there was nothing on the stick."""
    if taken.receipts:
        what = sending_words(taken.reports, taken.receipts - taken.reports)
        yield _("{what} sudah diterima server kecamatan.").format(what=what)
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


def sending_words(reports: int, others: int, files: int = 0, *, new_here: bool = False) -> str:
    """What goes, or went, as a person would count it: `1 laporan, 2 kiriman lain dan pendaftaran komputer ini`.

    Empty for nothing; `new_here`: the PC also says who it is.
    """
    parts = [_("{n} laporan").format(n=reports)] if reports else []
    if others:
        parts.append((_("{n} kiriman lain") if reports else _("{n} kiriman")).format(n=others))
    parts += [_("{n} foto atau PDF").format(n=files)] if files else []
    parts += [_("pendaftaran komputer ini")] if new_here else []
    return _(" dan ").join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])


def written_words(reports: int, others: int, files: int, place: Place, *, new_here: bool) -> str:
    """What was written and where it is, once it was read back from there."""
    what = sending_words(reports, others, files, new_here=new_here) or _("permintaan kabar")
    said = place_words(what, place, _("Salin ke USB, atau tekan Simpan ke USB lagi dan pilih USB-nya."))
    return said[:1].upper() + said[1:]


def place_words(what: str, place: Place, instead: str) -> str:
    """Where it is, and that it may be pulled: promised for a stick alone. `instead`: what to do when it is on none."""
    if place.medium is Medium.STICK:
        return _("{what} ada di USB {place} dan sudah diperiksa. Aman dicabut.").format(what=what, place=place.name)
    if place.medium is Medium.UNKNOWN:
        return _("{what} ada di {place} dan sudah diperiksa. Bila itu USB, boleh dicabut.").format(
            what=what, place=place.name
        )
    said = _("{what} ada di folder {place} di komputer ini, bukan di USB. Berkasnya utuh.").format(
        what=what, place=place.name
    )
    return f"{said} {instead}"


def beginning_words(taken: TakenIn) -> str:
    """What stands before the sentences of `taken_words`: that the stick may go, or that it was none; may be empty."""
    if taken.place is None:
        return ""
    if taken.place.medium is Medium.STICK:
        return _("Aman dicabut.")
    if taken.place.medium is Medium.UNKNOWN:
        return _("Bila itu USB, boleh dicabut.")
    if was_no_stick(taken):
        return _("Yang dipilih bukan USB: folder {place} di komputer ini. Pasang USB-nya, lalu pilih lagi.").format(
            place=taken.place.name
        )
    return ""


def was_no_stick(taken: TakenIn) -> bool:
    """Tell whether nothing was found since a folder of this PC was chosen: likely not the one that was meant."""
    found = taken.anything or taken.refused or taken.known
    return not found and taken.place is not None and taken.place.medium is Medium.OWN


def unconfirmed_words(n: int) -> str:
    """Files whose PC the kecamatan has not said to be right."""
    return _(
        "{n} berkas berasal dari komputer desa yang baru. Buka Desa & Perangkat, tekan Ya, benar bila komputernya "
        "dikenal; berkasnya lalu diserahkan sendiri."
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
