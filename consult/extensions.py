"""The Flask extensions: instances only, bound to an application in `consult.app`."""

from __future__ import annotations

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy

db = SQLAlchemy()
babel = Babel()
login = LoginManager()
limiter = Limiter(key_func=get_remote_address)
