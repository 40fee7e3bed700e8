"""The judge on a file of anybody's counts: one verdict per series and week, and rules that never bend."""

from __future__ import annotations

import itertools
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from alert_counts import drop, effort, nps, parquet, row, week
from cxpulse.core.errors import ConfigurationError, InputError
from cxpulse.jobs.judge_counts import judge_counts, write_findings

Lines = dict[tuple[str, str], dict[str, Any]]


def judged(path: Path, **options: Any) -> Lines:
    """(series, week) -> line, of a replay."""
    lines = [v.to_json() for v in judge_counts(path, **{"false_alerts_per_year": 0.05, **options})]
    assert len({(x["series"], x["week"]) for x in lines}) == len(lines)
    return {(x["series"], x["week"]): x for x in lines}


def states(lines: Lines, series: str) -> list[str]:
    """The states of one series in order of week."""
    return [x["state"] for key, x in sorted(lines.items()) if key[0] == series]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Eight steady series, one that falls by 15 points from week 70 to 85, one that stops, one with a gap."""
    rows = [r for i in range(8) for r in nps(f"steady {i}", 110)]
    rows += nps("falls", 110, level=drop(70, 15, 85))
    rows += nps("stops", 90)
    rows += [r for r in nps("gap", 110) if r["week"] not in {week(60), week(61)}]
    return parquet(tmp_path_factory.mktemp("counts") / "c.parquet", rows), rows


@pytest.fixture(scope="module")
def lines(portfolio: tuple[Path, list[dict[str, Any]]]) -> Lines:
    """Its verdicts."""
    return judged(portfolio[0])


def test_a_fall_opens_goes_on_and_recovers(lines: Lines) -> None:
    found = states(lines, "falls")
    opened, back = found.index("open"), found.index("recovered")
    assert 70 <= opened <= 72
    assert 85 <= back <= 90
    assert set(found[opened + 1 : back]) == {"ongoing"}
    line = lines["falls", week(opened).isoformat()]
    assert line["z"] > line["threshold"] > 2
    assert line["drop"] == pytest.approx(line["usual"] - line["now"], abs=0.01)
    assert 5 < line["drop"] < 25
    assert found[back + 1 :] == ["quiet"] * (109 - back)


def test_steady_series_stay_quiet_once_there_is_half_a_year_of_past(lines: Lines) -> None:
    for i in range(8):
        found = states(lines, f"steady {i}")
        assert found[:34] == ["not_enough_history"] * 34
        assert set(found[34:]) == {"quiet"}


def test_every_row_has_a_line_and_a_missing_week_is_no_data(lines: Lines, portfolio: tuple[Path, list[dict[str, Any]]]) -> None:
    given = {(r["series"], r["week"].isoformat()) for r in portfolio[1]}
    assert given <= set(lines)
    assert {lines[key]["state"] for key in set(lines) - given} == {"no_data"}
    assert states(lines, "gap")[59:63] == ["quiet", "no_data", "no_data", "quiet"]


def test_a_series_that_stops_is_no_data_to_the_last_week(lines: Lines) -> None:
    assert states(lines, "stops")[90:] == ["no_data"] * 20
    last = lines["stops", week(109).isoformat()]
    assert (last["n"], last["now"], last["window"], last["z"]) == (0, None, None, None)


def test_no_verdict_changes_when_later_weeks_are_cut_off(portfolio: tuple[Path, list[dict[str, Any]]], lines: Lines, tmp_path: Path) -> None:
    for end in (40, 71, 84, 92):
        cut = judged(parquet(tmp_path / "cut.parquet", [r for r in portfolio[1] if r["week"] <= week(end)]))
        assert cut == {key: line for key, line in lines.items() if line["week"] <= week(end).isoformat()}


def test_rows_may_come_in_any_order_and_from_csv(portfolio: tuple[Path, list[dict[str, Any]]], lines: Lines, tmp_path: Path) -> None:
    shuffled = random.Random(3).sample(portfolio[1], len(portfolio[1]))
    assert judged(parquet(tmp_path / "s.parquet", shuffled)) == lines
    header = ",".join(shuffled[0])
    (tmp_path / "s.csv").write_text("\n".join([header, *(",".join(str(v) for v in r.values()) for r in shuffled)]), "utf-8")
    assert judged(tmp_path / "s.csv") == lines


def test_without_replay_only_the_last_week_is_told(portfolio: tuple[Path, list[dict[str, Any]]], lines: Lines) -> None:
    last = judged(portfolio[0], every_week=False)
    assert last == {key: line for key, line in lines.items() if line["week"] == week(109).isoformat()}


def test_silence_after_an_alert_is_no_data_and_the_alert_still_there_afterwards(tmp_path: Path) -> None:
    rows = [r for i in range(5) for r in nps(f"steady {i}", 90)]
    falling = nps("falls", 90, level=drop(70, 25))
    for at in (74, 75):
        falling[at] = row("falls", at, 0, 0, 0)
    found = states(judged(parquet(tmp_path / "c.parquet", rows + [r for r in falling if r["week"] != week(76)])), "falls")
    assert found[73:78] == ["ongoing", "no_data", "no_data", "no_data", "ongoing"]


def test_an_announced_week_never_opens(tmp_path: Path) -> None:
    rows = [r for i in range(5) for r in nps(f"s{i}", 90, level=drop(70, 40, 72), announced=(70, 71), seed=2)]
    assert {x["state"] for x in judged(parquet(tmp_path / "c.parquet", rows)).values()} == {"quiet", "not_enough_history"}


def test_no_second_alert_before_four_quiet_weeks(tmp_path: Path) -> None:
    def level(at: int) -> float:
        return 5.0 if at in range(70, 74) or at in range(77, 81) or at in range(95, 99) else 40.0

    rows = [r for i in range(5) for r in nps(f"steady {i}", 110)] + nps("jumps", 110, n=2000, level=level)
    found = states(judged(parquet(tmp_path / "c.parquet", rows)), "jumps")
    openings = [at for at, state in enumerate(found) if state == "open"]
    assert len(openings) >= 2
    for earlier, later in itertools.pairwise(openings):
        assert found[later - 4 : later] == ["quiet"] * 4
        assert "recovered" in found[earlier:later]


@pytest.mark.parametrize(("direction", "opens"), [("lower_is_better", True), ("higher_is_better", False)])
def test_on_a_scale_where_low_is_good_a_rise_opens(tmp_path: Path, direction: str, opens: bool) -> None:
    rows = [r for i in range(4) for r in effort(f"s{i}", 80, level=lambda w: 3.0, direction=direction)]
    rows += effort("rises", 80, level=lambda w: 3.6 if w >= 70 else 3.0, direction=direction)
    lines = judged(parquet(tmp_path / "c.parquet", rows))
    assert ("open" in states(lines, "rises")) is opens
    if opens:
        line = next(x for x in lines.values() if x["state"] == "open")
        assert line["now"] > line["usual"]
        assert line["drop"] > 0


def test_a_few_answers_a_week_never_open(tmp_path: Path) -> None:
    rows = [r for i in range(5) for r in nps(f"steady {i}", 90)]
    rows += nps("tiny", 90, n=5, level=drop(60, 100, level=60)) + nps("small", 90, n=12)
    thin = nps("thin week", 90, level=drop(70, 0))
    thin[70] = row("thin week", 70, 6, -600, 60_000)
    lines = judged(parquet(tmp_path / "c.parquet", rows + thin))
    assert set(states(lines, "tiny")) == {"not_enough_history", "not_enough_answers"}
    assert set(states(lines, "small")) <= {"not_enough_history", "quiet"}
    assert states(lines, "thin week")[69:72] == ["quiet", "not_enough_answers", "quiet"]


def test_what_falls_in_every_series_at_once_is_still_found(tmp_path: Path) -> None:
    rows = [r for i in range(12) for r in nps(f"s{i:02d}", 90, level=drop(75, 15))]
    lines = judged(parquet(tmp_path / "c.parquet", rows))
    assert all("open" in states(lines, f"s{i:02d}")[75:79] for i in range(12))


def test_an_empty_export_gives_no_findings_and_no_error(tmp_path: Path) -> None:
    assert judged(parquet(tmp_path / "c.parquet", [])) == {}
    (tmp_path / "c.csv").write_text("", "utf-8")
    assert write_findings(judge_counts(tmp_path / "c.csv", false_alerts_per_year=2), tmp_path / "f.jsonl") == {}
    assert (tmp_path / "f.jsonl").read_text("utf-8") == ""


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n": -3.0}, "row 2, column 'n': -3: a number of answers cannot be negative"),
        ({"n": float("nan")}, "row 2, column 'n': nan: not a number"),
        ({"n": 2.5}, "row 2, column 'n': 2.5: a number of answers is a whole number"),
        ({"sum": 1e6}, "row 2, column 'sum': 1e+06: more than n answers of -100 to 100 can add up to"),
        ({"sum_of_squares": 1.0}, "row 2, column 'sum_of_squares': 1: less than n answers with this sum can have"),
        ({"sum_of_squares": 1e9}, "row 2, column 'sum_of_squares': 1e+09: more than the squares of n answers"),
        ({"n": 0.0, "sum_of_squares": 0.0}, "row 2, column 'sum'"),
        ({"week": week(0)}, "row 2, column 'week': 2024-01-06: series 'a' has this week in row 1 already"),
        ({"week": week(1).replace(day=14)}, "row 2, column 'week': 2024-01-14: not a whole number of weeks"),
        ({"week": None}, "row 2, column 'week': no date"),
        ({"metric": "fun"}, "row 2, column 'metric': 'fun': use one of nps, csat, ces"),
        ({"metric": "csat"}, "row 2, column 'metric': 'csat': series 'a' says 'nps' in row 1"),
        ({"direction": "up"}, "row 2, column 'direction': 'up': use one of higher_is_better, lower_is_better"),
        ({"series": None}, "row 2, column 'series': empty"),
    ],
)
def test_a_wrong_row_is_named_with_column_and_value(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    rows = nps("a", 4)
    rows[1] = {**rows[1], **changed}
    with pytest.raises(InputError) as told:
        judged(parquet(tmp_path / "c.parquet", rows))
    assert message in str(told.value)
    assert "c.parquet" in str(told.value)


def test_a_missing_column_file_or_rule_is_told(tmp_path: Path) -> None:
    rows = [{k: v for k, v in r.items() if k != "direction"} for r in nps("a", 4)]
    with pytest.raises(InputError, match="column 'direction' is missing; needed: series, week"):
        judged(parquet(tmp_path / "c.parquet", rows))
    with pytest.raises(InputError, match="no such file"):
        judged(tmp_path / "none.parquet")
    (tmp_path / "text.parquet").write_text("not parquet", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        judged(tmp_path / "text.parquet")
    with pytest.raises(ConfigurationError, match="there are: calibrated, windows"):
        judged(parquet(tmp_path / "d.parquet", nps("a", 4)), rule="magic")


def test_the_announced_column_may_be_missing_or_words(tmp_path: Path) -> None:
    rows = nps("a", 4)
    bare = [{k: v for k, v in r.items() if k != "announced"} for r in rows]
    assert len(judged(parquet(tmp_path / "a.parquet", bare))) == 4
    with pytest.raises(InputError, match="column 'announced': 'perhaps': write true or false"):
        judged(parquet(tmp_path / "b.parquet", [{**r, "announced": "perhaps"} for r in rows]))


def test_the_command_writes_lines_of_json_and_says_how_many(portfolio: tuple[Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    from cxpulse.__main__ import _register, app

    _register()
    out = tmp_path / "findings.jsonl"
    options = ["judge", str(portfolio[0]), "--replay", "--false-alerts-per-year", "0.05", "--out", str(out)]
    told = CliRunner().invoke(app, options)
    assert told.exit_code == 0, told.output
    first = json.loads(out.read_text("utf-8").splitlines()[0])
    assert list(first) == ["series", "week", "state", "z", "threshold", "drop", "usual", "now", "n", "window"]
    assert "NaN" not in out.read_text("utf-8")
    told = CliRunner().invoke(app, [*options, "--json", "--smallest-drop"])
    assert json.loads(told.stdout)["states"]["open"] == 1
    line = json.loads(out.read_text("utf-8").splitlines()[-1])
    assert line["smallest_drop"]["1"] is None or line["smallest_drop"]["1"] >= line["smallest_drop"]["8"]
    assert CliRunner().invoke(app, ["judge", "--replay"]).exit_code == 2


def test_sixty_series_of_three_years_take_seconds(tmp_path: Path) -> None:
    path = parquet(tmp_path / "c.parquet", [r for i in range(60) for r in nps(f"s{i}", 156)])
    start = time.process_time()
    write_findings(judge_counts(path, false_alerts_per_year=2), tmp_path / "f.jsonl")
    assert time.process_time() - start < 4
