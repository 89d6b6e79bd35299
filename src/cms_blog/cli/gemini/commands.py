"""`cms-blog try-gemini`, `cms-blog eval` and `cms-blog emulate-gemini`."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cms_blog.cli.commands import AddCommand, load_settings, run
from cms_blog.errors import CmsError

if TYPE_CHECKING:
    from cms_blog.generation.evals.briefs import EvalBrief
    from cms_blog.generation.evals.report import ModelRun
    from cms_blog.settings import Settings

# Briefs that run at once: enough to keep a slow model busy, within most quotas per minute.
_PARALLEL = 4


def register(add: AddCommand) -> None:
    """Add the commands."""
    trial = add(
        "try-gemini", help="run all generation steps; print their durations, tokens and costs"
    )
    trial.set_defaults(command=_try_gemini)
    _register_eval(add)

    emulate = add("emulate-gemini", help="serve the offline emulator of Gemini's API")
    emulate.add_argument("--host", default="127.0.0.1")
    emulate.add_argument("--port", type=int, default=8081, help="0 picks a free port")
    emulate.add_argument("--fault", action="append", default=[], help="see `serve --gemini-fault`")
    emulate.set_defaults(command=_emulate_gemini)


def _register_eval(add: AddCommand) -> None:
    command = add("eval", help="measure the answers to twenty briefs in ten languages")
    command.add_argument("--briefs", type=_positive, metavar="N", help="only the first N briefs")
    command.add_argument("--compare", metavar="MODEL", help="also measure another text model")
    command.add_argument("--no-covers", action="store_true", help="generate no cover images")
    command.add_argument("--json", type=Path, metavar="FILE", help="write all results to FILE")
    command.add_argument(
        "--parallel", type=_positive, metavar="N", default=_PARALLEL, help="briefs at once"
    )
    command.add_argument(
        "--threshold",
        type=_threshold,
        action="append",
        default=[],
        metavar="NAME=NUMBER",
        help="replace a threshold, for example claims=5; may be repeated",
    )
    command.set_defaults(command=_eval)


def _try_gemini(_: argparse.Namespace) -> None:
    from cms_blog.cli.gemini.trial import try_gemini

    run(try_gemini, load_settings())


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or (number := int(text[:9])) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return number


def _threshold(text: str) -> tuple[str, float]:
    from cms_blog.generation.evals.summary import parse_threshold

    try:
        return parse_threshold(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _eval(arguments: argparse.Namespace) -> None:
    settings = [load_settings()]
    if arguments.compare is not None:
        settings.append(load_settings(gemini_text_model=arguments.compare))
    file: Path | None = arguments.json
    if file is not None:
        # Before the calls: they take minutes, and Gemini bills them.
        _write(file, b"", "ab")

    async def evaluate(_: "Settings") -> None:
        from cms_blog.generation.evals import report, summary

        runs = await _model_runs(settings, arguments)
        for each in runs:
            print(report.briefs_table(each))
        print(report.summary_table(runs), end="")
        if file is not None:
            _write(file, report.as_json(runs))
        if missed := summary.missed(runs[0].verdicts):
            raise CmsError(f"{runs[0].text_model} misses thresholds: {missed}.")

    run(evaluate, settings[0])


async def _model_runs(models: "list[Settings]", arguments: argparse.Namespace) -> "list[ModelRun]":
    """Evaluate the text model of each of the settings. Only the first one gets covers."""
    from cms_blog.cli.progress import progress_bar
    from cms_blog.generation.evals.briefs import eval_briefs
    from cms_blog.observability import logging

    logging.configure(models[0])
    briefs = eval_briefs()[: arguments.briefs]
    runs: list[ModelRun] = []
    with progress_bar("Evaluating briefs", len(briefs) * len(models)) as progress:
        for settings in models:
            model_run = await _model_run(
                settings,
                briefs,
                covers=not arguments.no_covers and not runs,
                parallel=arguments.parallel,
                thresholds=dict(arguments.threshold),
                advance=progress.update,
            )
            runs.append(model_run)
    return runs


async def _model_run(
    settings: "Settings",
    briefs: "Sequence[EvalBrief]",
    *,
    covers: bool,
    parallel: int,
    thresholds: Mapping[str, float],
    advance: Callable[[int], object],
) -> "ModelRun":
    from cms_blog.generation.evals.report import ModelRun
    from cms_blog.generation.evals.run import evaluate
    from cms_blog.generation.evals.summary import judged
    from cms_blog.generation.gemini.gateway import Gateway

    gateway = Gateway.from_settings(settings)
    try:
        # Excludes the slow import of the client from the duration of the first step.
        await gateway.client()
        results = await evaluate(gateway, briefs, covers=covers, parallel=parallel, advance=advance)
    finally:
        await gateway.close()
    return ModelRun(
        provider=gateway.provider.name,
        text_model=gateway.text_model,
        image_model=gateway.image_model if covers else None,
        results=results,
        verdicts=judged(results, thresholds),
    )


def _write(file: Path, content: bytes, mode: Literal["wb", "ab"] = "wb") -> None:
    try:
        with file.open(mode) as opened:
            opened.write(content)
    except OSError as error:
        raise CmsError(f"{file} can't be written: {error.strerror}.") from None


def _emulate_gemini(arguments: argparse.Namespace) -> None:
    import uvicorn

    from cms_blog.generation.emulator.app import OFFLINE_PACE, Emulator
    from cms_blog.generation.emulator.faults import Switch

    try:
        faults = [Switch.parse(fault) for fault in arguments.fault]
    except ValueError as error:
        raise CmsError(str(error)) from None
    emulator = Emulator(faults=faults, pace=OFFLINE_PACE)
    uvicorn.run(
        emulator, host=arguments.host, port=arguments.port, lifespan="off", server_header=False
    )
