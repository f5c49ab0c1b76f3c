"""The parameters as PuLP's class CUOPT sets them."""


class SolverSettings:
    """Takes every parameter, and uses none."""

    def set_parameter(self, name, value):
        """Sets a parameter."""
