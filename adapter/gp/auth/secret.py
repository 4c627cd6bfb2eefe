"""A secret by reference: read where it is kept, at each use, and never shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import SecretStr

from adapter.errors import NotAuthorised

_EVERYBODY = 0o007


def secret(key: str, file: Path | None, variable: str | None, *, guarded: bool = True) -> SecretStr:
    """What the file, or else the environment variable, holds now, without white space around it.

    `key` is the setting without its ending, such as `password` for `password_file` and `password_env`. A
    guarded file must not be open to every user of the machine.

    Raises `NotAuthorised`, which names the place and never the content.
    """
    if file is not None:
        place = f"{key}_file {file}"
        try:
            with file.open("rb") as opened:
                if guarded and os.name == "posix" and os.fstat(opened.fileno()).st_mode & _EVERYBODY:
                    raise NotAuthorised(f"{place}: every user of this machine may read it; say chmod 600")
                text = opened.read().decode("utf-8")
        except OSError as error:
            raise NotAuthorised(f"{place}: {error.strerror}") from None
        except UnicodeDecodeError:
            # its context would hold the content
            text = None
        if text is None:
            raise NotAuthorised(f"{place}: not text")
    else:
        place = f"{key}_env {variable}"
        text = os.environ.get(variable or "", "")
    if not text.strip():
        raise NotAuthorised(f"{place}: the {key} is empty")
    return SecretStr(text.strip())


def token_of(text: SecretStr, place: str) -> SecretStr:
    """The same, if it may stand in a header (RFC 6750, 2.1: one word of visible characters).

    Raises `NotAuthorised`.
    """
    if not re.fullmatch(r"[\x21-\x7e]+", text.get_secret_value()):
        raise NotAuthorised(f"{place} is not one word of plain characters, as a token is")
    return text
