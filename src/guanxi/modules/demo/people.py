"""The persons of the story: names in three scripts, and the contacts of each company."""

from functools import cache
from typing import Any

from pypinyin import lazy_pinyin

from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Contact, Place
from guanxi.modules.demo.places import postal_address
from guanxi.modules.demo.tags import contact_tags
from guanxi.modules.demo.vocabulary import spoken, traditional, words

PARTS = ("decision_maker", "influencer", "user", "blocker")
PART_WEIGHTS = (22, 38, 32, 8)
FIRST_WEIGHTS = (55, 30, 15, 0)  # whoever opposes a purchase is not the one whom one meets first
COUNTS = {"sole_trader": (1, 1), "small": (1, 2), "medium": (1, 4), "large": (2, 6)}


@cache
def pinyin(text: str) -> str:
    return "".join(sign for sign in "".join(lazy_pinyin(text)).lower() if sign.isascii() and sign.isalnum())


def person_name(dice: Dice, language: str) -> dict[str, str]:
    """Family and given name; Chinese surnames as common as they are in life."""
    names = words("names")
    if language == "en":
        return {"given": dice.pick(names["first"]), "family": dice.pick(names["last"])}
    rank = min(int(dice.random.expovariate(0.07)), len(names["surnames"]) - 1)
    given = dice.pick(names["given_two"] if dice.chance(0.7) else names["given_one"])
    family = names["surnames"][rank]
    return (
        {"family": family, "given": given} if language == "zh-CN" else _traditional({"family": family, "given": given})
    )


def _traditional(name: dict[str, str]) -> dict[str, str]:
    return {part: traditional(text) for part, text in name.items()}


def address_of(dice: Dice, name: dict[str, str], domain: str) -> str:
    """An e-mail address that nobody else has."""
    if name["given"].isascii():
        local = f"{name['given']}.{name['family']}".lower()
    else:
        local = pinyin(name["family"] + name["given"])
    return dice.fresh(f"{local}@{domain}", 1) or dice.fresh(f"{local}##@{domain}") or f"{local}@{domain}"


def job(dice: Dice, part: str, language: str) -> tuple[str, str]:
    """A job title for a part in the decision, and its department."""
    title = dice.pick(words("names")["titles"][part])
    written = title[1] if language == "en" else title[0]
    departments = words("names")["departments"]
    found = next((text for start, text in departments.items() if written.startswith(start)), "")
    return spoken(title, language), traditional(found) if language == "zh-TW" else found


def staff_company(dice: Dice, company: Company) -> None:
    """Gives a company its contacts; the first is the one to call."""
    low, high = COUNTS[company.values["size"]]
    for place in range(dice.between(low, high)):
        part = dice.weighted(PARTS, PART_WEIGHTS if place else FIRST_WEIGHTS)
        name = person_name(dice, company.language)
        company.contacts.append(_contact(dice, company, name, part))
    company.contacts[0].values["is_primary"] = True


def _contact(dice: Dice, company: Company, name: dict[str, str], part: str) -> Contact:
    title, department = job(dice, part, company.language)
    values: dict[str, Any] = {
        "name": name,
        "account": str(company.id),
        "job_title": title,
        "department": department,
        "decision_part": part,
        "email": address_of(dice, name, company.domain),
        "owner": str(company.owner.id),
        "source": company.values["source"],
    }
    values |= _optional(dice, company.place)
    contact_id = dice.identity(company.at)
    values |= contact_tags(contact_id, company.language)
    return Contact(contact_id, company.at, {key: value for key, value in values.items() if value})


def _optional(dice: Dice, place: Place) -> dict[str, Any]:
    """What one knows of some contacts only."""
    found: dict[str, Any] = {}
    if place.mobile and dice.chance(0.92):
        found["mobile"] = dice.fresh(place.mobile)
    elif not place.mobile:
        found["phone"] = dice.fresh(place.phone)
    if dice.chance(0.3):
        found["birthday"] = f"{dice.between(1965, 1998)}-{dice.between(1, 12):02}-{dice.between(1, 28):02}"
    if place.language == "zh-CN" and dice.chance(0.45):
        found["wechat"] = dice.digits("wx_########")
    if dice.chance(0.12):
        found["address"] = postal_address(dice, place)
    return found
