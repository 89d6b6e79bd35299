"""Gemini's REST messages as the emulator reads and writes them.

See https://ai.google.dev/api/generate-content. The client writes most keys in camelCase and some
in snake_case; both are read.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from cms_blog.generation.prompts import DATA_MARK

type Json = dict[str, Any]

_CHARACTERS_A_TOKEN = 4


class BadRequest(Exception):
    """What Gemini answers with 400 INVALID_ARGUMENT."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A generateContent request, as far as the emulator looks at it."""

    texts: tuple[str, ...]
    system: str
    schema: Json | None
    wants_image: bool
    aspect_ratio: str
    image_size: str
    reads_links: bool
    # What the model has said in this conversation before.
    said: str
    # What our prompts carry in their data part; empty for the requests of others.
    data: Json

    @property
    def tokens(self) -> int:
        """Roughly what Gemini would count for the prompt."""
        return count_tokens(self.system, *self.texts)

    @property
    def id(self) -> str:
        """The same for the same request."""
        return hashlib.sha256("\0".join((self.system, *self.texts)).encode()).hexdigest()[:22]


def count_tokens(*texts: str) -> int:
    """Four characters a token, which is what English comes to."""
    return sum(len(text) for text in texts) // _CHARACTERS_A_TOKEN + 1


def read(body: object) -> Ask:
    """The request in `body`.

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
    return Ask(
        texts=texts,
        system="\n".join(_texts([system])),
        schema=None if schema is None else _object(schema, "response_schema"),
        wants_image="IMAGE" in modalities,
        aspect_ratio=str(_either(image, "aspectRatio") or "1:1"),
        image_size=str(_either(image, "imageSize") or "1K"),
        reads_links=any(_either(tool, "urlContext") is not None for tool in tools),
        said="".join(_texts([each for each in contents if _is_models(each)])),
        data=_data(texts),
    )


def _texts(contents: list[object]) -> Iterator[str]:
    for content in contents:
        for part in cast("list[Json]", _object(content, "contents").get("parts") or []):
            if isinstance(text := part.get("text"), str):
                yield text


def _is_models(content: object) -> bool:
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
    model: str, ask: Ask, parts: list[Json], *, tokens: int, finish: str | None = "STOP"
) -> Json:
    """A whole answer, or, with `finish` None, a piece of a stream."""
    candidate: Json = {"content": {"role": "model", "parts": parts}, "index": 0}
    if finish is not None:
        candidate["finishReason"] = finish
        if ask.reads_links:
            candidate["urlContextMetadata"] = {"urlMetadata": _links(ask)}
    return {
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": ask.tokens,
            "candidatesTokenCount": tokens,
            "totalTokenCount": ask.tokens + tokens,
        },
        "modelVersion": model,
        "responseId": ask.id,
    }


def text_of(answer: Json) -> str:
    """The text in an answer; empty where there is none."""
    candidates = cast("list[Json]", answer.get("candidates") or [])
    content = cast("Json", candidates[0].get("content") or {}) if candidates else {}
    return "".join(part.get("text") or "" for part in cast("list[Json]", content.get("parts", [])))


def without_text(answer: Json) -> Json:
    """What the last piece of a stream says: the reason for its end, and the bill."""
    candidates = cast("list[Json]", answer.get("candidates") or [])
    ended = [{key: value for key, value in each.items() if key != "content"} for each in candidates]
    return answer | ({"candidates": ended} if ended else {})


def _links(ask: Ask) -> list[Json]:
    brief = cast("Json", ask.data.get("brief") or {})
    # Nothing is fetched: the emulator says that it could not.
    return [
        {"retrievedUrl": link, "urlRetrievalStatus": "URL_RETRIEVAL_STATUS_ERROR"}
        for link in cast("list[str]", brief.get("referenceLinks") or [])
    ]


def error(code: int, status: str, message: str, *details: Json) -> Json:
    """An error's body."""
    body: Json = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return {"error": body}
