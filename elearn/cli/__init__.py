"""The command line: parse, call one service, print. ``--json`` where a command reports."""
