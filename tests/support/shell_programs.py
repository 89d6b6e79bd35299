"""Programs that the commands of the documentation use. `.ci/run` installs them."""

import shutil

import pytest

needs_curl_and_jq = pytest.mark.skipif(
    shutil.which("curl") is None or shutil.which("jq") is None, reason="curl or jq is not installed"
)
