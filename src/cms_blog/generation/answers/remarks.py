"""Recognises remarks of the model about its own answer: "Sure! Here is the post:".

The table has the phrases of the languages in which Gemini makes such remarks most often. A phrase
alone is not enough, since a post may contain it: it must also speak of the answer as a text.
"""

import re

from cms_blog.generation.answers.blocks import Block
from cms_blog.validation.text import folded

_MAX_REMARK = 300
_MAX_WORDS_ALONE = 4

_AGREEMENT = re.compile(
    r"(sure|certainly|of course|absolutely|gladly|okay|ok|understood|got it|no problem|my apologies"
    r"|sorry|apologies|klar|gerne?|natürlich|selbstverständlich|verstanden|entschuldigung|claro"
    r"|por supuesto|entendido|bien sûr|d'accord|volontiers|certo|certamente|ecco"
    r"|ज़रूर|बिल्कुल|好的|当然)\b"
)
_ANNOUNCEMENT = re.compile(
    r"(here('s| is| are)|below (is|are)|this is|i('ve| have| will|'ll)|let me|let's|continuing"
    r"|continued|picking up|as requested|hier (ist|sind|kommt|kommen)|ich (habe|setze|werde|fahre)"
    r"|fortsetzung|aquí (tienes|está|están|va)|continúo|continuación|a continuación|voici"
    r"|je continue|suite|ecco|aqui está|यहाँ|यह रहा|以下是|这是)"
)
_OFFER = re.compile(
    r"(let me know|i hope|hope (this|that)|would you like|do you want|feel free|if you('d| would)? "
    r"(like|want|need|prefer)|is there anything|want me to|shall i|lass(en sie)? (es )?mich wissen"
    r"|sag(en sie)? (mir )?bescheid|gib (mir )?bescheid|ich hoffe|möchtest du|möchten sie|soll ich"
    r"|avísame|hazme saber|espero que|¿?quieres que|¿?te gustaría|si quieres|n'hésite|dis-moi"
    r"|dites-moi|souhaite|voulez-vous|veux-tu|j'espère|मुझे बताए|क्या आप|मुझे उम्मीद|如果您|希望)"
)
# Names of the answer.
_TEXT_WORDS = (
    r"blog ?post|post|article|section|draft|version|rewrite|rewritten|revised|revision|continu\w*"
    r"|where (i|it|we) (left|stopped)|outline|intro\w*|options?|markdown"
    r"|beitrag\w*|artikel|abschnitt\w*|entwurf|fassung|fortsetz\w*"
    r"|artículo|entrada|sección|borrador|versión|brouillon|artigo|seção|articolo|sezione"
)
# Changes to it.
_CHANGE_WORDS = (
    r"adjust\w*|chang(e|es|ed)|edit\w*|tweak\w*|expand\w*|shorten\w*|tone|anything else|helps?"
    r"|further|text|more detail|anpass\w*|änder\w*|hilft|weiter\w*|ajust\w*|cambi\w*|ayud\w*"
    r"|modifi\w*|aide\w*"
)
_INDIAN_AND_CHINESE = "पोस्ट|लेख|अनुभाग|बदल|मदद|文章|博客|修改|帮助"
_ABOUT_THE_TEXT = re.compile(rf"\b({_TEXT_WORDS})\b|{_INDIAN_AND_CHINESE}")
_ABOUT_CHANGES = re.compile(rf"\b({_TEXT_WORDS}|{_CHANGE_WORDS})\b|{_INDIAN_AND_CHINESE}")
# Authors ask their readers for comments.
_TO_READERS = re.compile(r"comment|kommentar|comentario|टिप्पणी|评论")


def is_opening_remark(text: str) -> bool:
    """Whether a paragraph before the answer announces it."""
    line = folded(text)
    if len(line) > _MAX_REMARK:
        return False
    announces = _ANNOUNCEMENT.search(line) is not None or line.endswith(":")
    if _AGREEMENT.match(line):
        short = len(line.split()) <= _MAX_WORDS_ALONE
        return short or (announces and _ABOUT_THE_TEXT.search(line) is not None)
    begins = _ANNOUNCEMENT.match(line) is not None
    return begins and line[-1] in ":.…!" and _ABOUT_THE_TEXT.search(line) is not None


def is_closing_remark(text: str) -> bool:
    """Whether a paragraph after the answer offers more help."""
    line = folded(text)
    return (
        len(line) <= _MAX_REMARK
        and _OFFER.match(line) is not None
        and _ABOUT_CHANGES.search(line) is not None
        and _TO_READERS.search(line) is None
    )


def is_no_ending(block: Block) -> bool:
    """Whether a block at the end of an answer is a rule or a remark, and no part of the text."""
    return block.kind == "Rule" or is_closing_remark(block.text)
