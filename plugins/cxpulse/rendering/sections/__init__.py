"""One file a section: its title, its one line when there is nothing, and what its template shows.

Each has TITLE, EMPTY and view(paper) -> values for templates/report/sections/<name>.html.j2, or None for nothing. EMPTY may be
said more exactly by a function `empty(paper)`.
"""
