"""The JSON interface, by version. What it answers stays as it is; see ``docs/guide/api.md``."""
