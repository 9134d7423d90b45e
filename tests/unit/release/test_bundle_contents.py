"""What the specs put into a bundle: all that is opened by name, each library once, and nothing that is not listed."""

from __future__ import annotations

import ast
from pathlib import Path

import msgspec
import pytest

from sipa_core.release.manifest import Product
from tests.support.releases import HEAD, MAKER
from tools.release import spec_files
from tools.release.signing import list_files, pack_update

SERVER_SPEC = "build-server.spec"


def listed_in(spec: str) -> set[str]:
    """The folders of resources that a spec lists."""
    for line in ast.parse((spec_files.ROOT / spec).read_text("utf-8")).body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "RESOURCES":
            return set(ast.literal_eval(line.value))
    raise AssertionError(f"{spec} lists nothing")


def named_in(package: str, folders: set[str]) -> set[str]:
    """The folders of resources that the modules of a package name."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (spec_files.ROOT / package).rglob("*.py")]
    texts = {one.value for tree in trees for one in ast.walk(tree) if isinstance(one, ast.Constant)}
    return {text.split("/")[0] for text in texts if isinstance(text, str) and " " not in text} & folders


def test_the_frozen_server_carries_every_resource_that_it_opens() -> None:
    folders = {one.name for one in (spec_files.ROOT / "resources").iterdir() if one.is_dir()}
    named = named_in("sipa_server", folders)
    assert "wilayah" in named
    assert named - listed_in(SERVER_SPEC) == set()


def test_a_build_takes_the_release_keys_from_where_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def keys() -> list[str]:
        return [source for source, to in spec_files.data_below(SERVER_SPEC, ["resources/rilis"]) if "kunci" in source]

    assert keys() == [str(spec_files.KEYS)]
    monkeypatch.setenv(spec_files.KEYS_ELSEWHERE, "elsewhere/kunci.json")
    assert keys() == ["elsewhere/kunci.json"]


def test_a_spec_that_lists_an_empty_folder_or_loses_a_file_builds_nothing() -> None:
    with pytest.raises(SystemExit, match="nothing in"):
        spec_files.data_below(SERVER_SPEC, ["resources/tidak-ada"])
    wanted = spec_files.data_below(SERVER_SPEC, ["resources/rilis"])
    inside = [(f"resources\\rilis\\{Path(source).name}", source, "DATA") for source, _to in wanted]
    spec_files.hold_all(SERVER_SPEC, wanted, inside)
    with pytest.raises(SystemExit, match="left out"):
        spec_files.hold_all(SERVER_SPEC, wanted, inside[1:])


def test_links_to_libraries_stay_out_of_a_bundle() -> None:
    library = ("PySide6/Qt/lib/libQt6Core.so.6", "/usr/lib/libQt6Core.so.6", "BINARY")
    link = ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK")
    assert spec_files.without_links([library, link]) == [library]


@pytest.mark.parametrize("target", ["besar.bin", "../outside.bin"])
def test_a_folder_with_a_link_is_neither_signed_nor_packed(tmp_path: Path, target: str) -> None:
    program = tmp_path / "program"
    program.mkdir()
    for path in (program / "besar.bin", tmp_path / "outside.bin"):
        path.write_bytes(b"besar")
    (program / "tautan.bin").symlink_to(target)
    with pytest.raises(ValueError, match="neither a file nor a folder"):
        list_files(program)
    head = msgspec.structs.replace(HEAD, product=Product.USB)
    with pytest.raises(ValueError, match="neither a file nor a folder"):
        pack_update(head, program, MAKER, tmp_path / "baru.sipa-up")
    assert not (tmp_path / "baru.sipa-up").exists()
