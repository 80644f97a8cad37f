"""`python -m siwei.site WORD …`: Django's management commands; `./siwei WORD …` ends here."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siwei.site.settings")
    sys.argv[0] = "./siwei"
    execute_from_command_line(sys.argv)
