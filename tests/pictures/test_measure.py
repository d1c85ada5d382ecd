"""Text is wrapped and shortened within its width, and none of it is lost."""

import pytest

from iall_kg.pictures.measure import held, shortened, width_of, wrap

WORDS = "infants of the retrospective analysis of blinatumomab after transplantation"


@pytest.mark.parametrize(
    "text", [WORDS, "KMT2A::AFF1/KMT2A::MLLT3", "W" * 70, "a", "", "  two  \n words ", "menin–KMT2A interaction"]
)
@pytest.mark.parametrize("width", [15, 60, 200, 1000])
def test_every_line_is_within_the_width_and_nothing_is_lost(text: str, width: float) -> None:
    found = wrap(text, width, 11)
    assert all(width_of(line, 11) <= width or len(line) == 1 for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_what_is_held_together_is_not_broken() -> None:
    assert wrap(f"{WORDS} ({held('n = 54')})", 390, 11) == [
        WORDS.removesuffix(" transplantation"),
        f"transplantation ({held('n = 54')})",
    ]


def test_bold_text_is_wider() -> None:
    assert width_of(WORDS, 11, bold=True) > width_of(WORDS, 11)


def test_an_unknown_character_counts_as_a_wide_one() -> None:
    assert width_of("漢", 10) >= 10


def test_what_does_not_fit_is_shortened_with_a_mark() -> None:
    assert shortened("menin", 100, 11) == "menin"
    cut = shortened(WORDS, 100, 11)
    assert cut.endswith("…")
    assert WORDS.startswith(cut[:-1])
    assert width_of(cut, 11) <= 100
