"""HTTP requests of denial-of-service attacks, and the expected responses."""

import gzip
import json
from itertools import pairwise
from typing import Any, NamedTuple

from graphql import get_introspection_query


class Attack(NamedTuple):
    """A request with its expected status and error code."""

    body: bytes
    status: int
    code: str
    headers: str = ""

    @property
    def request(self) -> bytes:
        """Encoded HTTP request."""
        return (
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\n"
            "Accept: application/graphql-response+json\r\nContent-Type: application/json\r\n"
            f"{self.headers}Content-Length: {len(self.body)}\r\n\r\n"
        ).encode() + self.body


def _query(query: str, **variables: Any) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _fragment_bomb() -> str:
    """Return 654 characters of nested fragments that double twenty times, two levels deep."""
    names = "abcdefghijklmnopqrstu"
    bomb = "{blogs{nodes{...a}}}"
    for name, below in pairwise(names):
        bomb += f"fragment {name} on Blog{{...{below} ...{below}}}"
    return (bomb + "fragment u on Blog{id}").ljust(654)


def _field_bomb(levels: int) -> str:
    """Return the same through a recursive field: 2 ** levels fields after expansion."""
    bomb = "{node(id:1){...f0}}"
    for level in range(levels):
        below = f"...f{level + 1}"
        bomb += f"fragment f{level} on Blog{{author{{id}} a:author{{id {below} }} {below}}}"
    return bomb + f"fragment f{levels} on Blog{{id}}"


def _all_fields(levels: int) -> str:
    of_type = "{name}"
    for _ in range(levels):
        of_type = "{name ofType{name fields{name type" + of_type + "}}}"
    return "{__schema{types{fields{type" + of_type + "}}}}"


def _operations(count: int) -> str:
    """Return operations with a dozen fields each: the most work for validation by token."""
    fields = (
        "id title slug feedback authorEmail selectedIdea imagePrompt coverImageUrl revision "
        "createdAt updatedAt requestedAt"
    )
    return " ".join(f"query q{n}{{blogs{{nodes{{{fields}}}}}}}" for n in range(count))


_BRACES = b'{"query":"' + b"{" * 10_000_000 + b'"}'
_REFUSED = "QUERY_TOO_EXPENSIVE"
_INVALID = "BAD_REQUEST"

ATTACKS = {
    "a fragment bomb": Attack(_query(_fragment_bomb()), 400, _REFUSED),
    "a bomb of fields": Attack(_query(_field_bomb(30)), 400, _REFUSED),
    "10,000 aliases": Attack(
        _query("{" + " ".join(f"a{n}:__typename" for n in range(10_000)) + "}"), 400, _REFUSED
    ),
    "600 aliases that conflict": Attack(
        _query("{blogs{nodes{" + "a:id a:title " * 300 + "}}}"), 400, _REFUSED
    ),
    "900 fields again and again": Attack(
        _query("{blogs{nodes{" + "id " * 900 + "}}}"), 400, _REFUSED
    ),
    "1,000 directives": Attack(
        _query("{__typename" + " @skip(if:false)" * 1_000 + "}"), 400, _REFUSED
    ),
    "900 unknown directives": Attack(_query("{__typename" + " @a" * 900 + "}"), 400, _REFUSED),
    "fragments in a circle": Attack(
        _query("{blogs{nodes{...a}}}fragment a on Blog{...b}fragment b on Blog{...a}"),
        400,
        _INVALID,
    ),
    "a hundred fragments in a circle": Attack(
        _query(
            "{blogs{nodes{...f0}}}"
            + "".join(f"fragment f{n} on Blog{{...f{(n + 1) % 97}}}" for n in range(98))
        ),
        400,
        _INVALID,
    ),
    "an introspection in loops": Attack(_query(_all_fields(3)), 400, _INVALID),
    "10 MB of braces": Attack(_BRACES, 413, _INVALID),
    "1 MB of braces": Attack(_BRACES[:900_000] + b'"}', 400, _REFUSED),
    "900 levels of fields": Attack(_query("{a" * 900 + "}" * 900), 400, _REFUSED),
    "900 levels of lists": Attack(
        _query("{blogs(search:" + "[" * 900 + "]" * 900 + "){totalCount}}"), 400, _REFUSED
    ),
    "a comment of 900 kB": Attack(_query("{__typename}#" + "#" * 900_000), 400, _REFUSED),
    "900 kB of comments": Attack(_query("{__typename}" + "\n#" * 300_000), 400, _REFUSED),
    "a string of 900 kB": Attack(
        _query('{blogs(search:"' + "x" * 900_000 + '"){nodes{id}}}'), 400, _REFUSED
    ),
    "a block string of 200,000 lines": Attack(
        _query('{blogs(search:"""' + "\n a" * 200_000 + '"""){nodes{id}}}'), 400, _REFUSED
    ),
    "200 operations": Attack(
        _query(" ".join(f"query q{n}{{__typename}}" for n in range(200))), 400, _REFUSED
    ),
    "150 variables": Attack(
        _query("query(" + " ".join(f"$v{n}:Int" for n in range(150)) + "){__typename}"),
        400,
        _INVALID,
    ),
    "as many fields and characters as a document may have": Attack(
        _query((_operations(36) + "#").ljust(12_000, "#")), 400, _INVALID
    ),
    "as many values as a document may have": Attack(
        _query("mutation{saveBlog(input:{tags:[" + " 1" * 780 + "]}){__typename}}"), 400, _INVALID
    ),
    "a string as long as a document may be": Attack(
        _query('{__type(name:"' + "x" * 11_950 + '"){name}}'), 200, ""
    ),
    "a block string of as many lines as a document may have": Attack(
        _query('{__type(name:"""' + "\n" * 11_950 + '"""){name}}'), 200, ""
    ),
    "names that resemble many others": Attack(
        _query("{" + " ".join(f"...on GenerationBudgetx{n}{{id}}" for n in range(20)) + "}"),
        400,
        _INVALID,
    ),
    "wrong names": Attack(
        _query("{" + " ".join(f"blogz{n}" for n in range(20)) + "}"), 400, _INVALID
    ),
    "1 MB of lists": Attack(b'{"variables":[' + b"[]," * 320_000 + b"[]]}", 400, _INVALID),
    "1 MB of objects in a variable": Attack(
        b'{"query":"{__typename}","variables":{"a":[' + b'{"":{}},' * 120_000 + b"{}]}}",
        400,
        _INVALID,
    ),
    "300,000 strings": Attack(
        b'{"query":"{__typename}","variables":{"a":[' + b'"",' * 320_000 + b'""]}}', 200, ""
    ),
    "deep JSON": Attack(b'{"variables":' + b"[" * 400_000 + b"]" * 400_000 + b"}", 400, _INVALID),
    "deep JSON in variables": Attack(
        b'{"query":"{__typename}","variables":{"a":' + b'{"a":' * 900 + b"1" + b"}" * 902,
        400,
        _INVALID,
    ),
    "an integer of 900,000 digits": Attack(b'{"query":' + b"9" * 900_000 + b"}", 400, _INVALID),
    "an integer in the query": Attack(
        _query("{blogs(first:" + "9" * 900_000 + "){nodes{id}}}"), 400, _REFUSED
    ),
    "a number beyond all bounds": Attack(
        b'{"query":"query($f:Int!){blogs(first:$f){totalCount}}","variables":{"f":1e999}}',
        400,
        _INVALID,
    ),
    "a lone surrogate": Attack(b'{"query":"{__typename} #\\ud800"}', 400, _INVALID),
    "a lone surrogate in a variable": Attack(
        b'{"query":"query($s:String){blogs(search:$s){nodes{id}}}","variables":{"s":"\\udfff"}}',
        400,
        _INVALID,
    ),
    "a batch of 10,000": Attack(
        b"[" + b'{"query":"{__typename}"},' * 9_999 + b"{}]", 400, _INVALID
    ),
    "a compressed bomb": Attack(
        gzip.compress(b"{" * 10_000_000), 415, _INVALID, "Content-Encoding: gzip\r\n"
    ),
    "60,000 keys": Attack(
        json.dumps(
            {"query": "{__typename}", "variables": dict.fromkeys(map(str, range(60_000)))}
        ).encode(),
        200,
        "",
    ),
    "the usual introspection": Attack(_query(get_introspection_query()), 200, ""),
}
