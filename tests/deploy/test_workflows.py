"""Workflows of CI and releases, and what they pin and publish."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from deployment_files import ROOT, VERSION, compose, workflows

RELEASE = workflows()["release.yml"]["jobs"]
BUILDS = {name for name in RELEASE if name.startswith("build-")}
PUBLISHERS = RELEASE.keys() - BUILDS - {"ci"}
WORKFLOW_FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RENOVATE = json.loads((ROOT / ".github" / "renovate.json").read_text())


def scripts(job: Any) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def uses(job: Any) -> set[str]:
    return {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step}


def required(name: str) -> set[str]:
    """Return all jobs that must succeed before a job."""
    needs = set(RELEASE[name].get("needs", []))
    return needs.union(*(required(job) for job in needs))


def test_images_and_actions_are_pinned_by_digest():
    images = [service["image"] for service in compose()["services"].values()]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for path in WORKFLOW_FILES:
        text = path.read_text()
        images += re.findall(r"(?:_IMAGE|^ +image): ([a-z]\S+)", text, re.MULTILINE)
        assert not re.search(r"docker run [^\n]*[a-z]:\d", text), "an image outside of _IMAGE"
        for action, version in re.findall(r"uses: (?!\./)(\S+)(.*)", text):
            assert re.search(r"@[0-9a-f]{40}$", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", version), action
    own = {image for image in images if image.startswith("${CMS_BLOG_IMAGE")}
    assert len(own) == 1
    assert len(images) > 10
    for image in set(images) - own:
        assert re.fullmatch(r"[a-z./]+:v?\d[\w.-]*@sha256:[0-9a-f]{64}", image), image


def test_renovate_updates_every_pinned_image():
    assert {"github-actions", "dockerfile", "docker-compose"} < set(RENOVATE["enabledManagers"])
    # Renovate's engine writes named groups without P.
    (pattern,) = RENOVATE["customManagers"][0]["matchStrings"]
    pattern = pattern.replace("(?<", "(?P<")
    for path in WORKFLOW_FILES:
        text = path.read_text()
        assert len(re.findall(pattern, text)) == len(re.findall("_IMAGE: ", text))


def test_only_jobs_that_build_nothing_can_publish():
    assert {"npm", "pypi", "image", "github"} == PUBLISHERS
    for name in BUILDS:
        assert "id-token" not in RELEASE[name]["permissions"], name
        assert "attestations" not in RELEASE[name]["permissions"], name
    for name in PUBLISHERS:
        assert RELEASE[name]["permissions"]["id-token"] == "write"
        assert "actions/checkout" not in uses(RELEASE[name]), name
        assert not re.search(
            r"npm (ci|run|install)|make |pip |docker build ", scripts(RELEASE[name])
        )


def test_nothing_is_published_before_everything_is_built():
    assert {"build-python", "build-npm", "build-image"} == BUILDS
    for name in PUBLISHERS:
        assert {"ci", *BUILDS} <= required(name), name
    assert "npm" in required("pypi") & required("image")
    assert PUBLISHERS - {"github"} <= required("github")
    tags = [name for name, job in RELEASE.items() if name != "ci" and ":latest" in scripts(job)]
    assert tags == ["image"]


def test_image_is_built_scanned_and_described_on_both_platforms():
    build = RELEASE["build-image"]
    assert build["strategy"]["matrix"]["include"] == [
        {"platform": "amd64", "runner": "ubuntu-24.04"},
        {"platform": "arm64", "runner": "ubuntu-24.04-arm"},
    ]
    (push,) = [step["with"] for step in build["steps"] if step.get("id") == "push"]
    assert push["sbom"] is True
    assert "tags" not in push
    assert "anchore/scan-action" in uses(build)
    assert "actions/attest-build-provenance" in uses(RELEASE["image"])


def test_image_has_one_name():
    names = {
        match
        for path in [*WORKFLOW_FILES, ROOT / "compose.yaml", *(ROOT / "deploy").rglob("*.yaml")]
        for match in re.findall(r"(?:ghcr\.io/\S+?|:-)/?([\w-]+)(?=[:\"\n]\S*)", path.read_text())
    }
    assert {name for name in names if "blog" in name} == {"cms-blog"}


def test_packages_have_one_version():
    package = json.loads((ROOT / "clients" / "typescript" / "package.json").read_text())
    assert package["version"] == VERSION
    assert f'"{package["name"]}@${{GITHUB_REF_NAME#v}}"' in scripts(RELEASE["npm"])


def test_npm_package_names_the_repository_of_the_release(tmp_path: Path):
    source = ROOT / "clients" / "typescript" / "package.json"
    (tmp_path / "package.json").write_text(source.read_text())
    (name,) = [
        step for step in RELEASE["build-npm"]["steps"] if step.get("name") == "Name the repository"
    ]
    environment = {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/blog",
        "GITHUB_REF_NAME": "v1.2.3",
    }
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", name["run"]],
        cwd=tmp_path,
        env={**os.environ, **environment},
        check=True,
    )
    home = "https://github.com/acme/blog"
    assert json.loads((tmp_path / "package.json").read_text()) == {
        **json.loads(source.read_text()),
        "repository": {
            "type": "git",
            "url": f"git+{home}.git",
            "directory": "clients/typescript",
        },
        "homepage": f"{home}/tree/v1.2.3/clients/typescript#readme",
        "bugs": {"url": f"{home}/issues"},
    }


def test_node_has_one_version_except_where_npm_publishes():
    versions = {
        (name, str(step["with"]["node-version"]))
        for workflow in workflows().values()
        for name, job in workflow["jobs"].items()
        for step in job.get("steps", [])
        if "actions/setup-node" in step.get("uses", "")
    }
    assert {name for name, version in versions if version != "22"} == {"npm"}
    package = json.loads((ROOT / "clients" / "typescript" / "package.json").read_text())
    assert package["engines"]["node"] == ">=22"


def test_only_the_deployment_of_the_documentation_may_publish():
    jobs = workflows()["docs.yml"]["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert uses(jobs["deploy"]) == {"actions/deploy-pages"}
    assert jobs["deploy"]["needs"] == "build"


def test_commands_exist_in_the_runners_version_of_compose():
    for path in WORKFLOW_FILES:
        assert not re.search(r"\bstart [^\n]*--wait", path.read_text())


CHANGELOG = """# Changelog

## [Unreleased]

## [1.10.0] - 2026-12-01

### Added

- Ten.

## [1.1.0] - 2026-11-01

- One.
"""


@pytest.fixture
def changelog(tmp_path: Path) -> Path:
    path = tmp_path / "CHANGELOG.md"
    path.write_text(CHANGELOG)
    return path


def release_notes(version: str, changelog: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "tools" / "release-notes.sh", version, changelog],
        capture_output=True,
        text=True,
        check=False,
    )


def test_release_notes_are_the_section_of_the_changelog(changelog: Path):
    assert release_notes("1.10.0", changelog).stdout.strip() == "### Added\n\n- Ten."
    assert release_notes("1.1.0", changelog).stdout.strip() == "- One."


@pytest.mark.parametrize("version", ["1.1", "9.9.9", "1x1.0", "Unreleased"])
def test_release_without_a_section_in_the_changelog_fails(version: str, changelog: Path):
    done = release_notes(version, changelog)
    assert (done.returncode, done.stdout) == (1, "")
    assert version in done.stderr
