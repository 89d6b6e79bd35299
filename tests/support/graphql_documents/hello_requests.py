"""The smallest request, and its response."""

JSON = "application/json"


HELLO = b'{"query": "{ hello }"}'


ANSWER = {"data": {"hello": "Hello, you!"}}
