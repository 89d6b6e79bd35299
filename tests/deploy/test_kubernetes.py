"""`deploy/kubernetes`, as Kustomize builds it."""

import json
import os
import re
import shutil
import subprocess
import time
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from deployment_files import (
    ROOT,
    VERSION,
    documents,
    env_file,
    image_environment,
    run_checks,
    settings,
)
from kustomizations import build, objects
from test_configuration import OVERLAYS

from cms_blog.observability.metrics import COUNTERS, GAUGES, HISTOGRAMS

FOLDER = ROOT / "deploy" / "kubernetes"
NAME = "app.kubernetes.io/name"
IMAGE = f"ghcr.io/OWNER/cms-blog:{VERSION}"
RULES = documents("deploy/kubernetes/components/monitoring/rules.yaml")[0]["spec"]["groups"][0]


def named(overlay: str, kind: str, name: str = "cms-blog") -> Any:
    (found,) = [
        manifest
        for manifest in build(overlay)
        if (manifest["kind"], manifest["metadata"]["name"]) == (kind, name)
    ]
    return found


def pods(overlay: str) -> list[dict[str, Any]]:
    """Return all templates of pods."""
    return [node for node in objects(build(overlay)) if "containers" in (node.get("spec") or {})]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_pods_are_restricted_and_have_the_image_of_this_version(overlay: str):
    found = pods(overlay)
    assert len(found) == {"overlays/production": 3}.get(overlay, 1)
    for pod in found:
        spec, (container,) = pod["spec"], pod["spec"]["containers"]
        assert container["image"] == IMAGE
        assert pod["metadata"]["labels"][NAME] == "cms-blog"
        assert spec["securityContext"]["runAsUser"] == 10001
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert spec["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]
        assert {"/tmp", "/data"} <= {mount["mountPath"] for mount in container["volumeMounts"]}
        # Commands don't handle SIGTERM, which process 1 then ignores.
        serves = pod["metadata"]["labels"]["app.kubernetes.io/component"] == "api"
        assert spec.get("shareProcessNamespace", False) is not serves


@pytest.mark.parametrize("overlay", ["production", "staging"])
def test_shutdown_is_longer_than_the_removal_of_a_pod(overlay: str):
    given = env_file(FOLDER / "overlays" / overlay / "settings" / "settings.env")
    secret = env_file(FOLDER / "secret.env.example")
    # Empty in the example, so that no server starts with a published secret.
    assert secret["JWT_SECRET"] == secret["GEMINI_API_KEY"] == ""
    secret |= {"JWT_SECRET": "x" * 32, "GEMINI_API_KEY": "key"}
    found = settings(image_environment() | given | secret)
    pod = named(f"overlays/{overlay}", "Deployment")["spec"]["template"]["spec"]
    delay, drain = found.limits.drain_delay_seconds, found.drain_seconds
    assert delay + drain + 2 < pod["terminationGracePeriodSeconds"]
    probe = pod["containers"][0]["readinessProbe"]
    assert probe["failureThreshold"] == 3
    assert probe["failureThreshold"] * (probe["periodSeconds"] + 1) < delay
    # The route forwards to this address, and pods trust the gateway's addresses only.
    (host,) = named(f"overlays/{overlay}", "HTTPRoute")["spec"]["hostnames"]
    assert found.base_url == f"https://{host}"
    assert ip_network(found.forwarded_allow_ips).num_addresses <= 256
    (size,) = [volume["emptyDir"] for volume in pod["volumes"] if volume["name"] == "tmp"]
    one = found.limits.max_upload_bytes + found.limits.max_body_bytes
    assert found.limits.max_uploads * one < int(size["sizeLimit"].removesuffix("Mi")) * 2**20


def test_rollout_waits_for_indexes_and_spreads_pods_by_host():
    spec = named("overlays/production", "Deployment")["spec"]
    assert spec["progressDeadlineSeconds"] >= 6 * 3_600
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    host = spec["template"]["spec"]["topologySpreadConstraints"][0]
    assert host["topologyKey"] == "kubernetes.io/hostname"
    assert host["whenUnsatisfiable"] == "DoNotSchedule"


def test_operator_endpoints_are_not_routed_and_streams_have_no_timeout():
    assert "Ingress" not in {manifest["kind"] for manifest in build("overlays/production")}
    private, public = named("overlays/production", "HTTPRoute")["spec"]["rules"]
    assert [match["path"]["value"] for match in private["matches"]] == ["/metrics", "/ready"]
    assert "backendRefs" not in private
    assert [match["path"]["value"] for match in public["matches"]] == ["/"]
    assert public["timeouts"] == {"request": "0s"}


def test_only_the_gateway_and_prometheus_reach_the_pods():
    everything = named("overlays/production", "NetworkPolicy")["spec"]
    assert everything["podSelector"] == {"matchLabels": {NAME: "cms-blog"}}
    assert everything["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in everything
    api = named("overlays/production", "NetworkPolicy", "cms-blog-api")["spec"]
    ((gateway, prometheus),) = [rule["from"] for rule in api["ingress"]]
    route = named("overlays/production", "HTTPRoute")["spec"]["parentRefs"][0]
    space = "kubernetes.io/metadata.name"
    assert gateway["namespaceSelector"]["matchLabels"] == {space: route["namespace"]}
    assert prometheus["podSelector"]["matchLabels"] == {NAME: "prometheus"}


def test_service_budget_and_monitor_select_the_pods_of_the_api_only():
    labels = named("overlays/production", "Deployment")["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/component"] == "api"
    service = named("overlays/production", "Service")
    assert service["spec"]["selector"] == labels
    budget = named("overlays/production", "PodDisruptionBudget")
    assert budget["spec"]["selector"]["matchLabels"] == labels
    monitor = named("overlays/production", "ServiceMonitor")["spec"]
    assert monitor["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert service["metadata"]["labels"][monitor["jobLabel"]] == "cms-blog"


def test_alerts_are_those_of_the_documentation():
    text = (ROOT / "docs/how-to/operations/observability.md").read_text()
    table = text.partition("Recommended alerts:")[2].partition("\n\n")[2].partition("\n\n")[0]
    documented = [
        code.replace("\\|", "|") for code in re.findall(r"\| `(.+)` \|$", table, re.MULTILINE)
    ]
    assert documented == [rule["expr"] for rule in RULES["rules"]]
    names = set(re.findall(r"cms_blog_[a-z_]+", " ".join(documented)))
    exported = {f"{name}_total" for name in COUNTERS} | GAUGES.keys()
    for suffix in ("bucket", "count", "sum"):
        exported |= {f"{name}_{suffix}" for name in HISTOGRAMS}
    assert names <= exported


def script_of(name: str, folder: Path) -> str:
    spec = named("overlays/production", "CronJob", name)["spec"]["jobTemplate"]["spec"]
    shell, options, script = spec["template"]["spec"]["containers"][0]["command"]
    assert (shell, options) == ("sh", "-euc")
    return script.replace("/backups", str(folder))


def run_script(name: str, folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a CronJob with `command` as `cms-blog`."""
    program = folder.parent / "cms-blog"
    program.write_text(f"#!/bin/sh\n{command}\n")
    program.chmod(0o700)
    path = f"{folder.parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-euc", script_of(name, folder)],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def backup_of(folder: Path, name: str, days: float) -> Path:
    path = folder / name
    path.touch()
    written = time.time() - days * 86_400 - 60
    os.utime(path, (written, written))
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def test_backups_are_deleted_after_thirty_days_if_a_new_one_succeeded(backups: Path):
    backup_of(backups, "old.tar", 31)
    backup_of(backups, "kept.tar", 30)
    backup_of(backups, ".killed.tar.part", 2)
    assert run_script("cms-blog-backup", backups, "exit 1").returncode == 1
    assert len(list(backups.iterdir())) == 3
    done = run_script("cms-blog-backup", backups, 'test "$1" = backup && touch "$3"')
    assert done.returncode == 0, done.stderr
    left = {path.name for path in backups.iterdir()}
    assert left == {"kept.tar", time.strftime("%Y-%m-%d.tar", time.gmtime())}


def test_weekly_check_reads_the_newest_backup_and_requires_a_recent_one(backups: Path):
    backup_of(backups, "2026-01-01.tar", 2)
    done = run_script("cms-blog-backup-check", backups, "echo checked")
    assert (done.returncode, done.stdout) == (1, "No backup of the last two days.\n")
    backup_of(backups, "2026-01-02.tar", 1)
    backup_of(backups, "2026-01-03.tar", 0)
    done = run_script("cms-blog-backup-check", backups, 'echo "$@"')
    assert done.stdout == f"restore --only-check {backups}/2026-01-03.tar\n"
    assert run_script("cms-blog-backup-check", backups, "exit 1").returncode == 1


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not required elsewhere")
@pytest.mark.parametrize("overlay", ["overlays/production", "overlays/staging/create-admin"])
def test_kustomize_builds_the_same_manifests(overlay: str):
    output = subprocess.check_output(["kubectl", "kustomize", FOLDER / overlay], text=True)
    # ConfigMaps get the hash of their content, so that a change of settings restarts the pods.
    output = re.sub(r"\bcms-blog-[a-z0-9]{10}\b", "cms-blog", output)
    assert ordered(run_checks("parse", output)) == ordered(build(overlay))


def ordered(manifests: list[Any]) -> list[Any]:
    return sorted(manifests, key=lambda found: json.dumps(found, sort_keys=True))
