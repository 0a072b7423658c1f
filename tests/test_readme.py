"""What the READMEs show works as shown."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def commands(readme: str) -> list[list[str]]:
    """The ``reportqa`` commands that end by themselves and need nothing from elsewhere."""
    lines = [line for block in blocks(readme, "bash") for line in block.splitlines()]
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("reportqa ")]
    return [command for command in found if command[1] != "serve" and "--model" not in command]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    return tmp_path


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_the_readme_work_in_their_order(readme: str, folder: Path) -> None:
    shown = commands(readme)
    assert len(shown) >= 6
    for _, *arguments in shown:
        done = subprocess.run(
            [sys.executable, "-m", "reportqa", *arguments],
            cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, (arguments, done.stderr)
        assert done.stdout


@pytest.mark.parametrize("readme", READMES)
def test_the_python_of_the_readme_runs(readme: str, folder: Path) -> None:
    (code,) = blocks(readme, "python")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "政府工作报告" in done.stdout


def test_both_readmes_show_the_same_commands_and_figures() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    figures = [re.findall(r"\d\.\d{3}", (ROOT / readme).read_text("utf-8")) for readme in READMES]
    assert figures[0] == figures[1]


@pytest.mark.parametrize("document", [*READMES, "docs/architecture.md", "CHANGELOG.md"])
def test_links_to_files_lead_somewhere(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
