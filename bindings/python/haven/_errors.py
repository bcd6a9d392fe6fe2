"""The exceptions of Haven: one for each thing that the caller of a failed operation should do next."""

from typing import ClassVar


class Error(Exception):
    """A broken promise. The message says where, what, and what was found.

    `code` names the kind; `reason` is a stable word for the one case, such as "bank_changed", or empty where the code
    says enough.
    """

    code: ClassVar[str] = "error"
    reason: str

    def __init__(self, message: str = "", reason: str = "") -> None:
        super().__init__(message, reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[0])


class InvalidArgument(Error, ValueError):
    """Mend the call: a value is wrong in itself."""

    code = "invalid_argument"


class Unauthenticated(Error):
    """Log in, or log in again."""

    code = "unauthenticated"


class Forbidden(Error):
    """Do not ask again with these rights."""

    code = "forbidden"


class NotFound(Error):
    """Nothing there, or not yours."""

    code = "not_found"


class Conflict(Error):
    """Read again: the state is not what the call supposed."""

    code = "conflict"


class Unavailable(Error):
    """Try again later."""

    code = "unavailable"


class CorruptData(Error):
    """Stop and look: stored or received data break their own rules."""

    code = "corrupt_data"
