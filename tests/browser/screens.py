"""Pictures of every screen, for the eye: width, theme and language of a running product with the demo company.

python -m tests.browser.screens http://localhost:8000 admin PASSWORD [--only list,home] [--out var/screens]
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SIZES = {"1440": (1440, 900), "1024": (1024, 768), "390": (390, 844)}
THEMES = ("light", "dark")
LANGUAGES = ("en", "zh-CN", "zh-TW")
RECORDS = ("account", "contact", "lead", "opportunity", "order")


class Look(NamedTuple):
    """One of the ways in which a screen is shown."""

    size: str
    theme: str
    language: str


class Screen(NamedTuple):
    """An address of the product and what is pressed there before the picture is taken."""

    name: str
    address: str
    keys: tuple[str, ...] = ()


SCREENS = (
    Screen("home", "/"),
    Screen("list", "/o/account"),
    Screen("preview", "/o/account", ("ArrowDown", "ArrowDown", "Space")),
    Screen("selected", "/o/account", ("ArrowDown", "x", "ArrowDown", "x")),
    Screen("grouped", "/o/account?group=industry"),
    Screen("filtered", '/o/account?filter={"field":"industry","op":"eq","value":"retail"}'),
    Screen("contacts", "/o/contact"),
    Screen("leads", "/o/lead"),
    Screen("tasks", "/o/task"),
    Screen("board", "/o/opportunity?kind=kanban"),
    Screen("calendar", "/o/task?kind=calendar"),
    Screen("form", "/o/account", ("n",)),
    Screen("keys", "/o/account", ("?",)),
    Screen("palette", "/", ("Control+k",)),
    Screen("account", "/o/account/{account}"),
    Screen("account-history", "/o/account/{account}?tab=history"),
    Screen("contact", "/o/contact/{contact}"),
    Screen("opportunity", "/o/opportunity/{opportunity}"),
    Screen("lead", "/o/lead/{lead}"),
    Screen("order", "/o/order/{order}"),
    Screen("rates", "/o/exchange_rate"),
    Screen("search", "/search?q=zhang"),
    Screen("nothing", '/o/account?filter={"field":"name","op":"contains","value":"qqqq"}'),
    Screen("import", "/import"),
    Screen("changes", "/changes"),
    Screen("bin", "/recycle-bin"),
    Screen("appearance", "/settings/appearance"),
    Screen("shortcuts", "/settings/keys"),
    Screen("password", "/settings/password"),
    Screen("security", "/settings/security"),
    Screen("users", "/settings/users"),
    Screen("mail", "/settings/mail"),
    Screen("roles", "/settings/roles"),
    Screen("objects", "/settings/objects"),
    Screen("object", "/settings/objects?object=account"),
    Screen("not-found", "/nowhere"),
)


def main() -> None:
    """Take the pictures that are asked for."""
    asked = arguments()
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        for look in looks(asked):
            context = entered(browser, look, asked)
            take(context, look, asked)
            context.close()
        browser.close()


def arguments() -> argparse.Namespace:
    """Where the product is, who looks at it, and which pictures."""
    reader = argparse.ArgumentParser()
    reader.add_argument("url")
    reader.add_argument("login")
    reader.add_argument("password")
    reader.add_argument("--only", default=",".join(each.name for each in SCREENS))
    reader.add_argument("--sizes", default=",".join(SIZES))
    reader.add_argument("--themes", default=",".join(THEMES))
    reader.add_argument("--languages", default=",".join(LANGUAGES))
    reader.add_argument("--out", type=Path, default=Path("var/screens"))
    return reader.parse_args()


def looks(asked: argparse.Namespace) -> Iterator[Look]:
    """Every way to look that is asked for."""
    for parts in product(asked.sizes.split(","), asked.themes.split(","), asked.languages.split(",")):
        yield Look(*parts)


def entered(browser: Browser, look: Look, asked: argparse.Namespace) -> BrowserContext:
    """A signed-in context in this look; the sign-in page is taken on the way."""
    width, height = SIZES[look.size]
    context = browser.new_context(
        locale=look.language,
        viewport={"width": width, "height": height},
        color_scheme="dark" if look.theme == "dark" else "light",
        timezone_id="Asia/Shanghai",
    )
    page = context.new_page()
    page.goto(f"{asked.url}/login", wait_until="networkidle")
    picture(page, look, "sign-in", asked.out)
    words: dict[str, Any] = {"login": asked.login, "password": asked.password}
    assert context.request.post(f"{asked.url}/api/v1/auth/login", data=words).ok
    context.request.patch(
        f"{asked.url}/api/v1/auth/me", data={"language": look.language}, headers={"X-Guanxi-CSRF": "1"}
    )
    page.close()
    return context


def take(context: BrowserContext, look: Look, asked: argparse.Namespace) -> None:
    """The pictures of one look."""
    ids = {name: first_of(context, asked.url, name) for name in RECORDS}
    for screen in SCREENS:
        if screen.name in asked.only.split(","):
            page = context.new_page()
            address = screen.address
            for name, found in ids.items():
                address = address.replace(f"{{{name}}}", found)
            page.goto(f"{asked.url}{address}")
            settle(page)
            for key in screen.keys:
                page.keyboard.press(key)
                page.wait_for_timeout(150)
            settle(page)
            picture(page, look, screen.name, asked.out)
            page.close()


def first_of(context: BrowserContext, url: str, name: str) -> str:
    """The id of the record that changed last."""
    answer = context.request.get(f"{url}/api/v1/records/{name}?limit=1&sort=-updated_at&fields=id")
    return str(answer.json()["records"][0]["id"])


def settle(page: Page) -> None:
    """Wait until nothing is being fetched; the event stream stays open, hence no idle network."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(900)


def picture(page: Page, look: Look, name: str, out: Path) -> None:
    """Write one picture, named by screen, size, theme and language."""
    out.mkdir(parents=True, exist_ok=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > SIZES[look.size][0]:
        sys.stderr.write(f"too wide: {name} {look} {wide}\n")
    page.screenshot(path=out / f"{name}.{look.size}.{look.theme}.{look.language}.png")


if __name__ == "__main__":
    main()
