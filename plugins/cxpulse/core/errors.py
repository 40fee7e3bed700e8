"""The tree of errors. Every message names what is wrong, where, and what to do about it.

CXPulseError
├── ConfigurationError     a YAML file: names the file and the field
├── InputError             an export that cannot be read at all: names file (row, field, value) and remedy
│   └── Unreachable        a remote source did not answer as it should, after several tries: a later run may succeed
├── CheckFailed            a check in sql/checks said stop
├── NotFresh               a source is late or incomplete and the settings say hold: a later run may succeed
├── LakeBusy               another machine is changing the lake: a later run may succeed
├── DefinitionError        a figure that must not be computed (an average over scales that run opposite ways, ...)
├── RenderingError         a report that cannot be drawn as it should be
└── DeliveryError          a channel that did not take a message
    ├── Refused            it said no for good: another try gives the same until somebody repairs something
    └── UnknownOutcome     the line broke when the message may already have been taken: never sent again silently
"""

from __future__ import annotations


class CXPulseError(Exception):
    """Base of all errors that are told to a person: a message without a traceback, exit code 1."""


class ConfigurationError(CXPulseError):
    """A configuration file is wrong."""


class InputError(CXPulseError):
    """An export cannot be read."""


class Unreachable(InputError):
    """A remote source could not be had now."""


class CheckFailed(CXPulseError):
    """A check that stops the run found offending rows."""


class NotFresh(CXPulseError):
    """The report waits for data that are late."""


class LakeBusy(CXPulseError):
    """Another machine holds the lake, or took it over."""


class DefinitionError(CXPulseError):
    """What was asked for has no meaning."""


class RenderingError(CXPulseError):
    """A report cannot be drawn."""


class DeliveryError(CXPulseError):
    """A channel refused or failed; nothing was delivered, so a retry is safe."""


class Refused(DeliveryError):
    """A channel said no for good; nothing was delivered, and a retry would be refused too."""


class UnknownOutcome(DeliveryError):
    """The message may or may not have been delivered."""
