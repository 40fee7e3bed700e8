"""dags/config/initiatives/*.yaml: registered fixes, one file each: when, in which segment, which metric should move."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from cxpulse.catalog.project import config_dir
from cxpulse.catalog.yaml_files import Frozen, load_yaml, names_in, pick


class Initiative(Frozen):
    """One fix. title: by language; started: its first day; metric: what should become better; segment: where it was done
    (the rest of the company is what it is compared with); owner: who answers for it, one name or by language; minimum_answers: in the 8 weeks after."""

    name: str
    title: dict[str, str] = Field(min_length=1)
    started: dt.date
    metric: str
    segment: dict[str, str] = Field(min_length=1)
    owner: str | dict[str, str] = ""
    minimum_answers: int = Field(default=100, ge=10)


def initiative_names() -> list[str]:
    """Every initiative there is."""
    return names_in(config_dir() / "initiatives")


def load_initiatives() -> list[Initiative]:
    """All of them, the newest first. Raises ConfigurationError naming file and field."""
    folder = config_dir() / "initiatives"
    found = [load_yaml(pick(folder, n, "initiative"), Initiative, name=n) for n in initiative_names()]
    return sorted(found, key=lambda i: (-i.started.toordinal(), i.name))
