"""Who carries a message: one file each, picked by name. A file offers `make(settings, connection) -> Channel`."""

from __future__ import annotations

import importlib
import pkgutil

from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.delivery.messages import Channel, Connection


def channel_names() -> list[str]:
    """Every channel there is."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


def load_channel(name: str, settings: Settings, connection: Connection | None = None) -> Channel:
    """One channel by name. Raises ConfigurationError that lists what there is."""
    if name not in channel_names():
        raise ConfigurationError(f"no channel named '{name}'; there are: {', '.join(channel_names())}")
    channel: Channel = importlib.import_module(f"{__name__}.{name}").make(settings, connection)
    return channel
