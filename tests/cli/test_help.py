"""The help text imports no library that is slow to import."""

import subprocess
import sys

SLOW = ("pydantic", "asyncio", "starlette", "strawberry", "pymongo", "cms_blog.settings")


def test_the_help_text_imports_nothing_slow():
    code = (
        "import sys; from cms_blog.cli import main\n"
        "try: main.main(['--help'])\n"
        f"except SystemExit: print([name for name in {SLOW} if name in sys.modules])"
    )
    output = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert "serve" in output
    assert output.splitlines()[-1] == "[]"
