"""Groups that grow by joining, each with the links that made it and a weight that a join must not let pass a limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence


class Groups:
    """Records 0..n-1, each a group of its own at first (union-find; Tarjan 1975)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._weight: list[set[str]] = [set() for _ in range(size)]
        self._links: dict[int, list[tuple[int, str]]] = {}

    def root(self, i: int) -> int:
        """The record that stands for the group of record i: its smallest."""
        parent = self._parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def weigh(self, marks: Sequence[str | None]) -> None:
        """Gives every group the set of its records' marks; its weight is how many there are."""
        self._weight = [set() for _ in marks]
        for i, mark in enumerate(marks):
            if mark is not None:
                self._weight[self.root(i)].add(mark)

    def weight_of(self, members: Sequence[int]) -> int:
        """Marks that the members' own groups have together."""
        return len(set().union(*(self._weight[root] for root in {self.root(i) for i in members})))

    def join(self, members: Sequence[int], reason: str, most: int | None = None) -> bool:
        """Joins the members into one group. most: none is joined, and the answer is False, when it would weigh more."""
        if most is not None and self.weight_of(members) > most:
            return False
        for i in members[1:]:
            a, b = sorted((self.root(members[0]), self.root(i)))
            if a != b:
                self._parent[b] = a
                self._weight[a] |= self._weight[b]
                self._links.setdefault(members[0], []).append((i, reason))
                self._links.setdefault(i, []).append((members[0], reason))
        return True

    def members(self) -> list[list[int]]:
        """Every group, its records in order."""
        found: dict[int, list[int]] = {}
        for i in range(len(self._parent)):
            found.setdefault(self.root(i), []).append(i)
        return list(found.values())

    def walk(self, start: int) -> Iterator[tuple[int, str | None, int | None]]:
        """Every record of the group of `start`: record, reason, and the record it was linked to (both None for start)."""
        seen = {start}
        queue: deque[tuple[int, str | None, int | None]] = deque([(start, None, None)])
        while queue:
            i, reason, to = queue.popleft()
            yield i, reason, to
            for other, why in self._links.get(i, []):
                if other not in seen:
                    seen.add(other)
                    queue.append((other, why, i))
