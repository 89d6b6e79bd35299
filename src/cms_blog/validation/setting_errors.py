"""Messages about invalid settings."""

from pydantic_core import ErrorDetails

from cms_blog.limits import Limits

# Settings of earlier versions, with their replacements.
_REPLACED = {
    "GEMINI_API_VERSION": "a version at the end of GEMINI_BASE_URL, for example https://HOST/v1beta",
    "GENERATION_DAILY_TOKENS": "GENERATION_DAILY_USD_PER_USER, in US dollars",
    "MONGODB_MAX_POOL_SIZE": "the option maxPoolSize of MONGODB_URI",
    "MONGODB_MIN_POOL_SIZE": "the option minPoolSize of MONGODB_URI",
}
LIMITS_FORM = 'write it as JSON, for example {"max_query_depth": 15}'


def moved(limit: str) -> str:
    """Return the message about a former setting that is now a limit."""
    return f'is now part of LIMITS: LIMITS={{"{limit}": …}}'


def lines_of(problem: ErrorDetails) -> list[str]:
    """Return one message for each setting that a pydantic error is about."""
    message = problem["msg"].removeprefix("Value error, ")
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
