"""Fails when a file includes what its row in docs/architecture.md does not allow.

Usage: check.py [ROOT]   (default: the repository that holds this file)
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
MODULE = re.compile(r"haven_module\(\s*(\w+)(.*?)\)\s*$", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
STREAMS = re.compile(r"\bstd::(?:cout|cerr|clog|exit|_Exit|abort|terminate|quick_exit)\b|\bf?printf\s*\(|\bputs\s*\(")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")  # split, so that this file does not name them
LIBRARIES = {
    "sqlite3": "sqlite",
    "sodium": "sodium",
    "nlohmann": "json",
    "boost": "boost",
    "openssl": "openssl",
    "zlib": "zlib",
    "Eigen": "eigen",
    "date": "date",
    "zip": "libzip",
    "zstd": "zstd",
    "protozero": "protozero",
    "utf8proc": "utf8proc",
    "mysql": "mariadb",
    "errmsg": "mariadb",
    "mysqld_error": "mariadb",
}
SOURCE_SUFFIXES = {".hpp", ".cpp", ".h", ".ipp", ".inc"}
TEXT_SUFFIXES = SOURCE_SUFFIXES | {".cmake", ".txt", ".sql", ".py", ".pyi", ".sh", ".md", ".js", ".mjs", ".css", ".html"}
TREES = ("include", "src", "bindings", "examples", "benchmarks", "tests", "docs", "cmake")
GENERATED = {"node_modules", ".venv", "__pycache__", "build", "dist"}


@dataclass
class Row:
    """What one folder may include."""

    headers: set[str]
    sources: set[str]
    libraries: set[str]


def names(cell: str) -> set[str]:
    return {name.strip() for name in cell.split(",") if name.strip()}


def read_table(root: Path) -> dict[str, Row]:
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    rows = {}
    for line in text.split("| folder | may include |", 1)[1].splitlines()[2:]:
        if not line.startswith("|"):
            break
        folder, headers, sources, libraries = (cell.strip() for cell in line.strip("|").split("|"))
        rows[folder] = Row(names(headers) | {folder}, names(headers) | names(sources) | {folder}, names(libraries))
    return rows


def folder_of(path: str, table: dict[str, Row]) -> str | None:
    """The longest folder of the table that holds `path`, which is relative to src/ or include/haven/."""
    if path == "platform.hpp":
        return "platform"
    if path == "haven.hpp":
        return "engine"
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        folder = "/".join(parts[:length])
        if folder in table:
            return folder
    return None


def library_of(header: str) -> str | None:
    """The library that an angle-bracket include belongs to; None for the C++ standard library."""
    first = re.split(r"[/.]", header)[0]
    if first in LIBRARIES:
        return LIBRARIES[first]
    return "posix" if header.endswith(".h") else ("unknown" if "/" in header else None)


def target_of(header: str, file: Path, table: dict[str, Row]) -> str | None:
    """The folder that a quoted include belongs to."""
    if header.startswith("haven/"):
        return folder_of(header.removeprefix("haven/"), table)
    if (file.parent / header).exists() and "/" not in header:
        return "."
    return folder_of(header, table)


def check_include(kind: str, header: str, file: Path, folder: str, public: bool, table: dict[str, Row]) -> str | None:
    row = table[folder]
    if kind == "<":
        library = library_of(header)
        if library is None or (not public and library in row.libraries):
            return None
        return f"<{header}> ({library}) may not be included " + ("by a public header" if public else f"by {folder}")
    target = target_of(header, file, table)
    if target is None:
        return f'"{header}" belongs to no folder of the table'
    if public and not header.startswith("haven/"):
        return f'"{header}" is private, and this is a public header'
    allowed = row.headers if public else row.sources
    return None if target == "." or target in allowed else f'"{header}" may not be included by {folder}'


def check_file(file: Path, base: Path, public: bool, table: dict[str, Row]) -> list[str]:
    folder = folder_of(file.relative_to(base).as_posix(), table)
    if folder is None:
        return ["its folder has no row in docs/architecture.md"]
    text = file.read_text(encoding="utf-8")
    found = [check_include(kind, header, file, folder, public, table) for kind, header in INCLUDE.findall(text)]
    if STREAMS.search(COMMENT.sub("", text)):
        found.append("the library writes to no standard stream and ends no process")
    return [message for message in found if message]


def check_sources(root: Path, table: dict[str, Row]) -> list[str]:
    problems = []
    for base, public in ((root / "include/haven", True), (root / "src", False)):
        for file in sorted(base.rglob("*")):
            if file.suffix in SOURCE_SUFFIXES:
                problems += [f"{file.relative_to(root)}: {message}" for message in check_file(file, base, public, table)]
    return problems


def check_beast(root: Path) -> list[str]:
    users = [file for file in sorted((root / "src").rglob("*")) if file.suffix in SOURCE_SUFFIXES
             and any(header.startswith("boost/beast") for _, header in INCLUDE.findall(file.read_text(encoding="utf-8")))]
    if len(users) <= 1 and all(file.suffix == ".cpp" for file in users):
        return []
    return [f"{file.relative_to(root)}: Boost.Beast belongs in exactly one translation unit" for file in users]


def check_modules(root: Path, table: dict[str, Row]) -> list[str]:
    """The lists of haven_module() name only what the table allows."""
    problems = []
    for file in sorted((root / "src").glob("*/CMakeLists.txt")):
        for module, body in MODULE.findall(file.read_text(encoding="utf-8")):
            folder = module.removesuffix("_api")
            if folder not in table:
                problems.append(f"{file.relative_to(root)}: {module} has no row in docs/architecture.md")
                continue
            depends = re.search(r"\bDEPENDS\b(.*?)(?:\bPRIVATE\b|$)", body, re.DOTALL)
            linked = set(depends.group(1).split()) if depends else set()
            linked |= set(re.findall(r"haven::(\w+)", body))
            allowed = table[folder].sources
            for name in sorted(linked):
                if name.removesuffix("_api") not in allowed:
                    problems.append(f"{file.relative_to(root)}: {module} may not depend on {name}")
    return problems


def check_unfinished(root: Path) -> list[str]:
    problems = []
    for tree in TREES:
        for file in sorted((root / tree).rglob("*")):
            if file.suffix not in TEXT_SUFFIXES or GENERATED & set(file.relative_to(root).parts):
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if UNFINISHED.search(line):
                    problems.append(f"{file.relative_to(root)}:{number}: unfinished work is not kept in the code")
    return problems


def check(root: Path) -> list[str]:
    table = read_table(root)
    return check_sources(root, table) + check_beast(root) + check_modules(root, table) + check_unfinished(root)


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    problems = check(root)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} violations")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
