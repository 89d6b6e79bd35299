"""Hooks of schemathesis: strategies for custom scalars, and the check for internal errors.

KNOWN_IDS names objects that exist, so that more than NotFound is seen.
"""

import os
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

KNOWN_IDS = os.environ.get("KNOWN_IDS", "").split()

texts = st.text(max_size=200)
markdown = st.lists(
    st.sampled_from("# a\n\n|## \n\n|- |> |**|[a](b)|<b>|`|\n\n|text ".split("|")) | texts,
    max_size=20,
).map("".join)
urls = st.sampled_from(["https://example.com/a", "http://[::1]/", "ftp://x", "//x", ""]) | texts
colours = st.from_regex(r"#[0-9a-fA-F]{3,8}", fullmatch=True) | texts
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | texts

schemathesis.graphql.scalar("Markdown", markdown.map(nodes.String))
schemathesis.graphql.scalar("HTML", texts.map(nodes.String))
schemathesis.graphql.scalar("URL", urls.map(nodes.String))
schemathesis.graphql.scalar("HexColor", colours.map(nodes.String))
schemathesis.graphql.scalar("DateTime", moments.map(nodes.String))
# A file can't be a literal in a query: every value is rejected.
schemathesis.graphql.scalar("Upload", texts.map(nodes.String))
schemathesis.graphql.scalar("ID", (st.sampled_from(KNOWN_IDS or ["x"]) | texts).map(nodes.String))


@schemathesis.check
def no_fault_of_the_server(ctx: Any, response: schemathesis.Response, case: Any) -> None:
    """Accept every client error; fail for internal errors."""
    assert response.status_code < 500, response.text
    assert "INTERNAL_SERVER_ERROR" not in response.text, response.text
