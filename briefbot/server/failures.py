"""Failures in one line: as JSON where programs ask, else as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

PROGRAMS = ("/api", "/v1", "/mcp")  # beginnings of the paths at which programs ask


class Reason(BaseModel):
    """Why a request failed, in the form of OpenAI's API."""

    message: str = Field(description="What failed, the value, and what to do; one line.")
    type: str = Field(description="`invalid_request_error`, or `server_error`.")
    param: str | None = Field(default=None, description="The parameter that is wrong.")
    code: str | None = None


class Failure(BaseModel):
    """The reply to a request that failed."""

    error: Reason


FAILURES: dict[int | str, dict[str, Any]] = {"4XX": {"model": Failure}, "5XX": {"model": Failure}}
"""The replies of a router whose requests may fail, as OpenAPI has them."""


def failure_of(status: int, line: str, param: str | None = None, code: str | None = None) -> Failure:
    """A failure for a program."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return Failure(error=Reason(message=line, type=kind, param=param, code=code))


def failure(
    path: str, status: int, line: str, headers: Mapping[str, str] | None = None, param: str | None = None
) -> Response:
    """The reply to a request that failed.

    Args:
        path: the path that was asked for.
        status: of HTTP.
        line: what failed, the value, and what to do.
        headers: further headers.
        param: the parameter that is wrong.
    """
    if is_for_programs(path):
        return JSONResponse(failure_of(status, line, param).model_dump(), status, headers)
    return PlainTextResponse(f"{line}\n", status, headers)


def is_for_programs(path: str) -> bool:
    """Whether programs ask at a path."""
    return any(path == each or path.startswith(f"{each}/") for each in PROGRAMS)


def described(errors: Sequence[Any]) -> tuple[str, str | None]:
    """What is wrong with a request that does not have the form it should, in one line, and with which parameter."""
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    return f"{place or 'The request'}: {first['msg']}.", place or None
