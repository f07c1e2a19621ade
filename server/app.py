"""The composition root: one Litestar application around one `Centre`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

import core.programmes  # noqa: F401 - makes the programmes known
from core.domain.product import PRODUCT
from server import sessions
from server.accounts import Passwords
from server.centre import open_centre
from server.residents import form_routes
from server.residents.apprenticeship import routes as residents
from server.routes import files, pc, published, reports
from server.wire import HANDLERS, Compression
from sync import protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.clock import Clock
    from server.centre import Centre
    from server.config import Config

LARGEST_BODY = 24 * 1024 * 1024


def create_app(
    config: Config, *, clock: Clock | None = None, random: Callable[[int], bytes] | None = None
) -> Litestar:
    """Open the store that `config` names and build the application on it.

    `clock` and `random` are injected by tests and sample data. `app.state.centre` gives the `Centre`.
    """
    more = {} if random is None else {"random": random}
    return app_for(open_centre(config, clock=clock, **more))


def app_for(centre: Centre) -> Litestar:
    """Build the application on an opened centre; closing the application closes it."""
    passwords = Passwords(centre.config)

    def provide_centre() -> Any:
        return centre

    def provide_passwords() -> Any:
        return passwords

    def provide_caller(request: Request[Any, Any, Any]) -> Any:
        headers = request.headers
        return sessions.caller(centre, headers.get("authorization"), headers.get(protocol.H_DEVICE))

    app = Litestar(
        route_handlers=[
            *pc.HANDLERS,
            *files.HANDLERS,
            *residents.HANDLERS,
            *form_routes.HANDLERS,
            *published.HANDLERS,
            *reports.HANDLERS,
        ],
        dependencies={
            "centre": Provide(provide_centre, sync_to_thread=False),
            "passwords": Provide(provide_passwords, sync_to_thread=False),
            "caller": Provide(provide_caller, sync_to_thread=True),
        },
        middleware=[Compression()],
        exception_handlers=HANDLERS,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title=f"{PRODUCT.service}中心服务器",
            version="1",
            path="/schema",
            render_plugins=[JsonRenderPlugin()],
        ),
        on_shutdown=[centre.close],
    )
    app.state.centre = centre
    return app
