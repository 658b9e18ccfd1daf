"""Load from wrk, a compiled client; its own share of the CPU is measured."""

import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

SECONDS = int(os.environ.get("SECONDS_EACH", "4"))
REPORT = """
done = function(summary, latency, requests)
  io.write(string.format("RESULT %f %f %f %f %d\\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    latency:percentile(99) / 1000, summary.requests / (summary.duration / 1000000), summary.errors.status))
end
"""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a mix; `body` is JSON where there is one. `{n}` in a body becomes a fresh number."""

    path: str
    method: str = "GET"
    body: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Latencies in milliseconds at one client, requests per second at sixteen, errors, the client's CPU share."""

    p50: float
    p95: float
    p99: float
    rate: float
    errors: int
    client_share: float


def script(requests: list[Request], token: str) -> str:
    """A Lua script that sends the requests in turn."""
    rows = ", ".join(
        "{" + ", ".join(_quoted(part) for part in (each.method, each.path, each.body)) + "}" for each in requests
    )
    return (
        f"local mix = {{{rows}}}\nlocal at = 0\nmath.randomseed(os.time())\nlocal base = math.random(1, 899999999)\n"
        "request = function()\n  at = at + 1\n  local each = mix[(at - 1) % #mix + 1]\n"
        f'  local headers = {{["Authorization"] = "Bearer {token}", ["Content-Type"] = "application/json"}}\n'
        "  local body = each[3]\n"
        '  if body == "" then return wrk.format(each[1], each[2], headers) end\n'
        '  body = string.gsub(body, "{n}", string.format("%09d", (base + at) % 1000000000))\n'
        "  return wrk.format(each[1], each[2], headers, body)\nend\n" + REPORT
    )


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


def _run(address: str, lua: str, clients: int) -> tuple[list[float], float]:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        Path(file.name).write_text(lua, encoding="utf-8")
        words = [program, "-t1", f"-c{clients}", f"-d{SECONDS}s", "-s", file.name, "--timeout", "20s", address]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = re.search(r"RESULT (.+)", said)
    assert found is not None, said
    return [float(part) for part in found[1].split()], used / SECONDS


def _settle(address: str, request: Request, token: str) -> None:
    """Waits behind what the load left in the queue, so that the next figure does not begin with it."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = request.body.replace("{n}", f"{time.time_ns() % 10**9:09}").encode() or None
    httpx.request(request.method, address + request.path, content=body, headers=headers, timeout=60)


def measure(address: str, requests: list[Request], token: str) -> Figure:
    """Latency at one client and throughput at sixteen, after a short warm-up."""
    lua = script(requests, token)
    quiet, _ = _run(address, lua, 1)
    busy, share = _run(address, lua, 16)
    _settle(address, requests[0], token)
    return Figure(quiet[0], quiet[1], quiet[2], busy[3], int(quiet[4] + busy[4]), share)
