"""What the composition root gives to handlers, and limits of parameters."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from server.accounts import Passwords
from server.centre import Centre
from server.sessions import Caller

AnyRequest = Request[Any, Any, Any]
LARGEST = 2**53
GivenCentre = SkipValidation[NamedDependency[Centre]]
GivenPasswords = SkipValidation[NamedDependency[Passwords]]
GivenCaller = SkipValidation[NamedDependency[Caller]]
Count = Annotated[int, QueryParameter(ge=0, le=LARGEST)]

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(handler: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Run a handler on a worker thread.

    WORKAROUND: `sync_to_thread=True` of Litestar 2.25 wraps a handler twice when its path has several
    methods, and the answer is then a coroutine that nobody awaited.
    """

    @wraps(handler)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await sync_to_thread(handler, *args, **kwargs)

    return run
