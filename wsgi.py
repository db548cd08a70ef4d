"""gunicorn's door: settings from the environment, and the application."""

from registry.app import create_app
from registry.settings import from_environment

app = create_app(from_environment())
