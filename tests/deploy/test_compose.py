"""Everything on one machine: `compose.yaml`, the image and `deploy/make-env.sh`."""

import re
import stat
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from deployment_files import ROOT, VERSION, compose, env_file, image_environment, settings

NODES = ("api-1", "api-2", "tools")
MAKE_ENV = ROOT / "deploy" / "make-env.sh"


def make_env(path: Path, host: str = "localhost") -> dict[str, str]:
    """Return the variables that `deploy/make-env.sh` writes to a new file."""
    subprocess.check_output([MAKE_ENV, host, path], text=True)
    return env_file(path)


@pytest.fixture
def made(tmp_path: Path) -> dict[str, str]:
    return make_env(tmp_path / "prod.env", "blog.example.com")


def megabytes(size: str) -> float:
    number, unit = re.findall(r"(\d+)([mg])", size)[-1]
    return int(number) * {"m": 1, "g": 1024}[unit] * 1.048576


def test_image_rejects_development_defaults():
    with pytest.raises(ValueError, match=r"JWT_SECRET: must be set if ENV=prod\s+MONGODB_URI"):
        settings(image_environment())


@pytest.mark.parametrize("node", NODES)
def test_nodes_have_required_production_settings(node: str, made: dict[str, str]):
    def filled(text: str) -> str:
        return re.sub(r"\$\{(\w+)[^}]*\}", lambda name: made[name[1]], text)

    service = compose()["services"][node]
    given = {name: filled(str(value)) for name, value in service["environment"].items()}
    found = settings(image_environment() | given)
    assert found.env == "prod"
    assert found.base_url == "https://blog.example.com"
    assert found.uploads_url == "s3://images"
    grace = int(service["stop_grace_period"].removesuffix("s"))
    assert found.limits.drain_delay_seconds + found.drain_seconds + 3 < grace
    # Uploads in progress fit into the temporary folder, and with it into the memory.
    one = found.limits.max_upload_bytes + found.limits.max_body_bytes
    uploads = found.workers * found.limits.max_uploads * one / 1e6
    (temporary,) = [size for size in service["tmpfs"] if size.startswith("/tmp:size=")]
    assert uploads < megabytes(temporary)
    assert uploads + 100 + 2 * 67 + 2 * 100 < megabytes(service["mem_limit"])


def test_every_service_has_limits_and_rotated_logs():
    for name, service in compose()["services"].items():
        assert megabytes(service["mem_limit"]) > 0, name
        assert service["logging"]["driver"] == "local", name
        assert all(":size=" in place for place in service.get("tmpfs", [])), name
    (script,) = [part for part in compose()["services"]["mongo"]["entrypoint"] if "mongod " in part]
    cache = float(re.findall(r"--wiredTigerCacheSizeGB (\S+)", script)[0])
    assert cache * 1024 * 2 <= megabytes(compose()["services"]["mongo"]["mem_limit"]) / 1.048576


def test_one_service_builds_the_image_and_the_version_tags_it():
    services = compose()["services"]
    assert [name for name, service in services.items() if "build" in service] == ["api-1"]
    images = {services[name]["image"] for name in NODES}
    assert images == {f"${{CMS_BLOG_IMAGE:-cms-blog:{VERSION}}}"}


def test_upgrades_wait_until_a_node_is_ready():
    for name in ("api-1", "api-2"):
        assert "/ready'" in compose()["services"][name]["healthcheck"]["test"][-1]
    assert compose()["services"]["caddy"]["depends_on"] == {
        name: {"condition": "service_healthy"} for name in ("api-1", "api-2")
    }


def test_commands_get_signals_and_a_volume_that_they_own():
    tools = compose()["services"]["tools"]
    assert tools["init"] is True
    assert tools["profiles"] == ["tools"]
    assert tools["volumes"] == ["backups:/backups"]
    assert "backups" in compose()["volumes"]
    # A new volume gets the content and the owner of the folder in the image.
    final = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    (owner, folders) = re.findall(r"install --directory --owner (\d+) --group \d+ (.+)", final)[0]
    assert "/backups" in folders.split()
    assert f"USER {owner}:{owner}" in final


def test_nodes_trust_only_the_addresses_of_the_load_balancer():
    front = compose()["networks"]["front"]
    assert front["enable_ipv6"] is True
    caddy = compose()["services"]["caddy"]["networks"]["front"]
    addresses = [ip_address(caddy["ipv4_address"]), ip_address(caddy["ipv6_address"])]
    assert [address.version for address in addresses] == [4, 6]
    for address, network in zip(addresses, front["ipam"]["config"], strict=True):
        assert address in ip_network(network["subnet"])
        assigned = network.get("ip_range", "fd6e:2c1a:94d3::/112")
        assert address not in ip_network(assigned)
    for node in NODES:
        trusted = compose()["services"][node]["environment"]["FORWARDED_ALLOW_IPS"].split(",")
        assert [ip_address(address) for address in trusted] == addresses


def test_caddyfile_can_be_edited_while_its_folder_is_mounted():
    volumes = compose()["services"]["caddy"]["volumes"]
    assert "./deploy/caddy:/etc/caddy:ro" in volumes
    assert [path.name for path in (ROOT / "deploy" / "caddy").iterdir()] == ["Caddyfile"]


def test_every_variable_of_compose_is_generated(made: dict[str, str]):
    text = (ROOT / "compose.yaml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text)) - {"CMS_BLOG_IMAGE"}
    assert asked == made.keys()
    # Optional variables have a default; required ones prevent the start if they are missing.
    empty = {name for name, value in made.items() if not value}
    assert empty == set(re.findall(r"\$\{(\w+):-\}", text))


def test_generated_secrets_are_unique(tmp_path: Path):
    first, second = make_env(tmp_path / "1"), make_env(tmp_path / "2")
    random = first.keys() - {"SITE_ADDRESS", "S3_ACCESS_KEY", "GEMINI_API_KEY"}
    random -= {"JWT_SECRET_PREVIOUS", "GENERATION", "GENERATION_DAILY_USD"}
    assert all(first[name] != second[name] for name in random)
    assert min(len(first[name]) for name in random) >= 32


def test_file_of_secrets_is_private_and_never_overwritten(tmp_path: Path):
    path = tmp_path / "prod.env"
    before = make_env(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = subprocess.run([MAKE_ENV, "localhost", path], capture_output=True, check=False)
    assert again.returncode == 1
    assert b"exists" in again.stderr
    assert env_file(path) == before
