"""Faults of Gemini that the emulator can inject."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Self, cast

from cms_blog.generation.emulator.wire import ContentRequest, Json, error


class Fault(StrEnum):
    """Names of faults, for example for `cms-blog serve --gemini-fault`."""

    # Error responses of Gemini or of a proxy.
    QUOTA_PER_MINUTE = "quota-per-minute"
    QUOTA_PER_DAY = "quota-per-day"
    OVERLOADED = "overloaded"
    SERVER_ERROR = "server-error"
    BAD_GATEWAY = "bad-gateway"
    BAD_KEY = "bad-key"
    LEAKED_KEY = "leaked-key"
    NO_FREE_QUOTA = "no-free-quota"
    BAD_LOCATION = "bad-location"
    NO_BILLING = "no-billing"
    MODEL_CLOSED = "model-closed"
    UNKNOWN_FIELD = "unknown-field"
    INPUT_TOO_LONG = "input-too-long"
    # Requests that the endpoint accepts in another form only.
    STRICT_V1 = "strict-v1"
    MODEL_MOVED = "model-moved"
    STORE_REFUSED = "store-refused"
    # Faults of the body or the connection.
    EMPTY_BODY = "empty-body"
    BROKEN_BODY = "broken-body"
    HANG = "hang"
    DRIP = "drip"
    CUT = "cut"
    EARLY_END = "early-end"
    MID_STREAM_ERROR = "mid-stream-error"
    # Blocked and incomplete answers.
    BLOCKED_PROMPT = "blocked-prompt"
    SAFETY = "safety"
    ESCALATION = "escalation"
    RECITATION = "recitation"
    ACCOUNT_LIMITED = "account-limited"
    MAX_TOKENS = "max-tokens"
    MAX_TOKENS_EMPTY = "max-tokens-empty"
    UNKNOWN_FINISH = "unknown-finish"
    NO_IMAGE = "no-image"
    # Answers that violate the step's requirements.
    NOT_JSON = "not-json"
    FOUR_OPTIONS = "four-options"
    REPEATED_OPTIONS = "repeated-options"
    # Repeats the whole request, the system instruction first.
    ECHO = "echo"


@dataclass(slots=True)
class Switch:
    """An active fault: for the next `times` calls, or for a random share of all calls."""

    fault: Fault
    times: int | None = None
    share: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `overloaded`, `overloaded:2` (the next two calls) or `overloaded:10%`.

        Raises:
            ValueError
        """
        found = re.fullmatch(r"([a-z-]+)(?::(?:(\d{1,6})|(\d{1,3})%))?", text)
        if found is None or found[1] not in set(Fault):
            names = ", ".join(Fault)
            raise ValueError(
                f"{text!r} is not a fault; write NAME, NAME:TIMES or NAME:SHARE% ({names})"
            )
        times = None if found[2] is None else int(found[2])
        share = 1.0 if found[3] is None else min(int(found[3]), 100) / 100
        return cls(Fault(found[1]), times, share)


class Faults:
    """The active faults of one emulator."""

    def __init__(self, switches: Sequence[Switch] = ()) -> None:
        self._switches = list(switches)
        self._rng = Random(7)  # noqa: S311 - no secret: the same run has the same faults

    def turn_on(self, fault: Fault, *, times: int | None = None, share: float = 1.0) -> None:
        """Inject the fault into the next `times` calls, or into a random share of all calls."""
        self._switches.append(Switch(fault, times, share))

    def clear(self) -> None:
        """Turn off all faults."""
        self._switches.clear()

    def next(self) -> Fault | None:
        """Return the fault of the next call, if it has one."""
        draw = self._rng.random()
        for switch in self._switches:
            if switch.times == 0:
                continue
            if draw < switch.share:
                if switch.times is not None:
                    switch.times -= 1
                return switch.fault
            draw -= switch.share
        return None


_KIND = "type.googleapis.com/google.rpc."
_RETRY = {"@type": f"{_KIND}RetryInfo", "retryDelay": "0.05s"}


def _quota(per: str) -> Json:
    violation = {
        "quotaMetric": "generativelanguage.googleapis.com/generate_content_requests",
        "quotaId": f"GenerateRequestsPer{per}PerProjectPerModel",
    }
    return {"@type": f"{_KIND}QuotaFailure", "violations": [violation]}


_INVALID_KEY = {"@type": f"{_KIND}ErrorInfo", "reason": "API_KEY_INVALID"}

# Error bodies as Gemini sends them.
ERRORS: dict[Fault, Json] = {
    Fault.QUOTA_PER_MINUTE: error(
        429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", _quota("Minute"), _RETRY
    ),
    Fault.QUOTA_PER_DAY: error(
        429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", _quota("Day"), _RETRY
    ),
    Fault.OVERLOADED: error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
    Fault.SERVER_ERROR: error(500, "INTERNAL", "An internal error has occurred."),
    Fault.BAD_KEY: error(400, "INVALID_ARGUMENT", "API key not valid.", _INVALID_KEY),
    Fault.LEAKED_KEY: error(
        403,
        "PERMISSION_DENIED",
        "Your API key was reported as leaked. Please use another API key.",
    ),
    Fault.NO_FREE_QUOTA: error(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.\n"
        "* Quota exceeded for metric: generativelanguage.googleapis.com/"
        "generate_content_free_tier_requests, limit: 0, model: gemini",
        _quota("Day"),
        _RETRY,
    ),
    Fault.BAD_LOCATION: error(
        400, "FAILED_PRECONDITION", "User location is not supported for the API use."
    ),
    Fault.NO_BILLING: error(
        400,
        "FAILED_PRECONDITION",
        "Gemini API free tier is not available in your country. Please enable billing on your "
        "project in Google AI Studio.",
    ),
    Fault.MODEL_CLOSED: error(
        404,
        "NOT_FOUND",
        "This model is no longer available to new users. Please update your code to use a newer "
        "model for the latest features and improvements.",
    ),
    Fault.UNKNOWN_FIELD: error(
        400,
        "INVALID_ARGUMENT",
        'Invalid JSON payload received. Unknown name "generationConfig": Cannot find field.',
    ),
    Fault.INPUT_TOO_LONG: error(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    ),
}


def refusal(fault: Fault, model: str, request: ContentRequest) -> Json | None:
    """Return the error body of a fault; None if it does not refuse this request.

    STRICT_V1 accepts only the fields of the published v1 on v1, MODEL_MOVED serves the model on
    other versions than v1, and STORE_REFUSED does not know `store`.
    """
    unknown: list[str] = []
    match fault:
        case Fault.STRICT_V1 if request.version == "v1":
            unknown = request.unknown_in_v1
        case Fault.STORE_REFUSED if "store" in request.fields:
            unknown = ["store"]
        case Fault.MODEL_MOVED if request.version == "v1":
            return error(
                404,
                "NOT_FOUND",
                f"models/{model} is not found for API version v1, or is not supported for "
                "generateContent. Call ListModels to see the list of available models.",
            )
        case _:
            return ERRORS.get(fault)
    return unknown_fields(unknown) if unknown else None


def unknown_fields(names: Sequence[str]) -> Json:
    """Return the error body for fields that the API version does not have."""
    lines = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.'
        for name in names
    )
    return error(400, "INVALID_ARGUMENT", "\n".join(lines))


def _blocked(answer: Json) -> None:
    del answer["candidates"]
    answer["promptFeedback"] = {"blockReason": "PROHIBITED_CONTENT"}
    usage = answer["usageMetadata"]
    usage["totalTokenCount"] -= usage.pop("candidatesTokenCount")


def _finish(reason: str, *, share: float) -> Callable[[Json], None]:
    """Return a function that ends an answer with `reason` after this share of its text."""

    def alter(answer: Json) -> None:
        candidate = answer["candidates"][0]
        candidate["finishReason"] = reason
        for part in candidate["content"]["parts"]:
            part["text"] = (part.get("text") or "")[: int(len(part.get("text") or "") * share)]
            part.pop("inlineData", None)
        if not share:
            del candidate["content"]

    return alter


def _text(change: Callable[[str], str]) -> Callable[[Json], None]:
    def alter(answer: Json) -> None:
        for part in answer["candidates"][0]["content"]["parts"]:
            if "text" in part:
                part["text"] = change(part["text"])

    return alter


def _options(change: Callable[[dict[str, Any]], None]) -> Callable[[Json], None]:
    def alter(text: str) -> str:
        try:
            options = json.loads(text)
        except ValueError:
            return text
        if isinstance(options, dict):
            change(cast("dict[str, Any]", options))
        return json.dumps(options)

    return _text(alter)


def _drop_one(options: dict[str, Any]) -> None:
    if len(keys := _option_keys(options)) > 1:
        del options[keys[-1]]


def _repeat_one(options: dict[str, Any]) -> None:
    if len(keys := _option_keys(options)) > 1:
        options[keys[-1]] = options[keys[0]]


def _option_keys(options: dict[str, Any]) -> list[str]:
    return sorted(key for key in options if key.startswith("option_"))


# Functions that turn a valid answer into an invalid one.
ALTERATIONS: dict[Fault, Callable[[Json], None]] = {
    Fault.BLOCKED_PROMPT: _blocked,
    Fault.SAFETY: _finish("SAFETY", share=0),
    Fault.ESCALATION: _finish("ESCALATION", share=0),
    Fault.RECITATION: _finish("RECITATION", share=0),
    Fault.ACCOUNT_LIMITED: _finish("PUP_LIMITED_DISABLED", share=0),
    Fault.MAX_TOKENS: _finish("MAX_TOKENS", share=0.5),
    Fault.MAX_TOKENS_EMPTY: _finish("MAX_TOKENS", share=0),
    Fault.UNKNOWN_FINISH: _finish("UNDOCUMENTED", share=0.5),
    Fault.NO_IMAGE: _finish("NO_IMAGE", share=0),
    Fault.NOT_JSON: _text(lambda text: "Gladly! " + text[: len(text) // 2]),
    Fault.FOUR_OPTIONS: _options(_drop_one),
    Fault.REPEATED_OPTIONS: _options(_repeat_one),
}
