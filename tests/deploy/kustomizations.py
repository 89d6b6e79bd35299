"""The part of Kustomize that `deploy/kubernetes` uses.

Supported: resources, components, namespace, images, generators of ConfigMaps from files, and
patches with `replace`. Names of ConfigMaps get no hash. `test_kubernetes.py` compares the result
with that of kubectl, if it is installed.
"""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

from deployment_files import ROOT, documents, env_file

_KEYS = {
    *("apiVersion", "kind", "resources", "components", "namespace", "images"),
    *("configMapGenerator", "patches"),
}


def build(folder: str | Path) -> list[Any]:
    """Return the manifests of a kustomization below `deploy/kubernetes`."""
    return _build((ROOT / "deploy" / "kubernetes" / folder).resolve(), [])


def _build(folder: Path, inherited: list[Any]) -> list[Any]:
    (given,) = documents(folder / "kustomization.yaml")
    assert given.keys() <= _KEYS, f"{folder}: unsupported {given.keys() - _KEYS}"
    made = list(inherited)
    for name in given.get("resources", []):
        path = (folder / name).resolve()
        made += _build(path, []) if path.is_dir() else deepcopy(documents(path))
    for generator in given.get("configMapGenerator", []):
        made.append(_config_map(folder, generator))
    for name in given.get("components", []):
        made = _build((folder / name).resolve(), made)
    for patch in given.get("patches", []):
        _patch(made, patch, documents_of=folder)
    for manifest in made:
        if "namespace" in given and manifest["kind"] != "Namespace":
            manifest["metadata"]["namespace"] = given["namespace"]
        for image in given.get("images", []):
            _set_image(manifest, image)
    return made


def _config_map(folder: Path, generator: Any) -> Any:
    assert generator.keys() == {"name", "envs"}
    data = {
        name: value for file in generator["envs"] for name, value in env_file(folder / file).items()
    }
    metadata = {"name": generator["name"]}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def _patch(manifests: list[Any], patch: Any, documents_of: Path) -> None:
    assert patch.keys() == {"target", "path"}
    target = patch["target"]
    (manifest,) = [
        found
        for found in manifests
        if (found["kind"], found["metadata"]["name"]) == (target["kind"], target["name"])
    ]
    (changes,) = documents(documents_of / patch["path"])
    for change in changes:
        assert change["op"] == "replace"
        *parents, last = change["path"].strip("/").split("/")
        holder = manifest
        for parent in parents:
            holder = holder[parent]
        assert last in holder
        holder[last] = change["value"]


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield all objects in a manifest, outer ones first."""
    if isinstance(value, dict):
        yield cast("dict[str, Any]", value)
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        for child in cast("list[Any]", value):
            yield from objects(child)


def _set_image(value: Any, image: Any) -> None:
    for node in objects(value):
        if node.get("image") == image["name"]:
            node["image"] = f"{image['newName']}:{image['newTag']}"
