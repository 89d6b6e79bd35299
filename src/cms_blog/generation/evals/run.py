"""Runs briefs through all steps of generation and measures the answers."""

import asyncio
from collections.abc import Callable, Sequence
from typing import cast, override

from cms_blog.blogs.content.checks.claims import unsourced_claims
from cms_blog.blogs.content.markdown import off_loop, rendered
from cms_blog.blogs.content.prose import plain
from cms_blog.blogs.content.seo import keyword_report
from cms_blog.generation import steps
from cms_blog.generation.answers.characters import well_formed
from cms_blog.generation.evals import measures
from cms_blog.generation.evals.briefs import EvalBrief
from cms_blog.generation.evals.languages import is_written_in
from cms_blog.generation.evals.measures import BriefResult
from cms_blog.generation.failures import GenerationFailed, unusable
from cms_blog.generation.gemini.gateway import Gateway, GenerationProvider
from cms_blog.generation.gemini.run import Run
from cms_blog.generation.inputs import (
    BlogInput,
    BriefedInput,
    CoverImageInput,
    IdeasInput,
    ImagePromptsInput,
    ImageQuality,
    IntrosInput,
    OutlinesInput,
    SectionInput,
    TitlesInput,
)
from cms_blog.generation.prompts import Prompt
from cms_blog.generation.service import Post, rewritten, write_options, written
from cms_blog.generation.step_types import OPTIONS, OptionStep
from cms_blog.media.formats import UnusableImage
from cms_blog.media.images import clean

_INSTRUCTION = "Make it shorter."
# The task of this step asks for English, whatever the brief's language is.
_IMAGE_PROMPTS_CODE = "en"


async def evaluate(
    gateway: Gateway,
    briefs: Sequence[EvalBrief],
    *,
    covers: bool = True,
    parallel: int = 1,
    advance: Callable[[int], object] = lambda _: None,
) -> list[BriefResult]:
    """Return the results of the briefs, in their order. Nothing is stored or charged to a budget.

    `parallel` briefs run at once; `advance` is called with 1 after each of them.
    """
    slots = asyncio.Semaphore(parallel)

    async def one(brief: EvalBrief) -> BriefResult:
        async with slots:
            result = await _evaluated(gateway, brief, covers=covers)
        advance(1)
        return result

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(brief)) for brief in briefs]
    return [task.result() for task in tasks]


async def _evaluated(gateway: Gateway, brief: EvalBrief, *, covers: bool) -> BriefResult:
    trial = _Trial(gateway, brief)
    try:
        await trial.all(covers=covers)
    except GenerationFailed as failed:
        trial.result.failure = f"{trial.step}: {failed.reason.name}: {failed.message}"
    return trial.result


class _RecordedRun(Run):
    """A run that counts the requests for an answer, and keeps the answers."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway)
        self.requests = 0
        self.answers: list[str] = []

    @override
    async def write(self, prompt: Prompt) -> str:
        self.requests += 1
        answer = await super().write(prompt)
        self.answers.append(answer)
        return answer


class _Trial:
    """One brief and its steps in order, each with the first option of earlier ones."""

    def __init__(self, gateway: Gateway, case: EvalBrief) -> None:
        self.result = BriefResult(case.name, case.brief.language)
        # Name of the current step.
        self.step = ""
        self._gateway = gateway
        self._case = case
        self._brief = case.brief
        self._costs: list[float | None] = []
        self._is_spoken = _is_spoken(gateway, case.brief.language)

    async def all(self, *, covers: bool) -> None:
        """Run all steps.

        Raises:
            GenerationFailed
        """
        brief = self._brief
        idea = (await self._options(steps.IDEAS, IdeasInput(brief=brief)))[0]
        titles = TitlesInput(brief=brief, selected_idea=idea)
        title = (await self._options(steps.TITLES, titles))[0]
        given = IntrosInput(brief=brief, selected_idea=idea, title=title)
        intros = await self._options(steps.INTROS, given)
        given = OutlinesInput(
            brief=brief, selected_idea=idea, title=title, intro_markdown=intros[0]
        )
        outline = (await self._options(steps.OUTLINES, given))[0]
        given = ImagePromptsInput(brief=brief, selected_idea=idea, title=title)
        prompt = (await self._options(steps.IMAGE_PROMPTS, given, _IMAGE_PROMPTS_CODE))[0]
        given = BlogInput(
            brief=brief,
            selected_idea=idea,
            title=title,
            intro_markdown=intros[0],
            outline=outline,
            image_prompt=prompt,
        )
        post = await self._post(given, intros)
        await self._section(post)
        if covers:
            await self._cover(
                CoverImageInput(
                    brief=brief,
                    selected_idea=idea,
                    title=title,
                    prompt=prompt,
                    quality=ImageQuality.STANDARD,
                )
            )

    async def _options[I: BriefedInput, O](
        self, step: OptionStep[I, O], given: I, code: str | None = None
    ) -> tuple[O, ...]:
        run, result = self._begin(step.name), self.result
        result.options += OPTIONS
        try:
            options, _ = await write_options(step, given, run)
        finally:
            self._end(run)
            result.repairs += run.requests > 1
            if run.answers:
                result.first_try += measures.usable_options(step, run.answers[0], given)
        lines = (
            each if isinstance(each, str) else "\n".join(cast("tuple[str, ...]", each))
            for each in options
        )
        self._check_language("\n".join(lines), code)
        return options

    async def _post(self, given: BlogInput, intros: Sequence[str]) -> Post:
        run, result = self._begin(steps.BLOG.name), self.result
        result.headings = len(given.outline)
        try:
            post = await written(given, run)
        finally:
            self._end(run)
        content = post.content
        text = plain(content.html)
        result.words = measures.words_in(text)
        result.texts, result.within_length = measures.lengths(
            given.brief.length, intros, result.words, post.seo
        )
        answer = await rendered(well_formed(run.answers[0]))
        result.headings_kept = measures.headings_kept(answer, given.outline)
        result.keyword = keyword_report(post.keyword, post.title, content)
        result.keyword_used = measures.is_keyword_used(result.keyword, result.words)
        result.claims = len(await off_loop(unsourced_claims, content))
        self._check_language(text)
        self._check_language(f"{post.seo.meta_title or ''}\n{post.seo.meta_description or ''}")
        return post

    async def _section(self, post: Post) -> None:
        run = self._begin(steps.SECTION.name)
        given = SectionInput(
            brief=self._brief,
            title=post.title,
            markdown=post.content.markdown,
            anchor=post.content.sections[0].anchor,
            instruction=_INSTRUCTION,
        )
        try:
            new = await rewritten(given, run)
        finally:
            self._end(run)
        self._check_language(new.markdown)

    async def _cover(self, given: CoverImageInput) -> None:
        run = self._begin(steps.COVER_IMAGE.name)
        try:
            image = await run.generate_image(
                steps.COVER_IMAGE.prompt(given),
                aspect_ratio=given.aspect_ratio.value,
                size=given.quality.value,
            )
            # The check of an upload, which covers pass before they are stored.
            await asyncio.to_thread(clean, image.data)
        except UnusableImage:
            raise unusable("the image is damaged").failure from None
        finally:
            usage = run.usage
            self.result.cover_seconds = usage.milliseconds / 1000
            self.result.cover_cost_usd = usage.cost_usd

    def _begin(self, step: str) -> _RecordedRun:
        self.step = step
        return _RecordedRun(self._gateway)

    def _end(self, run: Run) -> None:
        usage = run.usage
        self.result.seconds += usage.milliseconds / 1000
        self._costs.append(usage.cost_usd)
        self.result.cost_usd = measures.total(self._costs)

    def _check_language(self, text: str, code: str | None = None) -> None:
        if not self._is_spoken:
            return
        others = self.result.other_language = self.result.other_language or []
        if self.step not in others and not is_written_in(text, code or self._case.code):
            others.append(self.step)


def _is_spoken(gateway: Gateway, language: str) -> bool:
    """Whether texts in the language can be expected: the emulator writes others in English."""
    if gateway.provider is GenerationProvider.GEMINI:
        return True
    from cms_blog.generation.emulator.subject import is_supported

    return is_supported(language)
