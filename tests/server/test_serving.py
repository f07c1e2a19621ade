"""The listening socket: an answer leaves at once, not when the PC has confirmed its first part."""

import asyncio
import socket

import pytest

from server.serving import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_accepted_connections_do_not_wait_for_confirmations(host: str) -> None:
    """Head and body of an answer are two writes: with Nagle's delay the second waits some 40 ms."""

    async def delay_of_a_connection() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            own = writer.get_extra_info("socket")
            seen.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen(host, 0) as listener:
            async with await asyncio.start_server(accepted, sock=listener):
                _, writer = await asyncio.open_connection(host, listener.getsockname()[1])
                no_delay = await seen
                writer.close()
                await writer.wait_closed()
                return no_delay

    assert asyncio.run(delay_of_a_connection())
