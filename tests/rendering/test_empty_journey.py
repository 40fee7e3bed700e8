"""An empty journey says whose answers are missing, since those to another survey may name a stage."""

from __future__ import annotations

import dataclasses

import pytest
from example import VARIANTS, rich

from cxpulse.catalog.language import load_language, plain
from cxpulse.rendering.finishing import split_sara_am
from cxpulse.rendering.page import report_html
from cxpulse.rendering.paper import Paper
from cxpulse.rendering.sections import gaps, journey


@pytest.mark.parametrize("code", ["en", "fa", "th"])
def test_an_empty_journey_names_its_metric(code: str) -> None:
    model = dataclasses.replace(rich(), journey=None, journey_metric="csat_share", look_metric="csat_share")
    paper = Paper(model, load_language(code))
    name = paper.title("csat_share")
    assert journey.view(paper) is None
    assert name in journey.empty(paper)
    assert name in gaps.empty(paper)
    assert split_sara_am(plain(journey.empty(paper))) in plain(report_html(paper))


def test_a_journey_with_too_few_answers_everywhere_does_not_say_that_none_names_a_stage() -> None:
    model = rich()
    assert model.journey is not None
    few = tuple(dataclasses.replace(c, measurement=dataclasses.replace(c.measurement, value=None)) for c in model.journey.cells)
    model = dataclasses.replace(model, journey=dataclasses.replace(model.journey, cells=few), journey_metric="csat_share")
    paper = Paper(model, load_language("en"))
    assert journey.view(paper) is None
    assert journey.empty(paper) == "This table is of CSAT, share satisfied: no stage has enough answers this week."


def test_a_report_that_an_older_version_kept_says_what_it_said() -> None:
    model = VARIANTS["nothing"]()
    assert journey.empty(Paper(model, load_language("en"))) == journey.EMPTY
