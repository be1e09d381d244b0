"""What every reservation writes, put into words once instead of each time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Insert, Update

Values = Mapping[str, Any]  # Any: whatever the columns of a statement take


class Prepared:
    """An INSERT or UPDATE whose words and conversions are kept by dialect.

    To find them anew takes SQLAlchemy longer than the database takes to write a row; where rows are read,
    there is nothing to gain. Errors, events and lost connections are SQLAlchemy's as ever; what comes back
    (RETURNING) is as the driver gives it. Thread-safe.
    """

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._written: dict[tuple[str, ...], _Written] = {}

    def run(self, connection: Connection, *sets: Values) -> CursorResult[Any]:  # Any: whatever is returned
        """Run it with named values; with several sets of the same names, once for each."""
        form = (connection.dialect.name, *sets[0])
        written = self._written.get(form)
        if written is None:
            written = self._written[form] = _write(self._statement, connection.dialect, sets[0])
        fitted = [written.fit(values) for values in sets]
        return connection.exec_driver_sql(written.words, fitted if len(fitted) > 1 else fitted[0])


@dataclass(frozen=True)
class _Written:
    words: str
    order: list[str] | None  # of the values, where the driver knows no names
    fixed: Values  # what is always the same, converted already
    converted: list[tuple[str, Callable[[Any], Any]]]

    def fit(self, values: Values) -> Any:  # noqa: ANN401 - a tuple or a dictionary, for a driver
        """Convert values as their columns want them."""
        given = {**self.fixed, **values}
        for name, convert in self.converted:
            given[name] = convert(given[name])
        return given if self.order is None else tuple([given[name] for name in self.order])


def _write(statement: Insert | Update, dialect: Dialect, values: Values) -> _Written:
    compiled = statement.compile(dialect=dialect, column_keys=list(values))
    converters = {
        name: converter
        for name, bind in compiled.binds.items()
        if (converter := bind.type.dialect_impl(dialect).bind_processor(dialect))
    }
    fixed = {name: value for name, value in compiled.params.items() if name not in values}
    if isinstance(statement, Insert):  # what it leaves out are columns with a default of ours: a plain value
        fixed = {name: statement.table.c[name].default.arg for name in fixed}
    return _Written(
        str(compiled),
        compiled.positiontup,
        {name: converters[name](value) if name in converters else value for name, value in fixed.items()},
        [(name, converter) for name, converter in converters.items() if name in values],
    )
