"""The way in for a web server: `gunicorn omsyn.workspace.config.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omsyn.workspace.config.settings")
application = get_wsgi_application()
