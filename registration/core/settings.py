"""What the rules below the web layer may know of the configuration.

``create_app`` fills it once at the start, so that no rule needs the web framework.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Settings:
    """The few settings that rules need; the full list with words is in ``config.py``."""

    public_url: str = "http://127.0.0.1:8000"
    secret_keys: tuple[str, ...] = ()
    storage_folder: Path = Path("var")
    mail_sender: str = ""
    mail_sender_name: str = ""
    mail_return_path: str = ""
    mail_workers: int = 2
    mail_attachment_mb: int = 5
    mail_attachments_mb: int = 10
    submit_grace_minutes: int = 15
    undo_minutes: int = 10
    export_rows_at_once: int = 5_000
    export_days: int = 7
    pdf_font: str = ""
    link_days: int = 180
    template_folder: Path = Path("templates")
    translation_folder: Path = Path("translations")


settings = Settings()
