from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportqa.cli import run


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 0
    return capsys.readouterr().out.strip()


def test_a_key_is_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("-l", str(tmp_path))
    assert "还没有密钥" in told(capsys, "keys", "list", *here)
    whole = told(capsys, "keys", "create", "督查室", "--role", "editor", *here)
    assert whole.startswith("rqa_")
    key_id = whole.split("_")[1]
    listed = told(capsys, "keys", "list", *here)
    assert listed.split() == [key_id, "编辑", "有效", "督查室"]
    assert whole.split("_", 2)[2] not in listed
    assert "已吊销" in told(capsys, "keys", "revoke", key_id, *here)
    held = json.loads(told(capsys, "keys", "list", "--json", *here))
    assert held[0]["revoked_at"] is not None
    assert "没有记录" in told(capsys, "audit", *here)


def test_a_key_that_is_not_there_cannot_be_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["keys", "revoke", "abc", "-l", str(tmp_path)]) == 1
    assert "还没有密钥" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_library_without_keys_is_not_served_to_other_machines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "-l", str(tmp_path / "library"), "--host", "0.0.0.0"]) == 1
    assert "keys create" in capsys.readouterr().err
