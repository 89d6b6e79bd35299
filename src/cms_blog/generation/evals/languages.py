"""Approximate test of a text's language, by script and frequent words."""

import unicodedata

from cms_blog.validation.text import folded, words

# Beginnings of the Unicode names of the letters of each language.
_LATIN = ("LATIN",)
_SCRIPTS = {
    "en": _LATIN,
    "de": _LATIN,
    "fr": _LATIN,
    "es": _LATIN,
    "pt": _LATIN,
    "hi": ("DEVANAGARI",),
    "ar": ("ARABIC",),
    "he": ("HEBREW",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "zh": ("CJK",),
}
# Frequent words of the languages that share the Latin script.
_FREQUENT = {
    code: frozenset(line.split())
    for code, line in {
        "en": "the and of to in is that for it with you your are on this not be or can from",
        "de": "der die das und ist nicht ein eine zu den mit für auf von sich im es sie wie auch",
        "fr": "le la les et des est une un pour que dans vous pas du sur avec ce votre qui au",
        "es": "el la los las y que en un una es para con no por su del se lo como más",
        "pt": "o a os as e que em um uma é para com não por seu do da se como mais",
    }.items()
}
# Share of the letters. Names of products and addresses are in Latin letters in any language.
_MIN_SCRIPT = 0.5
# Share of kana among the letters: Japanese has a third and more, Chinese has none.
_MIN_KANA = 0.1


def is_written_in(text: str, code: str) -> bool:
    """Whether the text can be in the language with this ISO 639-1 code.

    False if most letters belong to another script, or if the frequent words of another language
    with the same script occur more often. A text without letters is in any language.
    """
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return True
    if _share(letters, _SCRIPTS[code]) < _MIN_SCRIPT:
        return False
    has_kana = _share(letters, ("HIRAGANA", "KATAKANA")) >= _MIN_KANA
    if code in {"ja", "zh"}:
        return has_kana == (code == "ja")
    if code not in _FREQUENT:
        return True
    found = words(folded(text))
    counts = {each: sum(word in known for word in found) for each, known in _FREQUENT.items()}
    return counts[code] == max(counts.values())


def _share(letters: list[str], scripts: tuple[str, ...]) -> float:
    return sum(unicodedata.name(char, "").startswith(scripts) for char in letters) / len(letters)
