"""The plain WSGI entry point, for granian or any other server; refuses an unsafe start."""

from consult.app import create_app
from consult.config import check_production, load_settings

settings = load_settings()
if not settings.demo:
    check_production(settings)
application = create_app(settings)
