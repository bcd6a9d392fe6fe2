import doctest
import importlib.metadata
import inspect
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import haven

HERE = Path(__file__).parent


def test_the_version_is_that_of_the_distribution() -> None:
    assert haven.__version__ == importlib.metadata.version("haven")


def test_everything_public_is_documented() -> None:
    for name in haven.__all__:
        if name != "__version__":
            assert inspect.getdoc(getattr(haven, name)), name


def test_the_example_in_the_documentation_works() -> None:
    assert doctest.testmod(haven) == (0, 3)


def test_the_example_of_the_readme_works(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (HERE.parents[1] / "README.md").read_text()
    examples = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(examples) == 1
    exec(examples[0], {})
    assert capsys.readouterr().out.startswith("pass after ")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (haven.InvalidArgument, "invalid_argument"),
        (haven.Unauthenticated, "unauthenticated"),
        (haven.Forbidden, "forbidden"),
        (haven.NotFound, "not_found"),
        (haven.Conflict, "conflict"),
        (haven.Unavailable, "unavailable"),
        (haven.CorruptData, "corrupt_data"),
    ],
)
def test_each_code_has_an_exception(error: type[haven.Error], code: str) -> None:
    raised = error("where: what", "why")
    assert isinstance(raised, haven.Error)
    assert (raised.code, raised.reason, str(raised)) == (code, "why", "where: what")
    again = pickle.loads(pickle.dumps(raised))
    assert (type(again), again.reason, str(again)) == (error, "why", "where: what")


def test_an_invalid_argument_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="item 0: discrimination") as caught:
        haven.ItemBank(discrimination=-1, difficulty=0)
    assert isinstance(caught.value, haven.InvalidArgument)
    assert (caught.value.code, caught.value.reason) == ("invalid_argument", "")


def run(*arguments: str, folder: Path = HERE) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=folder)


def test_mypy_accepts_the_examples_and_the_tests(tmp_path: Path) -> None:
    checked = run("mypy", "--strict", "--cache-dir", str(tmp_path), ".", "../../examples/post_hoc/post_hoc.py")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_mypy_refuses_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "import haven\n"
        "bank = haven.ItemBank(discrimination='high', difficulty=0.0)\n"
        "haven.Exam(bank).answer('yes')\n"
        "haven.Exam(bank).outcome.decision\n"
        "haven.Blueprint(estimator='ml')\n"
    )
    checked = run("mypy", "--strict", "--cache-dir", str(tmp_path), str(tmp_path / "wrong.py"))
    for line in (2, 3, 4, 5):
        assert f"wrong.py:{line}: error" in checked.stdout, checked.stdout


def test_the_stubs_match_the_compiled_module(tmp_path: Path) -> None:
    allowlist = HERE / "stubtest_allowlist.txt"
    checked = run("mypy.stubtest", "haven", "--allowlist", str(allowlist), folder=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
