"""The command line, as a person and as a program use it."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from reportqa import Library, __version__, embedding
from reportqa.api.models.jobs import IngestOut
from reportqa.api.models.reports import CheckedList, ReportList
from reportqa.api.models.search import SearchOut, search_out
from reportqa.cli import run
from small_library import report_text, write_report

Done = subprocess.CompletedProcess[str]


def reportqa(*arguments: str | Path) -> Done:
    """Run the command in this process."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        status = run([str(argument) for argument in arguments])
    return Done(arguments, status, stdout.getvalue(), stderr.getvalue())


def own_process(*arguments: str | Path, **environment: str) -> Done:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "reportqa", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def read_json(done: Done) -> Any:
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
    ingested = own_process("ingest", reports, *library)
    assert ingested.returncode == 0, ingested.stderr
    assert "新增 2" in ingested.stdout
    found = own_process("search", "老年食堂建了几处", *library)
    assert "云栖县 2024 年报告" in found.stdout
    assert "建成了十二处老年食堂" in found.stdout
    assert "出处：云栖县_2024.txt" in found.stdout


def test_json_output_of_search_is_the_apis_shape(library: Library) -> None:
    body = read_json(reportqa("search", "农村公路", "--k", "3", "--json", "-l", library.folder))
    parsed = SearchOut.model_validate(body)
    direct = search_out(library.search("农村公路", k=3))
    assert [hit.passage_id for hit in parsed.hits] == [hit.passage_id for hit in direct.hits]


def test_explain_says_under_each_hit_why_it_stands_there(library: Library) -> None:
    asked = ["search", "禾岭县老人吃饭的食堂", "--k", "2", "-l", str(library.folder)]
    told = reportqa(*asked, "--explain").stdout
    assert told.count("为何在此：学习排序") == 2
    assert "地区相符 +" in told
    assert "食堂（原词）" in told
    assert "为何在此" not in reportqa(*asked).stdout


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
    again = read_json(reportqa("ingest", reports, "--json", "-l", tmp_path / "library"))
    assert IngestOut.model_validate(again).warning == ""
    assert {outcome["status"] for outcome in again["outcomes"]} == {"unchanged"}


def test_a_duplicate_is_named_with_what_it_doubles(reports: Path, tmp_path: Path) -> None:
    shutil.copy(reports / "云栖县_2023.txt", reports / "副本.txt")
    done = reportqa("ingest", reports, "-l", tmp_path / "library")
    assert done.returncode == 0
    assert "新增 2，重复 1" in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("副本.txt"))
    assert "重复" in line
    assert "云栖县_2023.txt" in line


def test_json_output_of_reports_is_the_apis_shape(library: Library) -> None:
    listed = read_json(reportqa("reports", "--json", "--limit", "3", "-l", library.folder))
    page = ReportList.model_validate(listed)
    assert set(listed) == {"total", "limit", "offset", "reports"}
    assert (page.total, page.limit, page.offset, len(page.reports)) == (20, 3, 0, 3)
    checked = read_json(reportqa("reports", "--json", "--check", "-l", library.folder))
    assert len(CheckedList.model_validate(checked).reports) == 20


def test_in_a_pipe_each_report_is_one_line_with_its_whole_id(library: Library) -> None:
    lines = reportqa("reports", "-l", library.folder).stdout.splitlines()
    for report in library.reports().reports:
        (line,) = (line for line in lines if line.startswith(report.id))
        assert report.title in line
        assert report.source in line


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
    assert "未识别出地区" in checked
    assert "未识别出报告年份" in checked


def test_a_removed_report_is_no_longer_found(reports: Path, tmp_path: Path) -> None:
    library = ["-l", str(tmp_path / "library")]
    reportqa("ingest", reports, *library)
    (hit,) = read_json(reportqa("search", "老年食堂", "--k", "1", "--json", *library))["hits"]
    removed = reportqa("remove", hit["report"]["id"], *library)
    assert "已删除" in removed.stdout
    assert "\x1b" not in removed.stdout
    rest = read_json(reportqa("search", "老年食堂", "--json", *library))["hits"]
    assert hit["report"]["id"] not in {other["report"]["id"] for other in rest}


def test_an_unknown_id_does_not_keep_the_others_from_being_removed(
    reports: Path, tmp_path: Path
) -> None:
    library = ["-l", str(tmp_path / "library")]
    reportqa("ingest", reports, *library)
    first, second = (r["id"] for r in read_json(reportqa("reports", "--json", *library))["reports"])
    done = reportqa("remove", first, "0000000000000000", second, "--json", *library)
    assert done.returncode == 1
    assert [report["id"] for report in json.loads(done.stdout)] == [first, second]
    assert "0000000000000000" in done.stderr
    assert read_json(reportqa("reports", "--json", *library))["total"] == 0


def test_another_model_is_refused_with_the_command_that_helps(
    reports: Path, tmp_path: Path
) -> None:
    bundled = Path(str(embedding.__file__)).parent.parent / "models" / "reportqa-zh-static"
    other = shutil.copytree(bundled, tmp_path / "other-model")
    config = other / "config_sentence_transformers.json"
    config.write_text(json.dumps({"prompts": {"query": "问：", "document": ""}}), encoding="utf-8")
    library = ["-l", str(tmp_path / "library")]
    reportqa("ingest", reports, *library)
    refused = reportqa("ingest", reports, "--model", other, *library)
    assert refused.returncode == 1
    assert "reportqa reindex --model" in refused.stderr
    assert read_json(reportqa("reindex", "--model", other, "--json", *library))["dimension"] > 0
    assert reportqa("ingest", reports, "--model", other, *library).returncode == 0
    assert "老年食堂" in reportqa("search", "老年食堂", *library).stdout


def test_doctor_asks_both_halves_of_the_search(library: Library) -> None:
    findings = read_json(reportqa("doctor", "--json", "-l", library.folder))
    assert all(finding["well"] for finding in findings)
    assert {"语义检索", "词语检索", "目录数据库"} <= {finding["what"] for finding in findings}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search", "路", "--library", "nowhere"], "这里没有资料库"),
        (["search", "", "--library", "LIBRARY"], "空"),
        (["search", "路" * 10_001, "--library", "LIBRARY"], "10000"),
        (["remove", "0000000000000000", "--library", "LIBRARY"], "没有编号为"),
        (["reports", "--library", "DAMAGED"], "已损坏"),
        (["serve", "--library", "DAMAGED"], "已损坏"),
        (["ingest", "corpus", "--library", "LIBRARY", "--model", "no/such-model"], "no/such-model"),
    ],
)
def test_an_error_is_one_or_two_lines_and_no_traceback(
    library: Library, tmp_path: Path, arguments: list[str], said: str
) -> None:
    places = {
        "nowhere": str(tmp_path / "nowhere"),
        "LIBRARY": str(library.folder),
        "DAMAGED": str(tmp_path),
    }
    (tmp_path / "catalog.db").write_bytes(b"no database" * 100)
    done = reportqa(*(places.get(argument, argument) for argument in arguments))
    assert done.returncode == 1
    assert said in done.stderr
    assert 1 <= len(done.stderr.strip().splitlines()) <= 2


def test_a_mistyped_option_is_explained(library: Library) -> None:
    done = reportqa("search", "路", "--mod", "dense", "-l", library.folder)
    assert done.returncode == 2
    assert "--mode" in done.stderr


@pytest.mark.parametrize(
    "wrong", [["--k", "201"], ["--year-from", "1066"], ["--year-from", "2024", "--year-to", "2020"]]
)
def test_an_option_out_of_bounds_is_refused(library: Library, wrong: list[str]) -> None:
    done = reportqa("search", "路", *wrong, "-l", library.folder)
    assert done.returncode == 2
    assert wrong[0] in done.stderr


def test_a_wrong_setting_is_named_as_the_variable_that_it_is(tmp_path: Path) -> None:
    done = own_process("serve", "-l", tmp_path / "library", REPORTQA_PORT="eighty")
    assert done.returncode == 1
    assert "REPORTQA_PORT" in done.stderr
    assert "eighty" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_library_can_be_named_by_the_environment(library: Library) -> None:
    done = own_process("reports", "--json", REPORTQA_LIBRARY=str(library.folder))
    assert read_json(done)["total"] == 20


def test_the_searched_words_are_marked_on_a_terminal_and_only_there(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("search", "老年食堂", "--k", "1", "-l", library.folder)
    assert "\x1b" not in reportqa(*arguments).stdout
    terminal = Console(highlight=False, soft_wrap=True, force_terminal=True)
    monkeypatch.setattr("reportqa.cli.show.out", terminal)
    assert re.search(r"\x1b\[[\d;]+m老年", reportqa(*arguments).stdout)


def test_output_that_nobody_reads_on_ends_quietly(library: Library) -> None:
    command = f"{sys.executable} -m reportqa reports -l {library.folder} | head -n 1"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.startswith("编号")
    assert done.stderr == ""


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    Library.open(tmp_path / "library").close()
    done = reportqa("search", "公路", "-l", tmp_path / "library")
    assert done.returncode == 0
    assert "资料库是空的" in done.stdout


def test_the_version_is_told() -> None:
    assert own_process("--version").stdout.strip() == f"reportqa {__version__}"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_search_imports_no_torch_and_no_web_server(library: Library, more: list[str]) -> None:
    script = (
        "import sys; from reportqa.cli import run; "
        f"run(['search', '公路', '-l', {str(library.folder)!r}, *{more}]); "
        "heavy = {'torch', 'sentence_transformers', 'fastapi', 'uvicorn', 'docx', 'pypdfium2'}; "
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert "HEAVY []" in done.stdout


def test_a_place_and_a_year_read_wrongly_are_corrected(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    reportqa("ingest", write_report(tmp_path, "云渡镇", 2022), "-l", folder)
    listed = json.loads(reportqa("reports", "-l", folder, "--json").stdout)
    report_id = listed["reports"][0]["id"]
    done = reportqa("correct", report_id, "-l", folder, "--place", "云岭县", "--year", "2021")
    assert (done.returncode, done.stdout) == (
        0,
        f"已更正：云岭县 2021 年报告，县级（{report_id}）\n",
    )
    assert reportqa("correct", report_id, "-l", folder).returncode == 1
