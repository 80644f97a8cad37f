"""The launcher: from a bare checkout to a running Siwei, with the standard library only.

    entrance.py    which word was said, and what is done for it
    checkout.py    the folders of one checkout, and the environment its processes get
    install.py     virtual environment, locked packages, front-end files
    cluster.py     one embedded PostgreSQL data folder: making it, naming it, refusing a strange one
    keeper.py      the process that owns the embedded server as long as anybody uses it
    database.py    the door to the database for a command: starts the server, or joins the running one
    up.py          `./siwei up`: prepare, then serve
    children.py    the processes that `up` serves with: started, watched, restarted, stopped together
    checks.py      `./siwei test`
    locks.py       `./siwei lock`: resolves the pinned requirements anew
    leash.py       a child that dies with its parent
    progress.py    the lines a person reads meanwhile

Floor: below the kernel. Nothing here imports Django or any package that has to be installed first.
"""
