"""What Marisol has done by the day of the walk: enough for an Infant Mental Health Specialist in North Carolina."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook

NAME = "Marisol"
EMAIL = "marisol.walks@example.org"
DEGREE = {
    "Level": "A master's degree",
    "Name of the degree": "Master of Social Work",
    "Field of study": "Social work, children and families",
    "School": "University of North Carolina at Pembroke",
    "Day it was awarded": "2021-05-08",
}
COURSES = {
    "Infant and Early Childhood Development in Context": "Theoretical foundations",
    "Child Welfare Policy and the Law": "Law, regulation and agency policy",
}
TRAININGS = """\
title\tprovider\tfrom\tuntil\thours\tcompetencies\tabout
Foundations of Infant Mental Health\tNCIMHA\t9/9/2022\t9/10/2022\t12\ttheoretical_foundations; direct_service\t
Child-Parent Psychotherapy, first year\tPiedmont Collaborative\t2/1/2023\t11/30/2023\t24\tdirect_service; thinking\t
Observing babies\tBlue Ridge Institute\t3/15/2024\t3/15/2024\t6:30\ttheoretical_foundations; communicating\t
Systems that serve families\tSandhills Project\t5/2/2025\t5/2/2025\t5\tsystems_expertise; law_regulation_policy\t
Whose story counts\tNCIMHA\t2/20/2026\t2/20/2026\t4\tworking_with_others\tdeia"""
"""As they come out of a spreadsheet by copy and paste."""
PEOPLE = {
    "Denise Abernathy-Cho": "denise.walks@example.org",
    "Ruth Oxendine": "ruth.walks@example.org",
    "Alma Whitfield": "alma.walks@example.org",
    "Tom Villanueva": "tom.walks@example.org",
}
EMPLOYERS = {
    "Denise Abernathy-Cho": "Lumber River Family Wellness",
    "Ruth Oxendine": "Cape Fear Reflective Practice",
}
ASKED = (
    ("Denise Abernathy-Cho", "Supervisor", "I give up"),
    ("Ruth Oxendine", "RSC provider", "I give up"),
    ("Tom Villanueva", "Other", "I give up"),
)
"""Who is asked for which place, and whether she may read it; the third declines, and Alma is asked instead."""
JOB = {
    "Employer": "Lumber River Family Wellness",
    "Your role": "Infant and family therapist",
    "First day": "2024-07-15",
    "What you did": "Home-based therapy with babies under three and their parents, mostly after separation.",
    "How many families": "31",
}
MENTOR = {
    "Whose it is": "Ruth Oxendine (Cape Fear Reflective Practice)",
    "Endorsed as": "IMHM-C",
    "By which association": "sc",
    "Since": "2019-04-01",
}
_RSC = (
    ("from", "until", "hours", "setting", "provider", "competencies"),
    ("9/3/2024", "8/26/2025", "24", "individual", "Ruth Oxendine", "reflection; thinking"),
    ("9/1/2025", "6/9/2026", "27", "group", "Ruth Oxendine", "reflection; working_with_others"),
    ("9/15/2026", "11/10/2026", "5:30", "individual", "Ruth Oxendine", "reflection"),
)


def spreadsheet() -> dict[str, object]:
    """Her log of reflective supervision, as a file that a browser sends."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in _RSC:
        sheet.append(row)
    body = BytesIO()
    book.save(body)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "rsc-log.xlsx", "mimeType": kind, "buffer": body.getvalue()}


def transcript() -> dict[str, object]:
    """A small PDF of one empty page."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    )
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % (n, each) for n, each in enumerate(objects, 1))
    return {
        "name": "transcript.pdf",
        "mimeType": "application/pdf",
        "buffer": body + b"trailer<</Root 1 0 R/Size 4>>\n%%EOF\n",
    }
