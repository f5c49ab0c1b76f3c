"""The command line, one file for each command.

`nights/` has the commands that plan a night or read a published night, `questions/` those that answer questions about published
nights, `exports/` the commands about delivered files, and
`setup/` the commands that prepare a portfolio or a machine. The file of a command declares its parameters. It imports the
code that does the work only when the command runs, so that `cutline --help` answers at once. That code, and the tables that
the command prints, are in another file of the same folder. Jobs, schedules and the assembly of the command line
(`pipelines/command_line.py`) do not belong here. Read `nights/run.py` first.
"""
