from pathlib import Path

import pytest

from models.catalogue import CATALOGUE
from models.catalogue.facts import Facts

PAGE = Path(__file__).parents[3].joinpath("docs/models.md").read_text()


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_page_of_the_catalogue_has_every_model(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_author_of_a_range_is_in_the_page() -> None:
    texts = [tuned.source for each in CATALOGUE.values() for tuned in each.draft(Facts()).tuned]
    authors = {part.split(" (")[0].split("'")[0] for text in texts for part in text.split("; ")}
    assert [each for each in authors if each not in PAGE] == []
