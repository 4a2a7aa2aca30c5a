"""The shape of the log, for the settings: :mod:`reportsite.logs` needs them to stand."""

from typing import Any


def configuration(style: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything to the terminal, as ``line`` or ``json``."""
    formats = {
        "line": {
            "()": "reportsite.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {
            "()": "reportsite.logs.JSONFormatter",
            "fmt": "%(asctime)s %(message)s",
            "rename_fields": {"asctime": "time"},
        },
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {style: formats[style]},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"axes": {"level": "WARNING"}, "pypdfium2": {"level": "WARNING"}},
    }
