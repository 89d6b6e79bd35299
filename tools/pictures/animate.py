"""Make an animated WebP of the frames of `record.js`.

python tools/pictures/animate.py FOLDER OUT
"""

import json
import sys
from pathlib import Path

from PIL import Image

WIDTH = 800


def main() -> None:
    """Scale the frames and write them with their durations."""
    folder, out = map(Path, sys.argv[1:])
    listed: list[tuple[str, float]] = json.loads((folder / "frames.json").read_text())
    frames = [scaled(folder / name) for name, _ in listed]
    durations = [round(milliseconds) for _, milliseconds in listed]
    first, *rest = frames
    first.save(
        out, save_all=True, append_images=rest, duration=durations, loop=0, quality=70, method=6
    )
    print(f"{out}: {len(frames)} frames, {sum(durations) / 1000:g} s, {out.stat().st_size:,} bytes")


def scaled(path: Path) -> Image.Image:
    """Return a picture in the width of the animation."""
    with Image.open(path) as image:
        height = round(image.height * WIDTH / image.width)
        return image.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
