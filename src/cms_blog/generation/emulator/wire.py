"""Parsing and serialization of Gemini's REST messages.

See https://ai.google.dev/api/generate-content. google-genai sends most keys in camelCase and some
in snake_case; both are accepted.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from cms_blog.generation.prompts import DATA_MARK

type Json = dict[str, Any]

_CHARACTERS_PER_TOKEN = 4


class BadRequest(Exception):
    """A request that Gemini answers with 400 INVALID_ARGUMENT."""


@dataclass(frozen=True, slots=True)
class ContentRequest:
    """The parts of a generateContent request that the emulator uses."""

    texts: tuple[str, ...]
    system: str
    schema: Json | None
    wants_image: bool
    aspect_ratio: str
    image_size: str
    reads_links: bool
    # Earlier answers of the model in this conversation.
    earlier_text: str
    # The data part of this project's prompts; empty for other requests.
    data: Json
    # API version in the path of the request, and the names of its top-level fields.
    version: str
    fields: frozenset[str]
    # Its fields that the published v1 does not have.
    unknown_in_v1: list[str]

    @property
    def tokens(self) -> int:
        """Approximate number of tokens of the prompt."""
        return count_tokens(self.system, *self.texts)

    @property
    def id(self) -> str:
        """Id of the request, a hash of its texts."""
        return hashlib.sha256("\0".join((self.system, *self.texts)).encode()).hexdigest()[:22]


def count_tokens(*texts: str) -> int:
    """Return the approximate number of tokens of English texts."""
    return sum(len(text) for text in texts) // _CHARACTERS_PER_TOKEN + 1


# Fields of a request and of its generationConfig that are not in the published v1:
# google.ai.generativelanguage.v1 of google-ai-generativelanguage.
_NOT_IN_V1 = ("systemInstruction", "tools", "store")
_CONFIG_NOT_IN_V1 = (
    "responseMimeType",
    "responseSchema",
    "responseJsonSchema",
    "responseModalities",
    "thinkingConfig",
    "imageConfig",
)


def read(body: object, version: str = "v1") -> ContentRequest:
    """Parse a request body.

    Raises:
        BadRequest
    """
    request = _object(body, "the request")
    given = request.get("contents")
    if not isinstance(given, list) or not given:
        raise BadRequest("* GenerateContentRequest.contents: contents is not specified")
    contents = cast("list[object]", given)
    texts = tuple(_texts(contents))
    config = _object(_either(request, "generationConfig") or {}, "generation_config")
    image = _object(_either(config, "imageConfig") or {}, "image_config")
    schema = _either(config, "responseJsonSchema") or _either(config, "responseSchema")
    modalities = cast("list[object]", _either(config, "responseModalities") or [])
    tools = cast("list[Json]", request.get("tools") or [])
    system = _object(_either(request, "systemInstruction") or {}, "system_instruction")
    return ContentRequest(
        texts=texts,
        system="\n".join(_texts([system])),
        schema=None if schema is None else _object(schema, "response_schema"),
        wants_image="IMAGE" in modalities,
        aspect_ratio=str(_either(image, "aspectRatio") or "1:1"),
        image_size=str(_either(image, "imageSize") or "1K"),
        reads_links=any(_either(tool, "urlContext") is not None for tool in tools),
        earlier_text="".join(_texts([each for each in contents if _is_from_model(each)])),
        data=_data(texts),
        version=version,
        fields=frozenset(request),
        unknown_in_v1=[
            *(name for name in _NOT_IN_V1 if _either(request, name) is not None),
            *(name for name in _CONFIG_NOT_IN_V1 if _either(config, name) is not None),
        ],
    )


def _texts(contents: list[object]) -> Iterator[str]:
    for content in contents:
        for part in cast("list[Json]", _object(content, "contents").get("parts") or []):
            if isinstance(text := part.get("text"), str):
                yield text


def _is_from_model(content: object) -> bool:
    return _object(content, "contents").get("role") == "model"


def _data(texts: tuple[str, ...]) -> Json:
    for text in texts:
        if text.startswith(DATA_MARK):
            try:
                found = json.loads(text.removeprefix(DATA_MARK))
            except ValueError:
                return {}
            return cast("Json", found) if isinstance(found, dict) else {}
    return {}


def _object(value: object, name: str) -> Json:
    if not isinstance(value, Mapping):
        raise BadRequest(f"Invalid value at '{name}': an object is expected")
    return dict(cast("Mapping[str, Any]", value))


def _either(source: Mapping[str, Any], camel: str) -> Any:
    snake = re.sub(r"[A-Z]", lambda found: "_" + found[0].lower(), camel)
    return source.get(camel, source.get(snake))


def answer(
    model: str,
    request: ContentRequest,
    parts: list[Json],
    *,
    tokens: int,
    finish: str | None = "STOP",
) -> Json:
    """Return a complete response, or a chunk of a stream if `finish` is None."""
    candidate: Json = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
        if request.reads_links:
            candidate["urlContextMetadata"] = {"urlMetadata": _links(request)}
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": request.tokens,
            "candidatesTokenCount": tokens,
            "totalTokenCount": request.tokens + tokens,
        },
        "modelVersion": model,
        "responseId": request.id,
    }


def text_of(answer: Json) -> str:
    """Return the text of a response; may be empty."""
    candidates = cast("list[Json]", answer.get("candidates") or [])
    content = cast("Json", candidates[0].get("content") or {}) if candidates else {}
    return "".join(part.get("text") or "" for part in cast("list[Json]", content.get("parts", [])))


def without_text(answer: Json) -> Json:
    """Return the last chunk of a stream: the finish reason and the usage."""
    candidates = cast("list[Json]", answer.get("candidates") or [])
    ended = [{key: value for key, value in each.items() if key != "content"} for each in candidates]
    return answer | ({"candidates": ended} if ended else {})


def _links(request: ContentRequest) -> list[Json]:
    brief = cast("Json", request.data.get("brief") or {})
    # The emulator never retrieves links.
    return [
        {"retrievedUrl": link, "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR"}
        for link in cast("list[str]", brief.get("referenceLinks") or [])
    ]


def error(code: int, status: str, message: str, *details: Json) -> Json:
    """Return the body of an error response."""
    body: Json = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return {"error": body}
