"""What the composition root gives to handlers, and limits of parameters."""

from typing import Annotated, Any

from litestar import Request
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
