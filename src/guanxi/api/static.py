"""The web client's files; every address of a screen answers the same page."""

import secrets
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from guanxi.api.door import Door

HERE = Path(__file__).resolve()
PLACES = (HERE.parents[1] / "client", HERE.parents[3] / "client" / "dist")
POLICY = (
    "default-src 'self'; style-src 'self'{nonce}; img-src 'self' data: blob:; font-src 'self' data:;"
    " frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
NONCE = "NONCE_OF_THIS_ANSWER"  # where the built page wants it
HEADERS = {
    "Content-Security-Policy": POLICY.format(nonce=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PACKED = (".js", ".css", ".webmanifest")
FOREVER = "public, max-age=31536000, immutable"


def client_folder() -> Path:
    return next((place for place in PLACES if (place / "index.html").is_file()), PLACES[-1])


def _file(folder: Path, path: str) -> Path | None:
    """The file that an address names, if it lies inside the folder."""
    try:
        found = (folder / path).resolve()
        return found if found.is_relative_to(folder) and found.is_file() else None
    except (OSError, ValueError):  # a name that is too long, or that no file system takes
        return None


def _types(path: Path) -> str | None:
    return {".js": "text/javascript", ".css": "text/css", ".webmanifest": "application/manifest+json"}.get(path.suffix)


def _whole_page(folder: Path) -> Response:
    """The one page, with a nonce by which the styles that it makes at run time are allowed."""
    nonce = secrets.token_urlsafe(16)
    text = (folder / "index.html").read_text().replace(NONCE, nonce)
    policy = POLICY.format(nonce=f" 'nonce-{nonce}'")
    headers = HEADERS | {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    return Response(text, headers=headers, media_type="text/html")


async def page(request: Request) -> Response:
    """A file of the client, precompressed where it can be, else the one page."""
    folder = client_folder()
    path = request.path_params.get("path", "")
    if path.startswith("api/"):
        raise HTTPException(404)
    found = _file(folder, path) if path and "\x00" not in path else None
    if found is None and (path.startswith("assets/") or not (folder / "index.html").is_file()):
        return Response("Not here.", 404, HEADERS, media_type="text/plain")
    if found is None or found.name == "index.html":
        return _whole_page(folder)
    headers = HEADERS | {
        "Cache-Control": FOREVER if path.startswith("assets/") else "no-cache",
        "Vary": "Accept-Encoding",
    }
    packed = found.with_name(found.name + ".br")
    is_packed = found.suffix in PACKED and packed.is_file() and "br" in request.headers.get("accept-encoding", "")
    if is_packed:
        headers["Content-Encoding"] = "br"
    return FileResponse(packed if is_packed else found, media_type=_types(found), headers=headers)


def routes(door: Door) -> list[Route]:
    async def served(request: Request) -> Response:
        return door.secured(await page(request))

    return [Route("/{path:path}", served, methods=["GET"])]
