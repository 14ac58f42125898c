"""Asks Lighthouse about the public pages as a server with DEBUG=0 sends them.

    python -m tests.audit [--runs 5] [--language vi]

Starts the register with its shipped data on a free port of this machine, asks about each kind of
page so many times, as a phone sees it, and prints the medians. Ends with 1 when one is below what
is promised. `make audit` installs Lighthouse first.
"""

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
LIGHTHOUSE = ROOT / ".venv" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = shutil.which("chromium") or ""
CHROMIUM_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PROMISES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
TRIES = 3
"""Now and then Lighthouse misses the beginning of its own recording."""
PAGES = {
    "home": "/{language}/",
    "list": "/{language}/partners/",
    "detail": "/{language}/partners/daejeon/",
    "indicators": "/{language}/indicators/",
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def served() -> Iterator[str]:
    """The address of the shipped register, served as on a closed network without certificates."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DEBUG": "0",
            "HTTPS": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": f"sqlite:///{folder}/audit.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
        }
        for command in (["migrate"], ["load_register"], ["collectstatic", "--no-input"]):
            manage = [sys.executable, str(ROOT / "manage.py"), *command, "--verbosity", "0"]
            subprocess.run(manage, env=environment, stdout=subprocess.DEVNULL, check=True)
        address = f"127.0.0.1:{free_port()}"
        gunicorn = [sys.executable, "-m", "gunicorn", "foreign_affairs.wsgi", "--bind", address]
        options = ["--workers", "2", "--log-level", "warning", "--no-control-socket"]
        log = Path(folder) / "server.log"
        with log.open("w") as told:
            command = [*gunicorn, *options]
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=told)
        try:
            wait_for(f"http://{address}/healthz", log)
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str, log: Path) -> None:
    for _turn in range(100):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server did not start:\n{log.read_text()}")


def scores(url: str) -> dict[str, float]:
    """What Lighthouse gives the page, from 0 to 100, by category."""
    command = [
        *(str(LIGHTHOUSE), url, "--quiet", "--output=json", "--output-path=stdout"),
        f"--only-categories={','.join(PROMISES)}",
        f"--chrome-flags={CHROMIUM_FLAGS}",
    ]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    for _turn in range(TRIES):
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
        if done.returncode == 0:
            found = json.loads(done.stdout)["categories"]
            return {name: 100 * found[name]["score"] for name in PROMISES}
    raise SystemExit(f"Lighthouse gave no answer about {url}.")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.audit")
    parser.add_argument("--runs", type=int, default=5, help="how often each page is asked about")
    parser.add_argument("--language", choices=("vi", "en"), default="vi")
    options = parser.parse_args()
    if not CHROMIUM or not LIGHTHOUSE.exists():
        raise SystemExit("The audit needs Chromium (Debian: chromium) and `make audit`'s packages.")
    print(f"| page | {' | '.join(PROMISES)} |\n|---|{'---|' * len(PROMISES)}")
    is_kept = True
    with served() as site:
        for name, path in PAGES.items():
            runs = [
                scores(site + path.format(language=options.language)) for _ in range(options.runs)
            ]
            medians = {each: median(run[each] for run in runs) for each in PROMISES}
            is_kept &= all(medians[each] >= least for each, least in PROMISES.items())
            cells = " | ".join(f"{value:.0f}" for value in medians.values())
            print(f"| {name} | {cells} |", flush=True)
    if not is_kept:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
