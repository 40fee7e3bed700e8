"""The command line: every step without a scheduler. One command is one file of cxpulse/commands."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

from cxpulse import commands
from cxpulse.core.errors import CXPulseError

app = typer.Typer(
    name="cxpulse",
    help="Customer-experience figures, reports and alerts: exports in; figures, PDF, mail and Slack out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _register() -> None:
    for module in pkgutil.iter_modules(commands.__path__):
        loaded = importlib.import_module(f"cxpulse.commands.{module.name}")
        app.command(name=module.name, context_settings=getattr(loaded, "CONTEXT", None))(loaded.run)


def main() -> None:
    """Entry point of the console command: 0 done, 1 told what is wrong, 2 wrong usage."""
    _register()
    try:
        app()
    except CXPulseError as problem:
        print(f"cxpulse: {problem}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
