"""The entry for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from siwei.launch.leash import share_leash

share_leash()  # under ./siwei up: a killed web master must not leave its workers on the port
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siwei.site.settings")
application = get_wsgi_application()
