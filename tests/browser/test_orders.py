"""An order in a foreign currency on the screen: REC-3, SAL-10."""

from playwright.sync_api import expect

from tests.browser.desk import Desk


def test_an_order_in_pounds_shows_its_total_in_pounds(desk: Desk) -> None:
    page = desk.page
    account = desk.create("account", name="Pound buyer")
    lines = [{"description": "Roof", "quantity": "3", "unit_price": {"amount": "1.65", "currency": "GBP"}}]
    order = desk.create("order", account=account, lines=lines)
    number = str(desk.record("order", order)["number"])
    desk.browse("order", columns="number,total", filter={"field": "number", "op": "eq", "value": number})
    expect(desk.row(number)).to_contain_text("£4.95")
    desk.open("order", order)
    expect(page.get_by_role("main")).to_contain_text("£4.95")
