"""What comes in through the door, what it looks like afterwards, and what stays outside with which words."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfReader

from sipa_core.domain.attachments import MAX_PDF_BYTES, MAX_PHOTO_BYTES, Attachment, Media, leaves
from sipa_core.domain.photo_prints import is_look
from sipa_core.media import papers
from sipa_core.media.door import Admitted, admit, fault_of_stored
from sipa_core.media.faults import FileFault, file_words
from sipa_core.media.pictures import thumbnail
from tests.support import outside_files as files
from tests.support.outside_files import MARKER


def taken(data: bytes, name: str = "foto.jpg") -> Admitted:
    result = admit(data, name)
    assert isinstance(result, Admitted), result
    return result


def opened(result: Admitted) -> Image.Image:
    return Image.open(io.BytesIO(result.data))


@pytest.mark.parametrize("size", [(640, 480), (1600, 1200), (4000, 3000), (3000, 4000), (1, 1), (2600, 9)])
def test_a_photo_of_any_size_fits_in_300_kilobytes_and_keeps_its_shape(size: tuple[int, int]) -> None:
    result = taken(files.photo(*size))
    assert result.attachment.media is Media.JPEG
    assert result.attachment.size == len(result.data) <= MAX_PHOTO_BYTES
    assert opened(result).size == (result.attachment.width, result.attachment.height)
    wide, high = size
    assert result.attachment.width / result.attachment.height == pytest.approx(wide / high, rel=0.15)


def test_a_large_photo_keeps_as_much_as_fits() -> None:
    assert taken(files.photo(4000, 3000)).attachment.width >= 960


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0)), (5, (0, 0))]
)
def test_a_photo_stands_as_it_was_taken(orientation: int, corner: tuple[int, int]) -> None:
    image = opened(taken(files.photo(800, 600, orientation=orientation)))
    turned = orientation in (5, 6, 8)
    assert image.size == ((600, 800) if turned else (800, 600))
    inset = 40
    at = tuple(inset if side == 0 else length - inset for side, length in zip(corner, image.size, strict=True))
    red, green, _blue = image.getpixel(at)
    assert (red > 150, green < 90) == (True, True)


@pytest.mark.parametrize("make", [files.photo, files.screenshot, files.paper], ids=["photo", "screenshot", "paper"])
def test_nothing_that_a_file_says_of_people_and_places_passes(make: Callable[[], bytes]) -> None:
    given = make()
    assert MARKER.encode() in given or b"PENANDA" in given
    result = taken(given)
    text = MARKER
    for encoded in (text.encode(), text.encode("utf-16-be"), text.encode("utf-16-le"), text.encode().hex().encode()):
        assert encoded not in result.data
    if result.attachment.media.is_picture:
        image = opened(result)
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(image.info)
    else:
        reader = PdfReader(io.BytesIO(result.data))
        assert reader.metadata is None or "/Author" not in reader.metadata
        assert reader.xmp_metadata is None


def test_a_screenshot_stays_sharp() -> None:
    given = files.screenshot()
    result = taken(given, "layar.png")
    assert result.attachment.media is Media.PNG
    assert opened(result).convert("RGB").tobytes() == Image.open(io.BytesIO(given)).convert("RGB").tobytes()


def test_a_photo_saved_as_png_becomes_a_photo() -> None:
    out = io.BytesIO()
    files.scene(1500, 1000).save(out, "PNG")
    result = taken(out.getvalue(), "foto.png")
    assert (result.attachment.media, result.attachment.name) == (Media.JPEG, "foto.jpg")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16", "CMYK"])
def test_every_way_to_keep_pixels_is_read(mode: str) -> None:
    image = Image.new("I;16", (90, 60), 40_000) if mode == "I;16" else Image.new("RGB", (90, 60), (200, 200, 200))
    out = io.BytesIO()
    (image if mode == "I;16" else image.convert(mode)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    shown = opened(taken(out.getvalue())).convert("L").getpixel((45, 30))
    assert isinstance(shown, int)
    assert 140 < shown <= 255


def test_what_can_be_seen_through_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(taken(out.getvalue())).convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_a_webp_that_a_phone_sends_is_taken() -> None:
    out = io.BytesIO()
    files.scene(700, 500).save(out, "WEBP")
    assert taken(out.getvalue(), "IMG-WA0001.webp").attachment.name == "IMG-WA0001.jpg"


def test_the_same_file_again_is_the_same_attachment() -> None:
    assert taken(files.photo()).attachment.sha256 == taken(files.photo()).attachment.sha256
    assert taken(files.paper()).attachment == taken(files.paper()).attachment


def test_a_paper_keeps_its_pages_and_a_signed_one_every_byte() -> None:
    made = taken(files.paper(7), "APB Desa.PDF")
    assert len(PdfReader(io.BytesIO(made.data)).pages) == 7
    assert (made.attachment.name, made.attachment.media) == ("APB Desa.pdf", Media.PDF)
    for typed, inherited in ((True, False), (False, False), (False, True), (True, True)):
        signed = files.signed_paper(typed=typed, inherited=inherited)
        assert taken(signed).data == signed, (typed, inherited)


@pytest.mark.parametrize("contents", [True, False])
def test_a_paper_that_only_looks_signed_is_written_anew_like_any_other(contents: bool) -> None:
    given = files.paper_like_signed(contents=contents)
    assert b"RAHASIA" in given
    assert b"RAHASIA" not in taken(given, "surat.pdf").data


@pytest.mark.parametrize(
    ("what", "fault"),
    [("/Launch", FileFault.PDF_ACTIVE), ("/Fl", FileFault.TOO_DENSE), ("/FlateDecode", FileFault.TOO_DENSE)],
)
def test_a_paper_that_says_elsewhere_what_it_does_is_read_there(
    what: str, fault: FileFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MAX_STREAM", 1_000_000)
    assert admit(files.paper_with_named_apart(what), "surat.pdf") is fault


@pytest.mark.parametrize("signed", [True, False])
def test_what_a_field_above_a_note_does_keeps_a_paper_outside(signed: bool) -> None:
    assert admit(files.paper_with_script_above(signed=signed), "formulir.pdf") is FileFault.PDF_ACTIVE


def test_only_the_picture_of_a_file_that_is_two_passes() -> None:
    result = taken(files.two_at_once(files.photo()), "foto.jpg")
    assert b"PK\x03\x04" not in result.data
    assert b"setup.exe" not in result.data
    paper = admit(files.two_at_once(files.paper()), "surat.pdf")
    assert isinstance(paper, FileFault) or b"setup.exe" not in paper.data


REFUSED: list[tuple[str, Callable[[], bytes], FileFault]] = [
    ("nothing", bytes, FileFault.EMPTY),
    ("program.jpg", lambda: files.PROGRAM, FileFault.PROGRAM),
    ("page.jpg", lambda: files.WEB_PAGE, FileFault.WEB),
    ("page in two bytes a letter", lambda: files.WEB_PAGE[3:].decode().encode("utf-16"), FileFault.WEB),
    ("drawing.png", lambda: files.DRAWING, FileFault.WEB),
    ("word with macro", files.office_file, FileFault.OFFICE),
    ("old word", lambda: files.OLD_OFFICE, FileFault.OFFICE),
    ("zip bomb", files.archive_bomb, FileFault.ARCHIVE),
    ("iphone", lambda: files.HEIC, FileFault.HEIC),
    ("video", lambda: files.VIDEO, FileFault.VIDEO),
    ("gif", lambda: files.GIF, FileFault.ANIMATED),
    ("moving png", files.animated_png, FileFault.ANIMATED),
    ("moving webp", files.animated_webp, FileFault.ANIMATED),
    ("letters", lambda: b"bukan gambar" * 50, FileFault.UNKNOWN),
    ("a bundle for the server", lambda: b"age-encryption.org/v1\n" + bytes(900), FileFault.BUNDLE),
    ("pixel flood", files.pixel_flood, FileFault.TOO_MANY_PIXELS),
    ("words that swell", files.text_bomb, FileFault.BROKEN),
    ("many passes", files.many_passes, FileFault.TOO_DENSE),
    ("cut photo", lambda: files.photo(marked=False)[:-40_000], FileFault.BROKEN),
    ("cut screenshot", lambda: files.screenshot()[:-20_000], FileFault.BROKEN),
    ("only a beginning", lambda: b"\xff\xd8\xff\xe0", FileFault.BROKEN),
    ("script", files.paper_with_script, FileFault.PDF_ACTIVE),
    ("hidden script", files.paper_with_hidden_script, FileFault.PDF_ACTIVE),
    ("launch", files.paper_with_launch, FileFault.PDF_ACTIVE),
    ("file in a paper", files.paper_with_file, FileFault.PDF_ACTIVE),
    ("locked", files.locked_paper, FileFault.PDF_LOCKED),
    ("paper bomb", files.paper_bomb, FileFault.TOO_DENSE),
    ("packed twice", lambda: files.paper_bomb(50_000_000, layers=2), FileFault.TOO_DENSE),
    ("cut paper", lambda: files.paper(20)[:-300], FileFault.BROKEN),
    ("no paper", lambda: b"%PDF-1.7\n%%EOF", FileFault.BROKEN),
    ("many pages", lambda: files.paper(201, marked=False), FileFault.PDF_PAGES),
    ("large paper", lambda: files.paper() + b" " * MAX_PDF_BYTES, FileFault.TOO_LARGE),
]


@pytest.mark.parametrize(("make", "fault"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_may_not_come_in_is_refused_for_what_it_is(make: Callable[[], bytes], fault: FileFault) -> None:
    assert admit(make(), "foto.jpg") is fault


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_photo_cut_anywhere_is_never_taken_as_whole_and_never_breaks_the_door(cut: int) -> None:
    whole = files.photo(160, 120, marked=False)
    assert isinstance(admit(whole[: len(whole) * cut // 60], "foto.jpg"), FileFault)


def test_flipped_bytes_never_break_the_door() -> None:
    for whole in (files.photo(200, 150), files.screenshot(200, 150), files.paper(2)):
        for step in range(0, len(whole), max(1, len(whole) // 150)):
            spoilt = whole[:step] + bytes([whole[step] ^ 0xFF]) + whole[step + 1 :]
            assert isinstance(admit(spoilt, "x"), Admitted | FileFault)


@pytest.mark.parametrize("fault", list(FileFault))
def test_every_refusal_has_words_with_the_name_and_what_to_do(fault: FileFault) -> None:
    words = file_words(fault, "Foto {aneh}.jpg")
    assert "“Foto {aneh}.jpg”" in words
    assert words.count(".") >= 3
    assert not {"error", "sukses", "upload"} & set(words.lower().split())


def test_what_passed_the_door_passes_the_server_s_second_look_and_other_bytes_do_not() -> None:
    for given in (files.photo(), files.screenshot(), files.paper()):
        result = taken(given)
        assert fault_of_stored(result.data, result.attachment.media) is None
        assert leaves("foto", "r", result.attachment)["foto[r].size"] == len(result.data)
    assert fault_of_stored(files.PROGRAM, Media.JPEG) is FileFault.UNKNOWN
    assert fault_of_stored(files.screenshot(), Media.JPEG) is FileFault.UNKNOWN
    assert fault_of_stored(files.paper_with_script(), Media.PDF) is FileFault.PDF_ACTIVE
    assert fault_of_stored(files.pixel_flood(), Media.PNG) is FileFault.TOO_MANY_PIXELS
    assert fault_of_stored(files.photo(3000, 3000), Media.JPEG) is FileFault.TOO_LARGE
    assert fault_of_stored(taken(files.photo()).data[:-9000], Media.JPEG) is FileFault.BROKEN


def test_a_small_picture_is_made_of_a_picture_and_none_of_a_paper() -> None:
    result = taken(files.photo())
    small = thumbnail(result.data, Media.JPEG, 200)
    assert small is not None
    assert max(Image.open(io.BytesIO(small)).size) == 200
    assert thumbnail(files.paper(), Media.PDF, 200) is None
    assert thumbnail(b"\xff\xd8\xff", Media.JPEG, 200) is None


def test_an_attachment_says_what_it_is() -> None:
    one = taken(files.photo(640, 480), "../../Rapat.exe").attachment
    assert one == Attachment(one.sha256, "Rapat.jpg", Media.JPEG, one.size, 640, 480, one.look)
    assert is_look(one.look)


MEMORY = """
import sys, time
from sipa_core.media.door import admit
from tests.support import outside_files as files
from tests.support.peaks import peak_kb
data = getattr(files, sys.argv[1])()
admit(files.photo(64, 64), "x"), admit(files.paper(), "x")
before = peak_kb()
began = time.monotonic()
admit(data, "x")
print((peak_kb() - before) // 1024, time.monotonic() - began)
"""


@pytest.mark.parametrize("bomb", ["pixel_flood", "text_bomb", "many_passes", "paper_bomb", "archive_bomb"])
def test_a_bomb_costs_little_memory_and_little_time(bomb: str) -> None:
    made = subprocess.run([sys.executable, "-c", MEMORY, bomb], capture_output=True, text=True, check=True)
    megabytes, seconds = made.stdout.split()
    assert int(megabytes) < 150
    assert float(seconds) < 6


def test_a_small_file_of_very_many_pixels_is_nothing_that_a_desk_has_made() -> None:
    out = io.BytesIO()
    Image.new("RGB", (5900, 5900)).save(out, "PNG", optimize=True)
    assert out.tell() < MAX_PHOTO_BYTES
    assert fault_of_stored(out.getvalue(), Media.PNG) is FileFault.TOO_MANY_PIXELS
