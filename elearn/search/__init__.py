"""Search over entries, lessons and later the handbook, in every script, with a reason for each hit.

Words: a *document* is what can be found; a *form* is one wording of it (a text, a reading, a romanisation, a
title …); a *hit* says which form matched. The index may vanish and be rebuilt from the database at any time.

Files: ``analysis`` turns text into search keys, once for all engines; ``models`` are the frozen things that go in and
come out; ``ports`` is the engine's protocol; ``queries`` asks and ranks; ``services`` rebuilds.
"""
