"""The pages in docs/api: one a resource, with every operation, and links that lead somewhere."""

import re
from pathlib import Path

from ringback.api import urls
from ringback.api.operations import operations

ENTERED = urls.RESOURCES
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "api"


def test_every_operation_stands_on_the_page_of_its_resource_with_its_scope() -> None:
    for entry in operations():
        page = (FOLDER / f"{entry.view.__module__.rpartition('.')[2]}.md").read_text()
        shown = re.sub(r"{\w+:", "{", entry.path)
        assert re.search(rf"\| `{re.escape(f'{entry.method} {shown}')}` \|.*\| `{entry.scope}` \|", page), (
            shown
        )


def test_no_page_names_an_operation_that_is_gone() -> None:
    known = {f"{entry.method} {re.sub(r'{[a-z]+:', '{', entry.path)}" for entry in operations()}
    for page in FOLDER.glob("*.md"):
        named = re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)`", page.read_text(), re.MULTILINE)
        assert set(named) <= known, page.name


def test_every_page_is_linked_from_the_first_and_has_an_example() -> None:
    first = (FOLDER / "README.md").read_text()
    for page in FOLDER.glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in first
        assert "```" in page.read_text(), page.name
