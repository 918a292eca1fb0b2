"""Pages of lists: `start` counts entries before filtering, so a filtered list has gaps between its pages."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from exchange import Request, Response, bad_request, json_response

DEFAULT_LIMIT = 25
T = TypeVar("T")


class Pager:
    """Cuts lists into pages of at most `page_limit` entries, whatever the client asks for."""

    def __init__(self, page_limit: int):
        self._page_limit = page_limit

    def bounds(self, request: Request) -> tuple[int, int]:
        """`start` and `limit` of a request. Raises 400."""
        start, limit = _whole(request, "start", 0), _whole(request, "limit", DEFAULT_LIMIT)
        return start, min(limit, self._page_limit)

    def page(
        self,
        request: Request,
        entries: Sequence[T],
        write: Callable[[T], Any],
        wanted: Callable[[T], bool] = lambda entry: True,
    ) -> Response:
        """One page of those `entries` that are wanted."""
        start, limit = self.bounds(request)
        values, index = [], start
        while index < len(entries) and len(values) < limit:
            if wanted(entries[index]):
                values.append(write(entries[index]))
            index += 1
        more = any(wanted(entry) for entry in entries[index:])
        return page_response(values, start, limit, index if more else None)


def page_response(values: list[Any], start: int, limit: int, next_start: int | None) -> Response:
    """A page; the last one has no `nextPageStart`."""
    page = {"size": len(values), "limit": limit, "isLastPage": next_start is None, "values": values, "start": start}
    return json_response(page if next_start is None else page | {"nextPageStart": next_start})


def _whole(request: Request, name: str, default: int) -> int:
    text = request.argument(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise bad_request(f"'{text}' is not a whole number.", name)
    return int(text)
