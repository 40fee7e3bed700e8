"""Audiences as files: unreadable colours, harmful logos and unfitting parts are refused by name; a split gives its parts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cxpulse.catalog.reports import load_report, report_names
from cxpulse.core.contrast import contrast
from cxpulse.core.errors import ConfigurationError

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">{}</svg>'


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty configuration folder."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "logos").mkdir()
    monkeypatch.setenv("CXPULSE_CONFIG", str(tmp_path))
    return tmp_path


def write(config: Path, name: str = "mine", **fields: object) -> None:
    (config / "reports" / f"{name}.yaml").write_text(
        yaml.safe_dump({"languages": ["en"], **fields}, sort_keys=False), encoding="utf-8"
    )


def test_a_pale_colour_is_refused_with_file_field_colour_and_ratio(config: Path) -> None:
    write(config, brand={"accent": "#7fb3d5"})
    with pytest.raises(
        ConfigurationError, match=r"mine\.yaml: field 'brand\.accent'.*#7fb3d5 has a contrast of 2\.3 .*4\.5"
    ):
        load_report("mine")
    write(config, brand={"cover": ["#0e2740", "#5fa0b0"]})
    with pytest.raises(ConfigurationError, match=r"'brand\.cover'.*#5fa0b0"):
        load_report("mine")
    write(config, brand={"heading": "navy"})
    with pytest.raises(ConfigurationError, match=r"'navy' is no colour"):
        load_report("mine")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_logo_must_be_a_picture_inside_the_configuration(config: Path) -> None:
    (config / "logos" / "ok.png").write_bytes(PNG)
    write(config, brand={"logo": "logos/ok.png"})
    assert load_report("mine").brand.picture() == ("image/png", PNG)
    (config / "logos" / "fake.png").write_bytes(b"GIF89a")
    for logo, why in (
        ("../../../etc/passwd", "below"),
        ("/etc/hostname.png", "below"),
        ("logos/none.svg", "cannot be read"),
        ("logos/fake.png", "no PNG"),
        ("reports/mine.yaml", "below"),
    ):
        write(config, brand={"logo": logo})
        with pytest.raises(ConfigurationError, match=why):
            load_report("mine")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image href="file:///etc/passwd"/>',
        '<use href="http://evil.example/x.svg#a"/>',
        '<path d="M0 0" style="fill:url(http://evil.example/x)"/>',
        '<path d="M0 0" onload="x()"/>',
        "<foreignObject/>",
        "<style>@import 'http://evil.example'</style>",
    ],
)
def test_a_logo_that_reaches_out_is_refused(config: Path, inside: str) -> None:
    (config / "logos" / "bad.svg").write_text(SVG.format(inside), encoding="utf-8")
    write(config, brand={"logo": "logos/bad.svg"})
    with pytest.raises(ConfigurationError, match=r"mine\.yaml: field 'brand\.logo'.*bad\.svg"):
        load_report("mine")


def test_a_logo_with_entities_is_refused(config: Path) -> None:
    (config / "logos" / "bomb.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format(""), encoding="utf-8"
    )
    write(config, brand={"logo": "logos/bomb.svg"})
    with pytest.raises(ConfigurationError, match="document type"):
        load_report("mine")


def test_a_split_report_is_one_report_a_part(config: Path) -> None:
    recipients = {"fa": [{"channel": "mail", "address": "a@b.example"}]}
    write(
        config,
        "team",
        split_by="touchpoint",
        targets={"nps": 40},
        parts={
            "delivery": {},
            "a/b": {"languages": ["fa"], "targets": {"nps": 50}, "recipients": recipients},
        },
    )
    write(config, "whole")
    assert report_names() == ["team.delivery", "team.a%2Fb", "whole"]
    assert report_names("team") == ["team.delivery", "team.a%2Fb"]
    assert report_names("team.delivery") == ["team.delivery"]
    delivery, other = (load_report(n) for n in report_names("team"))
    assert delivery.segment == {"touchpoint": "delivery"}
    assert (other.segment, other.languages, other.targets) == ({"touchpoint": "a/b"}, ("fa",), {"nps": 50})
    assert "fa" in other.recipients
    with pytest.raises(ConfigurationError, match=r"team\.none.*team\.delivery"):
        load_report("team.none")
    with pytest.raises(ConfigurationError, match=r"no report named 'team'.*team\.delivery"):
        load_report("team")
    with pytest.raises(ConfigurationError, match=r"whole\.x"):
        load_report("whole.x")


def test_split_and_parts_go_together(config: Path) -> None:
    write(config, split_by="touchpoint")
    with pytest.raises(ConfigurationError, match="go together"):
        load_report("mine")
    write(config, split_by="region", segment={"region": "Tehran"}, parts={"Tehran": {}})
    with pytest.raises(ConfigurationError, match="already fixed"):
        load_report("mine")


def test_the_shipped_reports_are_sound() -> None:
    for name in report_names():
        assert load_report(name).languages
