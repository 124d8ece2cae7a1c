"""Jobs: what happens without a reader waiting. Each task parses nothing, calls one service, and logs.

Tasks carry no data: rows say what is to be done, a task only says "look now". So a task may be lost, doubled or late,
and nothing is wrong but the time. No Flask here: a task opens its context by a callable that wiring gives.
"""
