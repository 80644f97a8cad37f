"""What holds for every module of the installation, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from siwei.kernel.actions.registry import every_action
from siwei.kernel.module import Module, faults, modules, record_types
from siwei.kernel.testing.contract import RecordContract

ROOT = Path(__file__).resolve().parents[1]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
#: files that write rows without declaring an action, because an action calls them; with the reason
CALLED_BY_ACTIONS = {
    "siwei.report": {"sealing.py": "the act of sealing keeps what it froze through it"},
    "siwei.documents.correspondence": {
        "actions/clocks.py": "acts start, hand on and stop the clock of a document through it",
        "actions/reading.py": "that a classified document was read is written down; reading is no act of business",
        "models/visibility.py": "acts put people on a name list through it",
    },
    "siwei.documents.archives": {
        "submission/collecting.py": "rows of a run, written by its action collected",
        "stocktaking/staging.py": "lines of a list wait here until acts make items of them; acts call it",
        "stocktaking/entering.py": "lines are forgotten as the act makes their items",
    },
    "siwei.documents.exchange": {
        "delivery/statements.py": "what another office signed is kept as it came; it is no record",
        "delivery/inbox.py": "answers owed and letters taken out are slips of the post, no records; arrivals are acts",
        "delivery/outbox.py": "slips of the post that were sent are thrown away",
        "delivery/trial.py": "a town of invented agencies, for tests and measurements",
    },
}
PRODUCT = [name for name in settings.SIWEI_MODULES if name.startswith("siwei.")]


def folder(package: str) -> Path:
    return Path(str(import_module(package).__file__)).parent


def test_no_two_modules_claim_one_name():
    assert list(faults(modules())) == []


def contracts() -> Iterator[str]:
    """Modules of tests in which a package tries its record types."""
    for package in settings.SIWEI_MODULES:
        for path in sorted(folder(package).rglob("test_contract.py")):
            yield ".".join([package, *path.relative_to(folder(package)).with_suffix("").parts])


def test_every_record_type_keeps_the_contract():
    """A type without a class in its module's tests/test_contract.py is not done."""
    kept = set()
    for home in contracts():
        for thing in vars(import_module(home)).values():
            if isinstance(thing, type) and issubclass(thing, RecordContract) and thing is not RecordContract:
                kept.add(thing.record)
    assert [record.__name__ for record in record_types() if record not in kept] == []


@pytest.mark.parametrize("package", PRODUCT)
def test_every_module_has_a_page(package):
    module: Module = import_module(f"{package}.module").MODULE
    page = ROOT / "docs" / "modules" / f"{module.name}.md"
    assert page.is_file(), f"write {page.relative_to(ROOT)}"
    assert page.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("package", PRODUCT)
def test_every_passage_stands_in_both_languages(package):
    module: Module = import_module(f"{package}.module").MODULE
    for passage in module.passages:
        assert (folder(package) / passage).is_file()
        assert (folder(package) / passage).with_suffix(".en.md").is_file()


def test_every_role_lets_somebody_do_something():
    used = {role.code for action in every_action() for role in action.roles}
    declared = {role.code for module in modules() for role in module.roles}
    assert declared - used == set()


@pytest.mark.parametrize("package", PRODUCT)
def test_only_actions_write(package):
    """The kernel refuses writes outside actions when they run; this finds them before."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(folder(package).rglob("*.py"))
        if not {"tests", "migrations", "sample", "sample.py"} & set(path.parts)
        and str(path.relative_to(folder(package))) not in CALLED_BY_ACTIONS.get(package, {})
        for line in writes(path)
    ]
    assert found == []


def writes(path: Path) -> Iterator[int]:
    """Lines that write rows, in files that declare no action."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name.id for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for name in decorators(node)}
    if names & {"action", "creates"}:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            text = ast.unparse(node.func.value)
            of_rows = ".objects" in text or (isinstance(node.func.value, ast.Call) and text != "super()")
            if of_rows or (node.func.attr == "save" and not node.args and text != "super()"):
                yield node.lineno


def decorators(node: ast.FunctionDef) -> Iterator[ast.Name]:
    for one in node.decorator_list:
        called = one.func if isinstance(one, ast.Call) else one
        if isinstance(called, ast.Name):
            yield called
