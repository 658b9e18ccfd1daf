"""The web client's files; every address of a screen answers the same page."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from guanxi.api.door import Door

HERE = Path(__file__).resolve()
PLACES = (HERE.parents[1] / "client", HERE.parents[3] / "client" / "dist")
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
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


async def page(request: Request) -> Response:
    """A file of the client, precompressed where it can be, else the one page."""
    folder = client_folder()
    path = request.path_params.get("path", "")
    if path.startswith("api/"):
        raise HTTPException(404)
    found = _file(folder, path) if path and "\x00" not in path else None
    if found is None and (path.startswith("assets/") or not (folder / "index.html").is_file()):
        return Response("Not here.", 404, HEADERS, media_type="text/plain")
    target = found or folder / "index.html"
    headers = HEADERS | {
        "Cache-Control": FOREVER if path.startswith("assets/") else "no-cache",
        "Vary": "Accept-Encoding",
    }
    packed = target.with_name(target.name + ".br")
    if packed.is_file() and "br" in request.headers.get("accept-encoding", ""):
        response = FileResponse(
            packed, media_type=_types(target) or "text/html", headers=headers | {"Content-Encoding": "br"}
        )
        if target.suffix not in (".js", ".css", ".html", ".webmanifest"):
            response = FileResponse(target, headers=headers)
        return response
    return FileResponse(target, media_type=_types(target), headers=headers)


def routes(door: Door) -> list[Route]:
    return [Route("/{path:path}", page, methods=["GET"])]
