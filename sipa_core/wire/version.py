"""The protocol's major number. It moves only when an older peer could misunderstand; fields are only ever added."""

from __future__ import annotations

SIPA = 1
