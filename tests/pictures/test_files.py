"""Exported pictures stand alone, one file a picture, and the example of the document draws one."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from drawn import SVG, parsed

from iall_kg.exports.pictures import DARK, pictures
from iall_kg.graph import KnowledgeGraph
from iall_kg.names import BASE

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "exports.md"


@pytest.fixture(scope="module")
def files(kg: KnowledgeGraph) -> Mapping[str, bytes]:
    return pictures(kg)


def test_the_whole_pictures_and_those_of_single_things_are_written(files: Mapping[str, bytes]) -> None:
    expected = {"domains.svg", "mechanism.svg", "survival.svg", "domains-fusion-KMT2A--AFF1.svg"}
    expected |= {"mechanism-drug-revumenib.svg", "survival-trial-NCT00557193.svg", "neighbourhood-drugclass-CAR-T.svg"}
    assert expected <= set(files)
    assert "survival-drug-revumenib.svg" not in files, "no survival is reported of it"


def test_each_file_is_an_svg_document_with_a_style_of_its_own(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        text = content.decode()
        root = parsed(text)
        assert root.tag == f"{SVG}svg", name
        assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
        (style,) = root.findall(f"{SVG}style")
        assert DARK in (style.text or "")
        assert [child.tag for child in root][:3] == [f"{SVG}title", f"{SVG}desc", f"{SVG}style"]


def test_links_of_a_file_lead_to_the_things_themselves(files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        addresses = [link.get("href", "") for link in parsed(content.decode()).iter(f"{SVG}a")]
        assert addresses
        assert all(address.startswith(BASE) for address in addresses), name


def test_the_example_of_the_document_draws_a_picture(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("iall_kg.open", lambda: kg)
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    exec(code, {})
    assert capsys.readouterr().out == "Survival as reported, blinatumomab 9 <svg\n"
