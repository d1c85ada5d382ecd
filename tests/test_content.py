"""The hand-written sources are found wherever the package is installed."""

from pathlib import Path

import pytest

from iall_kg import content as module
from iall_kg.content import FOLDERS, Content, find_content
from iall_kg.errors import LoadError


def make_package(root: Path) -> Path:
    package = root / "src" / "iall_kg"
    package.mkdir(parents=True)
    (package / "content.py").touch()
    return package


def make_folders(root: Path) -> None:
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)


def test_the_content_of_a_checkout_lies_above_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = make_package(tmp_path)
    make_folders(tmp_path)
    monkeypatch.setattr(module, "__file__", str(package / "content.py"))
    assert find_content().root == tmp_path


def test_the_content_of_a_wheel_lies_inside_the_package_and_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = make_package(tmp_path)
    make_folders(tmp_path)
    make_folders(package / "content")
    monkeypatch.setattr(module, "__file__", str(package / "content.py"))
    assert find_content().root == package / "content"


def test_a_missing_folder_is_a_load_error_that_names_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = make_package(tmp_path)
    make_folders(tmp_path)
    (tmp_path / "shapes").rmdir()
    monkeypatch.setattr(module, "__file__", str(package / "content.py"))
    with pytest.raises(LoadError, match=r"ontology, data, shapes, queries.*Reinstall"):
        find_content()


def test_a_linked_package_has_the_root_of_what_it_links_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = make_package(tmp_path / "real")
    make_folders(tmp_path / "real")
    (tmp_path / "linked").symlink_to(package, target_is_directory=True)
    monkeypatch.setattr(module, "__file__", str(tmp_path / "linked" / "content.py"))
    assert find_content().root == tmp_path / "real"


def test_the_files_of_a_content_come_sorted_and_without_hidden_ones_or_others(tmp_path: Path) -> None:
    make_folders(tmp_path)
    for name in ("queries/b.rq", "data/z.ttl", "data/a/y.ttl", "data/.hidden.ttl", "other.ttl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = Content(tmp_path).files()
    assert [p.relative_to(tmp_path).as_posix() for p in found] == ["data/a/y.ttl", "data/z.ttl", "queries/b.rq"]


def test_the_content_of_this_installation_has_its_four_folders(content: Content) -> None:
    folders = [content.ontology, content.data, content.shapes, content.queries]
    assert [f.relative_to(content.root).as_posix() for f in folders] == list(FOLDERS)
    assert all(folder.is_dir() for folder in folders)
