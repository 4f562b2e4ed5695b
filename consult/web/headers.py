"""What every answer carries: a strict content policy, and caching that never leaks a person's page."""

from __future__ import annotations

from flask import Flask, Response, request, session
from flask_login import current_user

from consult.extensions import compress
from consult.web.access import Audience, audience_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # A receipt's code is in its address: no other site may learn it from a link.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# The page of the editor shows the resident's screen in a frame of its own; only these two pages know
# frames, and only each other's.
FRAMING = f"{POLICY}; frame-src 'self'"
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
PRIVATE = "private, no-store"
SHARED = "public, max-age=0, must-revalidate"


def configure_headers(app: Flask) -> None:
    app.config.update(
        # Only what is the same for everyone is compressed: beside a secret (a form's token, a
        # receipt), the size of a compressed page tells something about the secret.
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "application/javascript",
            "application/json",
            "image/svg+xml",
        ],
    )
    compress.init_app(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SETTINGS"].https_only:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint == "static":
            return compress.after_request(response)
        return _cache(app, response)


def with_policy(page: str, policy: str, status: int = 200) -> Response:
    """`page` under another content policy than every other page's."""
    return Response(page, status, {"Content-Security-Policy": policy}, mimetype="text/html")


def _cache(app: Flask, response: Response) -> Response:
    if "Cache-Control" in response.headers:
        return response
    if not _is_shareable(app, response):
        response.headers["Cache-Control"] = PRIVATE
        return response
    response.headers["Cache-Control"] = SHARED
    response.add_etag()
    response = compress.after_request(response)
    response.make_conditional(request)
    return response


def _is_shareable(app: Flask, response: Response) -> bool:
    """A successful public page that was made the same for everyone."""
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not response.is_streamed
        and request.endpoint is not None
        and audience_of(app, request.endpoint) is Audience.PUBLIC
        and not session.modified
        and not session
        and not current_user.is_authenticated
    )
