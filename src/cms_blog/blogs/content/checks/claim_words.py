"""Words by which claims are found, in English, German, French, Spanish and Hindi.

All are in lower case. The words of all languages are searched at once: a text may quote another
language.
"""

from dataclasses import dataclass


def _split(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _phrases(*lines: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for line in lines for phrase in line.split("/"))


@dataclass(frozen=True, slots=True)
class Terms:
    """Words, beginnings of words, and phrases of several words."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def found_in(self, words: list[str]) -> bool:
        """Whether one of the terms is in a sentence, given as its words in lower case."""
        if not self.words.isdisjoint(words):
            return True
        if not self.stems and not self.phrases:
            return False
        line = f" {' '.join(words)} "
        return any(f" {stem}" in line for stem in self.stems) or any(
            f" {phrase} " in line for phrase in self.phrases
        )


ABBREVIATIONS = _split(
    "e.g i.e etc vs dr mr mrs ms prof st no fig approx ca bzw usw nr sog evtl ggf vgl inkl z.b d.h",
    "u.a o.ä p.ex env av sr sra ee.uu pág núm aprox p.ej डॉ श्री",
)

# Verbs and phrases that attribute a quotation.
SPEECH = Terms(
    _split(
        "said says tell tells told wrote writes asks asked explains explained argues argued notes",
        "noted warns warned claims claimed declared quotes quoted calls called describes described",
        "recalls recalled concludes concluded announced stated remembers",
        "sagt sagte sagen schrieb schreibt meint meinte erklärt erklärte laut zufolge nannte nennt",
        "betont betonte warnt warnte berichtet berichtete fragt fragte behauptet zitiert",
        "dit disait déclare déclara déclaré écrit écrivait écrivit explique expliquait expliqué",
        "affirme affirmait affirmé selon raconte racontait note précise qualifie appelle décrit",
        "dijo dice decía escribe escribió explica explicó afirma afirmó según cuenta contó declaró",
        "señala señaló advierte advirtió llama llamó describe describió califica calificó",
        "कहा कहते कहती कहता लिखा लिखते बताया बताते बताती पूछा माना मानते मानती मानता",
    ),
    phrases=_phrases(
        "according to / put it / heißt es / d'après / के अनुसार",
    ),
)
# A text in quotation marks beside one of these is a label, an input or a question to the reader.
INSTRUCTION = Terms(
    _split("click press type enter select pulse pulsa elige elija busca escriba क्लिक दबाएँ चुनें"),
    ("klick", "drück", "wähl", "tipp", "cliqu", "appuy", "saisi", "choisi", "cherch"),
    _phrases(
        "ask yourself / imagine / frag dich / fragen sie sich / demandez vous / demande toi",
        "pregúntate / pregúntese / haz clic / haga clic / ख़ुद से / search for / choose",
    ),
)
# The figures of such a sentence are made up.
EXAMPLE = Terms(
    _split(
        "suppose imagine beispielsweise angenommen supposons imaginons imaginez disons",
        "supongamos imagina imaginemos digamos उदाहरण",
    ),
    phrases=_phrases(
        "for example / for instance / e g / let's say / zum beispiel / z b",
        "stellen sie sich / stell dir / par exemple / p ex / por ejemplo / p ej / मान लीजिए",
        "मान लें / मान लो",
    ),
)
FIRST_PERSON = Terms(_split("i i've ich wir we we've je j'ai nous yo mi me मैं मैंने हम हमने मेरे"))

NUMBER_WORDS = _split(
    "one two three four five six seven eight nine ten twelve twenty hundred",
    "ein eine einer zwei drei vier fünf sechs sieben acht neun zehn zwölf zwanzig hundert",
    "un une deux trois quatre cinq sept huit neuf dix douze vingt cent",
    "uno una dos tres cuatro cinco seis siete ocho nueve diez doce veinte cien",
    "एक दो तीन चार पाँच छह सात आठ नौ दस सौ",
)
# Between the two numbers of a ratio: "nine out of ten", "neuf plants sur dix".
RATIO = _split("of in von sur cada से")
MONTHS = _split(
    "january february march april may june july august september october november december",
    "januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet",
    "août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto",
    "septiembre octubre noviembre diciembre जनवरी फ़रवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त",
    "सितंबर अक्टूबर नवंबर दिसंबर",
)
# A number after one of these is the name of a part.
PARTS = _split(
    "step chapter version part section figure table page number level phase week day question tip",
    "rule point item episode volume schritt kapitel teil abschnitt abbildung tabelle seite nr",
    "woche",
    "tag regel frage étape l'étape chapitre partie page semaine jour règle paso capítulo versión",
    "parte sección página semana día regla चरण अध्याय संस्करण भाग पृष्ठ सप्ताह दिन",
)
PERCENT = _split("percent percentage prozent pourcent प्रतिशत फ़ीसदी फीसदी")
CURRENCY = _split(
    "dollar dollars euro euros pounds rupees franken francs peso pesos dólares रुपये रुपए"
)
MAGNITUDE = _split("thousand tausend mille mil हज़ार हजार")
UNITS = _split(
    "mg g kg t ml cl dl l mm cm m km px kb mb gb kcal w kwh volt watt min s h hours minutes",
    "seconds",
    "days grams grad gramm minuten sekunden stunden tage grammes heures minutes secondes jours",
    "gramos minutos segundos horas días ग्राम मिनट घंटे सेमी लीटर",
)
# Words and phrases that are figures without a digit.
FIGURE = Terms(
    _split(
        "million millions billion billions trillion doubled tripled quadrupled halved twofold",
        "threefold tenfold millionen milliarden verdoppelt verdreifacht vervierfacht halbiert",
        "milliard milliards doublé triplé quadruplé millón millones duplicado duplicó triplicado",
        "triplicó लाख लाखों करोड़ करोड़ों अरब हज़ारों तिहाई चौथाई दोगुना दोगुनी तिगुना गुना गुनी",
    ),
    phrases=_phrases(
        "thousands of / third of / thirds of / quarter of / quarters of / half of all",
        "half of the / half the / twice as / drittel aller / drittel der / viertel der",
        "viertel aller / hälfte der / hälfte aller / doppelt so / halb so / dreimal so",
        "tiers des / quarts des / moitié des / quart des / fois plus / fois moins",
        "tercio de / tercios de / cuartos de / mitad de / veces más / veces menos",
        "el doble de / times as / times more / times less / times higher / आधे से",
    ),
)
# Any number is a figure in a sentence with one of these.
EVIDENCE = Terms(
    stems=tuple(
        _split(
            "average study studies survey research report statistic estimate reach contain weigh",
            "consum rose fell grew durchschnitt studie umfrage forsch laut zufolge statisti schätz",
            "erreich enthält enthalten wiegt wiegen verbrauch stieg sank wuchs étude enquête selon",
            "estim attein contien pèse estudio encuesta según estadístic investigaci alcanza",
            "aument",
            "औसत अध्ययन सर्वेक्षण शोध आँकड़ आंकड़ रिपोर्ट अनुमान पहुँच वज़न खपत",
        )
    ),
    phrases=_phrases(
        "according to / found that / d'après / en moyenne / en promedio / के अनुसार",
    ),
)

# Before a superlative. In French and Spanish it may also come after the noun.
ENGLISH_ARTICLES = _split("the its their world's country's city's industry's")
GERMAN_ARTICLES = _split("der die das den dem des am ihre seine")
FRENCH_ARTICLES = _split("le la les")
SPANISH_ARTICLES = _split("el la los las")
# Words with the ending of a superlative.
NO_ENGLISH_SUPERLATIVES = _split(
    "latest nearest rest past interest request guest forest west test chest nest harvest contest",
    "honest modest next quest protest earnest arrest midwest priest crest pest vest behest",
    "conquest",
)
NO_GERMAN_SUPERLATIVES = tuple(
    _split(
        "erste allererste nächste meiste wenigste bewusste unbewusste feste ernste robuste triste",
        "besten liebsten ehesten letzte wusste musste wüsste müsste leiste",
    )
)
GERMAN_ORDINALS = ("zigste", "ßigste", "hundertste", "tausendste")
FRENCH_SUPERLATIVES = ("meilleur", "pire", "seul")
SPANISH_SUPERLATIVES = ("mejor", "peor", "únic")
# After "the most", "le plus" or "el … más": no superlative, or one of time.
AFTER_MOST = _split(
    "people of part tôt tard souvent possible de ou que o pronto tardar bien allá or recent"
)
# Between an article and "más": a comparative, as in "el pan es más caro".
COMPARING = _split("es son era fue está están ser un una y que")
HINDI_SUPERLATIVES = _split("सर्वश्रेष्ठ सर्वाधिक सर्वोत्तम एकमात्र")
AFTER_SABSE = _split("पहले पहला बढ़कर ऊपर")
