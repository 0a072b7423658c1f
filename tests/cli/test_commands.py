"""The command line, as a person and as a program use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reportqa import Library, __version__
from reportqa.api.models import SearchOut, search_out
from small_library import report_text, write_report


def reportqa(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "reportqa", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def read_json(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "报告 原件"
    folder.mkdir()
    write_report(folder, "云栖县", 2023)
    write_report(folder, "云栖县", 2024, deed="建成了十二处老年食堂")
    return folder


def test_the_whole_way_from_a_folder_to_a_citation(reports: Path, tmp_path: Path) -> None:
    library = ["--library", str(tmp_path / "库")]
    ingested = reportqa("ingest", reports, *library)
    assert ingested.returncode == 0, ingested.stderr
    assert "新增 2" in ingested.stdout
    found = reportqa("search", "老年食堂建了几处", *library)
    assert "云栖县 2024 年报告" in found.stdout
    assert "建成了十二处老年食堂" in found.stdout
    assert "出处：云栖县_2024.txt" in found.stdout


def test_json_output_of_search_is_the_apis_shape(library: Library) -> None:
    body = read_json(reportqa("search", "农村公路", "--k", "3", "--json", "-l", library.folder))
    parsed = SearchOut.model_validate(body)
    direct = search_out(library.search("农村公路", k=3))
    assert [hit.passage_id for hit in parsed.hits] == [hit.passage_id for hit in direct.hits]


def test_one_bad_file_is_told_and_the_good_ones_stay(reports: Path, tmp_path: Path) -> None:
    (reports / "坏.txt").write_bytes(b"\x00\x01\x02" * 500)
    done = reportqa("ingest", reports, "-l", tmp_path / "library")
    assert done.returncode == 1
    assert "坏.txt" in done.stdout
    assert "新增 2，失败 1" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert read_json(reportqa("reports", "--json", "-l", tmp_path / "library"))["total"] == 2


def test_ingesting_again_says_that_nothing_changed(reports: Path, tmp_path: Path) -> None:
    reportqa("ingest", reports, "-l", tmp_path / "library")
    outcomes = read_json(reportqa("ingest", reports, "--json", "-l", tmp_path / "library"))
    assert {outcome["status"] for outcome in outcomes} == {"unchanged"}


def test_a_place_and_a_year_given_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "报告.txt"
    file.write_text(report_text("云栖县", 2023), encoding="utf-8")
    library = ["-l", str(tmp_path / "library")]
    reportqa("ingest", file, "--place", "云岭县", "--year", "2021", *library)
    (report,) = read_json(reportqa("reports", "--json", *library))["reports"]
    assert (report["place"], report["delivered_year"]) == ("云岭县", 2021)


def test_check_lists_what_could_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "无题.txt"
    file.write_text("全年粮食产量稳定，群众生活改善。" * 20, encoding="utf-8")
    reportqa("ingest", file, "-l", tmp_path / "library")
    checked = reportqa("reports", "--check", "-l", tmp_path / "library").stdout
    assert "无题.txt" in checked
    assert "--place" in checked
    assert "--year" in checked


def test_a_removed_report_is_no_longer_found(reports: Path, tmp_path: Path) -> None:
    library = ["-l", str(tmp_path / "library")]
    reportqa("ingest", reports, *library)
    (hit,) = read_json(reportqa("search", "老年食堂", "--k", "1", "--json", *library))["hits"]
    removed = reportqa("remove", hit["report"]["id"], *library)
    assert "已删除" in removed.stdout
    rest = read_json(reportqa("search", "老年食堂", "--json", *library))["hits"]
    assert hit["report"]["id"] not in {other["report"]["id"] for other in rest}


def test_doctor_asks_both_halves_of_the_search(library: Library) -> None:
    findings = read_json(reportqa("doctor", "--json", "-l", library.folder))
    assert all(finding["well"] for finding in findings)
    assert {"语义检索", "词语检索", "目录数据库"} <= {finding["what"] for finding in findings}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search", "路", "--library", "nowhere"], "no library here"),
        (["search", "", "--library", "LIBRARY"], "空"),
        (["search", "路" * 10_001, "--library", "LIBRARY"], "10000"),
        (["remove", "0000000000000000", "--library", "LIBRARY"], "no report has the id"),
        (["ingest", "corpus", "--library", "LIBRARY", "--model", "no/such-model"], "no/such-model"),
    ],
)
def test_an_error_is_one_or_two_lines_and_no_traceback(
    library: Library, tmp_path: Path, arguments: list[str], said: str
) -> None:
    places = {"nowhere": str(tmp_path / "nowhere"), "LIBRARY": str(library.folder)}
    done = reportqa(*(places.get(argument, argument) for argument in arguments))
    assert done.returncode == 1
    assert said in done.stderr
    assert 1 <= len(done.stderr.strip().splitlines()) <= 2


def test_a_mistyped_option_is_explained(library: Library) -> None:
    done = reportqa("search", "路", "--mod", "dense", "-l", library.folder)
    assert done.returncode == 2
    assert "--mode" in done.stderr


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    Library.open(tmp_path / "library").close()
    done = reportqa("search", "公路", "-l", tmp_path / "library")
    assert done.returncode == 0
    assert "资料库是空的" in done.stdout


def test_the_version_is_told() -> None:
    assert reportqa("--version").stdout.strip() == f"reportqa {__version__}"


def test_a_search_imports_no_torch_and_no_web_server(library: Library) -> None:
    script = (
        "import sys; from reportqa.cli.commands import app; "
        f"app(['search', '公路', '-l', {str(library.folder)!r}], standalone_mode=False); "
        "heavy = {'torch', 'sentence_transformers', 'fastapi', 'uvicorn', 'docx', 'pypdfium2'}; "
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "HEAVY []" in done.stdout
