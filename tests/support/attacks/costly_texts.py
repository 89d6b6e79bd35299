"""Texts that are expensive or fatal for Markdown renderers and HTML parsers."""

LONG = 100_000

# Each is repeated up to the maximum length of the API.
_REPEATED = [
    "a", " ", "\t", "\\", "\\*", "&", "&amp;", "&#", "&#x1", "&a", ":", "http://", "a@", "a'",
    "~", "^", "\u00a0", "\u200d", "a\u0301", "漢字", "ภาษาไทย", "a\u2028", "a\x02b",
    "\x02wzxhzdk:0\x03", "\ufeff", "*", "*a", "*a ", "**a ", "***a* ", "_", "_a_", "a_", "a**b",
    "*a_b ", "*a **b _c __d ", "**_", "~~a", "[", "[a]", "[a](", "![", "[](", "]", "](", "(",
    "[\n\n", "[a](b", "[a](/b) ", "[a][b] ", "[x](<", '[a](b "', "![a](/b) ", "[a]: b\n",
    "[a]: <", '[a]: b "', "[a]:\n", "[^a]", "[a]: /b\n\n[a]\n\n", "`", "`a", "``a ", "```\n",
    "```a\n", "```x\n\n", "~~~\n", "```\n~~~\n", "```\na\n```\n", "    a\n", "#", "# ", "#\n",
    "# a\n", "# a\n\n", "#a\n", "######", "a\n=\n\n", "=", "---\n", "- - - \n", "-", ">", "> ",
    "> a\n\n", "> # a\n", "* > ", "> - ", "- ", "1. ", "* ", "- a\n", "- a\n\n", "1. a\n", "1.1.",
    "- # a\n", "* a\n    > b\n", " \n", "a  \n", "\n\n", "|", "|a|b|\n|-|-|\n", "a|b\n-|-\n\n",
    "|-", "`|", "\\|", "|:-:|\n", "<", "<a", "<a ", "<a\n\n", "<x y='", '<a href="', "<http:a>",
    "<a@b.c>", "<!", "<?", "<%", "<!--", "-->", "<!--\n\n", "<![CDATA[", "<!DOCTYPE ", "<\n",
    "</", "</div>", "<b>", "<p>", "<div>", "<div>\n\n", "<a>", "<a href=1><p>", "<b><p>",
    "<em>x</p>", "<p><b>\n\n", "<li>", "<ul><li>", "<table>", "<table><tr><td>", "<form>",
    "<select><option>", "<template>", "<font>", "<svg>", "<math>", "<svg><desc>", "<script>",
    "<style>", "<textarea>", "<title>", "<xmp>", "<plaintext>", "<a><b><i><em>", "- <div>\n",
    "<p></p>", "<br>", "<i title='>'>",
    "[^a]: b\n", "[^a]: b\n\n", "[^a]:", "[^a]\n[^a]: b\n\n", "[^a]: [^a]", "- [^a]: b\n",
    "> [^a]: b\n", "- [ ] ", "- [x] a\n", "- [ ]\n", "<input>", "https://", "https://a.b ",
    "https://a.b/c_d*e", "www.", "www.a", "www.a.b ", "https://a.b)", "https://a.b/(", "a.",
    "a@b.c ", "a@b.", "a+", "_@", "[a](#b) ",
    # For the search for claims.
    "1 ", "1,", "1 of ", "! ", "A. ", "“a ", "“a” ", "„a", "the most ", "el a a a a ",
]  # fmt: skip

# Expected errors on save.
REFUSED = {
    ">", "> ", "* > ", "> - ", "1. ", "<b>", "<p>", "<div>", "<div>\n\n", "<a>", "<a href=1><p>",
    "<b><p>", "<em>x</p>", "<p><b>\n\n", "<li>", "<ul><li>", "<table>", "<table><tr><td>",
    "<form>", "<select><option>", "<template>", "<font>", "<svg>", "<math>", "<svg><desc>",
    "<script>", "<style>", "<textarea>", "<title>", "<xmp>", "<plaintext>", "<a><b><i><em>",
    "- <div>\n", "<p></p>", "<i title='>'>", "formatting left open",
    "formatting hidden from view",
}  # fmt: skip


def _filled(unit: str) -> str:
    return (unit * (LONG // len(unit) + 1))[:LONG]


def _numbered(unit: str, most: int = LONG) -> str:
    pieces: list[str] = []
    while most > 0:
        pieces.append(unit.format(len(pieces)))
        most -= len(pieces[-1])
    return "".join(pieces)


UNITS = _REPEATED
TEXTS = {unit: _filled(unit) for unit in _REPEATED} | {
    "brackets in brackets": "[" * (LONG // 2) + "]" * (LONG // 2),
    "one link, never closed": "[a](" + "(" * LONG,
    "definitions": _numbered("[a{0}]: http://x/{0}\n"),
    "definitions and their uses": _numbered("[a{0}]: /b\n", LONG // 2)
    + _numbered("[a{0}] ", LONG // 2),
    "many headings": _numbered("# h{0}\n\n"),
    "headings and definitions": _numbered("# h{0}\n\n[a{0}]: /b\n\n"),
    "footnotes": _numbered("[^{0}]: a\n", LONG // 2) + _numbered("[^{0}] ", LONG // 2),
    "footnotes of footnotes": "[^0] " + _numbered("[^{0}]: a[^1{0}]\n", LONG - 5),
    "footnotes in lists of footnotes": "[^0] " + "[^0]: - " * (LONG // 8),
    "a footnote, often": "[^1]: a\n\n" + "[^1] " * (LONG // 5),
    "footnotes in headings": _numbered("# a[^{0}]\n[^{0}]: b\n\n"),
    "links to headings": _numbered("# h{0}\n\n[a](#h{0})\n\n"),
    "a parenthesis, never opened": "https://a.b/" + ")" * LONG,
    "parentheses, never closed": "https://a.b/" + "(" * LONG,
    "one long address": "https://" + "a." * (LONG // 2),
    "one long mailbox": "a" * (LONG - 4) + "@b.c",
    "private-use characters": "[^a]: b\n\n[^a]"
    + "".join(map(chr, range(0xF0000, 0xF0000 + LONG - 20))),
    "an endless underline": "a\n" + "=" * LONG,
    "a wide table": "|" + "a|" * 16_000 + "\n|" + "-|" * 16_000 + "\n|" + "b|" * 16_000,
    "a wide table of empty rows": "|" + "a|" * 600 + "\n|" + "-|" * 600 + "\n" + "|\n" * 48_000,
    "a long table": "|a|b|\n|-|-|\n" + "|a|b|\n" * 16_000,
    "stairs of quotes": "\n".join(">" * depth + " a" for depth in range(1, 440)),
    "stairs of lists": "\n".join(" " * 4 * depth + "- a" for depth in range(220)),
    "stairs of backticks": " ".join("`" * length for length in range(1, 440)),
    "stairs of fences": "\n".join("`" * length for length in range(3, 440)),
    "numbered items": _numbered("{0}. a\n"),
    "a great number": "9" * LONG + ". a",
    "a fence, never closed": "```\n" + "a\n" * (LONG // 2),
    "attributes": "<a " + _numbered("a{0}=1 ") + ">",
    "white space at the end of lines": (" " * 500 + "\n") * 200,
    "formatting left open": "<p>" + _numbered("<b a={0}>", 2_000) + "</p>\n"
    + "<p>x</p>\n" * 10_000,
    "formatting hidden from view": "<p>" + _numbered("<b a={0}><!--</b>-->", 4_000) + "</p>\n\n"
    + "x\n\n" * 30_000,
}  # fmt: skip
