"""The site's own servers over the test database: pages, live streams and jobs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.db import connection

from anxin.launch import ports
from anxin.launch.site import await_answer, site_programs
from anxin.launch.supervisor import Supervisor


@dataclass(frozen=True)
class Site:
    """A running site and the folder of its logs."""

    origin: str
    logs: Path


def database_url() -> str:
    """The address of the database that the tests use at this moment."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path="/" + quote(str(connection.settings_dict["NAME"]))).geturl()


@contextmanager
def running_site(*, data: Path) -> Iterator[Site]:
    """Run the three programs that `make run` starts, with its settings; end them afterwards."""
    web_port, live_port = ports.any_free(), ports.any_free()
    env = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ANXIN_DEMO": "1",
        "ANXIN_WEB_ORIGIN": f"http://localhost:{web_port}",
        "ANXIN_LIVE_ORIGIN": f"http://localhost:{live_port}",
    }
    with Supervisor(data=data, env=env) as supervisor:
        supervisor.start(programs=site_programs(web_port=web_port, live_port=live_port))
        await_answer(supervisor=supervisor, port=web_port)
        await_answer(supervisor=supervisor, port=live_port)
        yield Site(env["ANXIN_WEB_ORIGIN"], data / "log")
