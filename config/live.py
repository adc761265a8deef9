"""The live streams, served by granian as ASGI beside the pages."""

import os

from anxin.web.live import Live

application = Live(
    database_url=os.environ["DATABASE_URL"],
    origin=os.environ.get("ANXIN_WEB_ORIGIN", "http://localhost:8000"),
    cookie="sessionid",
)
