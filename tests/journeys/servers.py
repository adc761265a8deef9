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
from anxin.launch.site import (
    Ports,
    await_answer,
    partner_keys,
    sandbox_keys,
    site_programs,
    site_settings,
)
from anxin.launch.supervisor import Supervisor


@dataclass(frozen=True)
class Site:
    """A running site and the folder of its logs."""

    origin: str
    sandbox: str
    logs: Path


def database_url() -> str:
    """The address of the database that the tests use at this moment."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path="/" + quote(str(connection.settings_dict["NAME"]))).geturl()


@contextmanager
def running_site(*, data: Path) -> Iterator[Site]:
    """Run the programs that `make run` starts, with its settings; end them afterwards."""
    chosen = Ports(ports.any_free(), ports.any_free(), ports.any_free())
    env = {"DATABASE_URL": database_url(), **site_settings(data=data, chosen=chosen)}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    with Supervisor(data=data, env=env) as supervisor:
        for keys in (*sandbox_keys(data=data), *partner_keys(data=data)):
            supervisor.finish(program=keys)
        supervisor.start(programs=site_programs(chosen=chosen))
        for port in (chosen.web, chosen.live, chosen.sandbox):
            await_answer(supervisor=supervisor, port=port)
        yield Site(env["ANXIN_WEB_ORIGIN"], env["SANDBOX_ORIGIN"], data / "log")
