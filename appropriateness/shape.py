"""Shapes: what a part of a knowledge file may hold. Pydantic checks files against them, and is loaded only for that."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast, dataclass_transform, get_args

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Model:
    """Shape of something in a knowledge file: closed (unknown keys refused), immutable, nothing coerced.

    Every subclass is a frozen dataclass. A field that ends in an underscore has none in the file (`schema_`: `schema`).
    What fields must be together is checked in `__post_init__`, by a ValueError that says so.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "strict": True,
        "alias_generator": lambda name: key_of(name),
    }

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True, eq=False, repr=False)(cls)

    # What a dataclass would write out for each of many classes, and so make every start slower.

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


M = TypeVar("M", bound=Model)


def key_of(name: str) -> str:
    """The key in the file of the field of that name."""
    return name.removesuffix("_")


class Limits:
    """Bounds of a value: `ge`, `gt`, `le`, `lt`, `min_length`, `max_length`, `pattern`, as pydantic names them."""

    def __init__(self, **bounds: float | str) -> None:
        self.bounds = bounds

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        return {**handler(source), **self.bounds}


class Read:
    """The value is made from what stands in the file by `function`, which raises ValueError where it cannot be."""

    def __init__(self, function: Callable[[Any], object]) -> None:
        self.function = function

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.function, handler(source))


class OneOf:
    """Which class of a union a part of a file is: `kind` tells it, or None, and then `otherwise` says what was due."""

    def __init__(self, kind: Callable[[Any], type[Model] | None], otherwise: str) -> None:
        self.kind, self.otherwise = kind, otherwise

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def name(value: Any) -> str | None:
            kind = self.kind(value)
            return None if kind is None else kind.__name__

        return core_schema.tagged_union_schema(
            {item.__name__: handler.generate_schema(item) for item in get_args(source)},
            name,
            custom_error_type="no_such_kind",
            custom_error_message=self.otherwise,
        )


class ShapeError(ValueError):
    """Data has not the shape asked for. `errors` has one entry a fault, as pydantic describes it: loc, type, msg."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(str(error["msg"]) for error in errors))
        self.errors = errors


def shaped(model: type[M], data: object) -> M:
    """Plain data as that shape, read as JSON is: a list becomes a tuple. Raises ShapeError with every fault."""
    from pydantic import ValidationError

    try:
        return cast(M, _checker(cast(Hashable, model)).validate_json(json.dumps(data)))
    except ValidationError as fault:
        raise ShapeError(cast(Sequence[Mapping[str, Any]], fault.errors(include_url=False))) from None


def schema(model: type[Model]) -> dict[str, Any]:
    """The shape as a JSON schema."""
    return _checker(cast(Hashable, model)).json_schema()


@cache
def _checker(model: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(model)


def written(model: Model) -> dict[str, Any]:
    """The part as plain data, every field under its key in the file."""
    part: Any = model
    return asdict(part, dict_factory=_under_keys)


def _under_keys(items: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key_of(name): value for name, value in items}
