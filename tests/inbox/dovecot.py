"""A Dovecot of one's own: a mailbox over IMAP on a free port of this machine."""

import grp
import imaplib
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
USER, PASSWORD = "office", "Geheimnis,mit-Umlaut:ü"
PATIENCE = 20
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
mail_location = maildir:{folder}/maildir
mail_uid = {user}
mail_gid = {group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """The running server."""

    port: int

    def settings(self) -> dict[str, str]:
        """What the system is told of the mailbox."""
        return {
            "MAIL_IMAP_HOST": HOST, "MAIL_IMAP_PORT": str(self.port),
            "MAIL_IMAP_USER": USER, "MAIL_IMAP_PASSWORD": PASSWORD,
        }  # fmt: skip

    def signed_in(self) -> imaplib.IMAP4:
        imap = imaplib.IMAP4(HOST, self.port, timeout=PATIENCE)
        imap.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return imap

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        imap = self.signed_in()
        for mail in mails:
            assert imap.append("INBOX", None, None, mail)[0] == "OK"
        imap.logout()

    def count(self, folder: str) -> int:
        """How many mails lie in a folder; 0 where there is none of that name."""
        imap = self.signed_in()
        result, data = imap.select(folder, readonly=True)
        imap.logout()
        return int(data[0]) if result == "OK" else 0


@contextmanager
def served(program: str, *, capability: str = "") -> Iterator[Dovecot]:
    """Dovecot with an empty mailbox of its own; ``capability`` is all it admits to be able to."""
    with tempfile.TemporaryDirectory() as folder:
        # Root may not use a mailbox, and nobody else may look into a folder of the tests.
        Path(folder).chmod(0o755)
        with _started(program, Path(folder, "mailbox"), capability) as dovecot:
            yield dovecot


@contextmanager
def _started(program: str, folder: Path, capability: str) -> Iterator[Dovecot]:
    person = pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")
    group, port = grp.getgrgid(person.pw_gid).gr_name, _free_port()
    folder.mkdir(parents=True)
    os.chown(folder, person.pw_uid, person.pw_gid)
    values = {"folder": folder, "port": port, "user": person.pw_name, "group": group}
    text = CONFIG.format(uid=person.pw_uid, gid=person.pw_gid, password=PASSWORD, **values)
    config = folder / "dovecot.conf"
    text += f"protocol imap {{\n  imap_capability = {capability}\n}}\n" if capability else ""
    config.write_text(text, encoding="utf-8")
    server = subprocess.Popen([program, "-F", "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server, folder / "log")
        yield Dovecot(port)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text() if log.is_file() else "Dovecot did not start")
