"""`guanxi web`: the web server alone."""

import argparse
import multiprocessing
import os
import signal

from guanxi.cli.options import Commands, add_settings, publish, settings_of, with_database
from guanxi.cli.program import Parts
from guanxi.settings import Settings

APPLICATION = "guanxi.main:create_app"


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("web", help="run the web server alone")
    add_settings(command)
    command.set_defaults(command=run)


def run(chosen: argparse.Namespace, _parts: Parts) -> int:
    """Serve until told to end."""
    with with_database(settings_of(chosen)) as settings:
        publish(settings)
        serve(settings)
    return 0


def serve(settings: Settings) -> None:
    """Run Granian, whose own processes load the application."""
    from granian.constants import Interfaces, Loops
    from granian.log import LogLevels
    from granian.server.mp import MPServer

    class Web(MPServer):
        """Lets go of the event streams first, for which the workers would else wait in vain."""

        def shutdown(self, exit_code: int = 0) -> None:
            for worker in multiprocessing.active_children():
                if worker.pid is not None:
                    os.kill(worker.pid, signal.SIGUSR1)  # the notifier listens for it
            super().shutdown(exit_code)

    Web(
        APPLICATION,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.web_workers,
        loop=Loops.uvloop,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=3,
    ).serve()
