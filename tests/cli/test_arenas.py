"""What a server's threads leave in memory."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from reportqa.cli.arenas import MOST

THREADS = """
import ctypes, sys, threading
from reportqa.cli.arenas import keep_few
{keep_few}
together = threading.Barrier(9)

def allocate():
    some = [bytes(2000) for _ in range(1000)]
    together.wait()
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
together.wait()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has no arenas")
def test_the_threads_of_a_server_share_a_few_heaps(tmp_path: Path) -> None:
    heaps = {}
    for keep_few in ("keep_few()", ""):
        told = tmp_path / "heaps.xml"
        command = [sys.executable, "-c", THREADS.format(keep_few=keep_few), str(told)]
        subprocess.run(command, check=True)
        heaps[keep_few] = told.read_text("ascii").count("<heap nr=")
    assert heaps["keep_few()"] <= MOST < heaps[""]
