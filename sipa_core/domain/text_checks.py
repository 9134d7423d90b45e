"""Texts that say nothing, or that were not written for this report: placeholders, help copied, the text of another
section, of an earlier report, of another village.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.likeness import (
    COPIED,
    Likeness,
    TextPrint,
    copied_sentences,
    most_common_share,
    plain_words,
    sentences,
    text_runs,
)
from sipa_core.domain.paths import Content, Value, pattern_of
from sipa_core.domain.reading import Reading, Written
from sipa_core.domain.templates import FieldType, SectionKind, Template, is_filled

STANDING: Final = frozenset(
    {
        *("pengantar", "pendahuluan", "penutup", "visi", "misi", "visi_misi", "tujuan", "strategi_kebijakan"),
        *("dasar_hukum", "dasar", "alamat", "alamat_pengaduan", "monografi", "latar_belakang", "pengesahan"),
        *("informasi", "inventaris", "pelaksana", "penanggung_jawab", "kebijakan", "lokasi", "tempat"),
    }
)
"""Parts of a path whose text may honestly be the same every year: what a law or a term of office fixes."""

_ALONE: Final = re.compile(
    r"(?:x{2,}|-+|\.+|0+|a+|b+|z+|abc|abcd|123+4?5?|n/?a|tba|tbd|todo|test?|tes(?:ting)?|coba(?:-coba)?|dummy|draft?|kosong"
    r"|belum (?:ada|diisi|dibuat|tersedia|lengkap)(?: isinya| datanya| data)?"
    r"|(?:akan |nanti )?(?:di)?isi (?:nanti|menyusul|di ?sini)"
    r"|(?:akan |nanti )?(?:diisi|dilengkapi|menyusul)(?: nanti| kemudian| menyusul| segera)?|menyusul(?: kemudian)?"
    r"|isi(?:kan)?|isian|teks|keterangan|uraian|penjelasan|contoh(?: teks| isian)?|silakan diisi|mohon diisi"
    r"|idem(?: di ?atas)?|sda|s\.? ?d\.? ?a\.?|ditto|sama(?: saja)?|dst|dll|lihat (?:di )?(?:atas|lampiran|berkas|file)"
    r"|(?:data |rincian |laporan )?(?:terlampir|dilampirkan)(?: (?:semua|di bawah|dalam berkas|pada lampiran))?"
    r"|(?:sesuai|ada di|dalam|pada) (?:lampiran|berkas|file)(?: terlampir)?"
    r"|sama (?:seperti|dengan|spt|dg) (?:(?:yang |di )?(?:tahun|bulan|semester|periode|laporan|desa|di ?atas|atas)"
    r"(?: (?:lalu|kemarin|sebelumnya|kemaren|lainnya|sebelah))?|sebelumnya)"
    r"|seperti (?:tahun|bulan|semester) (?:lalu|sebelumnya|kemarin)"
    r"|(?:sudah )?(?:cukup )?(?:jelas|aman|ok(?:e|ay)?)|asal(?:-asalan)?|nama (?:kegiatan|desa|kepala desa)"
    r"|bla(?: bla)+|(?:data|isian|angka)(?:nya)? (?:belum|tidak) (?:ada|masuk|lengkap|tersedia|diketahui|terkumpul)"
    r"|(?:belum|tidak|kurang) (?:tahu|jelas)|lupa|(?:cek|tanya|lihat) lagi|(?:sama )?dengan (?:yang )?di ?atas|nn|fulan"
    r"|(?:silakan )?lihat (?:di )?(?:buku|laporan|kertas|arsip|dokumen|data|perdes)(?: (?:lama|lalu|sebelumnya|kas))?"
    r"|hapus (?:baris |bagian )?ini|nama (?:lengkap|anda|jelas|terang)|(?:masih )?dalam (?:pengisian|proses pengisian)"
    r"|(?:tunggu|menunggu) data|copas|copy ?paste"
    r"|(?:sebagaimana|seperti) (?:yang )?(?:di ?atas|biasa(?:nya)?)|salin(?:an)?)",
    re.IGNORECASE,
)
"""Texts that are nothing else than a mark for something that should have been written."""

_WITHIN: Final = re.compile(
    r"lorem ipsum|dolor sit amet|(?:isi|tulis|ketik) di ?sini|diisi (?:oleh )?(?:admin|operator|kaur|kasi)\b"
    r"|\.{5,}|…{2,}|_{3,}|\bx{3,}\b|\[[^\]\d]{3,40}\]|\{[^}]{2,40}\}|<[^>\d]{3,40}>"
    r"|\((?:isi|tulis|nama|sebutkan|tanggal)\b[^)]{0,60}\)|^\(jumlah\b[^)]{0,60}\)$|\?{3,}"
    r"|sama (?:seperti|dengan) (?:laporan |isi )?(?:tahun|bulan|semester|periode) (?:lalu|sebelumnya|kemarin)[.!]*$",
    re.IGNORECASE,
)
_MARKS: Final = " .,:;!()[]\"'*•-–—_/"
_WAITS: Final = re.compile(
    r"^\W*(?:(?:data|angka|isian?|bagian|uraian|rincian|keterangan|ini|masih|belum|akan|nanti|baru|bisa|dapat|sementara|lengkap"
    r"|ada|siap)\W+)*"
    r"(?:di(?:isi|lengkapi|susulkan|tambahkan|update|perbarui|ketik|input|buat(?:kan)?|kosongkan)|menyusul|nyusul|(?:me)?nunggu"
    r"|menanti|kosong(?:kan)?(?: dulu)?)\b"
    r"(?=.*\b(?:nanti|dulu|kemudian|menyusul|setelah|sesudah|menunggu|nunggu|kalau|bila|jika|data|angka|rekap|bendahara"
    r"|operator|kaur|kasi|sekdes|pendamping|besok|minggu depan)\b|\W*$)",
    re.IGNORECASE,
)
"""A text that puts off being written: "(diisi nanti, menunggu data bendahara)"."""

_WAITING: Final = 14
"""A longer text says something besides."""

_KEYS: Final = re.compile(
    r"qwer|asdf|sdfg|dfgh|fghj|ghjk|hjkl|zxcv|xcvb|cvbn|vbnm|rtyu|tyui|yuiop|lkjh|poiu|jkl;|asdasd|dsadsa|qweqwe|jhjh|hgjh"
)
_NO_VOWEL: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_SAME_LETTER: Final = re.compile(r"([a-z])\1{3,}")
_NOTHING: Final = re.compile(r"\b(?:tidak ada|nihil|belum ada|tanpa|tidak terdapat|tidak ditemukan)\b", re.IGNORECASE)
_TOLD_TO: Final = re.compile(
    r"^\W*(?:(?:silakan|mohon|harap|tolong|di ?sini)\s+)?"
    r"(?:tulis(?:kan|lah)|isi(?:kan|lah)|sebutkan|jelaskan|uraikan|ceritakan|cantumkan|masukkan|ketik(?:kan|lah)?)\b"
    r"|^\W*(?:tulis|isi|ketik)\b(?:\s\w+){0,4} di ?sini\b"
    r"|^\W*(?:di(?:isi|lengkapi|tulis|uraikan|jelaskan|sebutkan))\s+(?:dengan|sesuai|menurut|oleh|secara|apa|upaya|uraian)\b",
    re.IGNORECASE,
)
"""An instruction to the writer is no report: "Tuliskan ringkasan di sini, misalnya …"."""

_EXAMPLE: Final = re.compile(r"[,;:(]?\s*misalnya[^.]*\.?|contoh(?:nya)?\s?:[^.]*\.?", re.IGNORECASE)
_FOR_EXAMPLE: Final = re.compile(
    r"^\W*(?:(?:misal(?:nya)?|umpamanya)\b|(?:mis|cth|contoh(?:nya)?(?: isian)?)\s?[:.]"
    r"|(?:tulis|isi) (?:seperti|misalnya)\b)",
    re.IGNORECASE,
)
"""No report begins with an example; the form's own hints do ("Misalnya …", "Contoh: …", "Tulis seperti …")."""

_SENTENCE: Final = re.compile(r"[^.!?\n]+")
COPIED_EARLIER: Final = 0.7
"""A village's own text of another year that was written anew shares at most 65 %, and mostly less than half."""

COPIED_ELSEWHERE: Final = 0.8
SENTENCES: Final = 0.4
"""Share of a text that whole sentences of one other village make up, two at least, in whatever order."""

OWN_SENTENCES: Final = 0.5
"""The same of a village's own earlier text: some of what a village does comes again every year."""

LONG: Final = 10
"""Runs of words, of a text of twelve words: shorter sentences are alike in many villages."""

TELLING: Final = frozenset(("nama", "uraian", "hasil", "keterangan", "manfaat"))
"""Columns of a short text that is each row's own."""

_FEW_WORDS: Final = 5
_HINT_WORDS: Final = 3
_SHORT_CELL: Final = 2
_REPEATED: Final = 4
_PASTED: Final = 3


def text_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what is wrong with the texts of the report; a text that says nothing is told once."""
    empty: set[str] = set()
    for one in reading.texts:
        found = _says_nothing(one)
        if found is not None:
            empty.add(one.path)
            yield found
    full = [one for one in reading.texts if one.path not in empty and one.field.type is FieldType.TEXT]
    runs = {one.path: text_runs(one.text) for one in full}
    copied: set[str] = set()
    for found in (*_copied_help(full, runs), *_copied_here(full, runs)):
        copied.add(found.path)
        yield found
    fresh = [one for one in full if one.path not in copied and runs[one.path] and not _stands(one.path)]
    yield from _copied_earlier(reading, fresh, runs)
    yield from _copied_elsewhere(reading, fresh, runs)
    yield from _column_same(reading)


def text_prints(template: Template, content: Content) -> tuple[TextPrint, ...]:
    """Return the fingerprints of a report's texts, for the comparison with those of other villages."""
    found = []
    for path, value in content.items():
        # The names of a budget are too short to be compared, and there may be thousands of them.
        runs = text_runs(value) if isinstance(value, str) else frozenset()
        if runs and not _stands(path):
            field = template.field(path)
            if field is not None and field.type is FieldType.TEXT:
                found.append(TextPrint(field.path, runs, frozenset(one.words for one in sentences(str(value)))))
    return tuple(found)


def says_something(value: Value) -> bool:
    """True for a text with words of its own: a dash, "sda" or "menyusul" is no reason for anything."""
    if not isinstance(value, str):
        return is_filled(value)
    bare = " ".join(value.split()).strip(_MARKS)
    return bool(bare) and _ALONE.fullmatch(bare) is None


def _says_nothing(one: Written) -> Finding | None:
    if one.section.kind is SectionKind.BUDGET and _is_plain_name(one.text):
        return None
    text = " ".join(one.text.split())
    code, word = _nothing_in(text, one.row == 0, one.field.long, one.field.required)
    if code != "no_words" and _is_label(one, text.strip(_MARKS)):
        code, word = "placeholder", ""
    if not code:
        return None
    return said(code, one.path, where=one.where, text=_short(text), word=word)


@lru_cache(maxsize=8192)
def _nothing_in(text: str, leaf: bool, long: bool, required: bool) -> tuple[str, str]:
    """The code of what a text lacks ("": nothing) and the word that it repeats; kept, since a report is checked again
    after every change of one field."""
    bare = text.strip(_MARKS)
    if not bare:
        # A dash in a column that may be empty means "none"; elsewhere nothing was written.
        return ("no_words" if leaf or required else ""), ""
    if _FOR_EXAMPLE.match(text):
        return "help_copied", ""
    if _ALONE.fullmatch(bare) or _WITHIN.search(text):
        return "placeholder", ""
    if leaf and long and _TOLD_TO.search(text):
        return "help_copied", ""
    words = plain_words(text)
    if leaf and len(words) <= _WAITING and _WAITS.search(text):
        return "placeholder", ""
    small = text.casefold()
    typed = any(_NO_VOWEL.search(word) for word in text.split() if not word.isupper())  # DPMPTSP is an office
    if typed or _KEYS.search(small) or _SAME_LETTER.search(small):
        return "keyboard_run", ""
    letters = [word for word in words if not word.isdigit() and len(word) > 2]  # 180 m x 3 m x 0,15 m is a volume
    word, share = most_common_share(letters)
    if (len(letters) >= _REPEATED and share >= 0.6) or (len(letters) in (2, 3) and share == 1 and leaf):
        return "word_repeated", word
    if (len(words) >= 12 and len(set(words)) / len(words) < 0.3) or _same_sentence(text):
        return "sentence_repeated", ""
    if long and required and not _NOTHING.search(text) and len(words) < (_FEW_WORDS if leaf else _SHORT_CELL):
        return "too_short", ""
    return "", ""


@lru_cache(maxsize=8192)
def _is_plain_name(text: str) -> bool:
    """True for the name of a budget row that nobody needs to look at twice: words of letters, each with a vowel."""
    words = text.split()
    return 2 <= len(words) == len(set(words)) and not (
        _KEYS.search(text) or _ALONE.fullmatch(text) or _WITHIN.search(text)
    )


def _is_label(one: Written, bare: str) -> bool:
    """True when the text is the name of its own field or section and the field asks for more than a name."""
    return one.field.long and plain_words(bare) in (plain_words(one.field.label), plain_words(one.section.title))


def _same_sentence(text: str) -> bool:
    sentences = [" ".join(plain_words(part)) for part in _SENTENCE.findall(text)]
    long = [one for one in sentences if len(one.split()) >= 4]
    return any(long.count(one) >= 2 for one in set(long))


@lru_cache(maxsize=512)
def _hints(field: str, section: str) -> frozenset[str]:
    """The sentences of a field's and its section's help of three words and more, without their examples."""
    parts = (part for text in (field, section) for part in _SENTENCE.findall(_EXAMPLE.sub(". ", text)))
    return frozenset(part.strip().casefold() for part in parts if len(part.split()) >= _HINT_WORDS)


@lru_cache(maxsize=512)
def _help(field: str, section: str) -> tuple[str, frozenset[int]]:
    """The help of a field and its section without its examples, as words and as runs."""
    text = " ".join(_EXAMPLE.sub(" ", part) for part in (field, section))
    return f" {' '.join(plain_words(text))} ", text_runs(text)


def _copied_help(full: list[Written], runs: dict[str, frozenset[int]]) -> Iterator[Finding]:
    for one in full:
        if one.text.rstrip(_MARKS).casefold() in _hints(one.field.help, one.section.help):
            yield said("help_copied", one.path, where=one.where)
            continue
        split = one.text.split()
        if len(split) < _FEW_WORDS:
            continue
        help_words, help_runs = _help(one.field.help, one.section.help)
        shared = runs[one.path]
        if not shared and split[0].isalpha() and split[0].casefold() not in help_words:
            continue  # nearly all names of a large budget
        mine = plain_words(one.text)
        within = len(mine) >= _FEW_WORDS and f" {' '.join(mine)} " in help_words
        if within or (shared and len(shared & help_runs) / len(shared) >= COPIED):
            yield said("help_copied", one.path, where=one.where)


def _copied_here(full: list[Written], runs: dict[str, frozenset[int]]) -> Iterator[Finding]:
    """The same text in two sections; rows of one table are looked at column by column elsewhere."""
    seen: list[Written] = []
    for one in full:
        mine = runs[one.path]
        if not mine or one.row:
            continue
        for other in seen:
            theirs = runs[other.path]
            if len(mine & theirs) / min(len(mine), len(theirs)) >= COPIED:
                yield said("same_text_twice", one.path, where=one.where, other=other.where)
                break
        seen.append(one)


def _copied_earlier(reading: Reading, fresh: list[Written], runs: dict[str, frozenset[int]]) -> Iterator[Finding]:
    if not fresh or not reading.beside.earlier:
        return
    by_pattern: dict[str, list[tuple[str, TextPrint]]] = defaultdict(list)
    for report in reading.beside.earlier:
        for made in text_prints(reading.template, report.content):
            by_pattern[made.pattern].append((report.title, made))
    index = {pattern: Likeness(prints) for pattern, prints in by_pattern.items()}
    for one in fresh:
        known = index.get(one.field.path)
        if known is None or one.path in reading.beside.carried:
            continue
        share, title, before = known.nearest(runs[one.path])
        if share >= COPIED_EARLIER or (before is not None and copied_sentences(one.text, before) >= OWN_SENTENCES):
            yield said("copied_earlier", one.path, where=one.where, title=title)


def _copied_elsewhere(reading: Reading, fresh: list[Written], runs: dict[str, frozenset[int]]) -> Iterator[Finding]:
    if not fresh or not reading.beside.others:
        return
    by_pattern: dict[str, list[tuple[str, TextPrint]]] = defaultdict(list)
    for village in reading.beside.others:
        for made in village.texts:
            by_pattern[made.pattern].append((village.label, made))
    index = {pattern: Likeness(prints) for pattern, prints in by_pattern.items()}
    for one in fresh:
        known = index.get(one.field.path)
        if known is None or len(runs[one.path]) < LONG:
            continue
        share, label, theirs = known.nearest(runs[one.path])
        if share >= COPIED_ELSEWHERE or (theirs is not None and copied_sentences(one.text, theirs) >= SENTENCES):
            yield said("copied_elsewhere", one.path, where=one.where, village=label)


def _column_same(reading: Reading) -> Iterator[Finding]:
    """Every row of a table has the same words in a column that asks for words of its own, or several the same sentence.

    Who answers for it, where it is and how long it is kept may be one for all rows.
    """
    columns: dict[str, list[Written]] = defaultdict(list)
    for one in reading.texts:
        if one.row and one.field.required and (one.field.long or one.field.column in TELLING):
            columns[one.field.path].append(one)
    for column in columns.values():
        alike: dict[str, list[Written]] = defaultdict(list)
        for one in column:
            alike[" ".join(plain_words(one.text))].append(one)
        for text, rows in alike.items():
            pasted = len(rows) >= _PASTED and text.count(" ") >= _FEW_WORDS - 1
            if pasted or (len(rows) >= _REPEATED and len(alike) == 1):
                first = rows[0]
                yield said("column_same", first.path, section=first.section.title, label=first.field.label, n=len(rows))


def _stands(path: str) -> bool:
    parts = re.split(r"\[[^\]]*\]|\.", pattern_of(path))
    return any(part in STANDING for part in parts)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
