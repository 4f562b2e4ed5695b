"""The plain WSGI entry point, for granian or any other server."""

from consult.app import create_app

application = create_app()
