"""The register of operations: what is not entered here is not served, and every entry says who may come (TRUST A9)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.responses import Status
from ninja.signature import ViewSignature

from ringback.access.policy import POLICY
from ringback.access.token_scopes import SCOPES
from ringback.api import problems
from ringback.api.schemas import Problem

ROOT = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])

api = NinjaAPI(title="Ringback", version="1", openapi_url=None, docs_url=None, urls_namespace="api")
api.add_exception_handler(Exception, problems.handled)
for known in problems.KNOWN:
    api.add_exception_handler(known, problems.handled)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `verbs`: of the policy, any of which lets the actor in. `objects`: which parts of the
    address name what kind of thing. `repeats`: an Idempotency-Key is heeded. `versioned`: so is If-Match. `query`: the
    names a query may hold. `takes`: what is read of a request beside them: body, file or nothing. `media`: of which
    types an answer is that is no JSON."""

    method: str
    path: str
    scope: str
    verbs: Sequence[str]
    view: Callable[..., Any]
    objects: Mapping[str, str] = field(default_factory=dict)
    query: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    repeats: bool = True
    versioned: bool = False
    media: Sequence[str] = ()

    @property
    def route(self) -> str:
        """The address as Django's resolver calls it."""
        return (ROOT + self.path).lstrip("/").replace("{", "<").replace("}", ">")


_operations: dict[tuple[str, str], Operation] = {}


def operation(
    method: str,
    path: str,
    *,
    scope: str,
    verb: str | Sequence[str],
    answers: Any,
    status: int = 200,
    objects: Mapping[str, str] | None = None,
    repeats: bool = True,
    versioned: bool = False,
    media: Sequence[str] = (),
) -> Callable[[View], View]:
    """Enter a view. KeyError for a verb that the policy lacks, or a scope that no token can have."""
    verbs = (verb,) if isinstance(verb, str) else tuple(verb)
    for each in verbs:
        POLICY[each]
    if scope not in SCOPES:
        raise KeyError(scope)

    def enter(view: View) -> View:
        entry = Operation(
            method,
            path,
            scope,
            verbs,
            view,
            objects or {},
            _query_names(path, view),
            _takes(path, view),
            repeats and method != "GET",
            versioned,
            media,
        )
        _operations[method, entry.route] = entry
        told = {status: answers, **dict.fromkeys(_problems(entry), Problem)}
        name = f"{view.__module__.rpartition('.')[2]}_{view.__name__}"
        tag = scope.partition(":")[0]
        served = _with_status(view, status)
        api.api_operation([method], path, response=told, operation_id=name, tags=[tag])(served)
        return view

    return enter


def operations() -> Sequence[Operation]:
    """Every operation entered, for the front door, the OpenAPI document and tests that walk them all."""
    return tuple(_operations.values())


def find(method: str, route: str) -> Operation | None:
    """The operation of a method on an address; None when the address does not take it."""
    return _operations.get((method, route))


def methods(route: str) -> list[str]:
    """What an address takes."""
    return sorted(method for method, at in _operations if at == route)


def _with_status(view: Callable[..., Any], status: int) -> Callable[..., Any]:
    """With more answers than one described, ninja wants to be told which of them this is."""

    @wraps(view)
    def answered(request: HttpRequest, **given: Any) -> Any:
        result = view(request, **given)
        return result if isinstance(result, HttpResponseBase) else Status(status, result)

    return answered


def _query_names(path: str, view: Callable[..., HttpResponseBase]) -> frozenset[str]:
    models: Sequence[Any] = ViewSignature(path, view).models
    asked = [model for model in models if model.__ninja_param_source__ == "query"]
    return frozenset(name for model in asked for name in model.__ninja_flatten_map__)


def _takes(path: str, view: Callable[..., HttpResponseBase]) -> frozenset[str]:
    models: Sequence[Any] = ViewSignature(path, view).models
    read = [model for model in models if model.__ninja_param_source__ in ("body", "form", "file")]
    return frozenset(name for model in read for name in model.model_fields)


def _problems(entry: Operation) -> list[int]:
    always = [400, 401, 403, 404, 422, 429, 503, *([] if entry.versioned else [412])]
    return sorted(always if entry.method == "GET" else [*always, 409, 413, 415])
