"""The demo company's story: the same every time, with the figures that were promised, and believable in its details."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from statistics import mean
from typing import Any
from uuid import UUID

import phonenumbers
import pytest
from stdnum.cn import uscc

from guanxi.kernel.fields.values import Norms
from guanxi.kernel.fields.values import email as read_email
from guanxi.kernel.specs import FieldSpec
from guanxi.modules.demo.days import ZONE, is_workday
from guanxi.modules.demo.objects import Event
from guanxi.modules.demo.pipeline import STAGES
from guanxi.modules.demo.staff import Ids
from guanxi.modules.demo.story import Story, tell
from guanxi.modules.demo.vocabulary import words

TODAY = date(2026, 11, 22)


def invented(names: Iterable[str], first: int) -> dict[str, UUID]:
    return {name: UUID(int=first + place) for place, name in enumerate(names)}


IDS = Ids(
    invented([team["key"] for team in words("staff")["teams"]], 1),
    invented([user[0] for user in words("staff")["users"]], 1_000),
    invented([product[0] for product in words("products")], 2_000),
)


@cache
def story() -> Story:
    return tell(TODAY, IDS)


def events(object_name: str, kind: str = "create") -> list[Event]:
    return [each for each in all_events() if (each.object, each.kind) == (object_name, kind)]


@cache
def all_events() -> tuple[Event, ...]:
    return tuple(event for session in story().sessions for step in session.steps for event in step)


def values_of(name: str, *objects: str) -> list[Any]:
    return [each.values[name] for object_name in objects for each in events(object_name) if name in each.values]


def ids_in(values: Mapping[str, Any]) -> Iterator[str]:
    """The ids of other records among the values of one."""
    for value in values.values():
        if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
            yield value


def test_story_is_the_same_every_time() -> None:
    assert tell(TODAY, IDS).sessions == story().sessions


def test_story_of_another_seed_is_another_one() -> None:
    assert tell(TODAY, IDS, seed=1).sessions != story().sessions


@pytest.mark.parametrize(
    ("object_name", "least", "most"),
    [
        ("account", 1_200, 1_200),
        ("contact", 2_300, 2_700),
        ("lead", 900, 900),
        ("opportunity", 2_600, 2_600),
        ("order", 1_500, 1_500),
        ("interaction", 6_000, 6_000),
        ("task", 1_800, 1_800),
        ("note", 600, 600),
    ],
)
def test_company_has_the_promised_size(object_name: str, least: int, most: int) -> None:
    assert least <= len(events(object_name)) <= most


def test_company_has_40_people_and_25_products() -> None:
    assert len(story().staff.people) == 40
    assert len(words("products")) == 25


def test_about_63_of_100_closed_opportunities_are_won() -> None:
    closed = [deal for deal in story().deals if deal.is_won is not None]
    assert len(closed) > 2_200
    assert mean(bool(deal.is_won) for deal in closed) == pytest.approx(0.63, abs=0.025)


def test_an_opportunity_takes_about_48_days() -> None:
    days = [(deal.path[-1][0].date() - deal.opened.date()).days for deal in story().deals if deal.is_won is not None]
    assert mean(days) == pytest.approx(48, abs=1.5)


def test_some_opportunities_are_open_in_every_stage() -> None:
    open_now = Counter(deal.path[-1][1] for deal in story().deals if deal.is_won is None)
    assert set(open_now) == set(STAGES)
    assert sum(open_now.values()) > 100


def test_stages_go_forward_and_end_won_or_lost() -> None:
    for deal in story().deals:
        passed = [stage for _, stage in deal.path if stage not in ("won", "lost")]
        assert passed == list(STAGES[: len(passed)])
        assert [at for at, _ in deal.path] == sorted(at for at, _ in deal.path)


def test_business_is_unevenly_shared() -> None:
    by_owner = Counter(deal.owner.login for deal in story().deals)
    by_company = Counter(deal.company.domain for deal in story().deals)
    top_companies = sum(count for _, count in by_company.most_common(120))
    assert sum(count for _, count in by_owner.most_common(5)) > 2_600 * 0.35
    assert top_companies > 2_600 * 0.4


def test_february_is_quiet_and_december_busy() -> None:
    by_month = Counter(deal.opened.month for deal in story().deals)
    assert by_month[2] < by_month[6] < 2.2 * by_month[12]
    assert by_month[2] * 1.8 < by_month[12]


def test_nothing_happens_before_it_can_or_after_today() -> None:
    known = {str(one) for some in (IDS.teams, IDS.users, IDS.products) for one in some.values()}
    for session in story().sessions:
        assert session.at.astimezone(ZONE).date() < TODAY
        for step in session.steps:
            assert all(other in known for event in step for other in ids_in(event.values))
            known |= {str(event.id) for event in step}


def test_people_write_on_working_days_only() -> None:
    assert [session.at for session in story().sessions if session.by and not is_workday(session.at.date())] == []


def test_a_step_holds_one_object_and_no_record_twice() -> None:
    for session in story().sessions:
        for step in session.steps:
            assert len({(event.object, event.kind) for event in step}) == 1
            assert len({event.id for event in step}) == len(step)


def test_teams_are_a_tree_of_three_levels() -> None:
    parents = story().staff.parents
    depths = {
        1 + (above is not None) + (above is not None and parents[above] is not None) for above in parents.values()
    }
    assert depths == {1, 2, 3}


def test_credit_codes_are_valid_and_given_once() -> None:
    codes = values_of("credit_code", "account")
    codes += [each.registered["credit_code"] for each in story().companies if each.registered]
    assert len(codes) > 600
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert len(set(codes)) == len(codes)


def test_addresses_of_mail_lead_nowhere_and_are_given_once() -> None:
    mails = values_of("email", "contact")
    norms, spec = Norms(), FieldSpec("email", "email")
    assert [mail for mail in mails if not mail.endswith(".example") or read_email(mail, spec, norms) != mail] == []
    assert len(set(mails)) == len(mails)


def test_numbers_of_telephones_are_possible_and_mobiles_given_once() -> None:
    numbers = values_of("phone", "account", "contact") + values_of("mobile", "contact", "lead")
    wrong = [each for each in numbers if not phonenumbers.is_possible_number(phonenumbers.parse(each, None))]
    mobiles = values_of("mobile", "contact")
    assert wrong == []
    assert len(set(mobiles)) == len(mobiles)


def test_names_of_companies_differ() -> None:
    names = values_of("name", "account")
    assert len({name.lower() for name in names}) == len(names)


def test_customers_write_in_three_scripts() -> None:
    languages = Counter(company.language for company in story().companies)
    assert languages["zh-CN"] > 800
    assert languages["en"] > 150
    assert languages["zh-TW"] > 30
    assert any("電" in name or "機" in name for name in values_of("name", "account"))


def test_an_order_is_worth_its_opportunity() -> None:
    worth = {str(deal.id): sum(line.cents for line in deal.lines) for deal in story().deals}
    sold = [
        each.values for each in events("order") if each.values.get("kind") != "return" and "opportunity" in each.values
    ]
    assert len(sold) > 1_200
    assert {sum(line_cents(line) for line in order["lines"]) - worth[order["opportunity"]] for order in sold} == {0}


def line_cents(line: Mapping[str, Any]) -> int:
    price = int(line["unit_price"]["amount"].replace(".", ""))
    return round(int(line["quantity"]) * price * (100 - int(line.get("discount", 0))) / 100)


def test_a_lead_that_was_converted_names_what_it_became() -> None:
    converted = [each for each in events("lead", "update") if each.values["status"] == "converted"]
    made = {str(each.id) for object_name in ("account", "contact", "opportunity") for each in events(object_name)}
    assert len(converted) == 300
    assert all({each.values[name] for name in ("account", "contact", "opportunity")} <= made for each in converted)


def test_some_accounts_lie_in_the_pool_of_their_team() -> None:
    left = [each.values for each in events("account", "update") if "owner" in each.values]
    assert 30 < len(left) < 150
    assert all(values["owner"] is None and values["team"] for values in left)


def test_story_told_on_another_day_ends_there() -> None:
    other = date(2025, 3, 3)
    sessions = tell(other, IDS).sessions
    assert other - timedelta(days=4) <= sessions[-1].at.date() < other
