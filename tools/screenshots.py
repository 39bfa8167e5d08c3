"""Pictures of the demonstration as each role sees it: home, and what its navigation leads to, into var/screenshots.

Four more are the README's, in docs/screenshots; for one of them a workbook is filled in and sent back.

The demonstration is a fresh one with a server of its own; both are thrown away afterwards.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path("var/screenshots")
README_PICTURES = Path("docs/screenshots")
# From a role's home, the links that lead to what the README shows of it.
README_WAYS = {
    "manager": ("section", ["main a.btn-primary", "main a[href*='/sections/network/']"]),
    "officer": ("review", ["main table a:has-text('Lyonbiopole')"]),
    "elected": ("dashboard", []),
}
# What a manager writes into the members workbook: another size, a postal code that has lost a digit, a new member.
WRITTEN = {"L5": "50 à 99 salariés", "M6": "3800", "B{free}": "Atelier Ferrand", "I{free}": "microentreprise"}
WIDTHS = {1280: 900, 390: 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str], str]]:
    """Where it is served, the address of each role, and their password."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/demonstration.sqlite3", "PORT": str(port)}
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        demo = subprocess.run([sys.executable, "manage.py", "demo", "--json"], check=True, stdout=subprocess.PIPE)
        told = json.loads(demo.stdout)
        site = f"http://127.0.0.1:{port}"
        with subprocess.Popen([sys.executable, "-m", "tools.serve"]) as server:
            wait_for(f"{site}/healthz")
            yield site, {login["role"]: login["email"] for login in told["logins"]}, told["password"]
            server.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urlopen(address).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def sign_in(browser: Browser, site: str, email: str, password: str) -> Page:
    page = browser.new_page(base_url=site, locale="fr-FR")
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)
    return page


def picture(page: Page, role: str) -> None:
    links = [link.get_attribute("href") or "/" for link in page.locator("header nav a[href^='/']").all()]
    for path in dict.fromkeys(["/", *links]):
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.goto(path, wait_until="networkidle")
                name = re.sub(r"\W+", "-", path).strip("-") or "home"
                page.screenshot(path=PICTURES / role / f"{name}-{width}-{scheme}.png", full_page=True)
    print(f"{role}: home and {len(links)} pages")


def readme_picture(page: Page, role: str) -> None:
    name, links = README_WAYS[role]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.goto("/")
    for link in links:
        page.locator(link).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=README_PICTURES / f"{name}.png")


def file_picture(page: Page) -> None:
    """What a filled-in members workbook would change."""
    page.goto("/")
    page.locator("main a[href*='/reports/']", has_text="dhérents").first.click()
    with page.expect_download() as download:
        page.locator("a[href$='workbook.xlsx']").first.click()
    page.goto(page.url.rstrip("/") + "/file/")
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / download.value.suggested_filename
        download.value.save_as(workbook)
        fill_in(workbook)
        page.set_input_files("input[type=file]", workbook)
        page.wait_for_selector("main .tabs")
    page.screenshot(path=README_PICTURES / "file.png")


def fill_in(workbook: Path) -> None:
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    free = next(row for row in range(4, sheet.max_row + 1) if not sheet.cell(row, 2).value)
    for cell, value in WRITTEN.items():
        sheet[cell.format(free=free)] = value
    book.save(workbook)


def main() -> None:
    shutil.rmtree(PICTURES, ignore_errors=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("Chromium is not on this machine.")
    with demonstration() as (site, logins, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for role, email in logins.items():
            page = sign_in(browser, site, email, password)
            picture(page, role)
            if role in README_WAYS:
                readme_picture(page, role)
            if role == "manager":
                file_picture(page)


if __name__ == "__main__":
    main()
