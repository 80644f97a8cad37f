"""`python -m siwei.launch ROOT WORD …`: what ./siwei becomes once .venv is there."""

import sys

from siwei.launch.entrance import go_on

sys.exit(go_on(sys.argv[1], sys.argv[2:]))
