"""Reply <-> plain data, exactly: what a conversation keeps. The types are read from the dataclasses: a new field needs no word here."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from math import isfinite
from typing import Any, Union, get_args, get_origin, get_type_hints

from spasm_qa.errors import ReplyUnreadable
from spasm_qa.types import Abstention, Answer, Clarification, Reply

KINDS: Mapping[str, type[Reply]] = {kind.__name__.lower(): kind for kind in (Answer, Abstention, Clarification)}


def to_plain(reply: Reply) -> dict[str, Any]:
    """Return a reply as what JSON can hold."""
    return {"kind": reply.kind, **{each.name: _plain(getattr(reply, each.name)) for each in fields(reply)}}


def from_plain(data: Any) -> Reply:
    """Return the reply that was made plain; fields that an older version did not know get their defaults.

    Raises:
        ReplyUnreadable: A field is missing, unknown, or of another type.
    """
    if not isinstance(data, Mapping) or data.get("kind") not in KINDS:
        raise ReplyUnreadable("This answer cannot be read: it is damaged, or a newer version kept it.")
    reply: Reply = _dataclass(KINDS[data["kind"]], {name: value for name, value in data.items() if name != "kind"}, data["kind"])
    return reply


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, value: Any, where: str) -> Any:
    """Return a value of a type from plain data; `where` names the field in the error."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None and type(None) in parts else _read(next(p for p in parts if p is not type(None)), value, where)
    if origin is tuple and isinstance(value, list):
        inner = [parts[0]] * len(value) if parts[1:] == (...,) else list(parts)
        if len(inner) == len(value):
            return tuple(_read(each, item, where) for each, item in zip(inner, value, strict=True))
    elif origin in (Mapping, dict) and isinstance(value, Mapping):
        return {name: _read(parts[1], item, where) for name, item in value.items()}
    elif isinstance(hint, type) and is_dataclass(hint) and isinstance(value, Mapping):
        return _dataclass(hint, value, where)
    elif isinstance(hint, type) and issubclass(hint, StrEnum) and value in list(hint):
        return hint(value)
    elif (hint is float and type(value) in (int, float) and isfinite(value)) or (hint in (str, int, bool) and type(value) is hint):
        return value
    raise ReplyUnreadable(f"This answer cannot be read: {where} is damaged.")


def _dataclass(kind: type, data: Mapping[str, Any], where: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    if unknown := sorted(map(str, data.keys() - known.keys())):
        raise ReplyUnreadable(f"This answer was kept by a newer version of spasm-qa: {where} has {', '.join(unknown)[:80]}.")
    needed = (name for name, each in known.items() if each.default is MISSING and each.default_factory is MISSING)
    if missing := [name for name in needed if name not in data]:
        raise ReplyUnreadable(f"This answer cannot be read: {where} lacks {', '.join(missing)}.")
    return kind(**{name: _read(_hints(kind)[name], value, f"{where}.{name}") for name, value in data.items()})
