"""Every remote transport has an example that its own model accepts, and none of them is loaded as a source."""

from __future__ import annotations

import pytest

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.sources import Source, source_names
from cxpulse.catalog.vendors import load_vendor
from cxpulse.catalog.yaml_files import load_yaml
from cxpulse.core.errors import ConfigurationError
from cxpulse.sources import transports

REMOTE = [name for name in transports.transport_names() if transports.is_remote(name)]


@pytest.mark.parametrize("transport", REMOTE)
def test_the_example_is_right(transport: str) -> None:
    path = config_dir() / "sources" / "examples" / f"{transport}.yaml"
    source = load_yaml(path, Source, name="example")
    options = transports.options_of(str(path), source.transport, source.options)
    assert (source.transport, options.connection) == (transport, f"cx_{transport}")
    load_vendor(source.vendor)
    assert f"AIRFLOW_CONN_CX_{transport.upper()}=" in path.read_text(encoding="utf-8")


def test_examples_are_no_sources() -> None:
    assert not set(source_names()) & {"examples", *REMOTE}


@pytest.mark.parametrize(
    ("transport", "options", "told"),
    [
        ("s3", {}, "field 'options.bucket' is missing"),
        ("s3", {"bucket": "b/../c"}, "field 'options.bucket'"),
        ("zendesk", {"objects": ["macros"]}, r"field 'options.objects.0'"),
        ("zendesk", {"connection": "not a name"}, "field 'options.connection'"),
        ("request_tracker", {"zone": "Tehran"}, "'Tehran' is no time zone"),
        ("hubspot", {"retries": 99}, "field 'options.retries'"),
        ("folder", {"bucket": "x"}, "unknown field 'options.bucket'"),
        ("carrier_pigeon", {}, "no transport named 'carrier_pigeon'; there are: folder, http, "),
    ],
)
def test_wrong_options_name_file_and_field(transport: str, options: dict[str, object], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        transports.options_of("sources/x.yaml", transport, options)


def test_a_package_that_is_not_there_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ConfigurationError, match=r"transport s3 needs the package 's3fs', which is not installed; install it: uv pip install '.\[s3\]'"):
        transports.check("s3", transports.options_of("x.yaml", "s3", {"bucket": "novin"}), None)
