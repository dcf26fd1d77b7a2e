"""The tree is the data flow: imports point one way, modules stay small, nothing names a machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "ingest").rglob("*.py"), ROOT / "app.py"])
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".jsonl", ".txt", ".cfg", ".css", ".html", ".sh", ""}
LEVELS = [
    {"spasm_qa", "spasm_qa.types", "spasm_qa.status", "spasm_qa.errors", "spasm_qa.currency", "spasm_qa.told"},
    {"spasm_qa.settings", "spasm_qa.lexicon", "spasm_qa.serialise", "spasm_qa.browser"},
    {
        "spasm_qa.builds",
        "spasm_qa.pieces",
        "spasm_qa.server",
        "spasm_qa.place",
        "spasm_qa.library",
        "spasm_qa.embedding",
        "spasm_qa.triage",
        "spasm_qa.chat_model",
        "spasm_qa.database",
        "spasm_qa.pdf",
    },
    {"spasm_qa.index", "spasm_qa.review"},
    {"spasm_qa.gate", "spasm_qa.retriever"},
    {"spasm_qa.answer"},
    {"spasm_qa.export"},
    {"spasm_qa.evaluate", "spasm_qa.audit", "ingest"},
    {"spasm_qa.ui"},
    {"spasm_qa.cli"},
    {"app"},
]
"""Each part may import its own level and those before it."""
WITHOUT_PAGES = {"spasm_qa.evaluate.visitor"}
"""What speaks Streamlit's protocol from the other side."""
DOORS = {"spasm_qa.answer.calls", "ingest.formats.child", "ingest.formats.pdf_text"}
"""Where foreign code raises errors of any kind, which are told and end in a reply, or in an index, without it."""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part not in ("src", "__init__"))


def part_of(module: str) -> str:
    """Return the part of the tree that a module belongs to: `spasm_qa.answer`, `ingest` ..."""
    names = module.split(".")
    return names[0] if names[0] != "spasm_qa" else ".".join(names[:2])


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield (module, whether imported when the module is) of everything of ours that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, [package.rsplit(".", node.level - 1)[0] if node.level else "", node.module or ""]))
            names = [f"{base}.{alias.name}" for alias in node.names] if base == "spasm_qa" else [base]
        for name in names:
            if name.split(".")[0] in ("spasm_qa", "ingest"):
                yield name, id(node) in top


def level_of(module: str) -> int:
    part = part_of(module)
    found = [n for n, level in enumerate(LEVELS) if part in level]
    assert found, f"{part} stands on no level: add it to LEVELS"
    return found[0]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    own = name_of(path)
    upward = [name for name, at_import in imports(path) if at_import and part_of(name) != part_of(own) and level_of(name) > level_of(own)]

    assert upward == []


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p).startswith("spasm_qa")], ids=name_of)
def test_the_online_side_never_imports_the_offline_side(path: Path) -> None:
    found = [(name, at_import) for name, at_import in imports(path) if name.split(".")[0] == "ingest"]
    lazily = ("spasm_qa.cli", "spasm_qa.ui.resources", "spasm_qa.ui.startup", "spasm_qa.evaluate.systems")

    assert not any(at_import for _, at_import in found)
    assert not found or name_of(path) in lazily


@pytest.mark.parametrize("path", [p for p in MODULES if part_of(name_of(p)) not in ("spasm_qa.ui", "app")], ids=name_of)
def test_only_the_pages_know_streamlit(path: Path) -> None:
    assert name_of(path) in WITHOUT_PAGES or not re.search(r"^\s*(?:import|from) streamlit", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("library", ["chromadb", "bm25s", "langchain_chroma"])
def test_only_the_index_and_the_store_know_how_it_is_kept(library: str) -> None:
    knowing = {
        name_of(path) for path in MODULES if re.search(rf"^\s*(?:import|from) {library}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    index = {"spasm_qa.index", "spasm_qa.place", "spasm_qa.server"}
    assert knowing <= index | {
        "ingest.store",
        "ingest.words",
        "spasm_qa.answer.shelf",
        "spasm_qa.evaluate.systems",
        "spasm_qa.evaluate.recipe",
    }


@pytest.mark.parametrize("path", [*MODULES, *(ROOT / "tests").rglob("*.py")], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_module_is_longer_than_300_lines(path: Path) -> None:
    limit = 300 if "tests" not in path.parts else 500

    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_swallows_every_error(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException"))
            handed_on = any(isinstance(inner, ast.Raise) or getattr(inner, "attr", "") == "set_exception" for inner in ast.walk(node))
            assert not broad or handed_on or name_of(path) in DOORS, f"{path.name}, line {node.lineno}"


def own_files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        hidden = any(
            (part.startswith(".") and part not in (".ci", ".streamlit"))
            or part in ("__pycache__", "build", "dist")
            or part.endswith(".egg-info")
            for part in path.relative_to(ROOT).parts
        )
        if path.is_file() and not hidden and path.suffix in TEXT and path.stat().st_size < 4_000_000:
            yield path


def test_no_file_names_a_path_of_a_machine() -> None:
    pattern = re.compile(r"(?<![\w.:/])/(?:home|work|tmp|root|Users|mnt|opt|venv)/[\w.-]+|\b[A-Z]:\\\\?Users\\")
    found = {}
    for path in own_files():
        if path == Path(__file__).resolve():
            continue
        hits = pattern.findall(path.read_text(encoding="utf-8", errors="replace"))
        if hits:
            found[path.relative_to(ROOT).as_posix()] = hits[:3]

    assert found == {}


def test_the_public_modules_import_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = {"torch", "chromadb", "sentence_transformers", "streamlit"}
    code = f"import sys, spasm_qa.cli, spasm_qa.types, spasm_qa.answer.condense; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "[]"
