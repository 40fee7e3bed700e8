"""The story of a week: headline, lead, what changed, why, what we ask.

Made by rules from findings that are statistically true, in this order: an open alert; a clear change of the headline
figure; a recovery; clear changes of other figures; otherwise "no clear change", said as such. Nothing here names a
cause: "why" tells where a change lies (the exact split by segment and mix), never what brought it about.

Every sentence is a whole one with places for values, so each language writes it in its own order; numbers, dates, words
and plurals are the language layer's. `facts` says what goes in, `words` holds the pieces, one file holds one part.
"""

from cxpulse.core.story.facts import Facts, Story
from cxpulse.core.story.tell import tell

__all__ = ["Facts", "Story", "tell"]
