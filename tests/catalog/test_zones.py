"""A time zone that does not exist is an error with file and field, wherever one is named."""

from __future__ import annotations

import pytest

from cxpulse.catalog.settings import load_settings
from cxpulse.catalog.sources import load_source
from cxpulse.core.errors import ConfigurationError
from ingest_world import HEADER, TYPEFORM, World


@pytest.fixture
def world(tmp_path, monkeypatch):
    return World(tmp_path, monkeypatch)


@pytest.mark.parametrize("zone", ["Asia/Teheran", "", "../etc/passwd", "Asia"])
def test_a_zone_that_does_not_exist_is_told(world: World, zone: str) -> None:
    world.source("nps", **TYPEFORM, zone=zone)
    with pytest.raises(ConfigurationError, match=r"nps\.yaml: field 'zone': .*is no time zone"):
        load_source("nps")
    world.settings(business_hours={"zone": zone, "hours": {"monday": "09:00-17:00"}})
    with pytest.raises(ConfigurationError, match=r"settings\.yaml: field 'business_hours\.zone'"):
        load_settings()
    world.settings(week={"first_day": "monday", "zone": zone})
    with pytest.raises(ConfigurationError, match=r"settings\.yaml: field 'week\.zone'"):
        load_settings()


def test_an_id_with_an_e_in_it_is_no_number_of_a_spreadsheet(world: World) -> None:
    world.source("nps", **TYPEFORM)
    world.export("typeform/1.csv", HEADER + "12e5,9,,,app,2026-10-20 10:00:00\n1.03E+13,9,,,app,2026-10-20 10:00:00\n")
    result = world.ingest()
    assert world.rows("response", "response_id") == [("12e5",)]
    assert [r["field"] for r in world.rejects(result)] == ["response_id"]
