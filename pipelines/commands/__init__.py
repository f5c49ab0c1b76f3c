"""The command line, one file for each command.

`nights/` has the commands that plan a night or read a published one, `exports/` those about the files that are delivered, `setup/` those that
prepare a portfolio or a machine. A command's file declares its parameters and imports what does the work when it runs, so that
`cutline --help` answers at once; the work and the tables it prints stand in a file beside it. Jobs, schedules and the assembly of the command
line (`pipelines/command_line.py`) do not belong here. Read `nights/run.py` first.
"""
