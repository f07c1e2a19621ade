"""What the composition root gives to handlers, and limits of parameters."""

from typing import Annotated, Any

from litestar import Request
from litestar.params import Dependency, Parameter

from server.accounts import Passwords
from server.centre import Centre
from server.sessions import Caller

AnyRequest = Request[Any, Any, Any]
LARGEST = 2**53
GivenCentre = Annotated[Centre, Dependency(skip_validation=True)]
GivenPasswords = Annotated[Passwords, Dependency(skip_validation=True)]
GivenCaller = Annotated[Caller, Dependency(skip_validation=True)]
Count = Annotated[int, Parameter(ge=0, le=LARGEST)]
