"""The photo of a sheet becomes the sheet."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from sipa_core.media.sheets import WHOLE, Corners, guess, straighten


def table(points: list[tuple[int, int]], size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """A dark table with a light sheet on it."""
    image = Image.new("RGB", size, (70, 60, 50))
    ImageDraw.Draw(image).polygon(points, fill=(240, 240, 236))
    return image


SKEWED = [(420, 90), (1180, 150), (1260, 1120), (350, 1060)]


def as_corners(points: list[tuple[int, int]], size: tuple[int, int] = (1600, 1200)) -> Corners:
    return Corners(*((x / size[0], y / size[1]) for x, y in points))


def test_a_sheet_on_a_dark_table_is_found() -> None:
    found = guess(table(SKEWED))
    for (x, y), (want_x, want_y) in zip(found.points, as_corners(SKEWED).points, strict=True):
        assert (x, y) == pytest.approx((want_x, want_y), abs=0.02)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (300, 400), (128, 128, 128)),
        table([(10, 10), (60, 10), (60, 60), (10, 60)]),
        Image.effect_noise((300, 400), 90).convert("RGB"),
        Image.new("RGB", (1, 1)),
    ],
    ids=["plain", "a small thing", "noise", "one pixel"],
)
def test_where_no_sheet_is_seen_nearly_the_whole_picture_is_offered(image: Image.Image) -> None:
    assert guess(image) == WHOLE


def test_what_was_painted_in_the_corners_of_the_sheet_comes_to_the_corners() -> None:
    image = table(SKEWED)
    draw = ImageDraw.Draw(image)
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
    centre = (sum(x for x, _y in SKEWED) / 4, sum(y for _x, y in SKEWED) / 4)
    for (x, y), colour in zip(SKEWED, colours, strict=True):
        inner = (x + (centre[0] - x) * 0.06, y + (centre[1] - y) * 0.06)
        draw.ellipse((inner[0] - 18, inner[1] - 18, inner[0] + 18, inner[1] + 18), fill=colour)
    flat = straighten(image, as_corners(SKEWED))
    width, height = flat.size
    for (part_x, part_y), colour in zip(((0.03, 0.03), (0.97, 0.03), (0.97, 0.97), (0.03, 0.97)), colours, strict=True):
        assert flat.getpixel((round(width * part_x), round(height * part_y))) == pytest.approx(colour, abs=40)


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1000, 1400), 297 / 210), ((1000, 1520), 330 / 215), ((1400, 1000), 210 / 297), ((1000, 2400), 2.4)],
)
def test_a_sheet_takes_the_shape_of_the_paper_it_is_near(size: tuple[int, int], ratio: float) -> None:
    inset = 100
    points = [(inset, inset), (inset + size[0], inset), (inset + size[0], inset + size[1]), (inset, inset + size[1])]
    whole = (size[0] + 200, size[1] + 200)
    flat = straighten(table(points, whole), as_corners(points, whole))
    assert flat.height / flat.width == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize(
    "corners",
    [
        Corners((0, 0), (0, 0), (0, 0), (0, 0)),
        Corners((0, 0), (1, 1), (1, 0), (0, 1)),
        Corners((0, 0), (0, 1), (1, 1), (1, 0)),
        Corners((0, 0), (1, 0), (1, 1.2), (0, 1)),
        Corners((0.5, 0.5), (0.51, 0.5), (0.51, 0.51), (0.5, 0.51)),
        Corners((0, 0), (1, 0), (0.2, 0.2), (0, 1)),
    ],
    ids=["a point", "crossed", "mirrored", "outside", "tiny", "bent inwards"],
)
def test_corners_that_enclose_no_sheet_are_no_use(corners: Corners) -> None:
    assert not corners.usable
    with pytest.raises(ValueError, match="no sheet"):
        straighten(Image.new("RGB", (100, 100)), corners)
