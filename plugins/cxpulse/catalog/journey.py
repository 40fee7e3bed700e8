"""dags/config/journey.yaml: over how long, on which scale and with which minimum the journey is looked at. Without it, defaults."""

from __future__ import annotations

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml


class JourneyLook(Frozen):
    """The whole file. Stages and touchpoints themselves are in settings.yaml.

    metric: what touchpoints and channels are compared by; scale: the scale of the journey score ('csat'). weeks: of the
    comparison; customer_weeks: of what is told per customer; minimum_n: answers from which a touchpoint or channel takes part
    in a comparison; least_answers: under so many in `weeks` a touchpoint or segment counts as not heard; repeat_bad: so many
    bad answers of one customer are told; segments: dimensions whose values are checked for feedback.
    """

    metric: str = "csat_share"
    scale: str = "csat"
    weeks: int = Field(default=13, ge=1, le=52)
    customer_weeks: int = Field(default=52, ge=4, le=104)
    minimum_n: int = Field(default=30, ge=2)
    least_answers: int = Field(default=10, ge=1)
    repeat_bad: int = Field(default=2, ge=2)
    segments: tuple[str, ...] = ("region", "plan")


def load_journey() -> JourneyLook:
    """The file, or the defaults when there is none. Raises ConfigurationError naming file and field."""
    path = config_dir() / "journey.yaml"
    return load_yaml(path, JourneyLook) if path.is_file() else JourneyLook()
