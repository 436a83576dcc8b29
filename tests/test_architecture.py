"""What import-linter cannot see: relations, paths over relations, doors past `visible_to`, ways out, scripts."""

import ast
import re

import pytest
from django.apps import apps
from django.db.models import Model

from tests.layers import PACKAGE, imported, lookups, ranks, sources

CLIENTS = ("http.client", "urllib.request", "requests", "urllib3", "httpx", "aiohttp")
# The one connector that cannot be led to private addresses.
ALLOWED_OUT = {"kit/connector.py"}
SIGNALS = (
    "django.dispatch",
    "django.db.models.signals",
    "django.core.signals",
    "django.contrib.auth.signals",
)


def area(model: type[Model]) -> str:
    package, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if package == "ringback" else ""


def models_of_ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if area(model)]


def test_every_app_of_ours_stands_in_the_stack() -> None:
    assert {area(model) for model in models_of_ours()} <= set(ranks())


def test_relations_point_inside_or_downwards() -> None:
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in models_of_ours()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
        if area(field.related_model) not in ("", area(model))
        if ranks()[area(field.related_model)] >= ranks()[area(model)]
    ]
    assert wrong == []


@pytest.mark.parametrize("low", sorted({area(model) for model in models_of_ours()}))
def test_paths_over_relations_stay_inside_or_go_downwards(low: str) -> None:
    up = upward_names(low)
    wrong = [
        f"{path}:{line} {text}"
        for path, tree in sources(low)
        for line, text in lookups(tree)
        if up.intersection(text.split("__"))
    ]
    assert wrong == []


def upward_names(low: str) -> set[str]:
    """What models of other areas, higher or beside, are called by when one asks from this area's models."""
    reverse = [
        relation
        for model in models_of_ours()
        if area(model) == low
        for relation in model._meta.related_objects
        if area(relation.related_model) not in ("", low)
    ]
    own = {field.name for model in models_of_ours() if area(model) == low for field in model._meta.fields}
    return {relation.field.related_query_name() for relation in reverse} - own


def test_pages_and_programs_find_things_only_through_visible_to() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in sources("web", "api")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if node.value.attr in ("objects", "_default_manager", "_base_manager") and node.attr != "visible_to"
    ]
    assert wrong == []


def test_one_connector_leads_out() -> None:
    wrong = [
        f"{path}: {name}"
        for path, tree in sources()
        for name in imported(tree)
        if name.startswith(CLIENTS) and str(path) not in ALLOWED_OUT
    ]
    assert wrong == []


def test_nothing_happens_by_signal() -> None:
    wrong = [
        f"{path}: {name}" for path, tree in sources() for name in imported(tree) if name.startswith(SIGNALS)
    ]
    assert wrong == []


def test_templates_carry_no_script_and_no_style_of_their_own() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+\s*=|javascript:|<style\b|\bstyle\s*=", re.IGNORECASE)
    wrong = [
        f"{path.relative_to(PACKAGE)}: {found[0]}"
        for path in PACKAGE.rglob("*.html")
        if (found := inline.search(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []
