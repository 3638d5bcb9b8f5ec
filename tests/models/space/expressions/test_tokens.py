from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import SpaceError
from models.space.expressions.tokens import SPELLINGS, Token, quote, spell, tokens_of


def words(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens_of(text)]


@pytest.mark.parametrize("text", ["0", "42", "0.5", ".5", "5.", "1e3", "1E-3", "2.5e+10"])
def test_a_number_is_one_word(text: str) -> None:
    assert words(text) == [("number", text), ("end", "")]


@pytest.mark.parametrize("text", ["eta", "_", "n_estimators", "x1", "größe", "μ", "学習率", "andy"])
def test_an_identifier_is_one_word(text: str) -> None:
    assert words(text) == [("name", text), ("end", "")]


@pytest.mark.parametrize("text", ["and", "or", "not", "true", "false", "**", "<=", "!=", "(", ","])
def test_a_keyword_or_symbol_is_a_kind_of_its_own(text: str) -> None:
    assert words(text) == [(text, text), ("end", "")]


def test_the_longest_symbol_is_read() -> None:
    kinds = [token.kind for token in tokens_of("<===***<")]
    assert kinds == ["<=", "==", "**", "*", "<", "end"]


@pytest.mark.parametrize("name", ["learning-rate", "a b", "and", "1st", "a`b", "`", "log(x)", " "])
def test_any_name_is_one_word_in_backticks(name: str) -> None:
    assert words(spell(name)) == [("quoted", name), ("end", "")]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50))
def test_a_name_as_it_must_be_spelled_is_read_back(name: str) -> None:
    assert tokens_of(spell(name))[0].text == name


def test_an_identifier_needs_no_backticks() -> None:
    assert spell("eta") == "eta"


def test_places_are_counted_in_characters_from_one() -> None:
    assert tokens_of("  größe\t<= `a b`") == [
        Token("name", "größe", 3),
        Token("<=", "<=", 9),
        Token("quoted", "a b", 12),
        Token("end", "", 17),
    ]


@pytest.mark.parametrize(("spelling", "meant"), SPELLINGS.items())
def test_operators_of_other_languages_are_told_how_to_write_them(spelling: str, meant: str) -> None:
    with pytest.raises(SpaceError) as caught:
        tokens_of(f"a {spelling} b")
    assert str(caught.value) == f'expected "{meant}" at character 3, got "{spelling}"'


@pytest.mark.parametrize("text", ["a == 'x'", 'a == "x"', "a == “x”"])
def test_text_is_not_supported_and_the_remedy_is_named(text: str) -> None:
    with pytest.raises(SpaceError, match=r"character 6 .*forbidden combinations"):
        tokens_of(text)


@pytest.mark.parametrize("text", ["a < `b", "a < ``", "a < `b``"])
def test_a_backtick_needs_its_partner(text: str) -> None:
    with pytest.raises(SpaceError, match="backtick"):
        tokens_of(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a < \0", r'"\x00"'), ("a < ;", '";"'), ("a < \ud800", r'"\ud800"'), ("a < ٣", '"٣"')],
)
def test_a_character_of_no_word_is_shown_in_print(text: str, shown: str) -> None:
    with pytest.raises(SpaceError) as caught:
        tokens_of(text)
    assert caught.value.expected.startswith("a number, a name or an operator at character 5")
    assert caught.value.got == shown


def test_a_long_text_is_shortened_in_messages() -> None:
    assert quote("x" * 100) == '"' + "x" * 57 + '..."'


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(SpaceError):
        assert tokens_of(text)[-1].kind == "end"
