"""What the other rooms ask of measure: groups, segments, series, refusals, publishing, the command line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cxpulse.catalog.alerts import load_alert
from cxpulse.catalog.metrics import load_metric
from cxpulse.catalog.project import sql_dir
from cxpulse.catalog.reports import load_report
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError, DefinitionError
from cxpulse.core.measurement import State, segment_of
from cxpulse.jobs.judge import judge
from cxpulse.jobs.measure import counts, definitions_version, measure, measurements, series
from cxpulse.jobs.measure_published import publish, restatements
from cxpulse.jobs.report_build import material, model
from lake_fixtures import answer, put, settings

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)
WEEK, AFTER = dt.date(2026, 3, 23), dt.date(2026, 3, 30)
TRANSACTIONAL = {"survey_id": "event", "survey_kind": "transactional"}


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Two weeks of NPS in two channels, and an event survey."""
    made = settings(tmp_path)
    first = [answer("2026-03-24 10:00:00", s, channel="app", stage="use") for s in [10] * 30 + [0] * 10]
    first += [answer("2026-03-24 10:00:00", s, channel="web", stage="use") for s in [10] * 10 + [8] * 10]
    put(made, "response", "2026-03-23", first)
    second = [answer("2026-03-31 10:00:00", 10, channel="app", stage="use") for _ in range(5)]
    second += [answer("2026-03-31 10:00:00", 0, channel="app", stage="use", **TRANSACTIONAL)]
    put(made, "response", "2026-03-30", second)
    measure(made, touched=None, now=NOW)
    return made


def test_groups_give_every_segment_in_every_week(config: Settings) -> None:
    found = measurements(config, [AFTER, WEEK], ["nps"], by=[(), ("stage", "channel")])
    told = {(m.segment, m.week): (m.value, m.n, m.state) for m in found}
    app, web = segment_of(stage="use", channel="app"), segment_of(stage="use", channel="web")
    assert told == {
        ((), WEEK): (pytest.approx(50.0), 60, State.OK),
        ((), AFTER): (None, 5, State.FEW),
        (app, WEEK): (50.0, 40, State.OK),
        (app, AFTER): (None, 5, State.FEW),
        (web, WEEK): (50.0, 20, State.GREY),
        (web, AFTER): (None, 0, State.NONE),
    }


def test_a_flat_list_is_one_group_and_a_missing_dimension_is_told(config: Settings) -> None:
    assert {m.segment for m in measurements(config, [WEEK], ["nps"], by=["channel"])} == {
        (("channel", "app"),),
        (("channel", "web"),),
    }
    both = measurements(config, [WEEK], ["nps", "churn_rate"], by=["channel"])
    assert {m.metric for m in both} == {"nps"}
    asked = measurements(config, [WEEK], ["churn_rate"], segments=[segment_of(region="north")])
    assert [m.state for m in asked] == [State.NOT_SUPPLIED]
    with pytest.raises(DefinitionError, match="colour; there are: channel"):
        measurements(config, [WEEK], ["nps"], by=["colour"])
    with pytest.raises(DefinitionError, match="did you mean 2026-03-23"):
        measurements(config, [dt.date(2026, 3, 24)], ["nps"])


def test_what_no_source_gives_is_not_supplied_and_never_zero(config: Settings) -> None:
    states = {m.metric: m.state for m in measurements(config, [WEEK])}
    assert states["nps"] is State.OK
    assert states["response_rate"] is State.NOT_SUPPLIED
    assert states["ces_effort"] is State.NOT_SUPPLIED
    assert states["backlog"] is State.NOT_SUPPLIED
    assert states["nps_transactional"] is State.NOT_SUPPLIED  # it begins a week later
    assert [m.state for m in measurements(config, [WEEK, AFTER], ["nps_transactional"])] == [
        State.NONE,
        State.FEW,
    ]


def test_relationship_and_transactional_are_never_averaged(config: Settings) -> None:
    careless = load_metric("nps").model_copy(update={"where": {"scale": "nps"}})
    with pytest.raises(
        DefinitionError, match=r"survey_kind relationship and transactional cannot be put into one figure"
    ):
        measurements(config, [AFTER], [careless])
    assert len(measurements(config, [AFTER], [careless], by=["survey_kind"])) == 2


def test_scales_that_run_opposite_ways_are_never_averaged(tmp_path: Path) -> None:
    config = settings(tmp_path)
    ces = {"scale": "ces", "scale_min": 1, "scale_max": 5}
    rows = [
        answer("2026-03-24 10:00:00", 2, **ces, direction=d) for d in ("higher_is_better", "lower_is_better")
    ]
    put(config, "response", "2026-03-23", rows)
    measure(config, touched=None, now=NOW)
    careless = load_metric("ces_effort").model_copy(update={"where": {"scale_id": "ces_1_5"}})
    with pytest.raises(DefinitionError, match="direction higher_is_better and lower_is_better"):
        measurements(config, [WEEK], [careless])


def test_a_metric_that_names_an_unknown_column_is_an_error_with_its_place(config: Settings) -> None:
    wrong = load_metric("nps").model_copy(
        update={"inputs": {"n": "answers", "promoters": "promoters", "detractors": "detractors"}}
    )
    with pytest.raises(
        ConfigurationError, match=r"nps\.yaml: field 'inputs\.n': responses has no measure 'answers'"
    ):
        measurements(config, [WEEK], [wrong])


def test_series_hold_the_weekly_sums_of_every_segment(config: Settings) -> None:
    frame = series(config, ["nps"], [(), ("channel",)], AFTER)
    assert list(frame.columns) == [
        "series",
        "metric",
        "segment",
        "week",
        "n",
        "sum",
        "sum_of_squares",
        "direction",
    ]
    row = frame[(frame.series == "nps|channel=app") & (frame.week == WEEK)].iloc[0]
    assert (row.n, row["sum"], row.sum_of_squares, json.loads(row.segment)) == (
        40,
        2000,
        400_000,
        {"channel": "app"},
    )
    assert len(series(config, ["nps"], [()], WEEK)) == 1
    with pytest.raises(DefinitionError, match="resolution_p90 cannot be watched"):
        series(config, ["resolution_p90"], [()], AFTER)


def test_a_restatement_shows_what_was_published_and_what_is_known_now(config: Settings) -> None:
    assert publish(config, WEEK, now=NOW)["new"] > 0
    assert publish(config, WEEK, now=NOW)["new"] == 0
    assert restatements(config, AFTER) == []
    late = [answer("2026-03-25 10:00:00", 0, channel="app", stage="use") for _ in range(6)]
    put(config, "response", "2026-03-23", late, source="another")
    measure(config, touched={"response": ["2026-03-23"]}, now=NOW)
    publish(config, WEEK, now=NOW)  # publishing again does not hide it
    (one,) = [r for r in restatements(config, AFTER) if r.metric == "nps"]
    assert (one.week, one.published, one.late_answers) == (WEEK, pytest.approx(50.0), 6)
    assert one.now == pytest.approx(100 * (40 - 16) / 66)
    assert restatements(config, WEEK) == []


def test_counts_of_a_family_without_rows_are_an_empty_table(config: Settings) -> None:
    assert counts(config, "tickets").num_rows == 0
    assert "backlog_in" in counts(config, "tickets").column_names


def test_the_command_prints_and_writes_the_same_figures(
    config: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import typer

    from cxpulse.commands import measure as command

    monkeypatch.setattr("cxpulse.catalog.settings.load_settings", lambda: config)
    app = typer.Typer()
    app.command()(command.run)
    files = ["--csv", str(tmp_path / "f.csv"), "--parquet", str(tmp_path / "f.parquet")]
    result = CliRunner().invoke(
        app, ["--week", "2026-03-23", "--metric", "nps", "--by", "channel", "--json", *files]
    )
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["week"], document["definitions"]) == ("2026-03-23", definitions_version())
    app_row = document["measurements"][0]
    assert (app_row["segment"], app_row["value"], app_row["n"], app_row["state"]) == (
        {"channel": "app"},
        50.0,
        40,
        "ok",
    )
    with (tmp_path / "f.csv").open(encoding="utf-8") as file:
        assert [r["value"] for r in csv.DictReader(file)] == ["50.0", "50.0"]
    assert pq.read_table(tmp_path / "f.parquet")["low"].to_pylist()[0] == app_row["low"]
    table = CliRunner().invoke(app, ["--week", "2026-03-23"])
    assert "not supplied" in table.stdout
    assert "50.0" in table.stdout
    assert CliRunner().invoke(app, ["--week", "yesterday"]).exit_code == 2


def test_segments_add_up_to_the_whole(config: Settings) -> None:
    whole = measurements(config, [WEEK], ["nps", "responses"])
    for dimensions in (["channel"], ["channel", "stage"], ["language"]):
        parts = measurements(config, [WEEK], ["nps", "responses"], by=dimensions)
        for one in whole:
            own = [m for m in parts if m.metric == one.metric]
            assert sum(m.n for m in own) == one.n
            assert sum((m.value or 0) * (m.n if m.unit == "points" else 1) for m in own) == pytest.approx(
                (one.value or 0) * (one.n if one.unit == "points" else 1)
            )


def test_a_new_metric_is_one_file(config: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = definitions_version()
    shutil.copytree(sql_dir(), tmp_path / "sql")
    text = (tmp_path / "sql/metrics/csat_share.yaml").read_text(encoding="utf-8")
    text = text.replace("scale_id: csat_1_5", "scale: nps").replace(
        "{n: rated, hits: satisfied}", "{n: n, hits: comments}"
    )
    (tmp_path / "sql/metrics/nps_comments.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CXPULSE_SQL", str(tmp_path / "sql"))
    assert "nps_comments" in {m.metric for m in measurements(config, [WEEK])}
    late = [answer("2026-03-25 10:00:00", 9, comment="good")]
    put(config, "response", "2026-03-23", late, source="another")
    measure(config, touched={}, now=NOW)
    assert "nps_comments" in set(series(config, None, [()], AFTER).metric)
    assert definitions_version() != before
    report = load_report("weekly").model_copy(update={"metrics": ()})
    assert "nps_comments" in {d.metric for d in model(material(config, report, AFTER)).definitions}
    portfolio = load_alert("weekly").model_copy(update={"metrics": ()})
    assert "nps_comments" in {f["metric"] for f in judge(config, AFTER, portfolio)}


def test_a_lake_in_an_object_store_gives_the_same_figures(config: Settings) -> None:
    remote = config.model_copy(update={"data_root": "memory://bucket/figures"})
    files = fsspec.filesystem("memory")
    for path in (config.local_root / "lake").rglob("*.parquet"):
        files.pipe_file(f"{remote.data_root}/{path.relative_to(config.local_root)}", path.read_bytes())
    assert measure(remote, touched=None, now=NOW)["partitions"]["responses"] == 2
    assert measure(remote, touched={}, now=NOW)["partitions"]["responses"] == 0
    assert measurements(remote, [WEEK], by=["channel"]) == measurements(config, [WEEK], by=["channel"])
