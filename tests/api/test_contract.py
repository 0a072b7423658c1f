"""The API does what its description says, whatever it is sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api_server import serving
from reportqa import Library
from reportqa.api import create_app

pytestmark = pytest.mark.fuzz

described = create_app(Path("not opened")).openapi()
schema = schemathesis.openapi.from_dict(described)


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
    excluded: list[Any] = [positive_data_acceptance]
    reply = case.call(base_url=str(server.base_url))
    # Values of wrong types are made for a form, too. But a part of a form is text, of no type:
    # a file of `true`, or a place of `0.5`, is on its way a file and a place like any other.
    if case.media_type == "multipart/form-data" and is_right_as_sent(reply.request):
        excluded.append(negative_data_rejection)
    case.validate_response(reply, excluded_checks=excluded)


def is_right_as_sent(request: requests.PreparedRequest) -> bool:
    """Whether an upload is what the description asks for, read from its bytes alone."""
    kind, body = request.headers["Content-Type"], request.body or b""
    assert isinstance(kind, str)
    assert isinstance(body, bytes)
    head = f"Content-Type: {kind}\r\n\r\n"
    form: dict[str, Any] = {"files": []}
    for part in BytesParser(policy=HTTP).parsebytes(head.encode("latin-1") + body).iter_parts():
        name = part.get_param("name", header="content-disposition")
        if name == "files" and part.get_filename():
            form["files"].append("bytes")
        elif name == "files":
            return False
        else:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            form[str(name)] = content.decode()
    if "year" in form:
        form["year"] = int(form["year"]) if form["year"].isdecimal() else form["year"] or None
    asked = described["components"]["schemas"]["Body_upload_v1_reports_post"]
    return jsonschema_rs.is_valid(asked, form)
