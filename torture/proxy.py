"""A TCP proxy between the site and its database that can be told to cut, delay and refuse."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK_BYTES = 65_536


class Proxy:
    """Listens on `port` of loopback and leads to wherever `target` says at that moment.

    `delay_s` is waited before each piece in either direction; while `refusing`, whoever connects
    is cut off at once.
    """

    def __init__(self, *, target: Callable[[], int]) -> None:
        self.delay_s = 0.0
        self.refusing = False
        self.port = 0
        self.cut = 0
        self._target = target
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[ready], daemon=True)
        self._thread.start()
        ready.wait()

    def cut_all(self) -> None:
        """Cut every connection, in the middle of whatever it is saying."""
        self._loop.call_soon_threadsafe(self._cut_all)

    def close(self) -> None:
        """Stop."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        self._thread.join(timeout=5)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()

    async def _end(self) -> None:
        self._cut_all()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._loop.call_soon(self._loop.stop)

    def _cut_all(self) -> None:
        for writer in list(self._writers):
            self.cut += 1
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self.refusing:
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target())
        except OSError:
            return
        finally:
            if self.refusing:
                writer.transport.abort()
        self._writers |= {writer, far_writer}
        await asyncio.wait(
            [
                asyncio.ensure_future(self._pump(reader, far_writer)),
                asyncio.ensure_future(self._pump(far_reader, writer)),
            ],
            return_when=asyncio.FIRST_COMPLETED,
        )
        for one in (writer, far_writer):
            self._writers.discard(one)
            one.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ConnectionError):
            while data := await reader.read(CHUNK_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                writer.write(data)
                await writer.drain()
