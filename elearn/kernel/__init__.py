"""What every floor may use: settings, error base, locales and the clock.

This list is closed, and nothing in here does input or output beyond reading the settings at the start.
"""
