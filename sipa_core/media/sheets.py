"""Straightening: the photo of a sheet of paper becomes the sheet, as if it had been scanned.

Corners are fractions of the picture as it is shown (turned), so that they hold for any size of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from PIL import Image

Point = tuple[float, float]

SHEET_EDGE: Final = 2200
"""Long edge (pixels) of a straightened sheet at most; about 190 dots an inch on A4."""

PAPERS: Final[tuple[float, ...]] = (297 / 210, 330 / 215)
"""Long by short side: A4, and F4 as Indonesian offices buy it."""

NEAR: Final = 0.12
"""A measured shape this close (as a part) to a paper is that paper; perspective spoils the measure by some percent."""

LEAST_AREA: Final = 0.02
GUESS_EDGE: Final = 160
GUESS_LEAST: Final = 0.22
INSET: Final = 0.04


class Corners(msgspec.Struct, frozen=True):
    """The corners of the sheet in the picture, each (x, y) as fractions 0 to 1 from the left and the top."""

    top_left: Point
    top_right: Point
    bottom_right: Point
    bottom_left: Point

    @property
    def points(self) -> tuple[Point, Point, Point, Point]:
        """The four, clockwise from the top left."""
        return (self.top_left, self.top_right, self.bottom_right, self.bottom_left)

    @property
    def usable(self) -> bool:
        """True for a convex shape, clockwise, inside the picture, and not vanishingly small."""
        points = self.points
        if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points):
            return False
        turns = [_cross(points[at], points[(at + 1) % 4], points[(at + 2) % 4]) for at in range(4)]
        return min(turns) > 0 and _area(points) >= LEAST_AREA


WHOLE: Final = Corners((INSET, INSET), (1 - INSET, INSET), (1 - INSET, 1 - INSET), (INSET, 1 - INSET))
"""Where the handles stand when no sheet was found."""


def straighten(image: Image.Image, corners: Corners) -> Image.Image:
    """The sheet between the corners, flat, in the shape of A4 or F4 when it is near one; ValueError for unusable
    corners.
    """
    from PIL import Image

    if not corners.usable:
        raise ValueError("corners that enclose no sheet")
    points = [(x * image.width, y * image.height) for x, y in corners.points]
    width, height = _sheet_size(points)
    target: list[Point] = [(0, 0), (width, 0), (width, height), (0, height)]
    return image.transform(
        (width, height), Image.Transform.PERSPECTIVE, _coefficients(target, points), Image.Resampling.BICUBIC
    )


def guess(image: Image.Image) -> Corners:
    """Where the bright sheet seems to lie; nearly the whole picture when nothing stands out."""
    from PIL import Image

    small = image.convert("L")
    small.thumbnail((GUESS_EDGE, GUESS_EDGE), Image.Resampling.BOX)
    width, height = small.size
    values = small.tobytes()
    region = _largest(values, width, height, _threshold(small.histogram()))
    if len(region) < GUESS_LEAST * width * height:
        return WHOLE
    spots = [(at % width, at // width) for at in region]
    found = Corners(
        *(
            _fraction(spot, width, height, push)
            for spot, push in (
                (min(spots, key=lambda s: s[0] + s[1]), (0, 0)),
                (max(spots, key=lambda s: s[0] - s[1]), (1, 0)),
                (max(spots, key=lambda s: s[0] + s[1]), (1, 1)),
                (min(spots, key=lambda s: s[0] - s[1]), (0, 1)),
            )
        )
    )
    return found if found.usable and _area(found.points) >= GUESS_LEAST else WHOLE


def _sheet_size(points: Sequence[Point]) -> tuple[int, int]:
    top_left, top_right, bottom_right, bottom_left = points
    width = (_distance(top_left, top_right) + _distance(bottom_left, bottom_right)) / 2
    height = (_distance(top_left, bottom_left) + _distance(top_right, bottom_right)) / 2
    long, short = max(width, height), max(1.0, min(width, height))
    measured = long / short
    paper = min(PAPERS, key=lambda ratio: abs(ratio - measured))
    ratio = paper if abs(paper - measured) <= NEAR * paper else measured
    edge = max(64, min(SHEET_EDGE, round(max(long, short * ratio))))
    other = max(16, round(edge / ratio))
    return (edge, other) if width > height else (other, edge)


def _coefficients(target: Sequence[Point], source: Sequence[Point]) -> list[float]:
    """The eight numbers with which Pillow finds, for a pixel of the target, its place in the source."""
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solve(rows)


def _solve(rows: list[list[float]]) -> list[float]:
    """Gauss with the largest pivot; `rows` are the equations with their right side last."""
    size = len(rows)
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        pivot = rows[at][at]
        if abs(pivot) < 1e-12:
            raise ValueError("corners that enclose no sheet")
        rows[at] = [value / pivot for value in rows[at]]
        for other in range(size):
            factor = rows[other][at]
            if other != at and factor:
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
    return [row[-1] for row in rows]


def _threshold(histogram: Sequence[int]) -> int:
    """Otsu: the brightness that parts the picture best into two."""
    total = sum(histogram)
    whole = sum(value * count for value, count in enumerate(histogram))
    best, cut, dark, below = -1.0, 128, 0, 0
    for value, count in enumerate(histogram):
        dark += count
        below += value * count
        if dark in (0, total):
            continue
        apart = below / dark - (whole - below) / (total - dark)
        score = dark * (total - dark) * apart * apart
        if score > best:
            best, cut = score, value
    return cut


def _largest(values: bytes, width: int, height: int, cut: int) -> list[int]:
    """The largest connected bright region, as indices of its pixels."""
    seen = bytearray(width * height)
    best: list[int] = []
    for start in range(width * height):
        if seen[start] or values[start] <= cut:
            continue
        region, edge = [], [start]
        seen[start] = 1
        while edge:
            at = edge.pop()
            region.append(at)
            x = at % width
            near = (at - width, at + width, at - 1 if x else -1, at + 1 if x < width - 1 else -1)
            for other in near:
                if 0 <= other < len(seen) and not seen[other] and values[other] > cut:
                    seen[other] = 1
                    edge.append(other)
        if len(region) > len(best):
            best = region
    return best


def _fraction(spot: tuple[int, int], width: int, height: int, push: tuple[int, int]) -> Point:
    return ((spot[0] + push[0]) / width, (spot[1] + push[1]) / height)


def _cross(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _area(points: Sequence[Point]) -> float:
    ring = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in ring)) / 2


def _distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
