"""The API does what its description says, whatever it is sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api_server import serving
from reportqa import Library
from reportqa.api import create_app

pytestmark = pytest.mark.fuzz

schema = schemathesis.openapi.from_dict(create_app(Path("not opened")).openapi())


@pytest.fixture(scope="module")
def server(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over a copy of the sample library, to be changed at will."""
    folder = shutil.copytree(library.folder, tmp_path_factory.mktemp("contract") / "library")
    with serving(folder) as client:
        yield client


@schema.parametrize()
@settings(
    max_examples=settings().max_examples // 8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_described(
    case: schemathesis.Case[Any], server: httpx.Client
) -> None:
    # A schema cannot say that one year must not be after another, so that such may be refused.
    case.call_and_validate(
        base_url=str(server.base_url), excluded_checks=[positive_data_acceptance]
    )
