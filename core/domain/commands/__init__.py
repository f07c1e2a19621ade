"""Commands: the only way to ask for a change (architecture.md, "Inside core").

A command is frozen and refuses unknown fields. Its `name` and `version` never change meaning; a new
meaning is a new version beside the old one. `subject` names the record a command is about, so that
later commands on the same record can wait for it.
"""

from core.domain.commands.base import COMMANDS, Command, decode_args, encode_args

__all__ = ["COMMANDS", "Command", "decode_args", "encode_args"]
