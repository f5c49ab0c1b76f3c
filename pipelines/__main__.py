"""python -m pipelines: the command line."""

from pipelines.command_line import main

main()
