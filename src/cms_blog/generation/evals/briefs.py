"""The briefs of `cms-blog eval`, in the order in which they are taken."""

from functools import cache
from importlib.resources import files
from tomllib import loads

from pydantic import BaseModel, ConfigDict, TypeAdapter

from cms_blog.blogs.brief import Brief


class EvalBrief(BaseModel):
    """A brief with a name. `code` is the ISO 639-1 code of its language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    code: str
    brief: Brief


@cache
def eval_briefs() -> tuple[EvalBrief, ...]:
    """Return all briefs. The languages alternate, so that a few briefs cover most of them."""
    text = (files("cms_blog.generation.evals") / "briefs.toml").read_text("utf-8")
    return TypeAdapter(tuple[EvalBrief, ...]).validate_python(loads(text)["briefs"])
