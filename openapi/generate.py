"""Write what follows from openapi.yaml: its JSON form, and the structs of API and client.

`--check` only compares.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "openapi" / "openapi.yaml"
AS_JSON = ROOT / "openapi" / "openapi.json"
SCHEMAS = ROOT / "backend" / "posture" / "api" / "schemas.py"
MODELS = ROOT / "plugins" / "client" / "posture_client" / "models.py"
CLIENTS = (
    ROOT / "plugins" / "client" / "generate_async.py",
    ROOT / "plugins" / "client_typescript" / "generate.py",
)
HEADER = '''"""Generated from openapi/openapi.yaml by openapi/generate.py: do not edit."""'''
UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
OPTIONS = (
    "--input-file-type=openapi",
    "--target-python-version=3.11",
    "--enum-field-as-literal=all",
    "--use-schema-description",
    "--use-single-line-docstring",
    "--use-standard-collections",
    "--use-union-operator",
    "--disable-timestamp",
    "--no-formatters",
    f"--custom-file-header={HEADER}",
)
STRUCTS = (
    "--output-model-type=msgspec.Struct",
    "--base-class=posture.api.structs.Body",
    "--keyword-only",
    "--collapse-root-models",
    "--field-constraints",
    "--use-annotated",
)


def main(arguments: list[str]) -> int:
    """Write the files, or say which one is not what the document asks for."""
    document = yaml.load(SPEC.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    stale = []
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    for path, wanted in ((AS_JSON, text), (SCHEMAS, schemas(document)), (MODELS, models(document))):
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        if arguments == ["--check"]:
            stale.append(str(path.relative_to(ROOT)))
        else:
            path.write_text(wanted, encoding="utf-8")
    for shown in stale:
        print(f"{shown} is not up to date: run `python3 noxfile.py -s generate`", file=sys.stderr)
    if arguments != ["--check"]:
        return 0
    # Other programs write these, one of them with Node; neither needs it to compare.
    codes = [
        subprocess.run([sys.executable, program, "--check"], check=False).returncode  # noqa: S603  # no shell, and our own program
        for program in CLIENTS
    ]
    return bool(stale) or any(codes)


def schemas(document: dict[str, Any]) -> str:
    """Return the module of structs, one per schema of the components."""
    components = {**document["components"]["schemas"], **queries(document)}
    closed = {
        name: "posture.api.structs.ClosedBody"
        for name, schema in components.items()
        if schema.get("additionalProperties") is False
    }
    # What is left of `paths` is of no use here.
    narrowed = {**document, "components": {"schemas": typed(components)}}
    return generated(narrowed, *STRUCTS, f"--base-class-map={json.dumps(closed)}")


def models(document: dict[str, Any]) -> str:
    """Return the client's module: the components as dicts, with nothing but `typing`."""
    components = {"schemas": document["components"]["schemas"]}
    text = generated({**document, "components": components}, "--output-model-type=typing.TypedDict")
    text = text.replace("from typing_extensions import TypedDict\n", "")
    text = re.sub(r"^(from typing import .*)$", r"\1, TypedDict", text, count=1, flags=re.MULTILINE)
    return text.replace(", closed=True)", ")").replace("\n    closed=True,\n)", "\n)")


def generated(document: dict[str, Any], *options: str) -> str:
    """Return the module that the generator writes of a document."""
    with TemporaryDirectory() as directory:
        source = Path(directory, "openapi.json")
        source.write_text(json.dumps(document))
        target = Path(directory, "generated.py")
        files = [f"--input={source}", f"--output={target}"]
        run("datamodel_code_generator", *OPTIONS, *options, *files)
        # A member with a default is never unset.
        text = re.sub(r" \| UnsetType = (?!UNSET|field)", " = ", target.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8")
        run("ruff", "format", "--quiet", f"--config={ROOT / 'pyproject.toml'}", str(target))
        return target.read_text(encoding="utf-8")


def queries(document: dict[str, Any]) -> dict[str, Any]:
    """Return a schema per operation that takes query parameters: `list_runs` → `ListRunsQuery`."""
    shared = document["components"]["parameters"]
    found = {}
    for path in document["paths"].values():
        for operation in (one for one in path.values() if "operationId" in one):
            listed = operation.get("parameters", ())
            parameters = [shared.get(one.get("$ref", "").rpartition("/")[2], one) for one in listed]
            asked = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
            if asked:
                needed = [
                    one["name"]
                    for one in parameters
                    if one["name"] in asked and one.get("required")
                ]
                name = operation["operationId"].title().replace("_", "") + "Query"
                found[name] = {"type": "object", "properties": asked, "required": needed}
    return found


def run(module: str, *arguments: str) -> None:
    """Run a tool of this environment."""
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)  # noqa: S603  # no shell, and every argument is written here


def typed(schema: Any) -> Any:  # noqa: ANN401  # any part of a document
    """Say in patterns of Python what JSON Schema says in formats and in patterns of its own."""
    if isinstance(schema, list):
        return [typed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: typed(value) for key, value in schema.items()}
    if found.get("format") == "uuid":
        found["pattern"] = UUID
    pattern = found.get("pattern")
    if isinstance(pattern, str) and pattern.endswith("$"):
        # In Python `$` also matches before a line feed at the end.
        found["pattern"] = pattern.removesuffix("$") + r"\Z"
    # What a property means is read in the document; a class keeps its sentence.
    if isinstance(found.get("description"), str) and found.get("type") != "object":
        del found["description"]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
