"""A client of the demo's operations, which are in `walkthrough.graphql`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

# Text of each operation by name.
OPERATIONS = {
    match[1]: match[0]
    for match in re.finditer(
        r"^(?:query|mutation|subscription) (\w+).*?^}",
        Path(__file__).with_name("walkthrough.graphql").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}


class Failed(Exception):
    """A step failed, with the reason."""


class Api:
    """Calls of one user."""

    def __init__(self, http: httpx.Client, token: str | None = None) -> None:
        self._http = http
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def call(self, operation: str, **variables: Any) -> Any:
        """Execute an operation and return the value of its root field.

        Raises:
            Failed: there are errors, or the value is the failure in a result union.
        """
        body = {"query": OPERATIONS[operation], "variables": variables}
        response = self._http.post("/graphql", json=body, headers=self._headers)
        try:
            answer = response.json()
        except ValueError:
            raise Failed(f"HTTP {response.status_code} without a GraphQL response") from None
        return value_in(answer)

    def follow(self, operation: str, **variables: Any) -> Iterator[Any]:
        """Execute a subscription over server-sent events and yield the values of its root field.

        Raises:
            Failed: as for `call`.
        """
        body = {"query": OPERATIONS[operation], "variables": variables}
        headers = self._headers | {"Accept": "text/event-stream"}
        with self._http.stream("POST", "/graphql", json=body, headers=headers) as response:
            for line in response.iter_lines():
                name, _, data = line.partition(":")
                # The last event, `complete`, has no data.
                if name == "data" and data.strip():
                    yield value_in(json.loads(data))


def value_in(answer: dict[str, Any]) -> Any:
    """The value of the root field of a response.

    Raises:
        Failed: there are errors, or the value is the failure in a result union.
    """
    if answer.get("errors"):
        raise Failed(answer["errors"][0]["message"])
    (value,) = answer["data"].values()
    if value is None:
        raise Failed("the response is null")
    if "message" in value:
        raise Failed(value["message"])
    return value


def counted(stats: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in stats.items())
