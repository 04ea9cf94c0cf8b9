"""Everything that the association has of somebody, to take away: a page for people, JSON for programs."""

from __future__ import annotations

import io
import zipfile

from vouchbook.service import own_data
from vouchbook.web import templating
from vouchbook.web.answers import Answer
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit


@page("/my/data", who=OWN)
def about(visit: Visit) -> Answer:
    return visit.show("applicant/my_data.html", title="Your data")


@page("/my/data/download.zip", who=OWN)
def download(visit: Visit) -> Answer:
    data = own_data.own_data(visit.office, visit.principal, visit.about)
    readable = templating.environment().get_template("applicant/my_data_file.html").render(data=data)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        day = (data.on.year, data.on.month, data.on.day, 0, 0, 0)
        for name, body in (("my-data.json", own_data.as_json(data)), ("my-data.html", readable.encode())):
            file.writestr(zipfile.ZipInfo(name, day), body, zipfile.ZIP_DEFLATED)
    return visit.file(packed.getvalue(), f"{visit.association}-my-data-{data.on}.zip", "application/zip")


ROUTES = (about, download)
