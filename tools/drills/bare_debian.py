"""Drill: an empty Debian 12 with Python, pip and git sets the project up and passes the given stages, all on its own.

Takes about five minutes as root and needs `debootstrap`; what is tried is the last commit, not the work tree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = "python3,python3-pip,git,ca-certificates"
STAGES = ("setup", "types", "imports", "unit")
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def main() -> int:
    """Make the empty system, run `dev.py test` in it, and remove it; 0 when the stages passed."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None or shutil.which("unshare") is None:
        print("This drill needs to be root, with debootstrap and unshare installed.")
        return 2
    with tempfile.TemporaryDirectory(prefix="sipa-bare-debian-", ignore_cleanup_errors=True) as folder:
        system = Path(folder) / "root"
        print("-- making an empty Debian 12 (about a minute)", flush=True)
        with (Path(folder) / "debootstrap.log").open("w+", encoding="utf-8") as log:
            command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(system)]
            if subprocess.run(command, stdout=log, stderr=log, check=False).returncode != 0:
                log.seek(0)
                print(log.read()[-2000:])
                return 1
        # An office may have certificates of its own; the empty system has to trust what this one trusts.
        shutil.copy(CERTIFICATES, system / CERTIFICATES.relative_to("/"))
        (system / "etc/hosts").write_text("127.0.0.1 localhost\n", encoding="utf-8")  # an installer writes it
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(system / "srv/sipa")], check=True)
        return subprocess.run(entering(system), check=False).returncode


def entering(system: Path) -> list[str]:
    """Return the command that runs the stages inside; its mounts live in a namespace and vanish with it."""
    only = " ".join(f"--only {stage}" for stage in STAGES)
    environment = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "TERM=dumb", "CI=true"]
    inside = ["chroot", str(system), "bash", "-c", f"cd /srv/sipa && python3 dev.py test {only}"]
    return ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={system / 'proc'}", *environment, *inside]


if __name__ == "__main__":
    sys.exit(main())
