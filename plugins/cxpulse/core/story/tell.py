"""Puts the five parts together."""

from __future__ import annotations

from cxpulse.core.story.ask import ask
from cxpulse.core.story.changed import changed
from cxpulse.core.story.facts import Facts, Story
from cxpulse.core.story.headline import headline
from cxpulse.core.story.lead import lead
from cxpulse.core.story.why import why


def tell(facts: Facts) -> Story:
    """The story of the week that `facts` describes."""
    return Story(headline(facts), lead(facts), changed(facts), why(facts), ask(facts))
