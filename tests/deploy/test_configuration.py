"""Deployment files, checked by their tools and schemas."""

import subprocess
from typing import Any

import pytest
from deployment_files import ROOT, TOOLS, run_checks, workflows
from kustomizations import build

COMMANDS = {
    "Dockerfile": ["hadolint", "Dockerfile"],
    "workflows' safety": ["zizmor", "--offline", "--min-severity", "medium", ".github"],
    "Caddyfile's style": ["caddy", "fmt", "--diff", "deploy/caddy/Caddyfile"],
}
FILES = [
    ("compose-spec", "compose.yaml"),
    ("renovate", ".github/renovate.json"),
    *(
        ("github-workflows", f".github/workflows/{name}")
        for name in ("ci.yml", "docs.yml", "release.yml")
    ),
]
OVERLAYS = [
    f"overlays/{name}{job}"
    for name in ("production", "staging")
    for job in ("", "/migrate", "/create-admin")
]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_configuration_passes_its_checker(command: list[str]):
    tool, *arguments = command
    done = subprocess.run(
        [TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_and_manifests_match_their_schemas():
    manifests: dict[str, Any] = {name: build(name) for name in OVERLAYS}
    # Each schema rejects a misspelt field, so that none passes because it was not found.
    kinds = {manifest["kind"]: manifest for manifest in manifests["overlays/production"]}
    wrong = [manifest | {"speck": {}} for manifest in kinds.values()]
    faults = run_checks("check", {"files": FILES, "manifests": manifests | {"misspelt": wrong}})
    assert len(faults.pop("misspelt")) == len(wrong)
    assert {name: found for name, found in faults.items() if found} == {}
    assert len(faults) == len(FILES) + len(OVERLAYS)
    assert {name for _, name in FILES} > {f".github/workflows/{name}" for name in workflows()}
