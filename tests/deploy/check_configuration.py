"""Reads and checks configuration files; runs with the Python of `tests/deploy/.venv`.

- `read FOLDER` prints the documents of all YAML files below FOLDER, by path.
- `parse FOLDER` prints the documents of a YAML text.
- `check FOLDER` prints the faults, by name, of
  `{"files": [[SCHEMA, PATH], …], "manifests": {NAME: [document, …]}}`.

Input and output are JSON. One process checks all, because imports cost more than checks.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

# A version that is supported upstream.
KUBERNETES = "1.33"
CUSTOM = json.loads((Path(__file__).parent / "custom_resources.json").read_text())


def parse(source: Any) -> list[Any]:
    """Return the documents of YAML 1.2: in 1.1, the key `on` of workflows is true."""
    return list(YAML(typ="safe", pure=True).load_all(source))


def read(root: Path) -> dict[str, list[Any]]:
    """Return the documents of all YAML files, by path."""
    workflows, manifests = (root / ".github").rglob("*.yml"), (root / "deploy").rglob("*.yaml")
    paths = [root / "compose.yaml", *workflows, *manifests]
    return {str(path.relative_to(root)): parse(path) for path in paths}


def fault_of_file(schema: str, path: Path) -> str:
    """Return the message of check-jsonschema, or an empty text."""
    import check_jsonschema
    from click.testing import CliRunner

    arguments = ["--builtin-schema", f"vendor.{schema}", str(path)]
    result = CliRunner().invoke(check_jsonschema.main, arguments)
    return result.output if result.exit_code else ""


@cache
def schemas() -> Any:
    """Return the module that validates manifests, with a cache of the schemas that it reads."""
    from kubernetes_validate import utils

    utils.schema_contents = cache(utils.schema_contents)
    return utils


@cache
def fault_of_manifest(text: str) -> str:
    """Return the first violation of the schema of Kubernetes, or of `custom_resources.json`."""
    import jsonschema

    document = json.loads(text)
    kind = f"{document['apiVersion']} {document['kind']}"
    try:
        if kind in CUSTOM["$defs"]:
            pointer = kind.replace("/", "~1").replace(" ", "%20")
            jsonschema.validate(document, CUSTOM | {"$ref": f"#/$defs/{pointer}"})
        else:
            schemas().validate(document, KUBERNETES, strict=True)
    except jsonschema.ValidationError as error:
        place = "/".join(map(str, error.absolute_path))
        return f"{kind} {document['metadata']['name']}: {place}: {error.message}"
    except schemas().SchemaNotFoundError as error:
        return f"{kind}: {error.message}"
    return ""


def check(root: Path, given: Any) -> dict[str, list[str]]:
    """Return all faults, by the name of the file or manifest."""
    faults = {path: [fault_of_file(schema, root / path)] for schema, path in given["files"]}
    for name, documents in given["manifests"].items():
        for document in documents:
            # Manifests of several overlays often differ in the namespace alone.
            document["metadata"].pop("namespace", None)
        faults[name] = [fault_of_manifest(json.dumps(document)) for document in documents]
    return {name: list(filter(None, found)) for name, found in faults.items()}


if __name__ == "__main__":
    mode, folder = sys.argv[1], Path(sys.argv[2])
    value = json.load(sys.stdin)
    if mode == "check":
        result = check(folder, value)
    else:
        result = read(folder) if mode == "read" else parse(value)
    json.dump(result, sys.stdout, default=str)
