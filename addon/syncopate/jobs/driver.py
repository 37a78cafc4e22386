"""PostgreSQL's driver where there is only SQLite: DBOS imports it all the same, and it takes 10 MB."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any, override

_PACKAGE = "psycopg"
_ERRORS = f"{_PACKAGE}.errors"
_OWN = frozenset(
    {"__class__", "__dict__", "__file__", "__loader__", "__name__", "__path__", "__spec__", "errors"}
)
"""What importing asks of a module, and those who list modules."""


class _Deferred(ModuleType):
    """Stands where a module would be, and loads it when something in it is asked for."""

    @override
    def __getattribute__(self, name: str) -> Any:
        if name in _OWN:
            return super().__getattribute__(name)
        return getattr(_loaded(self.__name__), name)


def defer() -> None:
    """Have the driver loaded when it is used: to tell its errors from others. Not where it connects."""
    if _PACKAGE in sys.modules:
        return
    errors, package = _Deferred(_ERRORS), _Deferred(_PACKAGE)
    package.__dict__.update(errors=errors, __path__=[])
    sys.modules.update({_PACKAGE: package, _ERRORS: errors})


def _loaded(name: str) -> ModuleType:
    for each in (_PACKAGE, _ERRORS):
        if isinstance(sys.modules.get(each), _Deferred):
            del sys.modules[each]
    return import_module(name)
