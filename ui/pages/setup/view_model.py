"""The first run without a window: what was typed, what the server said, and whose computer this is now."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.roles import Role
from sipa_core.messages import N_, _
from sipa_core.sync.enrolment_file import EnrolmentFile
from sipa_core.sync.peer import Trouble
from sipa_core.wire.enrol import CODE_LENGTH, normalise_code
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused
from sipa_desktop.sync.enrolment import Enrolled
from sipa_desktop.sync.outcome import SyncOutcome
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

_TROUBLE: Final[dict[Trouble, str]] = {
    Trouble.NO_NETWORK: N_(
        "Tidak ada jaringan, jadi komputer ini belum terdaftar. Yang Anda isi tetap di sini. "
        "Sambungkan jaringan, lalu tekan Daftarkan lagi."
    ),
    Trouble.NO_NAME: N_(
        "Alamat server itu tidak ditemukan. Cocokkan dengan lembar dari kecamatan, pastikan internet jalan, lalu coba "
        "lagi."
    ),
    Trouble.REFUSED: N_(
        "Server kecamatan tidak menjawab: mungkin sedang dimatikan, atau jaringan di sini sedang tidak sampai ke sana. "
        "Kode Anda tetap berlaku. Coba lagi nanti."
    ),
    Trouble.TIMEOUT: N_("Jaringan terlalu lambat saat ini. Kode Anda tetap berlaku. Coba lagi sebentar lagi."),
    Trouble.CUT: N_("Jaringan putus di tengah jalan. Tekan Daftarkan lagi dengan kode yang sama."),
    Trouble.PORTAL: N_(
        "Jaringan ini meminta masuk lebih dahulu, jadi belum sampai ke server kecamatan. "
        "Buka peramban untuk masuk ke jaringan, lalu tekan Daftarkan lagi."
    ),
    Trouble.PROXY: N_("Perantara jaringan di kantor ini menolak. Kode Anda tetap berlaku. Hubungi pengelola jaringan."),
    Trouble.NOT_OURS: N_(
        "Yang menjawab bukan server SIPA. Tidak ada yang berubah. Cocokkan alamatnya dengan lembar dari kecamatan."
    ),
    Trouble.STALE: N_(
        "Jaringan ini memberi jawaban lama. Tidak ada yang berubah. Coba jaringan lain, misalnya dari HP, lalu tekan "
        "Daftarkan lagi."
    ),
    Trouble.CLOCK: N_(
        "Tanggal komputer ini salah, jadi sambungan aman ditolak. Bandingkan dengan tanggal di HP Anda, betulkan "
        "tanggal, jam, dan zona waktunya, lalu tekan Daftarkan lagi."
    ),
    Trouble.EXPIRED: N_(
        "Sertifikat keamanan server kecamatan tidak berlaku hari ini, jadi tidak ada yang dikirim. Kode Anda tetap "
        "berlaku. Beri tahu admin kecamatan."
    ),
    Trouble.CERTIFICATE: N_(
        "Sambungan ini tidak terbukti menuju server kecamatan; mungkin disadap atau dialihkan oleh jaringan. Tidak ada "
        "yang dikirim dan kode Anda tetap berlaku. Coba jaringan lain, misalnya dari HP, atau hubungi admin kecamatan."
    ),
    Trouble.PLAIN_HTTP: N_("Alamat server harus dimulai dengan https. Tidak ada yang dikirim. Periksa alamatnya."),
    Trouble.SERVER: N_("Server kecamatan sedang terganggu. Kode Anda tetap berlaku. Coba lagi nanti."),
    Trouble.BUSY: N_("Server kecamatan sedang ramai. Kode Anda tetap berlaku. Coba lagi sebentar lagi."),
}
"""Before the registration there are no reports to be safe, so the words of sending would not be true here."""

TROUBLE_CODES = frozenset(_TROUBLE)
ADDRESS_TROUBLES = frozenset({Trouble.NO_NAME, Trouble.NOT_OURS, Trouble.PLAIN_HTTP})
CODE_PROBLEMS = frozenset({"code_form", Problem.CODE_WRONG, Problem.CODE_USED, Problem.CODE_EXPIRED})


class Stage(StrEnum):
    """form: to be filled in · checking, asking: the server is being asked · done: registered · office: the office's
    own data is looked over.
    """

    FORM = "form"
    CHECKING = "checking"
    ASKING = "asking"
    DONE = "done"
    OFFICE = "office"


class SetupModel(QObject):
    """Attributes are plain; `changed` says that one of them is another. A fault never clears what was typed."""

    changed = Signal()

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self.stage = Stage.FORM
        self.server_fault = ""
        self.code_fault = ""
        self.message = ""
        self.enrolled: Enrolled | None = None
        self.found_words = ""
        self.fetching = False
        self.fetched = False
        self.fetch_words = ""
        self.by_file = False
        self.file: EnrolmentFile | None = None
        self.file_fault = ""

    @property
    def file_words(self) -> str:
        """Return whose place the chosen file carries; empty before one was chosen."""
        if self.file is None:
            return ""
        return _("Berkas untuk {place}, atas nama {name}.").format(
            place=self.file.place_name, name=self.file.person_name
        )

    def choose_way(self, by_file: bool) -> None:
        """Register by a file from a stick, or by a code; what was typed for the other stays."""
        self.by_file = by_file
        self.forget_faults()
        self.changed.emit()

    def read_file(self, path: str) -> None:
        """Look into a file that the person chose; nothing of it is kept yet."""
        if self.stage is Stage.FORM:
            work = partial(self._desk.enrolment.read_file, Path(path))
            self._runner.query(work, self._file_read, self._failed, owner=self)

    def register_by_file(self, device_name: str) -> None:
        """Take the place that the chosen file carries; needs no line."""
        if self.stage is not Stage.FORM:
            return
        file = self.file
        if file is None:
            self.file_fault = _("Pilih berkas pendaftaran desa Anda di USB dari kecamatan.")
            self.changed.emit()
            return
        self.stage = Stage.ASKING
        self.changed.emit()
        self._runner.command(
            lambda: self._desk.enrolment.setup_from_file(file, device_name.strip()), self._answered, self._failed
        )

    def _file_read(self, answer: EnrolmentFile | Refused) -> None:
        if isinstance(answer, Refused):
            self.file, self.file_fault = None, answer.words
        else:
            self.file, self.file_fault = answer, ""
        self.changed.emit()

    @property
    def greeting(self) -> str:
        """Return whose computer this is now; empty before the registration."""
        return "" if self.enrolled is None else _("Halo, {name}").format(name=self.enrolled.person_name)

    @property
    def place_words(self) -> str:
        """Return the place and the role that the server gave."""
        if self.enrolled is None:
            return ""
        role = _("admin kecamatan") if self.enrolled.role is Role.ADMIN_KECAMATAN else _("admin desa")
        return _("Komputer ini terdaftar untuk {place}, Anda sebagai {role}.").format(
            place=self.enrolled.place_name, role=role
        )

    @property
    def secrets_words(self) -> str:
        """Return where the keys of this computer lie."""
        if self._desk.secrets_place == "keyring":
            return _("Data dikunci. Kuncinya di tempat kunci sistem komputer ini.")
        return _("Data dikunci dengan kata sandi aplikasi.")

    def register(self, server: str, code: str, device_name: str) -> None:
        """Ask the server for this computer's place; what is plainly not filled in is said at once."""
        if self.stage is not Stage.FORM:
            return
        self.server_fault = "" if server.strip() else _("Isi alamat server dari admin kecamatan.")
        self.code_fault = "" if normalise_code(code) else _missing_letters(code)
        self.message = ""
        if self.server_fault or self.code_fault:
            self.changed.emit()
            return
        self.stage = Stage.ASKING
        self.changed.emit()
        address = with_scheme(server)
        self._runner.command(
            lambda: self._desk.enrolment.setup(address, code, device_name.strip()), self._answered, self._failed
        )

    def check(self, server: str) -> None:
        """Ask whether a SIPA server answers at the address, without registering."""
        if self.stage is not Stage.FORM:
            return
        self.message, self.found_words = "", ""
        self.server_fault = "" if server.strip() else _("Isi alamat server dari admin kecamatan.")
        if not self.server_fault:
            self.stage = Stage.CHECKING
            address = with_scheme(server)
            self._runner.query(lambda: self._desk.enrolment.check(address), self._checked, self._failed, owner=self)
        self.changed.emit()

    def look_over(self) -> None:
        """Go on to the data of the office."""
        self.stage = Stage.OFFICE
        self.changed.emit()

    @property
    def asks_office(self) -> bool:
        """Tell whether the data of the office can be looked over now: a village's, once it has come."""
        return (self.fetched or self.by_file) and self.enrolled is not None and self.enrolled.role is Role.ADMIN_DESA

    def _fetch(self) -> None:
        """Take what the kecamatan has for this place; the desk can be opened meanwhile."""
        self.fetching, self.fetch_words = True, _("Mengambil data dari kecamatan")
        self._runner.query(self._desk.sync.run_once, self._came, self._not_come, owner=self)

    def _came(self, outcome: SyncOutcome) -> None:
        self.fetching, self.fetched = False, outcome.trouble is None
        words = _("Data belum terambil. Buka SIPA saja, data diambil sendiri saat tersambung.")
        self.fetch_words = _("Data dari kecamatan sudah ada di komputer ini.") if self.fetched else words
        self.changed.emit()

    def _not_come(self, fault: Exception) -> None:
        self.fetching, self.fetch_words = False, sentence_of(fault)
        self.changed.emit()

    def _checked(self, answer: Refused | None) -> None:
        self.stage = Stage.FORM
        if answer is None:
            self.found_words = _("Server kecamatan menjawab. Lanjutkan dengan kode pendaftaran.")
        else:
            self.server_fault = _(_TROUBLE[Trouble(answer.code)]) if answer.code in TROUBLE_CODES else answer.words
        self.changed.emit()

    def say_unusable(self, sign: str) -> None:
        """Say that a typed sign is in no code."""
        self.code_fault = _("Tanda {sign} tidak dipakai dalam kode. Periksa lagi kode dari admin kecamatan.").format(
            sign=sign
        )
        self.changed.emit()

    def keep_scale(self, scale: float) -> None:
        """Keep the size of letters for the desk that opens after this."""
        work = partial(self._desk.preferences.put, scale=round(scale * 100))
        # A size that could not be kept is chosen again later, no more.
        self._runner.command(work, lambda _kept: None, lambda _fault: None, owner=self)

    def forget_faults(self) -> None:
        """Take the sentences away once the person writes again."""
        if self.server_fault or self.code_fault or self.file_fault or self.message or self.found_words:
            self.server_fault = self.code_fault = self.file_fault = self.message = self.found_words = ""
            self.changed.emit()

    def _answered(self, answer: Enrolled | Refused) -> None:
        if isinstance(answer, Enrolled):
            self.stage, self.enrolled = Stage.DONE, answer
            if self.by_file:
                self.fetch_words = _(
                    "Jenis laporan, jadwal, dan laporan terakhir yang terbit sudah ada di komputer ini; Anda dapat "
                    "mulai bekerja tanpa jaringan."
                )
                if answer.role is not Role.ADMIN_KECAMATAN:
                    self.fetch_words += " " + _("Kiriman Anda dipakai sesudah kecamatan membenarkan komputer ini.")
            else:
                self._fetch()
        else:
            self.stage = Stage.FORM
            words = _(_TROUBLE[Trouble(answer.code)]) if answer.code in TROUBLE_CODES else answer.words
            if answer.field == "server" or answer.code in ADDRESS_TROUBLES:
                self.server_fault = words
            elif answer.field == "code" or answer.code in CODE_PROBLEMS:
                self.code_fault = answer.words
            else:
                self.message = words
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.stage = Stage.FORM
        self.message = sentence_of(fault)
        self.changed.emit()


def with_scheme(server: str) -> str:
    """Return the address as typed, with `https://` before it when the person wrote none."""
    address = server.strip()
    return address if "://" in address else f"https://{address}"


def _missing_letters(code: str) -> str:
    left = CODE_LENGTH - len(code.strip())
    if left <= 0:
        return _("Kode pendaftaran terdiri dari 8 huruf dan angka. Periksa lagi kode dari admin kecamatan.")
    return _("Kode belum lengkap, kurang {n} huruf atau angka.").format(n=left)
