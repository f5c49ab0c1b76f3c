"""Stands in for cuOpt: PuLP's class CUOPT calls it as it calls the real package. The environment variable STAND_IN says how it behaves."""
