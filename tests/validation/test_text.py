"""Cleaning and folding of Unicode text."""

# ruff: noqa: RUF001 - texts in many scripts have letters that look like Latin ones

import re

import pytest

from cms_blog.validation.text import (
    IDEOGRAPHS,
    UNSPACED_LETTERS,
    clean_line,
    clean_lines,
    comparable,
    folded,
    is_blank,
    is_in_word,
    is_mark,
    words,
)

RLI, PDI = "\u2067", "\u2069"


@pytest.mark.parametrize("code", [*range(0x09), *range(0x0E, 0x1C), 0x1F, *range(0x7F, 0x85)])
def test_control_characters_are_removed(code: int):
    assert clean_lines(f"a{chr(code)}b") == clean_line(f"a{chr(code)}b") == "ab"


@pytest.mark.parametrize(
    "char",
    [
        "\x86", "\x9f", "\u202a", "\u202e", "\u206a", "\u206f", "\ufdd0", "\ufdef",
        "\ufeff", "\ufff9", "\ufffb", "\ufffe", "\uffff", "\u200b", "\u200b\u200b",
    ],
)  # fmt: skip
def test_meaningless_characters_are_removed(char: str):
    assert clean_lines(f"a{char}b") == clean_line(f"a{char}b") == "ab"
    assert clean_line(f"{char}a{char}") == "a"


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_line_ends_are_normalised(end: str):
    assert clean_lines(f"a{end}b{end}") == "a\nb"
    assert clean_line(f"{end}a{end}b") == "a b"


@pytest.mark.parametrize(
    "text",
    [
        "\tcode\tand more".strip(),
        "می\u200cخواهم",
        "क\u094d\u200dष",
        "👩\u200d🌾 ❤\ufe0f",
        "ខ្មែរ\u200bភាសា",
        "**「x」**\u200bの",
        "の\u200b**x**",
        "a\u200e b\u200f c\u061c",
        "Kom\u00adpost",
        "a\u00a0b",
        "e\u0301",
        f"a {RLI}שלום{PDI} b",
        "\u2066\u2068a\u2069\u2069",
        "\U0010ffff",
        "\ufdcf\ufdf0\ufff8\ufffc\ufffd",
        "\u2030\u2065",
    ],
)
def test_meaningful_characters_are_kept(text: str):
    assert clean_lines(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"{RLI}a", "a"),
        (f"a{PDI}", "a"),
        (f"{PDI}{RLI}a", "a"),
        (f"{RLI}{RLI}a{PDI}", f"{RLI}a{PDI}"),
        (f"{RLI}a{PDI}{PDI}", f"{RLI}a{PDI}"),
        (f"{RLI}a\nb{PDI}", f"{RLI}a\nb{PDI}"),
        (f"{RLI}a\n\nb{PDI}", "a\n\nb"),
        (f"{RLI}a\n \t\nb{PDI}", "a\n \t\nb"),
        (f"```\n{RLI}a\n```\n\nb", "```\na\n```\n\nb"),
        (f"{RLI}a\n\n{RLI}b{PDI}", f"a\n\n{RLI}b{PDI}"),
    ],
)
def test_unmatched_isolates_are_removed(text: str, clean: str):
    assert clean_lines(text) == clean


def test_line_is_trimmed_and_has_single_spaces():
    assert clean_line(" \t a \u3000\n b\u00a0c \u200b\u2060 ") == "a b c"
    assert clean_line("ខ្មែរ\u200b") == "ខ្មែរ"
    assert clean_line("\u200b\u2060 \u200b") == ""
    assert clean_line("XaX") == "XaX"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beginner\u2019s", "beginner's"),
        ("beginner\u2018s", "BEGINNER`S"),
        ("m\u02bcyata", "m'yata"),
        ("beginner\u00b4s", "beginner\u2032s"),
        ("beginner\uff07s", "beginner\u201bs"),
        ("well\u2010known", "well\u2011known"),
        ("well-known", "well\u2010known"),
        ("café", "cafe\u0301"),
        ("STRASSE", "straße"),
        ("ﬁne ２", "fine 2"),
        ("Kom\u00adpost", "kom\u200bpost\ufeff"),
        ("\u0390", "\u03b9\u0308\u0301"),
        ("a\u034fb\u3164\ufe0f", "AB"),
        ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"),
    ],
)
def test_visually_equal_texts_fold_to_the_same_form(one: str, other: str):
    assert folded(one) == folded(other)


def test_visually_different_texts_fold_differently():
    assert folded("X") == "x"
    assert folded("cafe") != folded("café")
    assert folded("a b") != folded("ab")
    assert folded('"a"') != folded("'a'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("!? – …", []),
        ("one, two_three (4)", ["one", "two", "three", "4"]),
        ("खाद बनाना सीखें", ["खाद", "बनाना", "सीखें"]),
        ("การทำปุ๋ย", ["การทำปุ๋ย"]),
        ("e\u0301a\u20dd", ["e\u0301a\u20dd"]),
        ("a \u0301 b", ["a", "b"]),
        ("Ⅷ ½ x²", ["Ⅷ", "½", "x²"]),
        ("ʼ ー", ["ʼ", "ー"]),
    ],
)
def test_words_are_letters_marks_and_numbers(text: str, expected: list[str]):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("char", "in_word", "mark"),
    [
        ("a", True, False),
        ("堆", True, False),
        ("3", True, False),
        ("½", True, False),
        ("\u0301", True, True),
        ("\u0903", True, True),
        ("\u20dd", True, True),
        ("_", False, False),
        ("+", False, False),
        (" ", False, False),
        ("\u200d", False, False),
    ],
)
def test_character_classes(char: str, in_word: bool, mark: bool):
    assert (is_in_word(char), is_mark(char)) == (in_word, mark)


def test_scripts_without_spaces():
    for text in ("堆肥の作り方", "々〇ㇰ𠀀豈ｶﾞ"):
        assert re.fullmatch(f"[{IDEOGRAPHS}]+", text)
    for text in ("ภาษาไทย", "ລາວ", "မြန်မာ", "ភាសាខ្មែរ"):
        assert re.fullmatch(f"[{UNSPACED_LETTERS}]+", text)
    for text in ("a", "X", "é", "ж", "한", "ক", "ا"):
        assert not re.search(f"[{IDEOGRAPHS}{UNSPACED_LETTERS}]", text)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        (" \u3000\n", True),
        ("\u200b\u200b", True),
        ("\u3164\u2800", True),
        ("\x07", True),
        ("\u200ba", False),
        (".", False),
    ],
)
def test_blank_texts(text: str, blank: bool):
    assert is_blank(text) is blank


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("A b", "ab!", True),
        ("Straße", "STRASSE", True),
        ("\uff21", "a", True),
        ("खाद", "खद", False),
        ("1", "2", False),
        ("!", "?", False),
        ("!", "!", True),
        (("a", "b"), ("A", "b."), True),
        (("a", "b"), ("a", "c"), False),
        ("", "", True),
    ],
)
def test_options_are_compared_without_case_spaces_and_punctuation(
    one: object, other: object, equal: bool
):
    assert (comparable(one) == comparable(other)) is equal


def test_the_key_of_an_option_has_no_spaces_and_punctuation_unless_nothing_else():
    assert comparable("Ab, c!") == "abc"
    assert comparable(("A b", "c")) == "abc"
    assert comparable("?!") == "?!"
