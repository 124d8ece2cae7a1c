"""What performance is claimed, as commands that anyone can run again: ``python -m benchmarks``.

Figures depend on the machine, so each claim is a ratio to a yardstick that is measured in the same run, wherever
there is one. Nothing is sent anywhere but to 127.0.0.1, and every loop is bounded in count and time.
"""
