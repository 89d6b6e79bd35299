"""Messages about invalid settings."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from cms_blog.limits import Limits

# Settings of earlier versions, with their replacements.
_REPLACED = {
    "GEMINI_API_VERSION": "a version at the end of GEMINI_BASE_URL, for example https://HOST/v1beta",
    "GENERATION_DAILY_TOKENS": "GENERATION_DAILY_USD_PER_USER, in US dollars",
    "MONGODB_MAX_POOL_SIZE": "the option maxPoolSize of MONGODB_URI",
    "MONGODB_MIN_POOL_SIZE": "the option minPoolSize of MONGODB_URI",
}
# Messages for pydantic's error types. Only those of numbers, switches and choices show the given
# value: no secret is one of them.
_MESSAGES: Mapping[str, str] = {
    "bool_parsing": "{input!r} is neither true nor false",
    "extra_forbidden": "is not a limit; docs/explanation/reliability.md lists the limits",
    "float_parsing": "{input!r} is not a number",
    "finite_number": "{input} is not a finite number",
    "greater_than": "{input} is too small; it must be above {gt}",
    "greater_than_equal": "{input} is too small; the minimum is {ge}",
    "int_from_float": "{input} is not a whole number",
    "int_parsing": "{input!r} is not a whole number",
    "less_than_equal": "{input} is too large; the maximum is {le}",
    "literal_error": "{input!r} is not supported; use {expected}",
    "string_pattern_mismatch": "does not match {pattern}",
    "string_too_long": "is too long; the maximum is {max_length} characters",
    "string_too_short": "is too short; the minimum is {min_length} characters",
    "too_short": "is too short; the minimum is {min_length} characters",
}
LIMITS_FORM = 'write it as JSON, for example {"max_query_depth": 15}'


def moved(limit: str) -> str:
    """Return the message about a former setting that is now a limit."""
    return f'is now part of LIMITS: LIMITS={{"{limit}": …}}'


def lines_of(problem: ErrorDetails) -> list[str]:
    """Return one message for each setting that a pydantic error is about."""
    message = _message(problem)
    if not problem["loc"]:
        return message.splitlines()
    setting, *within = (str(part) for part in problem["loc"])
    name = setting.upper()
    if name == "LIMITS":
        return [f"LIMITS: {'.'.join(within)}: {message}" if within else f"LIMITS: {LIMITS_FORM}"]
    if problem["type"] == "extra_forbidden":
        message = "is not a setting; .env.example lists all settings"
        if name in _REPLACED:
            message = f"was replaced by {_REPLACED[name]}"
        elif setting in Limits.model_fields:
            message = moved(setting)
    return [f"{name}: {message}"]


def _message(problem: ErrorDetails) -> str:
    form = _MESSAGES.get(problem["type"])
    if form is None:
        return problem["msg"].removeprefix("Value error, ")
    return form.format_map({"input": problem["input"], **problem.get("ctx", {})})
