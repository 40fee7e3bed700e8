"""Forty segments with long names, in place of those of another model."""

from __future__ import annotations

import dataclasses

from example_parts import LOW, measured

from cxpulse.core.measurement import segment_of
from cxpulse.core.report_model import DriverStep, JourneyCell, ReportModel, Term


def crowded_from(base: ReportModel) -> ReportModel:
    """Forty segments with long names everywhere."""
    names = [
        f"Customer success and long-term relationship programme, district {k:02d} of the north-eastern region"
        for k in range(40)
    ]
    assert base.churn is not None
    assert base.drivers is not None
    assert base.journey is not None
    stages = base.journey.stages
    cells = tuple(
        JourneyCell(
            s,
            n,
            measured(
                "csat_share",
                0.6 + 0.01 * ((i * 7 + k) % 30),
                0.05,
                90,
                segment=segment_of(stage=s, channel=n),
            ),
            0.02,
            k % 9 == 0,
        )
        for i, s in enumerate(stages)
        for k, n in enumerate(names[:14])
    )
    return dataclasses.replace(
        base,
        drivers=dataclasses.replace(
            base.drivers,
            steps=tuple(
                DriverStep(Term("team", n), -0.1 - 0.01 * (k % 7), -0.005, k % 5 == 0)
                for k, n in enumerate(names)
            ),
            end=41.8 - sum(0.1 + 0.01 * (k % 7) + 0.005 for k in range(40)),
        ),
        journey=dataclasses.replace(base.journey, channels=tuple(names[:14]), cells=cells),
        tickets=(
            *(dataclasses.replace(base.tickets[k % 5], channel=n) for k, n in enumerate(names)),
            base.tickets[-1],
        ),
        churn=dataclasses.replace(
            base.churn,
            by_segment=tuple(
                (n, measured("churn_rate", 0.005 + 0.0002 * k, 0.001, 900 - k, "share", LOW))
                for k, n in enumerate(names)
            ),
            segment_dimension="team",
        ),
        alerts=tuple(dataclasses.replace(base.alerts[0], segment={"team": n}) for n in names[:12]),
    )
