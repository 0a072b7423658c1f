"""Uploading beside the page, by the API."""

from __future__ import annotations

from pathlib import Path

import httpx

from api_server import finished


def uploaded(address: str, path: Path) -> str:
    """Upload a file, and wait until it is ingested; the id of its report."""
    with httpx.Client(base_url=address, timeout=30) as client:
        job = client.post("/v1/reports", files={"files": (path.name, path.read_bytes())}).json()
        (outcome,) = finished(client, job["id"])["outcomes"]
    return str(outcome["report_id"])
