"""What the site answers in JSON, and whether it keeps what its schema promises."""

import json
from functools import cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from foreign_affairs.open_data.records import schema

promised = cache(schema)


def fetched(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def problems(document: Any, name: str) -> list[str]:
    """What in the document the schema does not allow."""
    wanted = {**promised(), "$ref": f"#/$defs/{name}"}
    checked = Draft202012Validator(wanted, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(document)]
