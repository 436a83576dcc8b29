"""What shares something costly or single runs in one worker; without that each worker makes it anew."""

import pytest


@pytest.mark.xdist_group("groups")
def test_tests_of_one_group_are_handed_out_together(request: pytest.FixtureRequest) -> None:
    is_worker = hasattr(request.config, "workerinput")
    assert request.node.nodeid.endswith("@groups") is is_worker
