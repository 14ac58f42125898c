"""A bare Debian 12 of its own, with systemd, on which the guide for operators is followed.

It is made by debootstrap in a temporary folder and started by systemd-nspawn, with a network of its
own that leads nowhere: what works there works on a closed network. Needs root.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAMS = ("debootstrap", "systemd-nspawn", "nsenter")
SOURCE = "/root/register"


def lacking(*programs: str) -> str:
    """What this machine lacks of these, in words; '' where it has everything."""
    if os.geteuid() != 0:
        return "it needs root"
    missing = [name for name in programs if not shutil.which(name)]
    return f"it needs {', '.join(missing)}" if missing else ""


def steps_of(guide: str) -> dict[str, str]:
    """The commands of each section of the guide that has some, by its heading."""
    found: dict[str, str] = {}
    for section in re.split(r"^##? ", guide, flags=re.M):
        heading, _line_end, text = section.partition("\n")
        if blocks := re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S):
            found[heading] = "".join(blocks)
    return found


def make_debian(folder: Path, *packages: str) -> None:
    """The files of a bare Debian 12, with the way to Debian's packages that this machine has."""
    included = ",".join((*packages, "ca-certificates"))
    run("debootstrap", "--variant=minbase", f"--include={included}", "bookworm", str(folder))
    for place in ("etc/apt", "etc/ssl/certs", "usr/local/share/ca-certificates"):
        run("cp", "--archive", "--no-target-directory", f"/{place}", str(folder / place))


def copy_project(source: Path, target: Path) -> None:
    """The files of the project's repository as they are now, those not yet added among them."""
    shutil.rmtree(target, ignore_errors=True)
    names = run(
        "git", "-C", str(source), "ls-files", "--cached", "--others", "--exclude-standard", "-z"
    ).split("\0")
    for name in filter(None, names):
        if (source / name).is_file():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, place)


def fetch_packages(project: Path) -> None:
    """The packages of Python beside the program, as for a closed network."""
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet")
    run(*pip, "--wheel-dir", str(project / "wheels"), "-r", str(project / "requirements.txt"))


class Machine:
    """`folder` becomes its root directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self.inside = 0
        make_debian(folder, "systemd", "systemd-sysv", "dbus")
        (folder / "etc" / "hostname").write_text("register-test\n")

    def before_start(self, commands: str) -> None:
        """Runs commands while it is not started and still has this machine's network."""
        run(
            "systemd-nspawn",
            "--quiet",
            "--pipe",
            "--register=no",
            "--keep-unit",
            "--resolv-conf=copy-host",
            f"--directory={self.folder}",
            f"--chdir={SOURCE}",
            "bash",
            "-euc",
            commands,
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                "systemd-nspawn",
                "--quiet",
                "--boot",
                "--register=no",
                "--keep-unit",
                "--private-network",
                f"--directory={self.folder}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.inside = int(wait_for(lambda: children.read_text().split())[0])
        wait_for(lambda: "running" in self.state() or "degraded" in self.state())

    def state(self) -> str:
        return self.run("systemctl is-system-running || true", check=False)

    def stop(self) -> None:
        if self.process is not None:
            # Lets the system inside shut down.
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def remove(self) -> None:
        """A whole Debian is too much to leave behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def run(self, commands: str, *, check: bool = True) -> str:
        """What the commands print, run inside as root in the folder of the program."""
        enter = [
            "nsenter",
            "--target",
            str(self.inside),
            "--mount",
            "--uts",
            "--ipc",
            "--net",
            "--pid",
            "--cgroup",
            f"--root=/proc/{self.inside}/root",
        ]
        shell = [
            "env",
            "-i",
            "HOME=/root",
            "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "bash",
            "-eu",
            "-o",
            "pipefail",
            "-c",
            f"cd {SOURCE}\n{commands}",
        ]
        return run(*enter, *shell, check=check)


def run(*command: str, check: bool = True) -> str:
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if check and done.returncode:
        raise AssertionError(
            f"{' '.join(command)[-600:]}\nended with {done.returncode}:\n{done.stdout}"
        )
    return done.stdout


def wait_for(condition, seconds: float = 60):
    """What the condition gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("waited in vain")
