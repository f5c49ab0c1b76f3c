"""The model as PuLP's class CUOPT hands it over."""


class DataModel:
    """Keeps every array under the name of the method that set it: `set_row_types` sets `row_types`."""

    def __getattr__(self, name):
        if not name.startswith("set_"):
            raise AttributeError(name)
        return lambda *values: setattr(self, name.removeprefix("set_"), values if len(values) > 1 else values[0])
