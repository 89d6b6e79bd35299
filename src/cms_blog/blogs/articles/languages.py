"""BCP 47 tags (RFC 5646) of languages, from their names."""

import re

from cms_blog.validation.text import folded

# English and own names of languages, by their tag.
_NAMES = {
    "af": "Afrikaans",
    "am": "Amharic, አማርኛ",
    "ar": "Arabic, العربية, Modern Standard Arabic",
    "az": "Azerbaijani, Azərbaycanca",
    "be": "Belarusian, Беларуская",
    "bg": "Bulgarian, Български",
    "bn": "Bengali, Bangla, বাংলা",
    "bs": "Bosnian, Bosanski",
    "ca": "Catalan, Català",
    "cs": "Czech, Čeština",
    "cy": "Welsh, Cymraeg",
    "da": "Danish, Dansk",
    "de": "German, Deutsch",
    "de-AT": "Austrian German",
    "de-CH": "Swiss Standard German",
    "el": "Greek, Ελληνικά",
    "en": "English",
    "en-AU": "Australian English",
    "en-CA": "Canadian English",
    "en-GB": "British English",
    "en-US": "American English, US English",
    "eo": "Esperanto",
    "es": "Spanish, Español, Castellano, Castilian",
    "es-419": "Latin American Spanish",
    "es-MX": "Mexican Spanish",
    "et": "Estonian, Eesti",
    "eu": "Basque, Euskara",
    "fa": "Persian, Farsi, فارسی",
    "fi": "Finnish, Suomi",
    "fil": "Filipino, Tagalog",
    "fr": "French, Français",
    "fr-CA": "Canadian French",
    "ga": "Irish, Gaeilge",
    "gl": "Galician, Galego",
    "gsw": "Swiss German, Schweizerdeutsch",
    "gu": "Gujarati, ગુજરાતી",
    "ha": "Hausa",
    "he": "Hebrew, עברית",
    "hi": "Hindi, हिन्दी, हिंदी",
    "hr": "Croatian, Hrvatski",
    "hu": "Hungarian, Magyar",
    "hy": "Armenian, Հայերեն",
    "id": "Indonesian, Bahasa Indonesia",
    "ig": "Igbo",
    "is": "Icelandic, Íslenska",
    "it": "Italian, Italiano",
    "ja": "Japanese, 日本語",
    "ka": "Georgian, ქართული",
    "kk": "Kazakh, Қазақша",
    "km": "Khmer, ខ្មែរ",
    "kn": "Kannada, ಕನ್ನಡ",
    "ko": "Korean, 한국어",
    "ku": "Kurdish, Kurdî",
    "lb": "Luxembourgish, Lëtzebuergesch",
    "lo": "Lao, ລາວ",
    "lt": "Lithuanian, Lietuvių",
    "lv": "Latvian, Latviešu",
    "mk": "Macedonian, Македонски",
    "ml": "Malayalam, മലയാളം",
    "mn": "Mongolian, Монгол",
    "mr": "Marathi, मराठी",
    "ms": "Malay, Bahasa Melayu",
    "mt": "Maltese, Malti",
    "my": "Burmese, မြန်မာ",
    "nb": "Norwegian Bokmål, Bokmål",
    "ne": "Nepali, नेपाली",
    "nl": "Dutch, Nederlands",
    "nl-BE": "Flemish, Vlaams",
    "nn": "Norwegian Nynorsk, Nynorsk",
    "no": "Norwegian, Norsk",
    "pa": "Punjabi, ਪੰਜਾਬੀ",
    "pl": "Polish, Polski",
    "prs": "Dari, دری",
    "ps": "Pashto, پښتو",
    "pt": "Portuguese, Português",
    "pt-BR": "Brazilian Portuguese, Português brasileiro, Português do Brasil",
    "pt-PT": "European Portuguese",
    "ro": "Romanian, Română",
    "ru": "Russian, Русский",
    "si": "Sinhala, සිංහල",
    "sk": "Slovak, Slovenčina",
    "sl": "Slovenian, Slovene, Slovenščina",
    "so": "Somali, Soomaali",
    "sq": "Albanian, Shqip",
    "sr": "Serbian, Српски",
    "sv": "Swedish, Svenska",
    "sw": "Swahili, Kiswahili",
    "ta": "Tamil, தமிழ்",
    "te": "Telugu, తెలుగు",
    "th": "Thai, ไทย",
    "tr": "Turkish, Türkçe",
    "uk": "Ukrainian, Українська",
    "ur": "Urdu, اردو",
    "uz": "Uzbek, Ўзбекча",
    "vi": "Vietnamese, Tiếng Việt",
    "yo": "Yoruba, Yorùbá",
    "zh": "Chinese, 中文, Mandarin, Mandarin Chinese",
    "zh-Hans": "Simplified Chinese, 简体中文",
    "zh-Hant": "Traditional Chinese, 繁體中文",
    "zu": "Zulu, isiZulu",
}
_BY_NAME = {
    folded(name): tag for tag, names in _NAMES.items() for name in (tag, *names.split(", "))
}
# A language with an addition: "German (Switzerland)", "English, British spelling".
_ADDITION = re.compile(r"\s*[(,;/-].*", re.DOTALL)
# Language, script and region, in any case, with hyphens or underscores.
_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)


def language_tag(name: str) -> str | None:
    """Return the tag of a language by its English or own name, or its tag; None if unknown.

    An addition such as "German (Switzerland)" is ignored.
    """
    plain = folded(name).strip()
    if (tag := _BY_NAME.get(plain)) is not None:
        return tag
    if (found := _TAG.fullmatch(plain)) is not None and found[1] in _BY_NAME:
        parts = (found[1], (found[2] or "").title(), (found[3] or "").upper())
        return "-".join(filter(None, parts))
    return _BY_NAME.get(_ADDITION.sub("", plain))
