"""QR codes of public addresses, drawn without a network."""

from __future__ import annotations

import io

import segno


def qr_svg(address: str, colour: str) -> str:
    """Return the address as the SVG text of a QR code with its quiet zone, to be laid on white."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=4, dark=colour, xmldecl=False)
    return drawn.getvalue().decode("ascii")


def qr_png(address: str, scale: int = 8) -> bytes:
    """Return the QR code as PNG, black on white with its quiet zone, `scale` pixels a module."""
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="png", border=4, scale=scale)
    return drawn.getvalue()
