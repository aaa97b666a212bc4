"""Tests that share a server or a folder run one after the other, in one process of the run."""

import pytest


@pytest.mark.xdist_group("groups")
def test_the_run_knows_its_groups(request: pytest.FixtureRequest) -> None:
    """pytest-xdist marks a grouped test in its id; a pytest whose ids it cannot mark would scatter groups silently."""
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@groups")
