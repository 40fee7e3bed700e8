"""Who receives: recipients from configuration with the format and the channel that serve each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from types import ModuleType

from cxpulse.catalog.reports import Recipient
from cxpulse.catalog.settings import Settings
from cxpulse.core.errors import ConfigurationError
from cxpulse.delivery.channels import load_channel
from cxpulse.delivery.formats import load_format
from cxpulse.delivery.messages import Channel
from cxpulse.jobs.connections import FOLDER, carrier_of, connection_name, get_connection


@dataclass(frozen=True, slots=True)
class Post:
    """One recipient in one language, with the format that writes for it and the name of the channel that carries it."""

    language: str
    recipient: Recipient
    format: ModuleType
    channel: str
    carrier: Callable[[], Channel]


def address_of(post: Post) -> str:
    """The bare address of a recipient, as the ledger keeps it."""
    return parseaddr(post.recipient.address)[1] or post.recipient.address


def posts(
    settings: Settings,
    recipients: Mapping[str, Sequence[Recipient]],
    content: str,
    channels: Sequence[str] | None,
    languages: Sequence[str] | None = None,
) -> Iterator[Post]:
    """Every recipient, language by language. channels: only these, asked for by name; None: as configured.

    ['folder'] takes everything to the outbox; ['smtp'] serves the mail recipients only. Raises ConfigurationError for a
    recipient whose channel has no format.
    """
    carriers: dict[str, Channel] = {}
    for language, people in recipients.items():
        if languages is not None and language not in languages:
            continue
        for recipient in people:
            form = load_format(recipient.channel, content)
            post = _post(settings, language, recipient, form, channels, carriers)
            if post is not None:
                yield post


def _post(
    settings: Settings,
    language: str,
    recipient: Recipient,
    form: ModuleType,
    channels: Sequence[str] | None,
    carriers: dict[str, Channel],
) -> Post | None:
    wanted: str = form.CARRIER
    if channels is None:
        name = wanted if _configured(settings, wanted) else FOLDER
    elif wanted in channels:
        name = wanted
    elif FOLDER in channels:
        name = FOLDER
    else:
        return None
    return Post(language, recipient, form, name, lambda: _carrier(settings, name, carriers))


def _configured(settings: Settings, wanted: str) -> bool:
    """A connection that is there but broken counts: its recipients are told to have failed, not silently put aside."""
    if settings.delivery.mode != "auto":
        return False
    try:
        return get_connection(connection_name(settings, wanted)) is not None
    except ConfigurationError:
        return True


def _carrier(settings: Settings, name: str, carriers: dict[str, Channel]) -> Channel:
    """One channel per name and run. One asked for by name is never replaced by the outbox."""
    if name not in carriers:
        channel = carrier_of(settings, name)
        if channel.name != name:
            channel = load_channel(name, settings, get_connection(connection_name(settings, name)))
        carriers[name] = channel
    return carriers[name]
