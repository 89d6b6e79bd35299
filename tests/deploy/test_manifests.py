"""Deployment files: checked by their tools, and their variables by the settings."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cms_blog.settings import Settings

TOOLS = Path(__file__).parent / ".venv" / "bin"
# Environment variables that libraries read.
OTHERS = {
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"),
    "PATH",
}
CHECKS = {
    "Dockerfile": ["hadolint", "Dockerfile"],
    "compose": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    "workflows": [
        *("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
        *(".github/workflows/ci.yml", ".github/workflows/release.yml"),
    ],
    "workflows' safety": ["zizmor", "--offline", "--min-severity", "medium", ".github"],
    "dependabot": [
        *("check-jsonschema", "--builtin-schema", "vendor.dependabot"),
        ".github/dependabot.yml",
    ],
    "Kubernetes": ["kubernetes-validate", "--strict", "--quiet", "deploy/kubernetes.yaml"],
    "Caddyfile's style": ["caddy", "fmt", "--diff", "deploy/Caddyfile"],
}


@pytest.mark.parametrize("command", CHECKS.values(), ids=list(CHECKS))
def test_configuration_passes_its_checker(command: list[str], project: Path):
    tool, *arguments = command
    done = subprocess.run(
        [TOOLS / tool, *arguments], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def documents(path: Path) -> list[Any]:
    """Read the documents of a YAML file; the parser is in the environment of the tools."""
    read = (
        "import json, sys, yaml; print(json.dumps([*yaml.safe_load_all(sys.stdin)], default=str))"
    )
    return json.loads(
        subprocess.check_output([TOOLS / "python", "-c", read], input=path.read_text(), text=True)
    )


def secrets(project: Path, host: str = "localhost") -> dict[str, str]:
    """Return the variables that `deploy/make-env.sh` generates."""
    made = subprocess.check_output([project / "deploy" / "make-env.sh", host], text=True)
    return dict(line.split("=", 1) for line in made.splitlines())


def settings(environment: dict[str, str]) -> Settings:
    """Return the settings for these environment variables."""
    assert {name.lower() for name in environment.keys() - OTHERS} <= Settings.model_fields.keys()
    with pytest.MonkeyPatch.context() as patch:
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it


def image_environment(project: Path) -> dict[str, str]:
    """Return the variables that the image sets."""
    final = (project / "Dockerfile").read_text().rpartition("\nFROM ")[2].replace("\\\n", " ")
    (line,) = re.findall(r"^ENV (.*)", final, re.MULTILINE)
    return dict(pair.split("=", 1) for pair in line.split())


def test_image_rejects_development_defaults(project: Path):
    with pytest.raises(ValueError, match=r"JWT_SECRET: must be set if ENV=prod\s+MONGODB_URI"):
        settings(image_environment(project))


def test_compose_sets_required_production_settings(project: Path):
    (compose,) = documents(project / "compose.yaml")
    made = secrets(project, "blog.example.com")

    def filled(text: str) -> str:
        return re.sub(r"\$\{(\w+)[^}]*\}", lambda name: made[name[1]], text)

    for node in ("api-1", "api-2"):
        service = compose["services"][node]
        given = {name: filled(str(value)) for name, value in service["environment"].items()}
        found = settings(image_environment(project) | given)
        assert found.env == "prod"
        assert found.base_url == "https://blog.example.com"
        assert found.uploads_url == "s3://images"
        grace = int(service["stop_grace_period"].removesuffix("s"))
        assert found.limits.drain_delay_seconds + found.drain_seconds < grace
        caddy = compose["services"]["caddy"]["networks"]["front"]["ipv4_address"]
        assert given["FORWARDED_ALLOW_IPS"] == caddy


def test_every_variable_of_compose_is_generated(project: Path):
    text = (project / "compose.yaml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert asked == secrets(project).keys()
    # Optional variables have a default; required ones prevent the start if they are missing.
    empty = {name for name, value in secrets(project).items() if not value}
    assert empty == set(re.findall(r"\$\{(\w+):-\}", text))


def test_generated_secrets_are_unique(project: Path):
    first, second = secrets(project), secrets(project)
    random = first.keys() - {"SITE_ADDRESS", "S3_ACCESS_KEY", "GEMINI_API_KEY"}
    random -= {"JWT_SECRET_PREVIOUS", "GENERATION", "GENERATION_DAILY_USD"}
    assert all(first[name] != second[name] for name in random)
    assert min(len(first[name]) for name in random) >= 32


def test_images_and_actions_are_pinned(project: Path):
    (compose,) = documents(project / "compose.yaml")
    images = [service["image"] for service in compose["services"].values()]
    images += re.findall(r"^FROM (\S+)", (project / "Dockerfile").read_text(), re.MULTILINE)
    for image in set(images) - {"cms-blog"}:
        assert re.search(r":v?\d", image), image
    for workflow in (project / ".github" / "workflows").glob("*.yml"):
        for action in re.findall(r"uses: (?!\./)(\S+)", workflow.read_text()):
            assert re.search(r"@[0-9a-f]{40}$", action), action


def test_kubernetes_grace_period_covers_draining(project: Path):
    kinds = {found["kind"]: found for found in documents(project / "deploy" / "kubernetes.yaml")}
    given = image_environment(project) | kinds["ConfigMap"]["data"] | kinds["Secret"]["stringData"]
    # Empty in the manifest, so that no server starts with a published secret.
    assert given["JWT_SECRET"] == given["GEMINI_API_KEY"] == ""
    found = settings(given | {"JWT_SECRET": "x" * 32, "GEMINI_API_KEY": "key"})
    pod = kinds["Deployment"]["spec"]["template"]["spec"]
    grace = pod["terminationGracePeriodSeconds"]
    assert found.limits.drain_delay_seconds + found.drain_seconds < grace
    assert (
        found.limits.drain_delay_seconds > pod["containers"][0]["readinessProbe"]["periodSeconds"]
    )
