"""Cities with their districts, telephone numbers and codes."""

from functools import cache
from typing import Any

from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Place
from guanxi.modules.demo.vocabulary import words

MOBILE_CN = "+86154########"  # a prefix that no operator has been given
MOBILE_TW = "+886900555###"
SHARES = {"cn": 0.76, "tw": 0.05, "abroad": 0.19}


@cache
def places() -> tuple[Place, ...]:
    """Every city; the weights of a country's cities add up to its share of the business."""
    found = [*_scaled("cn", [_chinese(row) for row in words("places")["cn"]])]
    found += _scaled("tw", [_taiwanese(row) for row in words("places")["tw"]])
    found += _scaled("abroad", [_abroad(row) for row in words("places")["abroad"]])
    return tuple(found)


def _scaled(share: str, some: list[Place]) -> list[Place]:
    whole = sum(each.weight for each in some)
    return [
        Place(
            each.city, each.language, each.region, SHARES[share] * each.weight / whole,
            each.phone, each.mobile, each.address, each.districts, each.code,
        )
        for each in some
    ]  # fmt: skip


def _chinese(row: list[Any]) -> Place:
    city, province, area, postcode, code, region, weight, districts = row
    address = {"country": "CN", "province": province, "city": f"{city}市", "postcode": postcode + "##"}
    return Place(city, "zh-CN", region, weight, f"+86{area}5550####", MOBILE_CN, address, tuple(districts), code)


def _taiwanese(row: list[Any]) -> Place:
    city, province, phone, postcode, districts = row
    address = {"country": "TW", "city": province, "postcode": postcode}
    return Place(city, "zh-TW", "south", 1, phone, MOBILE_TW, address, tuple(districts))


def _abroad(row: list[Any]) -> Place:
    city, country, province, phone, mobile, postcode, region, weight = row
    address = {"country": country, "province": province, "city": city, "postcode": postcode}
    return Place(city, "en", region, weight, phone, mobile, {key: text for key, text in address.items() if text})


def postal_address(dice: Dice, place: Place) -> dict[str, str]:
    """An address in that city."""
    found = {part: dice.digits(text) if part == "postcode" else text for part, text in place.address.items()}
    if place.districts:
        found["district"] = dice.pick(place.districts)
    number = dice.between(1, 399)
    if place.language == "en":
        return found | {"street": f"{number} {dice.pick(words('places')['streets_abroad'])}"}
    streets = words("places")["tw_streets" if place.language == "zh-TW" else "streets"]
    return found | {
        "street": f"{dice.pick(streets)}{number}號" if place.language == "zh-TW" else f"{dice.pick(streets)}{number}号"
    }
