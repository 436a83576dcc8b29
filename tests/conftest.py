"""What all tests share. Databases: DATABASE_URL chooses, the ledger's guards forbid emptying tables between tests,
so tests that need real commits or other processes get a copy of a migrated template (`fresh_db`, `desk`)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ringback.kit import database_clock, remembered
from tests import servers
from tests.fresh import Fresh, Template, fresh, template
from tests.servers import Desk

# Playwright's loop runs in the tests' own thread for the rest of the session, and Django takes it for a server's.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


_DEAR = {"built"}  # made once a module
# Whoever asks for one of these touches a database.
_DATABASES = {"db", "_django_db_helper", "fresh_db", "migrated", "desk", "shared_desk"}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database (tests/run.py says so) what touches none is not shown again, and where everything is run, no
    sample of it is. Tests of a file that share what is dear run in one worker."""
    kept = items[:]
    for item in kept:
        if _DEAR & set(getattr(item, "fixturenames", ())) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    if os.environ.get("RINGBACK_TEST_AGAIN"):
        kept = [item for item in kept if _touches_a_database(item)]
    if os.environ.get("RINGBACK_REQUIRE") == "all":
        kept = [item for item in kept if not item.get_closest_marker("sample")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _touches_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("once"):
        return False
    asked = set(getattr(item, "fixturenames", ()))
    return bool(asked & _DATABASES) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With RINGBACK_REQUIRE=all nothing may be missing, so a skip is a failure."""
    made: Any = yield
    _refuse_skip(made.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    made: Any = yield
    _refuse_skip(made.get_result())


def _refuse_skip(report: Any) -> None:
    if report.skipped and os.environ.get("RINGBACK_REQUIRE") == "all" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"required by RINGBACK_REQUIRE=all: {reason}"


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test gives the same ids to others."""
    remembered.forget_all()
    database_clock.forget()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """A database with this version's schema, made once a session and only copied."""
    with template(tmp_path_factory.mktemp("template")) as made:
        yield made


@pytest.fixture
def fresh_db(migrated: Template, tmp_path: Path, django_db_blocker: Any) -> Iterator[Fresh]:
    """An empty desk of its own in which commits are real, also for threads and for other processes
    (`fresh_db.environment`). Not together with `db`."""
    with fresh(migrated, tmp_path) as made, django_db_blocker.unblock(), made.at_home():
        yield made


@pytest.fixture
def desk(fresh_db: Fresh) -> Iterator[Desk]:
    """A real `ringback run` on a free port, with a database and a folder of its own that this process shares."""
    with servers.running(fresh_db) as running:
        yield running


@pytest.fixture(scope="module")
def shared_desk(
    migrated: Template, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Desk]:
    """The same for all tests of a file, where none disturbs the next."""
    folder = tmp_path_factory.mktemp("shared")
    with (
        fresh(migrated, folder) as made,
        django_db_blocker.unblock(),
        made.at_home(),
        servers.running(made) as running,
    ):
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one a session."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of its own, as nobody."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
