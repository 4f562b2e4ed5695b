"""The answer that carries a picture."""

from __future__ import annotations

from flask import Response

from consult.pictures.models import Picture
from consult.web.headers import PRIVATE

# A browser keeps it; nothing between does, so that a picture taken off is gone but from there.
KEPT = "private, max-age=604800, immutable"


def picture_response(picture: Picture, *, public: bool) -> Response:
    answer = Response(picture.content, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = KEPT if public else PRIVATE
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
