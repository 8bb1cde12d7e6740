"""Fetch the libraries and the map that the report carries: `make vendor`, with npm, when a version changes.

Versions stand here and in NOTICE; what is written is what the packages hold, but for the map, whose countries are
called by their ISO 3166-1 alpha-2 codes as in our tables.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGES = {"d3": "7.9.2", "@observablehq/plot": "0.6.17", "topojson-client": "3.1.0", "world-atlas": "2.0.2"}
CODES = ("iso-3166-1", "2.1.1")
COPIED = {
    "d3.min.js": ("d3", "dist/d3.min.js"),
    "plot.umd.min.js": ("@observablehq/plot", "dist/plot.umd.min.js"),
    "topojson-client.min.js": ("topojson-client", "dist/topojson-client.min.js"),
}
BUNDLED = {  # in the files above, or in d3's, by their authors
    "delaunator": "5.0.1",
    "robust-predicates": "3.0.2",
    "interval-tree-1d": "1.0.4",
    "binary-search-bounds": "2.0.5",
    "isoformat": "0.2.1",
}
WITHOUT_NUMBER = {"Kosovo": "XK"}  # has a code in use, and no ISO number
CODE = re.compile(r"alpha2: '(\w\w)',\s+alpha3: '\w+',\s+numeric: '(\d+)'")


def vendor(target: Path) -> None:
    """Write libraries, map and NOTICE into the folder `target`; raises CalledProcessError where npm fails."""
    with TemporaryDirectory() as work:
        packages = {name: _fetch(name, version, Path(work)) for name, version in (PACKAGES | BUNDLED).items()}
        for written, (package, path) in COPIED.items():
            (target / written).write_text((packages[package] / path).read_text("utf-8").strip() + "\n", "utf-8")
        world = json.loads((packages["world-atlas"] / "countries-110m.json").read_text("utf-8"))
        codes = (_fetch(*CODES, Path(work)) / "dist/iso-3166.js").read_text("utf-8")
        (target / "world.json").write_text(json.dumps(_coded(world, codes), separators=(",", ":")) + "\n", "utf-8")
        (target / "NOTICE").write_text(_notice(packages), "utf-8")


def _fetch(name: str, version: str, work: Path) -> Path:
    """Download and unpack one package; return its folder."""
    folder = work / name.replace("/", "-")
    folder.mkdir()
    words = ["npm", "pack", "--silent", f"{name}@{version}"]
    archive = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(folder / archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def _coded(world: dict[str, Any], codes: str) -> dict[str, Any]:
    """Return the map with countries called by their codes, in place of numbers, and nothing else in it."""
    by_number = {number: code for code, number in CODE.findall(codes)}
    countries = world["objects"]["countries"]
    for country in countries["geometries"]:
        name = country.pop("properties")["name"]
        country["id"] = by_number.get(country.get("id", ""), WITHOUT_NUMBER.get(name))
    return world | {"objects": {"countries": countries}}


def _notice(packages: dict[str, Path]) -> str:
    """Return names, versions and licences of what the report carries."""
    parts = [
        "The report of a release carries these, from the npm registry (see vendoring.py).\n"
        "world.json is countries-110m.json of world-atlas with other ids; its shapes are Natural Earth's, in the\n"
        f"public domain. Codes of countries were taken from {' '.join(CODES)} (MIT).\n"
    ]
    for name, version in (PACKAGES | BUNDLED).items():
        (licence,) = packages[name].glob("LICENSE*")
        parts.append(f"{name} {version}\n\n{licence.read_text('utf-8').strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)


if __name__ == "__main__":
    vendor(Path(__file__).parent / "vendor")
