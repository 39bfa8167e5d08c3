"""Has LibreOffice open a file and save it anew, so that tests read what it writes."""

import subprocess
from pathlib import Path


def through_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """The file as LibreOffice saves it, in a folder of its own under `folder`; `kind` is the ending: xlsx, ods, xls."""
    saved = folder / f"saved-as-{kind}"
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(saved), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return saved / f"{path.stem}.{kind}"
