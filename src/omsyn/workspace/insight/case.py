"""The figures that a reader takes along to a case: rules for the list, without storage."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

MOST_ITEMS = 40
LONGEST_TITLE = 120
LONGEST_KEY = 400


@frozen(order=True)
class Item:
    """A figure of a page; the same in both written standards."""

    address: str
    """`Asked.address` of the page."""
    figure: str

    @property
    def key(self) -> str:
        return f"{self.address}#{self.figure}"

    @classmethod
    def of(cls, key: str) -> Item:
        """The opposite of `key`; raises `ValueError` for other texts."""
        address, mark, figure = key.rpartition("#")
        if not (mark and address and figure) or len(key) > LONGEST_KEY:
            raise ValueError(key)
        return cls(address, figure)


def _items(keys: Any) -> tuple[Item, ...]:
    return tuple(Item.of(key) for key in keys)


@frozen(kw_only=True)
class Case:
    """The list, its title, and the list as it was before the last change."""

    items: tuple[Item, ...] = ()
    title: str = ""
    before: tuple[Item, ...] | None = None

    def __contains__(self, item: object) -> bool:
        return item in self.items

    @property
    def full(self) -> bool:
        return len(self.items) >= MOST_ITEMS

    def add(self, item: Item) -> Case:
        """With the figure at the end; the same where it is there already or the list is full."""
        if item in self.items or self.full:
            return self
        return evolve(self, items=(*self.items, item), before=self.items)

    def remove(self, item: Item) -> Case:
        if item not in self.items:
            return self
        rest = tuple(each for each in self.items if each != item)
        return evolve(self, items=rest, before=self.items)

    def move(self, item: Item, place: int) -> Case:
        """With the figure at a place counted from 0, so that asking twice changes nothing."""
        if item not in self.items or self.items.index(item) == place:
            return self
        rest = [each for each in self.items if each != item]
        rest.insert(max(0, min(place, len(rest))), item)
        return evolve(self, items=tuple(rest), before=self.items)

    def empty(self) -> Case:
        return evolve(self, items=(), before=self.items) if self.items else self

    def undo(self) -> Case:
        """As it was before the last change; that again can be undone."""
        if self.before is None:
            return self
        return evolve(self, items=self.before, before=self.items)

    def call(self, title: str) -> Case:
        return evolve(self, title=" ".join(title.split())[:LONGEST_TITLE])

    def to_session(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "items": [item.key for item in self.items],
            "title": self.title,
            "before": None if self.before is None else [item.key for item in self.before],
        }

    @classmethod
    def from_session(cls, stored: Any) -> Case:
        """From plain JSON; an empty list where it cannot be read."""
        try:
            before = stored.get("before")
            return cls(
                items=_items(stored["items"]),
                title=str(stored.get("title", "")),
                before=None if before is None else _items(before),
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            return cls()
