"""Fusion calls are pasted or uploaded, reported on, and kept nowhere."""

import pytest
from starlette.testclient import TestClient

from iall_kg.server.fusion_page import MOST_BYTES


def test_the_form_can_be_filled_in_without_script(client: TestClient) -> None:
    page = client.get("/fusions")
    assert page.status_code == 200
    assert '<textarea id="calls" name="calls"' in page.text
    assert "not medical advice" in page.text
    assert "<script" not in page.text


def test_pasted_calls_are_reported_on(client: TestClient) -> None:
    page = client.post("/fusions", files={"calls": (None, "MLL-AF4\nPAX5::ETV6\n")})
    assert page.status_code == 200
    assert "KMT2A::AFF1" in page.text
    assert "not medical advice" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_an_uploaded_file_is_reported_on_by_its_name(client: TestClient) -> None:
    page = client.post("/fusions", files={"file": ("calls.txt", b"KMT2A--MLLT3\n")})
    assert page.status_code == 200
    assert "KMT2A::MLLT3" in page.text
    assert "calls.txt" in page.text


def test_what_is_sent_is_escaped(client: TestClient) -> None:
    page = client.post("/fusions", files={"calls": (None, "<img src=x onerror=alert(1)>::KMT2A")})
    assert page.status_code == 200
    assert "<img" not in page.text


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"calls": (None, "  ")}, 400),
        ({"file": ("calls.gz", b"\x1f\x8b\x08\x00")}, 400),
        ({"file": ("calls.txt", b"A" * (MOST_BYTES + 5000))}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    files: dict[str, tuple[str | None, str | bytes]], status: int, client: TestClient
) -> None:
    answer = client.post("/fusions", files=files)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
