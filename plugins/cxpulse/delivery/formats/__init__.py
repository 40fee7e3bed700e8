"""What a platform shows: one file for each kind of content and platform, picked by name: 'mail_report', 'slack_alert'.

A file offers `write(content, envelope) -> message` and names its CARRIER, the channel that carries such messages.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from cxpulse.core.errors import ConfigurationError


def format_names() -> list[str]:
    """Every format there is."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


def load_format(platform: str, content: str) -> ModuleType:
    """The format of a platform ('mail', 'slack', ...: a recipient's channel) for a content ('report', 'alert', 'notice').

    Raises ConfigurationError that lists what there is.
    """
    name = f"{platform}_{content}"
    if name not in format_names():
        raise ConfigurationError(
            f"recipients: channel '{platform}' has no format for a {content}; there are: {', '.join(format_names())}"
        )
    return importlib.import_module(f"{__name__}.{name}")
