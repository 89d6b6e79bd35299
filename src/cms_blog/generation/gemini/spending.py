"""Charges the calls of a generation step to the budgets."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import structlog

from cms_blog.accounts.budgets import BudgetExceeded, Budgets, Reservation
from cms_blog.accounts.documents import UserDocument
from cms_blog.errors import Outage
from cms_blog.generation.failures import GenerationFailed, GenerationFailure
from cms_blog.generation.gemini.gateway import Gateway
from cms_blog.generation.gemini.responses import Progress
from cms_blog.generation.gemini.run import Run

log = structlog.stdlib.get_logger(__name__)

_OUTAGE_SECONDS = 2


def run_for(viewer: UserDocument, gateway: Gateway, progress: Progress | None = None) -> Run:
    """Create a run whose calls are charged to the viewer's budget and the site's."""
    budgets = gateway.budgets
    if budgets is None:
        return Run(gateway, progress=progress)
    return Run(gateway, partial(_reserved, viewer, budgets), progress)


@asynccontextmanager
async def _reserved(
    viewer: UserDocument, budgets: Budgets, estimate: int
) -> AsyncGenerator[Reservation]:
    """Reserve `estimate` micro-dollars for a call.

    Raises:
        GenerationFailed: a budget does not cover it, or can't be read.
    """
    try:
        async with budgets.reserved(viewer, estimate) as reservation:
            yield reservation
    except BudgetExceeded as spent:
        log.warning("generation.budget_spent", whose=spent.owner, estimate_micro_usd=estimate)
        whose = "Your" if spent.owner == "user" else "This site's"
        raise GenerationFailed(
            GenerationFailure.QUOTA_EXCEEDED,
            f"{whose} generation budget for today does not cover this step. It resets at "
            f"{spent.resets_at:%H:%M} UTC.",
            retry_after_seconds=spent.retry_after_seconds,
        ) from None
    except Outage as outage:
        log.warning("generation.budget_unavailable", cause=outage.message[:300])
        raise GenerationFailed(
            GenerationFailure.UNAVAILABLE,
            "The generation budget is temporarily unavailable. Try again in a moment.",
            retry_after_seconds=_OUTAGE_SECONDS,
        ) from None
