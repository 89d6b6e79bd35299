"""Search terms and filters, evaluated without a database."""

# ruff: noqa: RUF001 - some scripts have letters that look like Latin ones

import re
from typing import Any

import pytest
from bson import ObjectId

from cms_blog.blogs.search import (
    MAX_SEARCH,
    own_filter,
    public_filter,
    queue_filter,
    search_words,
    searched_terms,
    stored_words,
)
from cms_blog.errors import BadRequest


def finds(search: str, title: str) -> bool:
    """Whether the filter matches a blog with this title, evaluated like in MongoDB."""
    stored = search_words(title)
    conditions = public_filter(search)
    assert set(conditions) <= {"$and", "search_words"}
    if "search_words" in conditions:
        return conditions["search_words"] in stored
    patterns = [
        condition["search_words"]["$regex"] for condition in conditions.get("$and", ())[:-1]
    ]
    return all(any(re.search(pattern, word) for word in stored) for pattern in patterns)


@pytest.mark.parametrize(
    ("title", "stored"),
    [
        ("Crème brûlée, at HOME at home", ["creme", "brulee", "at", "home"]),
        ("खाद बनाना सीखें", ["खाद", "बनाना", "सीखें"]),
        ("Łódź Øresund Đà Nẵng", ["lodz", "oresund", "da", "nang"]),
        ("Þór straße Ægir ĳs İstanbul ısı", ["thor", "strasse", "aegir", "ijs", "istanbul", "isi"]),
        ("Ὀδυσσεύς ёлка Київ", ["οδυσσευσ", "елка", "киів"]),
        ("堆肥の作り方", ["堆肥", "肥の", "の作", "作り", "り方", "方"]),
        ("肥", ["肥"]),
        ("iPhone15の使い方", ["iphone15", "の使", "使い", "い方", "方"]),
        ("ガーデン", ["カ\u3099ー", "ーテ\u3099", "テ\u3099ン", "ン"]),
        ("ｶﾞ", ["カ\u3099"]),
        ("ปุ๋ยหมัก", ["ปุ๋ย", "ยห", "หมั", "มัก", "ก"]),
        ("ប្រទេស", ["ប្រ", "រទេ", "ទេស", "ស"]),
        ("ဒေ", ["ဒေ"]),
        ("ລາວ", ["ລາ", "າວ", "ວ"]),
        ("مَرْحَبًا", ["مَرْحَبًا"]),
        ("beginner’s Kom\u00adpost می\u200cخواهم", ["beginner", "s", "kompost", "میخواهم"]),
        ("❤\ufe0f 葛\U000e0100城", ["葛城", "城"]),
        ("\u0301a \u0e38ก", ["\u0301a", "\u0e38ก", "ก"]),
        ("c++ a_b 3.14", ["c", "a", "b", "3", "14"]),
        ("!?", []),
        ("", []),
    ],
)  # fmt: skip
def test_terms_of_a_title(title: str, stored: list[str]):
    assert search_words(title) == stored


def test_terms_of_several_texts_are_distinct_and_ordered():
    assert search_words("b a", "c a", "d") == ["b", "a", "c", "d"]


def test_titles_and_keywords_of_maximum_length_are_indexed():
    title = "".join(chr(0x4E00 + 2 * at) for at in range(200))
    keyword = "".join(chr(0x6E00 + 2 * at) for at in range(200))
    assert len(search_words(title, keyword)) == 400
    assert finds(title[-2:], title)
    assert search_words("x " + title, keyword) == ["x", *search_words(title, keyword)[:399]]


@pytest.mark.parametrize(
    ("search", "title"),
    [
        ("lodz", "Łódź"),
        ("Łódź", "lodz"),
        ("oresund", "Øresund"),
        ("da nang", "Đà Nẵng"),
        ("堆肥", "堆肥"),
        ("ปุ๋", "การทำปุ๋ย"),
        ("堆肥", "はじめての堆肥の作り方"),
        ("方", "堆肥の作り方"),
        ("作り方", "堆肥の作り方"),
        ("ガ", "ｶﾞｰﾃﾞﾝ"),
        ("ปุ๋ย", "การทำปุ๋ยหมัก"),
        ("การทำปุ", "การทำปุ๋ยหมัก"),
        ("बना", "खाद बनाना सीखें"),
        ("하", "한국어"),
        ("beginner's", "A Beginner’s Guide"),
        ("creme", "Cre\u0300me"),
        ("tom balc", "Balcony tomatoes"),
        ("  ", "anything"),
    ],
)
def test_matches(search: str, title: str):
    assert finds(search, title)


@pytest.mark.parametrize(
    ("search", "title"),
    [
        ("肥堆", "堆肥の作り方"),
        ("堆方", "堆肥の作り方"),
        ("の作り", "堆肥の作"),
        ("omatoes", "tomatoes"),
        ("tomatoes beans", "tomatoes"),
        (".*", "tomatoes"),
        ("!?", "!?"),
        ("!", "tomatoes"),
        ("खद", "खाद"),
        ("が", "か"),
    ],
)
def test_no_matches(search: str, title: str):
    assert not finds(search, title)


@pytest.mark.parametrize("nothing", [None, "", " \n\u3000", " " * 101])
def test_an_empty_search_has_no_filter(nothing: str | None):
    assert public_filter(nothing) == own_filter(nothing) == {}
    assert searched_terms(nothing) == []


def test_searches_are_limited_to_100_characters_and_16_terms():
    assert MAX_SEARCH == 100
    with pytest.raises(BadRequest, match=r"^`search` must have at most 100 characters\.$"):
        own_filter("x" * 101)
    assert own_filter("x" * 100) == {"$and": [beginning("x" * 100)]}
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert len(own_filter(" ".join(letters[:16]))["$and"]) == 16
    assert own_filter(" ".join(letters)) == own_filter(" ".join(letters[:16]))
    assert len(own_filter("a a b")["$and"]) == 2


def beginning(term: str) -> dict[str, Any]:
    pattern = {"$regex": f"^{term}"}
    return {"$or": [{"search_words": pattern}, {"keyword_words": pattern}]}


def test_the_public_search_is_on_public_words():
    found = {"search_words": {"$regex": "^a"}}
    title = {"meta.title": {"$regex": "a", "$options": "i"}}
    public = {"$or": [{"keyword_words": {"$exists": True}}, {"$and": [title]}]}
    assert public_filter("a") == {"$and": [found, public]}
    assert stored_words(title="A title", excerpt="A text.", keyword="the title") == {
        "search_words": ["a", "title", "text"],
        "keyword_words": ["the", "title"],
    }


def test_authors_found_by_a_term_count_for_that_term():
    ada = ObjectId()
    found = queue_filter("a b", {"a": {ada}, "b": [], "c": [ObjectId()]})
    by_author = {"author_id": {"$in": [ada]}}
    assert found == {"$and": [{"$or": [*beginning("a")["$or"], by_author]}, beginning("b")]}


def test_a_search_without_words_matches_no_stored_term():
    for conditions in (public_filter("!?"), own_filter("!?"), queue_filter("!?", {})):
        assert conditions == {"search_words": "!"}
