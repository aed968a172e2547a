"""The public interface of the modules that are built, as the compiler writes it: check-public and make-docs read it."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Fovea itself only passes the others on.
MODULES = sorted("Fovea" + p.name for p in (ROOT / "Sources").iterdir() if p.name[0] != "C" and p.name != "Fovea")
HEADERS = sorted((ROOT / "Sources").glob("C*/include")) + [ROOT / "Sources/CCrypto"]


def extract(module, modules, folder, *options):
    """Writes the symbol graph of a module into a folder, whatever the source looks like; gives the files."""
    about = subprocess.run(["swiftc", "-print-target-info"], capture_output=True, text=True, check=True).stdout
    command = ["swift", "symbolgraph-extract", "-module-name", module, "-target", json.loads(about)["target"]["triple"],
               "-I", str(modules), "-output-dir", str(folder), "-minimum-access-level", "public",
               "-skip-synthesized-members", *options]
    for header in HEADERS + sorted(modules.parents[2].glob("checkouts/*/Sources/C*/include")):
        command += ["-I", str(header), "-Xcc", f"-I{header}"]
    for names in modules.parent.glob("C*.build/module.modulemap"):
        command += ["-Xcc", f"-fmodule-map-file={names}"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{sys.argv[0]}: the symbols of {module} cannot be read from {modules}; build first with "
                 f"swift build --build-tests\n{result.stderr}")
    return sorted(pathlib.Path(folder).glob(f"{module}*.symbols.json"))
