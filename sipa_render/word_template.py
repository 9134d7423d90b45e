"""A Word file with tags as a template: opened within bounds, its tags only names, conditions and single loops.

A kecamatan's file is hostile until proven otherwise: no macros, no embedded programs, nothing fetched from elsewhere,
and no tag that could run long, whatever the report holds.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sipa_core.messages import _

MAX_BYTES: Final = 3 * 1024 * 1024
MAX_UNPACKED: Final = 24 * 1024 * 1024
MAX_ENTRIES: Final = 300
MAX_TAGS: Final = 2_000

_FILTERS: Final = ("upper", "lower", "capitalize", "title", "trim", "default", "length", "first", "last", "join")
_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter),
)
_ACTIVE: Final = re.compile(r"(?i)vbaproject|vbadata|/embeddings/|/activex/|oleobject|attachedtoolbars")
_KEPT_OUTSIDE: Final = "hyperlink"
_BRACES: Final = str.maketrans({"{": "\ue00a", "}": "\ue00b"})
_BACK: Final = str.maketrans({"\ue00a": "{", "\ue00b": "}"})


class WordTemplateError(ValueError):
    """A Word template that cannot be used; `str()` is a sentence for people."""


def open_template(data: bytes) -> DocxTemplate:
    """Return the template of a file's bytes; WordTemplateError when it is damaged, too large or carries what acts."""
    if len(data) > MAX_BYTES:
        raise WordTemplateError(_("Berkasnya lebih besar dari {n} MB.").format(n=MAX_BYTES // 1024 // 1024))
    _look_inside(data)
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.init_docx()
    except Exception as fault:
        raise WordTemplateError(_("Berkasnya bukan dokumen Word (.docx) yang utuh.")) from fault
    return template


def render(template: DocxTemplate, values: Mapping[str, Any]) -> None:
    """Fill the tags of body, headers and footers in; WordTemplateError says which tag cannot be used."""
    try:
        template.render(dict(values), _Tags(), autoescape=True)
    except TemplateError as fault:
        raise WordTemplateError(_in_words(fault)) from fault
    except WordTemplateError:
        raise
    except Exception as fault:
        raise WordTemplateError(
            _("Tandanya tidak dapat diisi. Periksa apakah tiap tanda pembuka punya penutup.")
        ) from fault


def shield(text: str) -> str:
    """Return a text whose braces nobody takes for tags; `unshield` gives it back."""
    return text.translate(_BRACES)


def unshield(text: str) -> str:
    """Return a shielded text as it was."""
    return text.translate(_BACK)


class _Tags(ImmutableSandboxedEnvironment):
    """Jinja without functions, and only with what ends soon: a loop goes over the report's own lists, once."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self.tests = {name: self.tests[name] for name in ("defined", "undefined", "none")}
        self.filters = {name: self.filters[name] for name in _FILTERS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, looped=frozenset())
        return tree


def _check(tree: nodes.Template, looped: frozenset[str]) -> None:
    if sum(1 for _node in tree.find_all(nodes.Expr)) > MAX_TAGS:
        raise WordTemplateError(_("Tandanya lebih dari {n}.").format(n=MAX_TAGS))
    pending: list[tuple[nodes.Node, frozenset[str], bool]] = [(tree, looped, False)]
    while pending:
        node, names, inside = pending.pop()
        if not isinstance(node, _ALLOWED):
            words = _("Tanda jenis {kind} tidak dapat dipakai. Yang dapat dipakai: nama, if, dan for.")
            raise WordTemplateError(words.format(kind=type(node).__name__.lower()))
        if isinstance(node, nodes.For):
            if node.recursive or not isinstance(node.target, nodes.Name):
                raise WordTemplateError(_("Pengulangan (for) hanya atas satu daftar dengan satu nama."))
            if inside and _root(node.iter) not in names:
                raise WordTemplateError(_("Pengulangan di dalam pengulangan hanya atas bagian dari yang diulang."))
            names, inside = names | {node.target.name}, True
        pending += [(child, names, inside) for child in node.iter_child_nodes()]


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > MAX_ENTRIES or sum(one.file_size for one in entries) > MAX_UNPACKED:
                raise WordTemplateError(_("Isinya terlalu banyak untuk sebuah contoh dokumen."))
            if "word/document.xml" not in packed.namelist():
                raise WordTemplateError(_("Berkasnya bukan dokumen Word (.docx) yang utuh."))
            for one in entries:
                if _ACTIVE.search(one.filename):
                    raise WordTemplateError(_("Berkasnya memuat makro atau program. Simpan sebagai .docx biasa."))
                if one.filename.endswith((".xml", ".rels")):
                    _look_at(_bounded(packed, one), outside=one.filename.endswith(".rels"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, expat.ExpatError) as fault:
        raise WordTemplateError(_("Berkasnya bukan dokumen Word (.docx) yang utuh.")) from fault


def _bounded(packed: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    # The size in the list may lie; what is read may not exceed it.
    with packed.open(one) as entry:
        read = entry.read(one.file_size + 1)
    if len(read) > one.file_size:
        raise zipfile.BadZipFile(one.filename)
    return read


def _look_at(xml: bytes, *, outside: bool) -> None:
    """Refuse entities of its own, and links to what lies elsewhere other than those a person clicks on."""
    parser = expat.ParserCreate()

    def begin_doctype(*_about: object) -> None:
        raise WordTemplateError(_("Berkasnya memuat susunan yang tidak dikenal Word."))

    def begin(name: str, about: dict[str, str]) -> None:
        outer = name.endswith("Relationship") and about.get("TargetMode") == "External"
        if outer and not about.get("Type", "").endswith(_KEPT_OUTSIDE):
            raise WordTemplateError(_("Berkasnya mengambil gambar atau contoh dari tempat lain. Sisipkan ke dalamnya."))

    parser.StartDoctypeDeclHandler = begin_doctype
    if outside:
        parser.StartElementHandler = begin
    parser.Parse(xml, True)


def _in_words(fault: TemplateError) -> str:
    said = str(fault.message or "")
    unknown = re.search(r"'([^']{1,60})' is undefined|has no attribute '([^']{1,60})'", said)
    if unknown is not None:
        return _("Tanda {name} tidak dikenal.").format(name=unknown[1] or unknown[2])
    return _("Tandanya tidak dapat dibaca: {reason}").format(reason=said[:120])
