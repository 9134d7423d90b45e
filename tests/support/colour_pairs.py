"""Which colours of a theme may meet: for each ground the texts, the icons, and the edges, rings and bars on it.

A test computes the contrast of every pair in both themes; windows that are drawn in tests may show no other pair.
"""

from __future__ import annotations

Grounds = dict[str, tuple[str, ...]]

LEAST_TEXT, LEAST_SIGN = 4.5, 3.0
"""What WCAG 2.2 asks for text (1.4.3) and for icons, controls and the focus (1.4.11)."""

LEAST_IN = {"contrast": (7.0, 4.5)}
"""What high contrast asks for texts (1.4.6) and for signs; there the hairlines are seen too, at `LEAST_SIGN`."""


def least_in(theme: str) -> tuple[float, float]:
    """The least contrast of texts and of signs in a theme."""
    return LEAST_IN.get(theme, (LEAST_TEXT, LEAST_SIGN))


STATES = (
    "draf",
    "siap",
    "menunggu",
    "terkirim",
    "diperiksa",
    "dikembalikan",
    "disetujui",
    "terbit",
    "terlambat",
    "belum_masuk",
    "tidak_berlaku",
)
_ON_CHIP: Grounds = {f"{state}_bg": (f"{state}_fg",) for state in STATES}
_TONES = ("menunggu_fg", "disetujui_fg", "terkirim_fg", "dikembalikan_fg", "terlambat_fg", "danger")

TEXTS: Grounds = {
    **_ON_CHIP,
    "canvas": ("ink", "ink2", "ink3", "primary", "link", "on_soft", *_TONES),
    "surface": ("ink", "ink2", "ink3", "primary", "link", "on_soft", *_TONES),
    "sunken": ("ink", "ink2", "ink3", "danger", "primary"),
    "rail": ("ink", "ink2", "ink3"),
    "rail_on": ("ink", "on_soft"),
    "count": ("ink", "ink2"),
    "soft": ("ink", "ink2", "ink3", "primary", "on_soft"),
    "selection": ("ink", "ink2", "ink3", *_TONES, "primary"),
    "text_selection": ("ink",),
    "note": ("ink", "ink2", "on_note", "danger", "primary", "dikembalikan_fg", "terlambat_fg"),
    "kunyit": ("on_kunyit",),
    "primary": ("on_primary",),
    "primary_hover": ("on_primary",),
    "primary_press": ("on_primary",),
    "danger": ("on_danger",),
    "tooltip": ("on_tooltip",),
    "brand": ("on_brand", "on_brand2"),
    "brand_deep": ("on_brand", "on_brand2"),
    "disetujui_bg": ("disetujui_fg", "ink", "ink2"),
    "dikembalikan_bg": ("dikembalikan_fg", "ink"),
}

ICONS: Grounds = {
    **_ON_CHIP,
    "canvas": ("ink", "ink2", "ink3", "primary", "diperiksa_fg", *_TONES),
    "surface": ("ink", "ink2", "ink3", "primary", "diperiksa_fg", *_TONES),
    "sunken": ("ink", "ink2", "ink3", "primary"),
    "rail": ("ink2",),
    "rail_on": ("primary",),
    "count": ("ink2",),
    "soft": ("ink2", "on_soft", "primary"),
    "selection": ("ink2", "primary", *_TONES),
    "note": ("ink2", "on_note", "primary", "danger"),
    "kunyit": ("on_kunyit",),
    "primary": ("on_primary",),
    "tooltip": ("on_tooltip",),
    "brand": ("on_brand",),
}

EDGES: Grounds = {
    "canvas": ("line_strong", "focus", "primary", "primary_hover", "primary_press", "danger", "note_line"),
    "surface": ("line_strong", "focus", "primary", "primary_hover", "primary_press", "danger", "note_line", "bar"),
    "sunken": ("line_strong", "focus", "primary", "danger"),
    "soft": ("line_strong", "focus", "primary", "danger"),
    "selection": ("line_strong", "focus", "primary"),
    "rail": ("focus",),
    "rail_on": ("focus",),
    "note": ("focus", "note_line", "danger"),
    "tooltip": ("on_tooltip",),
    "bar_track": ("bar", "note_line", "terlambat_fg", "primary"),
    "primary": ("on_primary",),
    "primary_hover": ("on_primary",),
    "primary_press": ("on_primary",),
    "on_primary": ("focus",),
    "line_strong": ("surface",),
    "brand": ("kunyit", "on_brand", "on_brand2"),
}
"""On a fill lies a line of its text's colour, and around that the ring of the focus: so each of them is told apart."""

DECORATION = ("line",)
"""Hairlines between rows and around cards: what they part is told by place and ground too."""

MARKS: Grounds = {"note": ("kunyit",), "surface": ("kunyit",)}
"""Bars at the side of a row that only repeat what its words, its icon and its ground say; nothing hangs on them."""
