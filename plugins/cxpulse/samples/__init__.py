"""The sample company: two years of exports in the vendors' own formats, with what was injected written down."""
