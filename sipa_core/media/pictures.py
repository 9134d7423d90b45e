"""The picture door: decode under bounds, turn, shrink, encode anew. Only pixels pass; whatever else a file carried
(place, camera, comments, thumbnails, profiles, a second file behind the picture) stays outside.

Sizes are checked from the header before a pixel is allocated.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from sipa_core.domain.attachments import MAX_PHOTO_BYTES, Media
from sipa_core.media.faults import FileFault
from sipa_core.media.sniff import Kind

if TYPE_CHECKING:
    from PIL import Image

MAX_PICTURE_BYTES: Final = 64 * 1024 * 1024
"""A photo of the largest phones has about 40 MB."""

MAX_SIDE: Final = 30_000
MAX_PIXELS: Final = 120_000_000
"""Of a plain JPEG, which is decoded at a fraction of its size; 108-megapixel phones are in use."""

MAX_PIXELS_WHOLE: Final = 36_000_000
"""Of what has to be decoded whole: PNG, WebP, and a JPEG that is sent in passes."""

MAX_PASSES: Final = 64
WORK_EDGE: Final = 2600
"""Long edge (pixels) that is worked on; more cannot be seen in 300 KB."""

PNG_EDGE: Final = 2600
JPEG_STEPS: Final = (
    *((1920, 82), (1920, 74), (1600, 78), (1600, 68), (1280, 72), (1280, 60)),
    *((1024, 60), (800, 50), (640, 40), (480, 30)),
)
"""Long edge and quality, tried in this order until the result fits in 300 KB."""

SCREENSHOT_COLOURS: Final = 65_536
SMALL_PIXELS: Final = 250_000
"""A picture with more colours and more pixels than these is a photo; as a PNG it would never fit."""

LOOK_EDGE: Final = 16
LOOK_STEP: Final = 2
"""Grey levels that a step must have: the noise of a sky or a wall is another one in every copy."""

LOOK_POINTS: Final = 256
"""Edge of the small grey picture from which a look is taken, so that its parts cost nothing."""

LOOK_CUTS: Final = (
    *((0, 0, 0, 0), (6, 6, 6, 6), (12, 12, 12, 12)),
    *((6, 0, 0, 0), (0, 6, 0, 0), (0, 0, 6, 0), (0, 0, 0, 6)),
)
"""Percent cut off at the left, the top, the right and the foot. Between them a copy is known again that was cut by up
to 15 percent all around, or by up to 9 at one side."""


_GROUND: Final = (255, 255, 255)

HOSTILE: Final = (
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError),
    *(struct.error, zlib.error, RuntimeError, MemoryError, AssertionError),
)
"""What a decoder throws at broken or hostile bytes."""


class Picture(msgspec.Struct, frozen=True):
    """A picture encoded anew: its bytes, what it is, its pixels."""

    data: bytes
    media: Media
    width: int
    height: int


def open_picture(data: bytes, kind: Kind, longest: int = MAX_SIDE) -> Image.Image | FileFault:
    """Decode bytes to pixels: turned as it was held, no edge longer than 2600, RGB, nothing of its metadata.

    A picture with an edge longer than `longest` is refused before it is decoded.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow only warns; the bounds below refuse
    if len(data) > MAX_PICTURE_BYTES:
        return FileFault.TOO_LARGE
    if kind is Kind.JPEG and data.count(b"\xff\xda") > MAX_PASSES:
        return FileFault.TOO_DENSE
    try:
        image = Image.open(BytesIO(data), formats=[kind.value])
        fault = _bounds(image, kind) or (FileFault.TOO_MANY_PIXELS if max(image.size) > longest else None)
        return fault if fault is not None else _decoded(image, kind)
    except Image.DecompressionBombError:
        return FileFault.TOO_MANY_PIXELS
    except HOSTILE:
        return FileFault.BROKEN


def encode_picture(image: Image.Image, *, sharp: bool) -> Picture | FileFault:
    """The picture in at most 300 KB. `sharp` is for screenshots: a PNG where one fits, so that small text stays."""
    try:
        if sharp:
            png = _png(image)
            if png is not None:
                return png
        for edge, quality in JPEG_STEPS:
            made = _jpeg(image, edge, quality)
            if len(made.data) <= MAX_PHOTO_BYTES:
                return made
    except HOSTILE:
        return FileFault.BROKEN
    return FileFault.TOO_LARGE


def thumbnail(data: bytes, media: Media, edge: int) -> bytes | None:
    """A small JPEG of stored picture bytes, no edge longer than `edge` pixels; None for a PDF or unreadable bytes."""
    if not media.is_picture:
        return None
    image = open_picture(data, Kind.PNG if media is Media.PNG else Kind.JPEG)
    if isinstance(image, FileFault):
        return None
    image.thumbnail((edge, edge))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def look_of(image: Image.Image) -> str:
    """What a picture looks like, in seven times 64 hex digits: the whole, and what is left when a part of its edges is
    cut off. Each bit says of a point of a 17 by 16 grey picture whether the next one to the right is clearly lighter.

    A copy that was stored anew, smaller, lighter or with its edges cut off has nearly the same in one of them.
    """
    from PIL import Image

    grey = image.convert("L").resize((LOOK_POINTS, LOOK_POINTS), Image.Resampling.BOX)
    return "".join(f"{_steps(grey, cut):064x}" for cut in LOOK_CUTS)


def _steps(grey: Image.Image, cut: tuple[int, int, int, int]) -> int:
    from PIL import Image

    left, top, right, foot = (LOOK_POINTS * percent / 100 for percent in cut)
    box = (left, top, LOOK_POINTS - right, LOOK_POINTS - foot)
    points = grey.resize((LOOK_EDGE + 1, LOOK_EDGE), Image.Resampling.BOX, box=box).tobytes()
    bits = 0
    for row in range(LOOK_EDGE):
        line = points[row * (LOOK_EDGE + 1) : (row + 1) * (LOOK_EDGE + 1)]
        for left_one, right_one in pairwise(line):
            bits = bits << 1 | (right_one > left_one + LOOK_STEP)
    return bits


def _bounds(image: Image.Image, kind: Kind) -> FileFault | None:
    width, height = image.size
    if width < 1 or height < 1:
        return FileFault.BROKEN
    whole = kind is not Kind.JPEG or bool(image.info.get("progressive") or image.info.get("progression"))
    if max(width, height) > MAX_SIDE or width * height > (MAX_PIXELS_WHOLE if whole else MAX_PIXELS):
        return FileFault.TOO_MANY_PIXELS
    # A JPEG of some phones carries further views of the same picture behind the first; those are left behind.
    if kind is not Kind.JPEG and int(getattr(image, "n_frames", 1)) > 1:
        return FileFault.ANIMATED
    return None


def _decoded(image: Image.Image, kind: Kind) -> Image.Image:
    from PIL import Image

    if kind is Kind.JPEG:
        image.draft("RGB", (WORK_EDGE, WORK_EDGE))
    image.load()
    turn = _turn(image)
    if max(image.size) > WORK_EDGE:
        if image.mode in ("P", "1"):
            image = image.convert("RGBA" if "transparency" in image.info else "RGB")
        image.thumbnail((WORK_EDGE, WORK_EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = _flat(image)
    return flat.transpose(turn) if turn is not None else flat


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the pixels so that the picture stands as it was taken; None when nobody said so legibly."""
    from PIL.Image import Transpose

    try:
        orientation = image.getexif().get(0x0112)
    except HOSTILE:
        return None
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return turns.get(orientation) if isinstance(orientation, int) else None


def _flat(image: Image.Image) -> Image.Image:
    """A new RGB picture on white, with nothing but the pixels."""
    from PIL import Image

    clean = Image.new("RGB", image.size, _GROUND)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    elif image.mode.startswith("I"):  # 16 bits a pixel; a plain conversion would cut, not scale
        clean.paste(image.convert("I").point(lambda value: value / 256).convert("L"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _jpeg(image: Image.Image, edge: int, quality: int) -> Picture:
    small = _within(image, edge)
    out = BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True)
    return Picture(out.getvalue(), Media.JPEG, *small.size)


def _png(image: Image.Image) -> Picture | None:
    """A PNG that fits, without loss where possible, else with 256 colours when it has few; None for a photo."""
    from PIL import Image

    small = _within(image, PNG_EDGE)
    few_colours = small.getcolors(SCREENSHOT_COLOURS) is not None
    if not few_colours and small.width * small.height > SMALL_PIXELS:
        return None
    tries = [small]
    if few_colours:
        tries.append(small.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
    for shape in tries:
        out = BytesIO()
        shape.save(out, "PNG", optimize=True)
        if out.tell() <= MAX_PHOTO_BYTES:
            return Picture(out.getvalue(), Media.PNG, *small.size)
    return None


def _within(image: Image.Image, edge: int) -> Image.Image:
    from PIL import Image

    if max(image.size) <= edge:
        return image
    small = image.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small
