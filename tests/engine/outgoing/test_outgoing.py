"""ACC-8: nothing that the product fetches for somebody leads into the house, by whatever name or turn."""

import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.outgoing import change_rules, client, is_public
from guanxi.engine.outgoing.client import Limits
from guanxi.kernel.errors import Forbidden, Unavailable
from guanxi.kernel.principal import system
from tests.engine.mail.post_office import certificate, server_context
from tests.engine.outgoing.others import name_server, redirect, web_server

pytestmark = pytest.mark.anyio
INSIDE = """
127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
100.100.100.200 0.0.0.0 0.1.2.3 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.0.0.192 198.18.0.1
192.0.2.1 168.63.129.16 ::1 :: fe80::1 fec0::1 fd00:ec2::254 fc00::1 ff02::1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1::
2002:a00:1::1 2001:0:7f00:1:: ::127.0.0.1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 2001:db8::1
100::1
"""
OUTSIDE = """
8.8.8.8 1.1.1.1 203.0.114.1 2606:4700:4700::1111 2a00:1450:4001::1 64:ff9b::808:808 ::ffff:8.8.8.8
"""
SPELLINGS = """
127.0.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 127.1 017700000001 [::1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [64:ff9b::7f00:1] [0:0:0:0:0:0:0:1] localhost localhost. LOCALHOST 0 0.0.0.0
"""


async def allow(company: Company, *places: str, plain: bool = True) -> None:
    async with company.work(system()) as work:
        await change_rules(work, {"places": [{"place": place, "is_plain": plain} for place in places]})


async def refusal(web: httpx.AsyncClient, address: str, method: str = "GET", **sent: Any) -> str:
    """The code with which an address is refused."""
    with pytest.raises((Forbidden, Unavailable)) as refused:
        await web.request(method, address, **sent)
    return refused.value.code


@pytest.mark.parametrize("address", INSIDE.split())
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_what_everybody_reaches_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("spelling", SPELLINGS.split())
async def test_the_own_machine_is_refused_however_it_is_spelt(company: Company, spelling: str) -> None:
    async with web_server() as server, client(company) as web:
        code = await refusal(web, f"https://{spelling}:{server.port}/")
    assert code in ("outgoing_not_public", "outgoing_address")
    assert server.asked == []


@pytest.mark.parametrize(
    "address",
    ["https://good.test@127.0.0.1/", "https://a:b@8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "https:///x"],
)
async def test_other_schemes_and_names_before_the_host_are_no_addresses(company: Company, address: str) -> None:
    async with client(company) as web:
        assert await refusal(web, address) in ("outgoing_address", "outgoing_unreachable")


async def test_a_name_that_leads_elsewhere_next_time_is_looked_up_and_judged_again(company: Company) -> None:
    await allow(company, "127.0.0.1")
    async with (
        name_server(good_test="127.0.0.1,127.0.0.2") as (names, look_up),
        web_server() as allowed,
        client(company, look_up=look_up) as web,
    ):
        assert (await web.get(f"http://good.test:{allowed.port}/")).text == "well"
        assert names.asked == ["good.test."], "the name is looked up once, and what was judged is connected to"
        assert await refusal(web, f"http://good.test:{allowed.port}/") == "outgoing_not_public"
    assert len(allowed.asked) == 1
    assert f"host: good.test:{allowed.port}" in allowed.asked[0]


async def test_a_name_with_one_address_inside_is_refused_whole(company: Company) -> None:
    async with (
        name_server(mixed_test="8.8.8.8 127.0.0.1") as (_, look_up),
        web_server() as server,
        client(company, look_up=look_up) as web,
    ):
        assert await refusal(web, f"https://mixed.test:{server.port}/") == "outgoing_not_public"
    assert server.asked == []


async def test_a_redirect_into_the_house_is_judged_like_an_address(company: Company) -> None:
    await allow(company, "open.test")
    answers = {"open_test": "127.0.0.1", "inner_test": "127.0.0.1"}
    inward = [redirect("http://inner.test:PORT/"), redirect("http://127.0.0.1:PORT/"), redirect("//[::1]:PORT/")]
    async with (
        name_server(**answers) as (_, look_up),
        web_server(*inward) as server,
        client(company, look_up=look_up) as web,
    ):
        codes = [await refusal(web, f"http://open.test:{server.port}/") for _ in range(3)]
    assert codes == ["outgoing_not_public"] * 3
    assert len(server.asked) == 3


async def test_no_secret_and_no_body_goes_along_to_another_host(company: Company) -> None:
    await allow(company, "one.test", "two.test")
    secrets = {"Authorization": "Bearer word", "X-Api-Key": "word", "Cookie": "a=word"}
    async with name_server(one_test="127.0.0.1", two_test="127.0.0.1") as (_, look_up), web_server() as second:
        onward = redirect(f"http://two.test:{second.port}/", 307)
        async with web_server(onward) as first, client(company, look_up=look_up) as web:
            assert (await web.get(f"http://one.test:{first.port}/", headers=secrets)).text == "well"
            posted = await refusal(web, f"http://one.test:{first.port}/", "POST", content=b"word", headers=secrets)
    assert posted == "outgoing_carried_off"
    assert "bearer word" in first.asked[0]
    assert len(second.asked) == 1
    assert "word" not in second.asked[0]


async def test_redirects_end_after_five(company: Company) -> None:
    await allow(company, "127.0.0.0/8")
    async with web_server(redirect("/again")) as server, client(company) as web:
        assert await refusal(web, f"http://127.0.0.1:{server.port}/") == "outgoing_too_many_redirects"
    assert len(server.asked) == 6


async def test_without_tls_only_what_is_allowed_so(company: Company) -> None:
    await allow(company, "127.0.0.0/8", plain=False)
    async with web_server() as server, client(company) as web:
        assert await refusal(web, f"http://127.0.0.1:{server.port}/") == "outgoing_plain"
        assert await refusal(web, "http://8.8.8.8/") == "outgoing_plain"
    assert server.asked == []


async def test_tls_is_begun_for_the_name_and_never_left_by_a_redirect(company: Company, tmp_path: Path) -> None:
    await allow(company, "localhost", plain=True)
    file = certificate(tmp_path)
    trust = ssl.create_default_context(cafile=file)
    async with web_server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell", tls=server_context(file)) as server:
        async with client(company, trust=trust) as web:
            assert (await web.get(f"https://localhost:{server.port}/")).text == "well"
        assert server.named == ["localhost"]
        async with client(company) as web:
            assert await refusal(web, f"https://localhost:{server.port}/") == "outgoing_unreachable"
    down = redirect("http://localhost:PORT/")
    async with web_server(down, tls=server_context(file)) as server, client(company, trust=trust) as web:
        assert await refusal(web, f"https://localhost:{server.port}/") == "outgoing_plain"
    assert len(server.asked) == 1


LONG = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + "x" * 5_000
TOO_MUCH = {
    "longer than it says nothing of": (LONG, "outgoing_too_large"),
    "long by its own word": ("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "outgoing_too_large"),
    "packed": ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx", "outgoing_packed"),
    "many headers": ("HTTP/1.1 200 OK\r\n" + "X-A: b\r\n" * 150 + "\r\n", "outgoing_too_large"),
    "a header without end": ("HTTP/1.1 200 OK\r\nX-A: " + "b" * 200_000, "outgoing_unreachable"),
    "no HTTP": ("SSH-2.0-OpenSSH\r\n\r\n", "outgoing_unreachable"),
    "cut off": ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx", "outgoing_unreachable"),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
async def test_an_answer_is_bounded(company: Company, kind: str) -> None:
    await allow(company, "127.0.0.0/8")
    said, code = TOO_MUCH[kind]
    async with web_server(said) as server, client(company, limits=Limits(5, 4_000)) as web:
        assert await refusal(web, f"http://127.0.0.1:{server.port}/") == code


async def test_an_answer_that_drips_ends_with_its_time(company: Company) -> None:
    await allow(company, "127.0.0.0/8")
    said = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"
    async with web_server(said, drips=True) as server, client(company, limits=Limits(0.5)) as web:
        assert await refusal(web, f"http://127.0.0.1:{server.port}/") == "outgoing_too_slow"


async def test_proxies_of_the_environment_are_not_asked(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    await allow(company, "127.0.0.0/8")
    async with web_server() as server, web_server() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with client(company) as web:
            assert (await web.get(f"http://127.0.0.1:{server.port}/")).text == "well"
    assert (len(server.asked), proxy.asked) == (1, [])


async def test_an_administrator_allows_places_and_takes_that_back(admin: httpx.AsyncClient, company: Company) -> None:
    places = [{"place": "10.1.2.3/16", "is_plain": False}, {"place": "ERP.Example.com.", "is_plain": True}]
    kept = await admin.put("/outgoing", json={"places": places})
    assert kept.status_code == 200, kept.text
    assert kept.json()["places"] == [
        {"place": "10.1.0.0/16", "is_plain": False},
        {"place": "erp.example.com", "is_plain": True},
    ]
    undone = await admin.post(f"/changes/{kept.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await admin.get("/outgoing")).json() == {"places": []}
    wrong = [{"place": each, "is_plain": True} for each in ("https://a.example", "300.1.1.1", "a b", "", "*")]
    refused = await admin.put("/outgoing", json={"places": wrong})
    assert [each["field"] for each in refused.json()["errors"]] == [f"places.{number}" for number in range(5)]


async def test_nobody_else_reads_or_changes_the_places(sign_in: Any) -> None:
    lina = await sign_in("lina")
    answers = [await lina.get("/outgoing"), await lina.put("/outgoing", json={"places": []})]
    assert [each.status_code for each in answers] == [403, 403]
