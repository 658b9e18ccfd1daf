"""The register, what is told of a breach, and the notice: to read, to print, in three languages: PRI-5."""

import base64
import hashlib
import re
from typing import Any

import httpx
import pytest

from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
HOSTILE = "<script>alert(1)</script>"


async def sent(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    answer = await client.request(method, path, **more)
    assert answer.is_success, (path, answer.text)
    return answer


def check_policy(page: httpx.Response) -> None:
    """Nothing is loaded and nothing runs; the one style is named by its hash."""
    policy = page.headers["content-security-policy"]
    [style] = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"sandbox; default-src 'none'; style-src 'sha256-{digest}'"
    assert "style=" not in page.text


async def test_the_register_tells_who_answers_and_each_activity(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    heads = {"controller": f"Field Ltd {HOSTILE}", "officer": "Olga", "reached_at": "privacy@field.example"}
    made = await sent(admin, "PATCH", "/privacy/settings", json=heads)
    activity = {"name": "Surveys", "purpose": "Asking", "assessment_reasons": ["sensitive", "abroad"]}
    activity |= {"assessment_impact": "Little", "assessed_on": "2026-01-15", "safeguards": "Standard clauses"}
    await sent(admin, "POST", "/records/processing_activity", json=activity)
    told = (await sent(admin, "GET", "/privacy/register")).json()
    assert (told["officer"], [each["name"] for each in told["activities"]][-1]) == ("Olga", "Surveys")
    pages = [
        await sent(admin, "GET", "/privacy/register?format=html", headers={"Accept-Language": language})
        for language in ("en", "zh-CN", "zh-TW")
    ]
    words = ("Sent abroad", "向境外提供", "傳輸至境外")
    assert [word in page.text for word, page in zip(words, pages, strict=True)] == [True, True, True]
    assert all(HOSTILE not in page.text and "Standard clauses" in page.text for page in pages)
    check_policy(pages[0])
    assert (await admin.get("/privacy/register?format=pdf")).status_code == 400
    lina = await sign_in("lina")
    closed = [await lina.get("/privacy/register"), await lina.get("/privacy/settings")]
    assert [answer.status_code for answer in closed] == [403, 403]
    await sent(admin, "POST", f"/changes/{made.headers['x-change-set']}/undo", json={})
    assert (await sent(admin, "GET", "/privacy/settings")).json()["controller"] == ""


async def test_a_breach_is_told_to_the_authority_with_its_delay_and_to_the_persons_without(
    admin: httpx.AsyncClient,
) -> None:
    await sent(admin, "PATCH", "/privacy/settings", json={"officer": "Olga Officer"})
    facts: dict[str, Any] = {"name": "A lost laptop", "found_at": "2026-03-01T10:00:00Z", "what": "Stolen from a car"}
    facts |= {"authority_told_at": "2026-03-04T11:30:00Z", "late_reason": "Nobody knew", "count_affected": 12}
    facts |= {"consequences": "Letters from strangers", "advice": "Change your password", "risk": "high"}
    breach = (await sent(admin, "POST", "/records/breach", json=facts)).json()["id"]
    pages = [
        await sent(admin, "GET", f"/privacy/breaches/{breach}/report", params={"to": to})
        for to in ("authority", "persons")
    ]
    words = ("Nobody knew", "2 hours after", "Letters from strangers", "Change your password", "Olga Officer")
    assert [[word in page.text for word in words] for page in pages] == [[True] * 5, [False, False, True, True, True]]
    check_policy(pages[1])
    assert (await admin.get(f"/privacy/breaches/{breach}/report?to=press")).status_code == 400


async def test_everybody_reads_the_notice_in_a_language_that_there_is(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    wrong = await admin.patch("/privacy/settings", json={"address": "javascript:alert(1)", "officer": 5})
    assert [each["field"] for each in wrong.json()["errors"]] == ["officer", "address"]
    assert (await (await sign_in("lina")).patch("/privacy/settings", json={"officer": "I"})).status_code == 403
    notices = {"notice_en": "We keep little.", "notice_zh_cn": "我们只保存必要的信息。"}
    await sent(admin, "PATCH", "/privacy/settings", json=notices)
    admin.cookies.clear()
    told = [
        (await sent(admin, "GET", "/privacy/notice", headers={"Accept-Language": language})).json()
        for language in ("zh-CN", "zh-TW")
    ]
    assert [(each["text"], each["language"]) for each in told] == [
        (notices["notice_zh_cn"], "zh-CN"),
        (notices["notice_en"], "en"),
    ]
