import traceback, pytest
import vouchbook.web.troubles as t
orig=t.understood
def understood(e):
    if isinstance(e, ValueError): print("".join(traceback.format_exception(e)[-8:]))
    return orig(e)
t.understood=understood
from tests.web.office.test_money_pages import test_a_grant_pays_a_charge_and_goes_back_to_its_fund as f
@pytest.mark.parametrize("n", range(6))
def test_it(desk, n): f(desk)
